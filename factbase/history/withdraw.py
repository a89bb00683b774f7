"""Withdrawal and restoration of a fact with all that belongs to it; history keeps it."""

from django.apps import apps

from factbase.models import Withdrawal
from factbase.models.base import Slugged

from .describe import EditError, label_by_id
from .records import Row
from .revision import lock_for_writing
from .row_access import Values, columns, read, versions, with_parts
from .row_edits import Edits


def withdraw(fact: Slugged, reason: str) -> list[str]:
    """Withdraw a fact with its parts; describe it. Raise EditError if it is gone, or naming facts that refer to it."""
    lock_for_writing()
    model = type(fact)
    row = read(model, [fact.pk]).get(fact.pk)
    if row is None:
        raise EditError(
            f"{label_by_id(model, fact.pk)} is not in the fact base any more: there is nothing to withdraw."
        )
    if not reason.strip():
        raise EditError("Give a public note that says why the fact is withdrawn.")
    edits = Edits()
    for part, ids in with_parts(model, [fact.pk]):
        for pk in ids:
            edits.put(part, pk, None)
    done = _apply(edits)
    record_withdrawal(model, row, reason)
    return done


def record_withdrawal(model: Row, row: Values, reason: str) -> None:
    """Enter a fact in the table of withdrawals."""
    Withdrawal.objects.create(kind=str(model._meta.model_name), object_id=row["id"], slug=row["slug"], reason=reason)


def restore(kind: str, object_id: int) -> list[str]:
    """Restore a withdrawn fact with its parts. Raise EditError if it is not withdrawn, or refers to removed facts."""
    lock_for_writing()
    withdrawal = Withdrawal.objects.filter(kind=kind, object_id=object_id).first()
    if withdrawal is None:
        raise EditError(f"No {kind} no. {object_id} is withdrawn: there is nothing to restore.")
    model = apps.get_model("factbase", kind)
    past = versions(model, id=object_id)
    if not past:
        raise EditError(
            f"The {kind} “{withdrawal.slug}” was withdrawn before this fact base was created, which never held it. "
            "Remove its entry from seeds/corrections/, run `make seeds` and load the seeds."
        )
    last = past[-1]
    edits = Edits()
    for part, ids in with_parts(model, [object_id], at=last["rev_to"] - 1):
        for row in versions(part, id__in=ids, rev_to=last["rev_to"]):
            edits.put(part, row["id"], {name: row[name] for name in columns(part)})
    done = _apply(edits)
    withdrawal.delete()
    return done


def _apply(edits: Edits) -> list[str]:
    if errors := edits.find_errors():
        raise EditError(*errors)
    description = edits.describe()
    edits.apply()
    return description
