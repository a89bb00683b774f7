"""The values of a submitted form as text, alone or compared with the record."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.choices import flatten_choices
from django.utils.text import capfirst

from .change_reason_form import ChangeReasonForm
from .forms import FactFormSet, is_number
from .record_changes import RecordPart, describe_row


@dataclass(frozen=True)
class DiffLine:
    """One changed field or row, as text."""

    label: str
    before: str | None
    """The recorded value; None for a new row, or where nothing is compared."""
    after: str | None
    """The new value; None for a removed row."""


def list_values(form: forms.BaseForm, formsets: Iterable[FactFormSet]) -> list[DiffLine]:
    """Return all values of a form and its formsets."""
    lines = [DiffLine(_label(field), None, _value(field)) for field in _fields(form) if _value(field)]
    for rows in formsets:
        for number, row in enumerate(rows.forms, 1):
            label = f"{_title(rows)} {number}"
            if row in rows.deleted_forms:
                lines.append(DiffLine(f"{label}, removed", None, _describe_form(row) or str(row.instance)))
            elif row.has_changed() and (text := _describe_form(row)):
                lines.append(DiffLine(label, None, text))
    return lines


def list_changes(form: forms.BaseForm, formsets: Iterable[FactFormSet]) -> list[DiffLine]:
    """Return the changes that a form and its formsets would make to the record."""
    lines = list(_changed_fields(form, ""))
    for rows in formsets:
        for number, row in enumerate(rows.forms, 1):
            if row in rows.deleted_forms:
                if row.instance.pk:
                    lines.append(DiffLine(f"{_title(rows)} removed", describe_row(row.instance, _part(rows)), None))
            elif row.has_changed() and row in rows.extra_forms:
                lines.append(DiffLine(f"{_title(rows)} added", None, _describe_form(row)))
            else:
                lines += _changed_fields(row, f"{_title(rows)} {number}, ")
    return lines


def _changed_fields(form: forms.BaseForm, prefix: str) -> Iterator[DiffLine]:
    for field in _fields(form):
        if field.name in form.changed_data:
            label = f"{prefix}{str(field.label).lower()}" if prefix else _label(field)
            before = _format_value(field.field, field.initial)
            yield DiffLine(label, before or "nothing", _value(field) or "nothing")


def _fields(form: forms.BaseForm) -> Iterator[forms.BoundField]:
    """Return the visible fields of a fact or a row, without the reason and the checkbox that removes a row."""
    return (field for field in form.visible_fields() if field.name not in {*ChangeReasonForm.base_fields, "DELETE"})


def _label(field: forms.BoundField) -> str:
    return capfirst(str(field.label))


def _title(rows: FactFormSet) -> str:
    return capfirst(_part(rows).title)


def _part(rows: Any) -> RecordPart:
    return RecordPart(rows.model, rows.fk.attname, str(rows.model._meta.verbose_name))


def _describe_form(row: forms.BaseForm) -> str:
    return "; ".join(f"{str(field.label).lower()}: {_value(field)}" for field in _fields(row) if _value(field))


def _value(field: forms.BoundField) -> str:
    return _format_value(field.field, field.data)


def _format_value(field: forms.Field, value: Any) -> str:
    """Return the value of a form field as text: titles of facts, labels of choices; empty if there is none."""
    value = field.prepare_value(value)
    if isinstance(field, forms.BooleanField):
        return "yes" if field.to_python(value) else "no"
    if isinstance(field, forms.ModelChoiceField):
        return ", ".join(_titles(field, value if isinstance(value, list | tuple) else [value]))
    if isinstance(field, forms.ChoiceField):
        choices: Any = flatten_choices(field.choices)  # type: ignore[arg-type]  # its stubs are too narrow
        labels = {str(choice): label for choice, label in choices if choice not in (None, "")}
        return str(labels.get(str(value), value or ""))
    return "" if value is None else str(value).strip()


def _titles(field: forms.ModelChoiceField, keys: Iterable[Any]) -> Iterator[str]:
    keys = [str(key) for key in keys if key not in (None, "")]
    facts = field.queryset.in_bulk([int(key) for key in keys if is_number(key)]) if field.queryset is not None else {}
    for key in keys:
        yield str(facts.get(int(key), f"no. {key} (deleted)")) if is_number(key) else key
