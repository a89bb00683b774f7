"""Asking the codebook: what a word means, in the shapes that its readers need."""

import functools
import hashlib
import json

from django.db import models
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .entry import Codebook, CodebookEntry
from .parser import read
from .required_terms import enums


@functools.lru_cache(maxsize=1)
def codebook() -> Codebook:
    """The codebook, read once per process. Raises CodebookError when the files do not define the enums of the code."""
    return read()


@functools.lru_cache(maxsize=1)
def fingerprint() -> str:
    """Names this very codebook: another after any change of its text."""
    book = codebook()
    parts = [part.model_dump() for group in (book.schemes, book.entities, book.enums) for part in group.values()]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def entry(enum: type[models.Choices] | str) -> CodebookEntry:
    """The entry of an enum, or of its name. Raises KeyError for one that the code does not have."""
    return codebook().enums[enum if isinstance(enum, str) else enum.__name__]


def definition(enum: type[models.Choices] | str, value: str | int) -> str:
    """What a value means. Raises KeyError for an unknown enum or value."""
    found = {known.value: known.definition for known in entry(enum).values}
    return found[value]


def described(enum: type[models.Choices] | str) -> str:
    """The enum and each of its values with what they mean, as Markdown."""
    return f"{entry(enum).definition}\n\n{listed(enum)}"


def listed(enum: type[models.Choices] | str) -> str:
    """Each value of an enum with what it means, as a list in Markdown."""
    return "\n".join(f"* `{value.value}` – {value.definition}" for value in entry(enum).values)


def choices_help(field: models.Field) -> SafeString:
    """A model field's help text as HTML, and below it what each of its choices means.

    A field without choices of the codebook's keeps its help text as it is.
    """
    known = _by_choices().get(tuple(value for value, _ in field.flatchoices if value not in ("", None)))
    if known is None:
        return format_html("{}", field.help_text)
    values = format_html_join("", "<li><b>{}</b>: {}</li>", ((value.label, value.definition) for value in known.values))
    return format_html('{}<ul class="codebook">{}</ul>', field.help_text, values)


@functools.lru_cache(maxsize=1)
def _by_choices() -> dict[tuple, CodebookEntry]:
    """Entries by the values of their enum, which are all that a field keeps of it. A test sees that they differ."""
    return {tuple(enum.values): entry(enum) for enum in enums().values()}
