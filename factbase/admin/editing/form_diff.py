"""What a form says, as a person reads it: all that is typed in it, or what it would change."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.text import capfirst

from .change_reason_form import ChangeReasonForm
from .forms import Rows, is_number
from .record_changes import PartChange, in_words


@dataclass(frozen=True)
class DiffLine:
    """One thing that a form says."""

    what: str
    before: str | None
    """As the base has it; none for what is not in the base."""
    after: str | None
    """As it was typed; none for what the form removes."""


def written(form: forms.BaseForm, formsets: Iterable[Rows]) -> list[DiffLine]:
    """All that is typed in a form, field by field."""
    lines = [DiffLine(_label(field), None, _value(field)) for field in _fields(form) if _value(field)]
    for rows in formsets:
        for place, row in enumerate(rows.forms, 1):
            what = f"{_title(rows)} {place}"
            if row in rows.deleted_forms:
                lines.append(DiffLine(f"{what}, removed", None, _row_in_words(row) or str(row.instance)))
            elif row.has_changed() and (said := _row_in_words(row)):
                lines.append(DiffLine(what, None, said))
    return lines


def differing(form: forms.BaseForm, formsets: Iterable[Rows]) -> list[DiffLine]:
    """What a form would change in the record that it is bound to, field by field."""
    lines = [
        DiffLine(_label(field), _initial(field) or "nothing", _value(field) or "nothing")
        for field in _fields(form)
        if field.name in form.changed_data
    ]
    for rows in formsets:
        for place, row in enumerate(rows.forms, 1):
            if row in rows.deleted_forms:
                if row.instance.pk:
                    lines.append(DiffLine(f"{_title(rows)} removed", in_words(row.instance, _part(rows)), None))
            elif not row.has_changed():
                continue
            elif row in rows.extra_forms:
                lines.append(DiffLine(f"{_title(rows)} added", None, _row_in_words(row)))
            else:
                lines += [
                    DiffLine(
                        f"{_title(rows)} {place}, {str(field.label).lower()}",
                        _initial(field) or "nothing",
                        _value(field) or "nothing",
                    )
                    for field in _fields(row)
                    if field.name in row.changed_data
                ]
    return lines


def _fields(form: forms.BaseForm) -> Iterator[forms.BoundField]:
    """The fields of a fact or a row: neither why it is changed nor what the page needs for itself."""
    return (field for field in form.visible_fields() if field.name not in {*ChangeReasonForm.base_fields, "DELETE"})


def _label(field: forms.BoundField) -> str:
    return capfirst(str(field.label))


def _title(rows: Rows) -> str:
    return capfirst(_part(rows).title)


def _part(rows: Any) -> PartChange:
    return PartChange(rows.model, rows.fk.attname, str(rows.model._meta.verbose_name))


def _row_in_words(row: forms.BaseForm) -> str:
    return "; ".join(f"{str(field.label).lower()}: {_value(field)}" for field in _fields(row) if _value(field))


def _value(field: forms.BoundField) -> str:
    return in_words_of(field.field, field.data)


def _initial(field: forms.BoundField) -> str:
    return in_words_of(field.field, field.initial)


def in_words_of(field: forms.Field, value: Any) -> str:
    """A value of a form's field as a person reads it; empty where there is none."""
    value = field.prepare_value(value)
    if isinstance(field, forms.BooleanField):
        return "yes" if field.to_python(value) else "no"
    if isinstance(field, forms.ModelChoiceField):
        return ", ".join(_names(field, value if isinstance(value, list | tuple) else [value]))
    if isinstance(field, forms.ChoiceField):
        return str(dict(_flat(field.choices)).get(str(value), value or ""))
    return "" if value is None else str(value).strip()


def _names(field: forms.ModelChoiceField, keys: Iterable[Any]) -> Iterator[str]:
    keys = [str(key) for key in keys if key not in (None, "")]
    known = field.queryset.in_bulk([int(key) for key in keys if is_number(key)]) if field.queryset is not None else {}
    for key in keys:
        yield str(known.get(int(key), f"no. {key}, which is gone")) if is_number(key) else key


def _flat(choices: Any) -> Iterator[tuple[str, Any]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(value), "" if value in (None, "") else label
