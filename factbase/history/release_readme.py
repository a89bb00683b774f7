"""The README of a release: its files and their fields, for readers without other documentation."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import models

from factbase.models import Citation, Release

from .records import RECORDS, Part, own_columns
from .release_citation import AUTHOR

ABOUT = """\
Who held which position on which topic, when, said by whom, on what occasion, reported where.

Each .ndjson file contains one record per line, in JSON and UTF-8, in order of slugs. References to other records are
slugs; names, participations, citations and other parts of a record are lists. null means that the sources do not say.
Dates of facts are EDTF strings (ISO 8601-2). The fields beside a date hold the earliest and the latest day that it
allows, 0001-01-01 and 9999-12-31 if it is open. Others ascribe an attributed position to its holder; it is not the
holder's own statement.

To cite this release, use CITATION.bib or citation.csl.json. manifest.json lists the SHA-256 and the size of each other
file. The codebook of the service, at codebook/ in its API, defines each value of each field.

The facts cite their sources; the sources' texts belong to their publishers. Licensed under Apache-2.0.
"""


def readme(release: Release) -> Iterator[str]:
    """Yield the text in pieces."""
    yield f"{_heading(release.title, '=')}\n{AUTHOR}, version {release.tag}, {release.time:%Y-%m-%d}, "
    yield f"revision {release.revision}.\n\n{ABOUT}"
    yield from fields()


def fields() -> Iterator[str]:
    """Yield the meanings of the fields, file by file."""
    for record in RECORDS:
        yield f"\n\n{_heading(f'{record.name}.ndjson', '-')}{_description(record.model)}\n\n"
        yield from _fields(record.model, record.parts, "", "")
    yield f"\n\n{_heading('Citations', '-')}{_description(Citation)} Each fact has one or more.\n\n"
    yield from _fields(Citation, (), "", "")


def _fields(model: type[models.Model], parts: Sequence[Part], parent: str, indent: str) -> Iterator[str]:
    for field in own_columns(model, parent):
        values = [str(value) for value, _ in field.flatchoices if value != ""]
        meaning = f"{field.help_text} One of: {', '.join(values)}." if values else str(field.help_text)
        yield _line(field.name, meaning, indent)
    for part in parts:
        if part.link:
            links: Any = model._meta.get_field(part.name)
            yield _line(part.name, f"{links.help_text} A list of slugs.", indent)
        elif part.model is Citation:
            yield _line(part.name, "A list: the places in sources that support it. See the end.", indent)
        else:
            yield _line(part.name, f"A list. {_description(part.model)}", indent)
            yield from _fields(part.model, part.parts, part.parent, f"{indent}    ")


def _heading(title: str, line: str) -> str:
    return f"{title}\n{line * len(title)}\n"


def _line(name: str, meaning: str, indent: str) -> str:
    return textwrap.fill(f"{name}: {meaning}", 100, initial_indent=indent, subsequent_indent=f"{indent}    ") + "\n"


def _description(model: type[models.Model]) -> str:
    return (model.__doc__ or "").strip().partition("\n")[0]
