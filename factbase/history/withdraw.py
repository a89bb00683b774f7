"""Withdrawing a fact, and restoring it: it leaves the base with all that belongs to it, and stays in history."""

from django.apps import apps

from factbase.models import Withdrawal
from factbase.models.base import Slugged

from .describe import EditError, label_by_id
from .records import Row
from .revision import lock_for_writing
from .row_access import Values, columns, read, versions, with_parts
from .row_edits import Edits


def withdraw(fact: Slugged, reason: str) -> list[str]:
    """Take a fact out of the base with all that belongs to it, and say in public why. In an open revision.

    Returns what was done, in words. Raises EditError, naming what still refers to the fact, or when it is gone already.
    """
    lock_for_writing()
    model = type(fact)
    row = read(model, [fact.pk]).get(fact.pk)
    if row is None:
        raise EditError(f"{label_by_id(model, fact.pk)} is not in the base any more: there is nothing to withdraw.")
    if not reason.strip():
        raise EditError("Say in a note for the public why it is withdrawn.")
    edits = Edits()
    for part, ids in with_parts(model, [fact.pk]):
        for pk in ids:
            edits.put(part, pk, None)
    if obstacles := edits.obstacles():
        raise EditError(*obstacles)
    done = edits.in_words()
    edits.make()
    record_withdrawal(model, row, reason)
    return done


def record_withdrawal(model: Row, row: Values, reason: str) -> None:
    """Enter that a fact was withdrawn."""
    Withdrawal.objects.create(kind=str(model._meta.model_name), object_id=row["id"], slug=row["slug"], reason=reason)


def restore(kind: str, object_id: int) -> list[str]:
    """Bring a withdrawn fact back, with what belonged to it, as it stood right before. In an open revision.

    Returns what was done, in words. Raises EditError when it is not withdrawn, or naming what it refers to and is gone.
    """
    lock_for_writing()
    withdrawal = Withdrawal.objects.filter(kind=kind, object_id=object_id).first()
    if withdrawal is None:
        raise EditError(f"No {kind} no. {object_id} is withdrawn: there is nothing to restore.")
    model = apps.get_model("factbase", kind)
    known = versions(model, id=object_id)
    if not known:
        raise EditError(
            f"The {kind} “{withdrawal.slug}” was withdrawn before this base was made, which never held it. "
            "Take its entry out of seeds/corrections/, run `make seeds` and load the seeds."
        )
    last = known[-1]
    edits = Edits()
    for part, ids in with_parts(model, [object_id], at=last["rev_to"] - 1):
        for row in versions(part, id__in=ids, rev_to=last["rev_to"]):
            edits.put(part, row["id"], {name: row[name] for name in columns(part)})
    if obstacles := edits.obstacles():
        raise EditError(*obstacles)
    done = edits.in_words()
    edits.make()
    withdrawal.delete()
    return done
