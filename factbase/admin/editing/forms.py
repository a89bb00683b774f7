"""The forms, formsets and widgets with which facts are edited."""

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.db import models
from django.http import QueryDict

from .change_reason_form import ChangeReasonForm, change_kind_choices

if TYPE_CHECKING:
    from .edit_session import EditSession


def is_number(text: str) -> bool:
    """Return True if the text is a whole number that a bigint can hold."""
    return text.isascii() and text.isdigit() and len(text) < 19


class ReferenceSelect(AutocompleteSelect):
    """An autocompleting reference. It ignores values that are no ids, on which Django's own widget fails."""

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        return super().optgroups(name, _valid_ids(value), attrs)


class ReferenceSelectMultiple(AutocompleteSelectMultiple):
    """Several autocompleting references."""

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        return super().optgroups(name, _valid_ids(value), attrs)


def _valid_ids(values: list) -> list:
    return [value for value in values if is_number(str(value))]


class FactForm(ChangeReasonForm, forms.ModelForm):
    """The form of a fact with the reason for its change. A new fact needs only the note: it corrects nothing."""

    edit_session: ClassVar["EditSession"]
    """Set by the admin on the class that it makes for each request."""

    change_kind = forms.ChoiceField(label="Kind of change", choices=change_kind_choices, widget=forms.RadioSelect)

    class Meta:
        help_texts: ClassVar[dict[str, str]] = {
            "slug": "The public id. Others may have linked to it, so rename it only to correct a mistake. The old slug "
            "stays reserved and is never given to another fact."
        }

    def __init__(self, data: QueryDict | None = None, *args: Any, **options: Any) -> None:
        super().__init__(self._keep_newer_values(data) if data else data, *args, **options)
        if self.instance.pk is None:
            del self.fields["change_kind"]

    def _keep_newer_values(self, data: QueryDict) -> QueryDict:
        """Return the submitted data with the session's newer values, so that saving again keeps them."""
        data = data.copy()
        for name, value in self.edit_session.newer_values.items():
            if value is None or value is False:  # 0 is a value
                data.pop(name, None)
            else:
                data[name] = "on" if value is True else str(value)
        return data

    @cached_property
    def changed_data(self) -> list[str]:
        """The changed fields of the fact. A reason alone is no change."""
        return [name for name in super().changed_data if name not in ChangeReasonForm.base_fields]

    def is_valid(self) -> bool:
        return not self.edit_session.display_only and super().is_valid()

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.edit_session.errors:
            self.add_error(None, self.edit_session.errors)
        return cleaned


class FactFormSet(forms.BaseInlineFormSet):
    """The rows of an inline, matched with the stored rows by id.

    Django matches them by position, which fails when others added or removed rows after the form was opened.
    """

    @cached_property
    def _submitted_rows(self) -> list[models.Model]:
        stored = {str(row.pk): row for row in super().get_queryset()}
        indexes = range(min(self.initial_form_count(), self.total_form_count()))
        ids = (self.data.get(f"{self.add_prefix(index)}-id") for index in indexes)
        return [stored.get(str(pk)) or self.model() for pk in ids]  # type: ignore[misc]  # model is set by then

    def get_queryset(self) -> Any:
        return self._submitted_rows if self.is_bound else super().get_queryset()

    def _is_gone(self, form: forms.ModelForm) -> bool:
        return form in self.initial_forms and form.instance.pk is None

    def _should_delete_form(self, form: forms.ModelForm) -> bool:
        """Keep a row deleted that another editor deleted; the conflict messages name it."""
        return self._is_gone(form) or super()._should_delete_form(form)  # type: ignore[misc]  # Django's stubs lack it

    def has_changed(self) -> bool:
        deleted = self.deleted_forms
        return any(form.has_changed() or form in deleted for form in self.forms if not self._is_gone(form))
