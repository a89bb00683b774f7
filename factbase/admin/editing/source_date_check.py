"""Sources must not predate the facts they support. The seed compiler has the same rule."""

from datetime import date

from django.db.models import Model

from factbase.history.describe import EditError
from factbase.models import Claim, Meeting, Position, Proposal
from factbase.models.meeting import TOOK_PLACE


def check_source_dates(record: Model) -> None:
    """Raise EditError if a source of a saved record was published before the record's earliest day."""
    earliest = _earliest(record)
    if earliest is None:
        return
    for citation in record.citations.filter(source__stated_latest__lt=earliest).select_related("source"):  # type: ignore[attr-defined]
        raise EditError(
            f"“{citation.source}” was published by {citation.source.stated_latest} and cannot report what happened on "
            f"{earliest} or later: correct the date, or cite another source."
        )


def _earliest(record: Model) -> date | None:
    if isinstance(record, Position | Claim | Proposal):
        return record.stated_earliest
    if isinstance(record, Meeting) and record.status in TOOK_PLACE:
        return record.earliest
    return None
