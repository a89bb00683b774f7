"""The forms in which facts are edited: what they ask, and what they bear with."""

from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.db import models

from .change_reason_form import ChangeReasonForm, kinds_of_change


class Completing(AutocompleteSelect):
    """A reference that completes what is typed. Django's own fails on a value that is no id; this leaves it out."""

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        return super().optgroups(name, _ids(value), attrs)


class CompletingSeveral(AutocompleteSelectMultiple):
    """Several references that complete what is typed."""

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        return super().optgroups(name, _ids(value), attrs)


def _ids(values: list) -> list:
    return [value for value in values if is_number(str(value))]


def is_number(text: str) -> bool:
    """Whether a text is a whole number that a bigint can hold."""
    return text.isascii() and text.isdigit() and len(text) < 19


class FactForm(ChangeReasonForm, forms.ModelForm):
    """The form of a fact, which asks why it is changed. What is new was not wrong: only the note is asked for."""

    refusals: ClassVar[list[str]] = []
    """Why the database, or another editor's change, refused what is being shown again."""

    only_shown: ClassVar[bool] = False
    """Whether it shows a proposed change as it was typed: it is not to be saved."""

    change_kind = forms.ChoiceField(label="Kind of change", choices=kinds_of_change, widget=forms.RadioSelect)

    class Meta:
        help_texts: ClassVar[dict[str, str]] = {
            "slug": "The public id, given once: others may have linked to it. Rename it only to correct a mistake; "
            "the old one stays taken and is never given to another fact."
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk is None:
            del self.fields["change_kind"]

    @cached_property
    def changed_data(self) -> list[str]:
        """The fields of the fact that were changed; a reason alone changes nothing."""
        return [name for name in super().changed_data if name not in ChangeReasonForm.base_fields]

    def is_valid(self) -> bool:
        return not self.only_shown and super().is_valid()

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.refusals:
            self.add_error(None, self.refusals)
        return cleaned


class Rows(forms.BaseInlineFormSet):
    """The rows of a part, matched by id: meanwhile others may have added some or removed some.

    Django pairs the posted rows with the stored ones by place, which goes wrong when their number has changed.
    """

    @cached_property
    def _as_posted(self) -> list[models.Model]:
        stored = {str(row.pk): row for row in super().get_queryset()}
        places = range(min(self.initial_form_count(), self.total_form_count()))
        posted = (self.data.get(f"{self.add_prefix(place)}-id") for place in places)
        return [stored.get(str(pk)) or self.model() for pk in posted]  # type: ignore[misc]  # model is set by then

    def get_queryset(self) -> Any:
        return self._as_posted if self.is_bound else super().get_queryset()

    def _gone(self, form: forms.ModelForm) -> bool:
        return form in self.initial_forms and form.instance.pk is None

    def _should_delete_form(self, form: forms.ModelForm) -> bool:
        """A row that another editor removed stays removed; the editor has been told."""
        return self._gone(form) or super()._should_delete_form(form)  # type: ignore[misc]  # Django's stubs lack it

    def has_changed(self) -> bool:
        removed = self.deleted_forms
        return any(form.has_changed() or form in removed for form in self.forms if not self._gone(form))
