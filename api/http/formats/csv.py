"""Records as the rows of a table, in CSV (RFC 4180): a row each, with a column for each path of keys to a value."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from rest_framework import serializers

from api.http.request.fields import branches

MEANT = (
    "One row a record, one column a path, named as `fields` names it (`holder.slug`), the names in the first row. In "
    "a column that leads through a list (`citations.source.slug`) are the values of all members, in their order, "
    "divided by `|`; a `|` or a backslash in a value has a backslash before it. A list within a list is left out. "
    "What is unknown is empty. A text that begins with one of = + - @, a tab or a carriage return, which a spreadsheet "
    "might run as a formula, has a ' before it, as OWASP advises."
)
"""The rules, for the OpenAPI document."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How texts begin that spreadsheets run."""


class Table:
    """The columns of a serializer's records, or those that are asked for."""

    def __init__(self, serializer: serializers.Serializer, only: frozenset[str] | None = None) -> None:
        self._columns = list(_columns(serializer, only))

    @property
    def names(self) -> list[str]:
        return [".".join(column.path) for column in self._columns]

    @property
    def fields(self) -> list[tuple[str, serializers.Field]]:
        """The columns by name, each with the field whose values it has; those of a list's members are texts."""
        return [
            (name, serializers.CharField(help_text=column.field.help_text) if column.many else column.field)
            for name, column in zip(self.names, self._columns, strict=True)
        ]

    def lines(self, records: Iterator[dict[str, Any]]) -> Iterator[str]:
        """The lines of the table, its head first."""
        yield _line(self.names)
        for record in records:
            yield _line([_cell(_at(record, column.path, column.many)) for column in self._columns])


Path = tuple[str, ...]


class Column(NamedTuple):
    """A path to a value, with how many keys lead to the list on it, if there is one, and the field that it ends in."""

    path: Path
    many: int | None
    field: serializers.Field


def _columns(
    serializer: Any, only: frozenset[str] | None, prefix: Path = (), many: int | None = None
) -> Iterator[Column]:
    asked = dict.fromkeys(serializer.fields) if only is None else branches(only)
    for name, field in serializer.fields.items():
        if name not in asked:
            continue
        path = (*prefix, name)
        if isinstance(field, serializers.ListSerializer):
            if many is None:
                yield from _columns(field.child, asked[name], path, len(path))
        elif isinstance(field, serializers.Serializer):
            yield from _columns(field, asked[name], path, many)
        else:
            yield Column(path, many, field)


def _at(record: Any, path: Path, many: int | None) -> Any:
    """The value at a path, or the text of the values of a list's members."""
    if many is None:
        return _value(record, path)
    members = _value(record, path[:many])
    return "|".join(_text(_value(member, path[many:])).replace("\\", r"\\").replace("|", r"\|") for member in members)


def _value(record: Any, path: Path) -> Any:
    for key in path:
        if record is None:
            return None
        record = record[key]
    return record


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _cell(value: Any) -> str:
    text = _text(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text


def _line(cells: list[str]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(cells)
    return written.getvalue()
