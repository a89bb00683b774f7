"""The changes of a record and its parts, revision by revision, read from the history tables."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db import models
from django.utils.text import capfirst

from factbase.history.describe import title
from factbase.history.history_tables import STILL_VALID
from factbase.history.revision import Revision
from factbase.history.row_access import Values, instance_of, versions


@dataclass(frozen=True)
class RecordPart:
    """Rows that are edited together with a record, such as its citations or a meeting's topics."""

    model: type[models.Model]
    record: str
    """The column that holds the id of the record."""
    title: str
    """Empty for the row of the record itself."""


@dataclass(frozen=True)
class RecordChange:
    """A change by one revision of one field, or of a whole row, of a record or one of its parts."""

    revision: Revision
    part: RecordPart
    row: models.Model
    """The row after the change, or the last version of a removed row."""
    verb: str
    """`added`, `removed` or `changed`."""
    field: models.Field | None = None
    before: Any = None
    after: Any = None

    def __str__(self) -> str:
        if self.field is None:
            row = f" “{describe_row(self.row, self.part)}”" if self.part.title else ""
            return f"{self.label}{row}"
        values = f"was “{format_value(self.field, self.before)}”, became “{format_value(self.field, self.after)}”"
        return f"{self.label}: {values}"

    @property
    def label(self) -> str:
        """The name of the changed field, row or record."""
        if self.field is None:
            return capfirst(f"{self.part.title} {self.verb}".strip())
        row = f"{self.part.title} “{self.row}”, " if self.part.title else ""
        return capfirst(f"{row}{self.field.verbose_name}")

    @property
    def text_before(self) -> str:
        """The value or the row before the change; empty for an added row."""
        if self.field is not None:
            return format_value(self.field, self.before)
        return describe_row(self.row, self.part) if self.verb == "removed" else ""

    @property
    def text_after(self) -> str:
        """The value or the row after the change; empty for a removed row."""
        if self.field is not None:
            return format_value(self.field, self.after)
        return describe_row(self.row, self.part) if self.verb == "added" else ""

    @property
    def query(self) -> str:
        """The query string that names the row and the column on the revert page."""
        column = {"column": self.field.attname} if self.field is not None else {}
        return urlencode({"row": f"{self.part.model._meta.model_name}.{self.row.pk}", **column})


def parts_of_page(page: admin.ModelAdmin) -> list[RecordPart]:
    """Return the parts edited on the page of a record: its many-to-many links and the rows of its inlines."""
    model = page.model
    parts = [
        RecordPart(getattr(model, field.name).through, f"{field.m2m_field_name()}_id", str(field.verbose_name))
        for field in model._meta.many_to_many
    ]
    for inline in page.inlines:
        keys = [key for key in inline.model._meta.fields if key.related_model is model]
        key = next(key for key in keys if inline.fk_name in (None, key.name))
        parts.append(RecordPart(inline.model, key.attname, str(inline.verbose_name or inline.model._meta.verbose_name)))
    return parts


def record_changes(record: models.Model, parts: Iterable[RecordPart]) -> list[RecordChange]:
    """Return all changes of a record and its parts, newest first."""
    numbered: list[tuple[int, dict]] = []
    for part in (RecordPart(type(record), "id", ""), *parts):
        by_id = sorted(versions(part.model, **{part.record: record.pk}), key=itemgetter("id"))
        for _, of_row in groupby(by_id, key=itemgetter("id")):
            numbered += _row_changes(part, of_row)
    revisions = Revision.objects.in_bulk({number for number, _ in numbered})
    numbered.sort(key=lambda change: -change[0])
    return [RecordChange(revision=revisions[number], **change) for number, change in numbered]


def _row_changes(part: RecordPart, versions_of_row: Iterable[Values]) -> Iterator[tuple[int, dict]]:
    """Yield the changes between the versions of a row, oldest first, each with its revision number."""

    def change(revision: int, row: Values, verb: str, **values: Any) -> tuple[int, dict]:
        return revision, {"part": part, "row": instance_of(part.model, row), "verb": verb, **values}

    previous: Values = {}
    for version in versions_of_row:
        if previous and previous["rev_to"] < version["rev_from"]:  # removed, and later restored
            yield change(previous["rev_to"], previous, "removed")
            previous = {}
        if not previous:
            yield change(version["rev_from"], version, "added")
        for field in _data_fields(part.model) if previous else ():
            before, after = previous[field.attname], version[field.attname]
            if before != after:
                yield change(version["rev_from"], version, "changed", field=field, before=before, after=after)
        previous = version
    if previous and previous["rev_to"] != STILL_VALID:
        yield change(previous["rev_to"], previous, "removed")


def _data_fields(model: type[models.Model]) -> list[models.Field]:
    return [field for field in model._meta.local_concrete_fields if field.editable and not field.primary_key]


def describe_row(row: models.Model, part: RecordPart) -> str:
    """Return the values of a row as text, without the reference to its record."""
    values = [(field, getattr(row, field.attname)) for field in _data_fields(type(row)) if field.attname != part.record]
    return "; ".join(f"{f.verbose_name}: {format_value(f, value)}" for f, value in values if value not in (None, ""))


def format_value(field: models.Field, value: Any) -> str:
    """Return the value of a model field as text: the title of a related fact, the label of a choice."""
    if value in (None, ""):
        return "nothing"
    if field.related_model is not None:
        deleted = not field.related_model._base_manager.filter(pk=value).exists()
        return title(field.related_model, value) + (" (deleted)" if deleted else "")
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(dict(field.flatchoices).get(value, value))
