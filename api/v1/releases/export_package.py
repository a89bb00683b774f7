"""The whole base as a data package (Frictionless Data, version 1 of the specifications): what is in its files."""

import functools
import json
from collections.abc import Iterator
from typing import Any

from django.urls import resolve
from rest_framework import serializers

from api.http.formats.csv import MEANT, Table
from api.http.resources import ListView
from api.http.sql.json_builder import ReadSerializer, format_time
from api.v1.entities.refs import ROOT
from factbase.history.bibliography import AUTHOR
from factbase.history.records import BY_KIND, RECORDS
from factbase.history.release_readme import fields
from factbase.history.snapshot import At

TYPES = {
    serializers.BooleanField: "boolean",
    serializers.IntegerField: "integer",
    serializers.DecimalField: "number",
    serializers.DateField: "date",
    serializers.DateTimeField: "datetime",
}
"""How Table Schema calls what fields hold; the rest are strings."""

LICENSE = {"name": "Apache-2.0", "path": "https://www.apache.org/licenses/LICENSE-2.0", "title": "Apache License 2.0"}

README = f"""\
{{title}}
{{line}}

Who held which position on which topic, when, said by whom, on what occasion, reported where: all that the base had on
record at revision {{revision}}, of {{time}}.

data/*.csv       the records as tables, one a resource, as the lists of the API have them in CSV
records/*.ndjson the same records whole, one a line in JSON, with all that belongs to them (roles, outcomes, provisions,
                 the citations of each), in the form that releases and changes have
datapackage.json describes the tables: each column with its type and its meaning. Readers of Frictionless Data take it
codebook.json    defines each value of each enum

An attributed position is what others say of its holder, never the holder's own word. Dates of facts are EDTF strings
(ISO 8601-2); the days beside them are the first and the last that the string allows, 0001-01-01 and 9999-12-31 where
it is open.

The tables. {MEANT}

To cite a record, take its cite_as. The facts cite their sources; the sources' texts belong to their publishers.
Licensed under Apache-2.0.

The fields of the records
"""


@functools.cache
def lists() -> dict[str, type[ListView]]:
    """Return the list view of each table of the package, each after those that it refers to where that is possible."""
    pages = {record.name: resolve(f"{ROOT}{record.name}/") for record in RECORDS if record.has_pages}
    return {name: page.func.view_class for name, page in pages.items()}  # type: ignore[attr-defined]


def title(at: At, tag: str | None) -> str:
    return f"{AUTHOR}, " + (f"release {tag}" if tag else f"revision {at.number}")


def readme(at: At, tag: str | None) -> Iterator[bytes]:
    """The README, piece by piece."""
    name = title(at, tag)
    time = format_time(at.time) if at.time else "before the first"
    yield README.format(title=name, line="=" * len(name), revision=at.number, time=time).encode()
    yield from (piece.encode() for piece in fields())


def description(at: At, tag: str | None) -> bytes:
    """The datapackage.json."""
    package = {
        "profile": "tabular-data-package",
        "name": "peace-talks-fact-base",
        "title": title(at, tag),
        "version": tag or str(at.number),
        **({"created": format_time(at.time)} if at.time else {}),
        "licenses": [LICENSE],
        "resources": [_resource(name, view.serializer_class) for name, view in lists().items()],
    }
    return (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()


def _resource(name: str, serializer_class: type[ReadSerializer]) -> dict[str, Any]:
    serializer = serializer_class()
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": f"data/{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": {
            "fields": [_column(column, field) for column, field in Table(serializer).fields],
            "primaryKey": "slug",
            "foreignKeys": list(_references(serializer)),
        },
    }


def _column(name: str, field: serializers.Field) -> dict[str, Any]:
    kind = next((kind for parent, kind in TYPES.items() if isinstance(field, parent)), "string")
    if isinstance(field, serializers.ChoiceField) and all(isinstance(value, int) for value in field.choices):
        kind = "integer"
    column: dict[str, Any] = {"name": name, "type": kind, "description": str(field.help_text or "")}
    if name == "slug":
        column["constraints"] = {"required": True, "unique": True}
    elif isinstance(field, serializers.ChoiceField):
        column["constraints"] = {"enum": [value for value in field.choices if value != ""]}
    return column


def _references(serializer: ReadSerializer) -> Iterator[dict[str, Any]]:
    """The columns that name a record of another table, or of the same."""
    for name, field in serializer.fields.items():
        if isinstance(field, ReadSerializer) and field.Meta.model._meta.model_name in BY_KIND:
            resource = BY_KIND[field.Meta.model._meta.model_name].name
            # the specification has an empty name for the table itself
            target = "" if field.Meta.model is serializer.Meta.model else resource
            yield {"fields": f"{name}.slug", "reference": {"resource": target, "fields": "slug"}}
