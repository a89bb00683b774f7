"""The form fields that every change of a published fact needs: the kind of change, and a public reason.

A correction (the record was wrong) and an addition (there is more to know) are different kinds of revision; no change
is both.
"""

import re
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.validators import RegexValidator
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from factbase import codebook
from factbase.models.fields.printable import UNPRINTABLE
from factbase.vocabulary import ReasonCode, RevisionKind

validate_printable = RegexValidator(
    UNPRINTABLE, "The text contains an invisible character that feeds cannot hold. Type it again.", inverse_match=True
)


class TextField(forms.CharField):
    """Text of several lines, stored with LF: browsers send CRLF, which would make each save change the text."""

    default_validators = [validate_printable]

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text


def backticks_to_code(text: str) -> SafeString:
    """Return HTML in which words between backticks, as in codebook and API descriptions, are code elements."""
    return mark_safe(re.sub(r"`([^`<]+)`", r"<code>\1</code>", text))


def reason_code_choices() -> list[tuple[str, SafeString]]:
    """Return each reason code of a correction with its label and definition."""
    return [
        (code.value, format_html("<b>{}</b>: {}", code.label, backticks_to_code(codebook.definition(ReasonCode, code))))
        for code in ReasonCode
    ]


def change_kind_choices() -> list[tuple[str, list[tuple[str, Any]]]]:
    """Return the choices for a change of a fact: the reason codes of a correction, or an addition."""
    addition = format_html(
        "<b>{}</b>: {}", RevisionKind.ADDITION.label, "The recorded values stay true; this adds more."
    )
    return [
        ("The record was wrong", list(reason_code_choices())),
        ("The record was right, but incomplete", [(RevisionKind.ADDITION.value, addition)]),
    ]


class ChangeReasonForm(forms.Form):
    """The reason for a correction: a mixin of the forms of facts, and the whole form of a withdrawal or a merge."""

    change_kind = forms.ChoiceField(label="Type of error", choices=reason_code_choices, widget=forms.RadioSelect)
    change_reason = TextField(
        label="Public note",
        max_length=1000,
        widget=AdminTextareaWidget(attrs={"rows": 2}),
        help_text="Explain the change in one or two sentences. The note is published with the revision, under your "
        "user name.",
    )

    def revision_arguments(self) -> dict[str, Any]:
        """Return the arguments kind, reason_code and reason of `set_revision_info` from a valid form."""
        choice = self.cleaned_data.get("change_kind", RevisionKind.ADDITION.value)
        is_correction = choice != RevisionKind.ADDITION
        return {
            "kind": RevisionKind.CORRECTION if is_correction else RevisionKind.ADDITION,
            "reason_code": choice if is_correction else "",
            "reason": self.cleaned_data["change_reason"],
        }

    def reason_fields(self) -> list[str]:
        """Return the names of the reason fields that this form has, in order."""
        return [name for name in ChangeReasonForm.base_fields if name in self.fields]
