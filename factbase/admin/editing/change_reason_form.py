"""The question that every change of a published fact answers: what kind of change it is, and why it is made.

That a record was wrong and that there is more to know are different kinds of revision; no answer is both.
"""

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.validators import RegexValidator
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from factbase import codebook
from factbase.models.fields.printable import UNPRINTABLE
from factbase.vocabulary import ReasonCode, RevisionKind

WRITABLE = RegexValidator(
    UNPRINTABLE,
    "It holds a character that cannot be seen and that no feed may hold: type the text anew.",
    inverse_match=True,
)


class TextField(forms.CharField):
    """Text of several lines. Browsers send lines ended by CRLF: stored so, saving alone would change a text."""

    default_validators = [WRITABLE]

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text


def with_code(text: str) -> SafeString:
    """HTML in which words between backticks, as the codebook and the API's descriptions have them, are code."""
    return mark_safe(re.sub(r"`([^`<]+)`", r"<code>\1</code>", text))


def reason_codes() -> list[tuple[str, SafeString]]:
    """What can have been wrong with a record: each code, with what it means."""
    return [
        (code.value, format_html("<b>{}</b>: {}", code.label, with_code(codebook.definition(ReasonCode, code))))
        for code in ReasonCode
    ]


class ChangeReasonForm(forms.Form):
    """Why a record is corrected. To be mixed into a form, or to stand alone as the form of a withdrawal or a merger.

    `why()` gives the kind, the reason code and the reason as `describe_revision` takes them.
    """

    change_kind = forms.ChoiceField(label="What was wrong", choices=reason_codes, widget=forms.RadioSelect)
    change_reason = TextField(
        label="Public note",
        max_length=1000,
        widget=AdminTextareaWidget(attrs={"rows": 2}),
        help_text="Why you make the change, in a sentence or two. It is kept with the revision, under your user name, "
        "for the public to read.",
    )

    def why(self) -> dict[str, Any]:
        """Of a valid form: the keys kind, reason_code and reason."""
        chosen = self.cleaned_data.get("change_kind", RevisionKind.ADDITION.value)
        corrects = chosen != RevisionKind.ADDITION
        return {
            "kind": RevisionKind.CORRECTION if corrects else RevisionKind.ADDITION,
            "reason_code": chosen if corrects else "",
            "reason": self.cleaned_data["change_reason"],
        }

    def asked(self) -> Iterator[str]:
        """The names of the fields that are asked, in their order."""
        return (name for name in ChangeReasonForm.base_fields if name in self.fields)


def kinds_of_change() -> list[tuple[str, list[tuple[str, Any]]]]:
    """A record was wrong in one of several ways, or it was right and there is more to know."""
    more = format_html("<b>{}</b>: {}", RevisionKind.ADDITION.label, "What was recorded stays true; this adds to it.")
    return [
        ("The record was wrong", list(reason_codes())),
        ("The record was right, but there is more to know", [(RevisionKind.ADDITION.value, more)]),
    ]
