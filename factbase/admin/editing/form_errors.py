"""The errors of a form, as a list at its top with links to the fields."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.text import capfirst


@dataclass(frozen=True)
class ErrorLocation:
    """A field or a row of the page that has errors."""

    anchor: str
    label: str
    message: str


def locate_errors(form: forms.BaseForm, formsets: Iterable[Any]) -> Iterator[ErrorLocation]:
    """Yield the location of each error in a form and its formsets, in the order of the page."""
    yield from _field_errors(form, "")
    for rows in formsets:
        title = capfirst(str(rows.model._meta.verbose_name))
        if rows.is_bound and rows.non_form_errors():
            yield ErrorLocation(f"{rows.prefix}-group", f"{title}s", " ".join(rows.non_form_errors()))
        for index, row in enumerate(rows.forms):
            if row in rows.deleted_forms:
                continue
            if row.is_bound and row.non_field_errors():
                yield ErrorLocation(f"{rows.prefix}-{index}", f"{title} {index + 1}", " ".join(row.non_field_errors()))
            yield from _field_errors(row, f"{title} {index + 1}, ")


def _field_errors(form: forms.BaseForm, prefix: str) -> Iterator[ErrorLocation]:
    for field in form.visible_fields():
        if field.errors:
            yield ErrorLocation(field.auto_id, capfirst(f"{prefix}{field.label}"), " ".join(map(str, field.errors)))
