"""Two editors at once: what became of a record, or of a proposed change, after somebody opened it."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import models
from django.http import QueryDict

from factbase.history.revision import RevisionCounter

from .form_diff import DiffLine
from .forms import is_number
from .record_changes import PartChange, RecordVersion, changes, shown


class StaleError(Exception):
    """What is saved was changed after the form was opened. `said` tells the editor both versions."""

    def __init__(self, said: list[str], latest: int, untouched: dict[str, Any] | None = None) -> None:
        super().__init__(*said)
        self.said = said
        self.latest = latest
        """The revision up to which the editor has now been told."""
        self.untouched = untouched or {}
        """The newer values of fields that the editor left as they were when the form was opened."""

    def taken_over(self, typed: QueryDict) -> QueryDict:
        """What was typed, with the newer values of the fields that were left untouched: saved again, none is undone."""
        form = typed.copy()
        for name, value in self.untouched.items():
            if value is None or value is False:  # 0 is a value
                form.pop(name, None)
            else:
                form[name] = "on" if value is True else str(value)
        return form


def seen(text: str) -> int:
    """The revision that a form names; 0 when it was tampered with, so that every change counts as unseen."""
    number = int(text) if is_number(text) else 0
    return number if number <= RevisionCounter.objects.get().number else 0


def newer(record: models.Model, parts: Iterable[PartChange], opened_at: int) -> list[RecordVersion]:
    """What was changed in a record after a revision, newest first."""
    return [change for change in changes(record, parts) if change.revision.number > opened_at]


def told(change: RecordVersion, typed: dict[Any, models.Model], untouched: Collection[str] = ()) -> str:
    """A change in words, with what the editor has instead. `typed` are the rows of the form by model and id."""
    yours = typed.get((change.part.model, change.row.pk))
    instead = ""
    if change.field is not None and not change.part.title and change.field.name in untouched:
        instead = "; the form has it now, as you had left it alone"
    elif change.field is not None and yours is not None:
        instead = f"; you have “{shown(change.field, getattr(yours, change.field.attname))}”"
    revision = change.revision
    return f"Revision {revision.number}, by {revision.author} (“{revision.reason}”): {change}{instead}."


def rows_of(form: Any, formsets: Iterable[Any]) -> dict[Any, models.Model]:
    """The rows that a form is about, as typed, by model and id."""
    return {(type(f.instance), f.instance.pk): f.instance for f in [form, *(f for rows in formsets for f in rows)]}


def refuse_if_stale(opened_at: int, parts: Iterable[PartChange], form: Any, formsets: Iterable[Any]) -> None:
    """Raises StaleError when the record of a form has a version that the editor has not seen."""
    found = newer(form.instance, parts, opened_at)
    if found:
        typed, untouched = rows_of(form, formsets), _untouched(found, form)
        said = [
            "This was changed after you opened it. Nothing of yours is saved yet; the form stands as you typed it.",
            *(told(change, typed, untouched) for change in found),
            "Take over below what should stay, then save again.",
        ]
        raise StaleError(said, RevisionCounter.objects.get().number, untouched)


def _untouched(found: Iterable[RecordVersion], form: Any) -> dict[str, Any]:
    """The newer values of the record's own fields in which the form still has what it was opened with."""
    own = [change for change in found if not change.part.title and change.field is not None]
    opened = {change.field: change.before for change in own}  # newest first: the oldest has the last word
    newest = {change.field: change.after for change in reversed(own)}
    return {
        field.name: newest[field]
        for field, before in opened.items()
        if field is not None and field.name in form.fields and getattr(form.instance, field.attname) == before
    }


def refuse_if_moved(who: str, theirs: list[DiffLine], yours: list[DiffLine], opened_at: int) -> None:
    """Raises StaleError: a proposal has another version than the one that was opened. Both are told."""
    now, typed = ({line.what: line.after or line.before for line in lines} for lines in (theirs, yours))
    said = [f"{who} changed this proposal after you opened it. The form stands as you had it; nothing is saved yet."]
    for what in {**now, **typed}:
        if now.get(what) != typed.get(what):
            said.append(f"{what}: is now “{now.get(what, 'nothing')}”; you have “{typed.get(what, 'nothing')}”.")
    raise StaleError([*said, "Take over below what should stay, then go on."], opened_at)
