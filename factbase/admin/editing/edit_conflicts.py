"""Detection of edit conflicts: a record, or a proposed change, that someone changed after the editor opened it."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import models

from factbase.history.revision import RevisionCounter

from .edit_session import EditSession
from .form_diff import DiffLine
from .forms import is_number
from .record_changes import RecordChange, RecordPart, format_value, record_changes

Instances = dict[tuple[type[models.Model], Any], models.Model]
"""The instances of a form and its formsets by model and id."""


def parse_opened_at(text: str) -> int:
    """Return the revision at which a form was opened; 0 if it is invalid, so that every change counts as newer."""
    number = int(text) if is_number(text) else 0
    return number if number <= RevisionCounter.objects.get().number else 0


def changes_since(opened_at: int, record: models.Model, parts: Iterable[RecordPart]) -> list[RecordChange]:
    """Return the changes of a record and its parts after a revision, newest first."""
    return [change for change in record_changes(record, parts) if change.revision.number > opened_at]


def describe_change(change: RecordChange, submitted: Instances, untouched: Collection[str] = ()) -> str:
    """Return a change as a sentence, with the value that the editor's form has for the field."""
    instance = submitted.get((change.part.model, change.row.pk))
    form_value = ""
    if change.field is not None and not change.part.title and change.field.name in untouched:
        form_value = "; the form now shows this value, because you had not changed the field"
    elif change.field is not None and instance is not None:
        form_value = f"; you have “{format_value(change.field, getattr(instance, change.field.attname))}”"
    revision = change.revision
    return f"Revision {revision.number}, by {revision.author} (“{revision.reason}”): {change}{form_value}."


def submitted_instances(form: Any, formsets: Iterable[Any]) -> Instances:
    """Return the instances of a form and its formsets, with the submitted values."""
    return {(type(f.instance), f.instance.pk): f.instance for f in [form, *(f for rows in formsets for f in rows)]}


def check_conflicts(edit_session: EditSession, parts: Iterable[RecordPart], form: Any, formsets: Iterable[Any]) -> None:
    """Add the changes that others made to the record after the form was opened, if any, to the session's errors."""
    changes = changes_since(edit_session.opened_at, form.instance, parts)
    if changes:
        submitted, untouched = submitted_instances(form, formsets), _untouched_values(changes, form)
        edit_session.errors = [
            "This record was changed after you opened it. Your changes are not saved yet; the form still has them.",
            *(describe_change(change, submitted, untouched) for change in changes),
            "Correct the form below if needed, then save again.",
        ]
        edit_session.newer_values = untouched
        edit_session.opened_at = RevisionCounter.objects.get().number


def _untouched_values(changes: Iterable[RecordChange], form: Any) -> dict[str, Any]:
    """Return the newer values of the record's own fields that still have their opening value in the form."""
    own = [change for change in changes if not change.part.title and change.field is not None]
    opening = {change.field: change.before for change in own}  # newest first: the oldest change overwrites the others
    newest = {change.field: change.after for change in reversed(own)}
    return {
        field.name: newest[field]
        for field, before in opening.items()
        if field is not None and field.name in form.fields and getattr(form.instance, field.attname) == before
    }


def proposal_conflict(author: str, stored: list[DiffLine], own: list[DiffLine]) -> list[str]:
    """Return the errors for a proposal that its author changed after the reviewer opened it."""
    current, submitted = ({line.label: line.after or line.before for line in lines} for lines in (stored, own))
    differences = [
        f"{label}: is now “{current.get(label, 'nothing')}”; you have “{submitted.get(label, 'nothing')}”."
        for label in {**current, **submitted}
        if current.get(label) != submitted.get(label)
    ]
    return [
        f"{author} changed this proposal after you opened it. Nothing is saved yet; the form has your version.",
        *differences,
        "Correct the form below if needed, then continue.",
    ]
