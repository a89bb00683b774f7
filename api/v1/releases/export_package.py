"""The files that describe the export, a data package (Frictionless Data specifications, version 1)."""

import functools
import json
from collections.abc import Iterator
from typing import Any

from django.urls import resolve
from rest_framework import serializers

from api.http.formats.csv import MEANT, Table
from api.http.list_and_detail_views import ListView
from api.http.sql.json_builder import ReadSerializer, format_time
from api.v1.entities.refs import ROOT
from factbase.history.records import BY_KIND, RECORDS
from factbase.history.release_citation import AUTHOR
from factbase.history.release_readme import fields
from factbase.history.snapshot import At

TYPES = {
    serializers.BooleanField: "boolean",
    serializers.IntegerField: "integer",
    serializers.DecimalField: "number",
    serializers.DateField: "date",
    serializers.DateTimeField: "datetime",
}
"""The Table Schema types of serializer fields; all others are strings."""

LICENSE = {"name": "Apache-2.0", "path": "https://www.apache.org/licenses/LICENSE-2.0", "title": "Apache License 2.0"}

README = f"""\
{{title}}
{{line}}

The whole fact base at revision {{revision}} ({{time}}): who held which position on which topic, when, said by whom, on
what occasion, and reported where.

data/*.csv        the records as tables, one per resource, as in the API's CSV lists
records/*.ndjson  the full records, one JSON object per line, with all their parts (roles, outcomes, provisions,
                  citations), in the same form as in releases and changes
datapackage.json  the type and the meaning of each column, for software that reads Frictionless Data packages
codebook.json     the definition of each value of each enum

An attributed position is a statement by others about its holder, never the holder's own. Dates of facts are EDTF
strings (ISO 8601-2). Next to each are the first and the last day that the string allows; open ends are 0001-01-01 and
9999-12-31.

The tables. {MEANT}

To cite a record, use its cite_as. Facts cite their sources; the texts of the sources belong to their publishers.
Licensed under Apache-2.0.

The fields of the records
"""


@functools.cache
def lists() -> dict[str, type[ListView]]:
    """Return the list view of each table of the package, each after those that it refers to where that is possible."""
    pages = {record.name: resolve(f"{ROOT}{record.name}/") for record in RECORDS if record.has_pages}
    return {name: page.func.view_class for name, page in pages.items()}  # type: ignore[attr-defined]


def format_title(at: At, tag: str | None) -> str:
    return f"{AUTHOR}, " + (f"release {tag}" if tag else f"revision {at.number}")


def format_readme(at: At, tag: str | None) -> Iterator[bytes]:
    """Yield the pieces of README.txt."""
    title = format_title(at, tag)
    time = format_time(at.time) if at.time else "before the first"
    yield README.format(title=title, line="=" * len(title), revision=at.number, time=time).encode()
    yield from (piece.encode() for piece in fields())


def build_descriptor(at: At, tag: str | None) -> bytes:
    """Return datapackage.json, the descriptor of the package."""
    package = {
        "profile": "tabular-data-package",
        "name": "peace-talks-fact-base",
        "title": format_title(at, tag),
        "version": tag or str(at.number),
        **({"created": format_time(at.time)} if at.time else {}),
        "licenses": [LICENSE],
        "resources": [_build_resource(name, view.serializer_class) for name, view in lists().items()],
    }
    return (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()


def _build_resource(name: str, serializer_class: type[ReadSerializer]) -> dict[str, Any]:
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
            "fields": [_build_field(column, field) for column, field in Table(serializer).fields.items()],
            "primaryKey": "slug",
            "foreignKeys": list(_foreign_keys(serializer)),
        },
    }


def _build_field(name: str, field: serializers.Field) -> dict[str, Any]:
    kind = next((kind for parent, kind in TYPES.items() if isinstance(field, parent)), "string")
    if isinstance(field, serializers.ChoiceField) and all(isinstance(value, int) for value in field.choices):
        kind = "integer"
    column: dict[str, Any] = {"name": name, "type": kind, "description": str(field.help_text or "")}
    if name == "slug":
        column["constraints"] = {"required": True, "unique": True}
    elif isinstance(field, serializers.ChoiceField):
        column["constraints"] = {"enum": [value for value in field.choices if value != ""]}
    return column


def _foreign_keys(serializer: ReadSerializer) -> Iterator[dict[str, Any]]:
    """Yield a foreign key for each column that refers to a table of the package."""
    for name, field in serializer.fields.items():
        if isinstance(field, ReadSerializer) and field.Meta.model._meta.model_name in BY_KIND:
            resource = BY_KIND[field.Meta.model._meta.model_name].name
            # the specification uses an empty name for a reference to the same table
            target = "" if field.Meta.model is serializer.Meta.model else resource
            yield {"fields": f"{name}.slug", "reference": {"resource": target, "fields": "slug"}}
