"""The README of a release: what its files are, and what their fields say, for a reader who has nothing else."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import models

from factbase.models import Citation, Release

from .bibliography import AUTHOR
from .records import RECORDS, Part, own_columns

ABOUT = """\
Who held which position on which topic, when, said by whom, on what occasion, reported where.

Each .ndjson file has one record a line, in JSON and UTF-8, by slug. A record is flat: references to others are their
slugs, and what belongs to it (names, participations, citations, ...) is in lists. null stands for what the sources do
not say. Dates of facts are EDTF strings (ISO 8601-2); the days beside them are the first and the last that the string
allows, 0001-01-01 and 9999-12-31 where it is open. An attributed position is what others say of its holder, never the
holder's own word.

CITATION.bib and citation.csl.json say how to cite this release. manifest.json has the SHA-256 and the size of each file
beside it. The codebook of the service, at codebook/ in its API, defines each value of each field.

The facts cite their sources; the sources' texts belong to their publishers. Licensed under Apache-2.0.
"""


def readme(release: Release) -> Iterator[str]:
    """The text, piece by piece."""
    yield f"{_headed(release.title, '=')}\n{AUTHOR}, version {release.tag}, {release.time:%Y-%m-%d}, "
    yield f"revision {release.revision}.\n\n{ABOUT}"
    yield from fields()


def fields() -> Iterator[str]:
    """What the fields of records say, file by file."""
    for record in RECORDS:
        yield f"\n\n{_headed(f'{record.name}.ndjson', '-')}{_said_of(record.model)}\n\n"
        yield from _fields(record.model, record.parts, "", "")
    yield f"\n\n{_headed('Citations', '-')}{_said_of(Citation)} Each fact has one or more.\n\n"
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
            yield _line(part.name, f"A list. {_said_of(part.model)}", indent)
            yield from _fields(part.model, part.parts, part.parent, f"{indent}    ")


def _headed(title: str, line: str) -> str:
    return f"{title}\n{line * len(title)}\n"


def _line(name: str, meaning: str, indent: str) -> str:
    return textwrap.fill(f"{name}: {meaning}", 100, initial_indent=indent, subsequent_indent=f"{indent}    ") + "\n"


def _said_of(model: type[models.Model]) -> str:
    return (model.__doc__ or "").strip().partition("\n")[0]
