"""Records as CSV (RFC 4180): one row per record, one column per path of keys to a value."""

import csv
import functools
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from rest_framework import serializers

from api.http.request.fields import branches
from api.http.sql.json_builder import ReadSerializer

from .format import Only
from .ndjson import Lines

MEANT = (
    "One row per record, one column per path; the first row has the paths, as in `fields` (`holder.slug`). A column "
    "whose path leads through a list (`citations.source.slug`) has the values of all members in order, separated by "
    "`|`; a `|` or a backslash in a value has a backslash before it. A list within a list is left out. Unknown values "
    "are empty. A text that begins with one of = + - @, a tab or a carriage return, which a spreadsheet might run as a "
    "formula, has a ' before it, as OWASP recommends."
)
"""The description of the format in the OpenAPI document."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""The first characters of texts that spreadsheets run."""


class Table:
    """The columns of a serializer's records: all, or those under the paths in `only`."""

    def __init__(self, serializer: serializers.Serializer, only: frozenset[str] | None = None) -> None:
        self._columns = list(_columns(serializer, only))

    @property
    def names(self) -> list[str]:
        return [".".join(column.path) for column in self._columns]

    @property
    def fields(self) -> list[tuple[str, serializers.Field]]:
        """The column names, each with the field of its values; a column through a list has texts."""
        return [
            (name, serializers.CharField(help_text=column.field.help_text) if column.many else column.field)
            for name, column in zip(self.names, self._columns, strict=True)
        ]

    def lines(self, records: Iterator[dict[str, Any]]) -> Iterator[str]:
        """Yield the lines of the table, the header first."""
        yield _format_line(self.names)
        for record in records:
            yield _format_line([_format_cell(_column_value(record, column)) for column in self._columns])


Path = tuple[str, ...]


class Column(NamedTuple):
    """A path to a value, the number of its keys that lead to a list (None without a list), and the value's field."""

    path: Path
    many: int | None
    field: serializers.Field


def _columns(
    serializer: Any, only: frozenset[str] | None, prefix: Path = (), many: int | None = None
) -> Iterator[Column]:
    keys = dict.fromkeys(serializer.fields) if only is None else branches(only)
    for name, field in serializer.fields.items():
        if name not in keys:
            continue
        path = (*prefix, name)
        if isinstance(field, serializers.ListSerializer):
            if many is None:
                yield from _columns(field.child, keys[name], path, len(path))
        elif isinstance(field, serializers.Serializer):
            yield from _columns(field, keys[name], path, many)
        else:
            yield Column(path, many, field)


def _column_value(record: Any, column: Column) -> Any:
    """Return the value at a column's path, or the joined values of a list's members."""
    path, many, _ = column
    if many is None:
        return _value(record, path)
    texts = [_text(_value(member, path[many:])) for member in _value(record, path[:many])]
    return "|".join(text.replace("\\", r"\\").replace("|", r"\|") for text in texts)


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


def _format_cell(value: Any) -> str:
    text = _text(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA_STARTS) else text


def _format_line(cells: list[str]) -> str:
    output = io.StringIO()
    csv.writer(output, lineterminator="\r\n").writerow(cells)
    return output.getvalue()


class Csv(Lines):
    """CSV (RFC 4180), one row per record."""

    charset = "; charset=utf-8; header=present"
    end_of_stream = b'"broken off'

    def lines(self, serializer_class: Any, only: Only, records: Iterable[str | bytes]) -> Iterator[bytes]:
        table = _table(serializer_class, only)
        return (line.encode() for line in table.lines(map(json.loads, records)))

    def schema(self, view) -> Any:
        columns = ", ".join(f"`{name}`" for name in Table(view.serializer_class()).names)
        return {"type": "string", "description": f"{MEANT} The columns: {columns}."}


@functools.lru_cache(maxsize=50)
def _table(serializer_class: type[ReadSerializer], only: Only) -> Table:
    return Table(serializer_class(), only)


CSV = Csv("csv", "text/csv", "CSV (RFC 4180), for spreadsheets and data frames")
