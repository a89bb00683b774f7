"""What is to be mended in a form, to be told at its top with links to where it stands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.text import capfirst


@dataclass(frozen=True)
class ErrorLocation:
    """A part of the page that has errors."""

    anchor: str
    label: str
    said: str


def to_mend(form: forms.BaseForm, formsets: Iterable[Any]) -> Iterator[ErrorLocation]:
    """Everything in a form and its rows that has errors, in the order of the page."""
    yield from _fields(form, "")
    for rows in formsets:
        title = capfirst(str(rows.model._meta.verbose_name))
        if rows.is_bound and rows.non_form_errors():
            yield ErrorLocation(f"{rows.prefix}-group", f"{title}s", " ".join(rows.non_form_errors()))
        for place, row in enumerate(rows.forms):
            if row in rows.deleted_forms:
                continue
            if row.is_bound and row.non_field_errors():
                yield ErrorLocation(f"{rows.prefix}-{place}", f"{title} {place + 1}", " ".join(row.non_field_errors()))
            yield from _fields(row, f"{title} {place + 1}, ")


def _fields(form: forms.BaseForm, where: str) -> Iterator[ErrorLocation]:
    for field in form.visible_fields():
        if field.errors:
            yield ErrorLocation(field.auto_id, capfirst(f"{where}{field.label}"), " ".join(map(str, field.errors)))
