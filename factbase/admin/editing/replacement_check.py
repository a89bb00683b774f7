"""Reject edits that replace recorded values when the editor chose "addition"."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.forms import BaseModelFormSet, ModelForm
from django.utils.text import capfirst

EMPTY: tuple[Any, ...] = (None, "", [])


def replacement_errors(form: ModelForm, formsets: Iterable[BaseModelFormSet]) -> list[str]:
    """Return an error if a form or its formsets replace or remove a recorded value."""
    labels = dict.fromkeys([*_replaced_fields(form), *(label for rows in formsets for label in _replaced_rows(rows))])
    if not labels:
        return []
    return [
        f"This replaces recorded values: {', '.join(labels)}. An addition cannot do that: choose below what was "
        "wrong with the record. If someone made a new statement, add a record for it."
    ]


def _replaced_fields(form: ModelForm) -> Iterator[str]:
    """Yield the labels of fields that had a value and have another one, or lost one of several values."""
    for name in form.changed_data:
        before = form.initial.get(name)
        if name not in {field.name for field in form.instance._meta.get_fields()} or before in EMPTY:
            continue
        if isinstance(before, list) and set(before) <= set(form.cleaned_data[name]):
            continue
        yield capfirst(str(form.fields[name].label))


def _replaced_rows(rows: Any) -> Iterator[str]:
    part = rows.model._meta.verbose_name
    for form in rows.initial_forms:
        if form in rows.deleted_forms:
            yield f"a removed {part}"
        else:
            yield from (f"{label} of a {part}" for label in _replaced_fields(form))
