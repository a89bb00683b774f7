"""Lookup of definitions in the codebook, as plain text, Markdown and HTML."""

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
    """Return the codebook. Raise CodebookError if its files do not define the terms of the code."""
    return read()


@functools.lru_cache(maxsize=1)
def fingerprint() -> str:
    """Return a hash that changes with any change of the codebook's text."""
    book = codebook()
    parts = [part.model_dump() for group in (book.schemes, book.entities, book.enums) for part in group.values()]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def entry(enum: type[models.Choices] | str) -> CodebookEntry:
    """Return the entry of an enum, given by class or name. Raise KeyError for an unknown enum."""
    return codebook().enums[enum if isinstance(enum, str) else enum.__name__]


def definition(enum: type[models.Choices] | str, value: str | int) -> str:
    """Return the definition of a value. Raise KeyError for an unknown enum or value."""
    return {known.value: known.definition for known in entry(enum).values}[value]


def described(enum: type[models.Choices] | str) -> str:
    """Return the definitions of an enum and of each of its values, as Markdown."""
    return f"{entry(enum).definition}\n\n{listed(enum)}"


def listed(enum: type[models.Choices] | str) -> str:
    """Return the definition of each value of an enum, as a Markdown list."""
    return "\n".join(f"* `{value.value}` – {value.definition}" for value in entry(enum).values)


def choices_help(field: models.Field) -> SafeString:
    """Return a model field's help text as HTML, followed by the definitions of its choices if the codebook has them."""
    known = _by_choices().get(tuple(value for value, _ in field.flatchoices if value not in ("", None)))
    if known is None:
        return format_html("{}", field.help_text)
    values = format_html_join("", "<li><b>{}</b>: {}</li>", ((value.label, value.definition) for value in known.values))
    return format_html('{}<ul class="codebook">{}</ul>', field.help_text, values)


@functools.lru_cache(maxsize=1)
def _by_choices() -> dict[tuple, CodebookEntry]:
    """Return the entries by the values of their enums. A field has only these; a test ensures that they differ."""
    return {tuple(enum.values): entry(enum) for enum in enums().values()}
