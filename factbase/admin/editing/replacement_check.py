"""What was said stays said: who replaces it corrects the record, which is another kind of change than adding to it."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.forms import BaseModelFormSet, ModelForm
from django.utils.text import capfirst

from factbase.history.describe import Refused

EMPTY: tuple[Any, ...] = (None, "", [])


def refuse_if_replaced(form: ModelForm, formsets: Iterable[BaseModelFormSet]) -> None:
    """Raises Refused when something that the record or one of its parts has said is replaced or taken away."""
    found = list(dict.fromkeys([*_replaced(form), *(what for rows in formsets for what in _replaced_rows(rows))]))
    if found:
        raise Refused(
            f"This replaces what is on record: {', '.join(found)}. That is no addition: say below what was wrong "
            "with the record. What somebody says anew is a record of its own."
        )


def _replaced(form: ModelForm) -> Iterator[str]:
    """The labels of a form's fields that had a value and have another, or have lost one of several."""
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
            yield f"a {part} that is removed"
        else:
            yield from (f"{label} of a {part}" for label in _replaced(form))
