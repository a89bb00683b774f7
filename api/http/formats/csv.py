"""Records as CSV (RFC 4180): one row per record, one column per path of keys to a value."""

import csv
import functools
import io
import itertools
import json
import operator
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import orjson
from rest_framework import serializers

from api.http.sql.json_builder import ReadSerializer, select_keys

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

FORMULA_STARTS = frozenset("=+-@\t\r")
"""The first characters of texts that spreadsheets run."""


class Table:
    """The columns of a serializer's records: all, or those under the paths in `only`."""

    def __init__(self, serializer: serializers.Serializer, only: frozenset[str] | None = None) -> None:
        self._columns = list(_columns(serializer, only))
        self._values = _Values(self._columns)

    @property
    def fields(self) -> dict[str, serializers.Field]:
        """The columns by name, each with the field of its values; a column through a list has texts."""
        return {
            ".".join(each.path): serializers.CharField(help_text=each.field.help_text) if each.many else each.field
            for each in self._columns
        }

    def lines(self, records: Iterable[str | bytes]) -> Iterator[bytes]:
        """Yield the lines of the table, the header first, from records in JSON."""
        line = io.StringIO()
        writer = csv.writer(line, lineterminator="\r\n")
        writer.writerow(self.fields)
        for record in records:
            yield line.getvalue().encode()
            line.seek(0)
            line.truncate()
            values = self._values.read(orjson.loads(record))
            writer.writerow([value if value is None else _format_cell(value) for value in values])
        yield line.getvalue().encode()


Path = tuple[str, ...]


class Column(NamedTuple):
    """A path to a value, the number of its keys that lead to a list (None without a list), and the value's field."""

    path: Path
    many: int | None
    field: serializers.Field


def _columns(
    serializer: Any, only: frozenset[str] | None, prefix: Path = (), many: int | None = None
) -> Iterator[Column]:
    for name, below in select_keys(serializer, only).items():
        field, path = serializer.fields[name], (*prefix, name)
        if isinstance(field, serializers.ListSerializer):
            if many is None:
                yield from _columns(field.child, below, path, len(path))
        elif isinstance(field, serializers.Serializer):
            yield from _columns(field, below, path, many)
        else:
            yield Column(path, many, field)


class _Values:
    """The values of columns, read from a record; the paths of the columns are followed from their key at `depth`."""

    def __init__(self, columns: list[Column], depth: int = 0) -> None:
        self._width = len(columns)
        self._nested: list[tuple[int, bool, _Values]] = []
        keys = list[str]()
        for key, group in itertools.groupby(columns, key=lambda column: column.path[depth]):
            below = list(group)
            if len(below[0].path) > depth + 1:
                self._nested.insert(0, (len(keys), below[0].many == depth + 1, _Values(below, depth + 1)))
            keys.append(key)
        self._getter = operator.itemgetter(*keys, keys[0])  # two keys or more, for which it returns a tuple

    def read(self, record: dict[str, Any] | None) -> list[Any]:
        """Return the values, in the order of the columns; all are None without a record."""
        if record is None:
            return [None] * self._width
        *values, _ = self._getter(record)
        for place, many, nested in self._nested:  # from the last to the first, so that places stay
            value = values[place]
            values[place : place + 1] = nested.joined(value) if many else nested.read(value)
        return values

    def joined(self, records: list[dict[str, Any]]) -> list[str]:
        """Return the values of all members of a list, joined in one text for each column."""
        columns = zip(*map(self.read, records), strict=True)
        return ["|".join(map(_escape, column)) for column in columns] or [""] * self._width


def _escape(value: Any) -> str:
    text = _text(value)
    return text.replace("\\", r"\\").replace("|", r"\|") if "|" in text or "\\" in text else text


def _format_cell(value: Any) -> str:
    return f"'{value}" if isinstance(value, str) and value[:1] in FORMULA_STARTS else _text(value)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int):  # or a boolean: "true"
        return str(value).lower()
    return "" if value is None else json.dumps(value, ensure_ascii=False)


class Csv(Lines):
    """CSV (RFC 4180), one row per record."""

    charset = "; charset=utf-8; header=present"
    end_of_stream = b'"broken off'

    def lines(self, serializer_class: Any, only: Only, records: Iterable[str | bytes]) -> Iterator[bytes]:
        return _table(serializer_class, only).lines(records)

    def schema(self, view) -> Any:
        columns = ", ".join(f"`{name}`" for name in Table(view.serializer_class()).fields)
        return {"type": "string", "description": f"{MEANT} The columns: {columns}."}


@functools.lru_cache(maxsize=50)
def _table(serializer_class: type[ReadSerializer], only: Only) -> Table:
    return Table(serializer_class(), only)


CSV = Csv("csv", "text/csv", "CSV (RFC 4180), for spreadsheets and data frames")
