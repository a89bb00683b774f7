"""Sources must not predate the facts they support. The seed compiler has the same rule."""

from datetime import date
from typing import Any

from django.db.models import Model

from factbase.models import Claim, Meeting, Position, Proposal
from factbase.models.meeting import TOOK_PLACE


def source_date_errors(record: Any) -> list[str]:
    """Return an error if a source of a saved record was published before the record's earliest day."""
    earliest = _earliest(record)
    if earliest is None:
        return []
    predating = record.citations.filter(source__stated_latest__lt=earliest).select_related("source")
    return [
        f"“{citation.source}” was published by {citation.source.stated_latest} and cannot report what happened on "
        f"{earliest} or later: correct the date, or cite another source."
        for citation in predating[:1]
    ]


def _earliest(record: Model) -> date | None:
    if isinstance(record, Position | Claim | Proposal):
        return record.stated_earliest
    if isinstance(record, Meeting) and record.status in TOOK_PLACE:
        return record.earliest
    return None
