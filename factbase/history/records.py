"""Records: what has a public page, together with the rows that belong to it; the unit that a reader sees change.

A record is flat and stands by itself: its own columns, references as slugs, its parts as lists in a fixed order. The
same form is used for changes, corrections and releases: an old export with the changes applied is the new export.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections, models

from factbase import models as facts
from factbase.models.citation import CITED, cited_as
from factbase.models.registry import ENTITIES

Row = type[models.Model]


@dataclass(frozen=True)
class Part:
    """Rows that belong to a record or to another part: a list of objects, or of slugs where they only link."""

    name: str
    model: Row
    parent: str
    """The column that holds the id of what they belong to."""
    parts: tuple["Part", ...] = ()
    link: str = ""
    """The foreign key whose slug a linking row stands for."""


@dataclass(frozen=True)
class Record:
    """A kind of record: its name in URLs, its model, its parts."""

    name: str
    model: Row
    parts: tuple[Part, ...] = ()
    has_pages: bool = True

    @property
    def kind(self) -> str:
        """As the tables of slugs and changes call it."""
        return str(self.model._meta.model_name)

    @property
    def fields(self) -> list[str]:
        """The keys of a record, in their order."""
        return [field.name for field in own_columns(self.model, "")] + [part.name for part in self.parts]


def _link(field: Any) -> Part:
    return Part(
        field.name, field.remote_field.through, f"{field.m2m_field_name()}_id", link=field.m2m_reverse_field_name()
    )


def _parts(model: Row) -> tuple[Part, ...]:
    """Return the lists of a record, or of a part of one: its links, its own parts, its citations."""
    rows = (entity for entity in ENTITIES if entity.whole is model)
    return (
        *(_link(field) for field in model._meta.local_many_to_many),
        *(Part(row.name, row.model, f"{row.part_of}_id", _parts(row.model)) for row in rows),
        *([Part("citations", facts.Citation, f"{cited_as(model)}_id")] if cited_as(model) else []),
    )


RECORDS = tuple(
    Record(entity.resource, entity.model, _parts(entity.model), entity.has_pages)
    for entity in ENTITIES
    if entity.resource
)
"""Every kind of record, each after those that it refers to."""

BY_KIND = {record.kind: record for record in RECORDS}
BY_NAME = {record.name: record for record in RECORDS}


def history_table(model: Row) -> str:
    """The name of the table that holds the history of a model."""
    return f"{model._meta.db_table}_history"


def owners(model: Row, row: str, revision: str = "") -> list[tuple[str, str]]:
    """The records that a row of a table may belong to: the kind, and SQL for the id, which is NULL if it does not.

    `row` is how SQL calls the row, `revision` the revision at which it is looked at, if that is not the latest: a part
    may move to another record. What it belongs to is looked up in history, since it may be gone already.
    """
    by_then = f" AND rev_from <= {revision}" if revision else ""
    found = []
    for record in RECORDS:
        if record.model is model:
            found.append((record.kind, f"{row}.id"))
        for part in record.parts:
            if part.model is model:
                found.append((record.kind, f"{row}.{part.parent}"))
            for inner in part.parts:
                if inner.model is model:
                    table = f"public.{history_table(part.model)}"
                    outer = f"SELECT {part.parent} FROM {table} WHERE id = {row}.{inner.parent}{by_then}"
                    found.append((record.kind, f"({outer} ORDER BY rev_from DESC LIMIT 1)"))
    return found


def records_at(record: Record, ids: Sequence[int], revisions: Sequence[int], using: str) -> list[dict | None]:
    """For each pair of an id and a revision, the record as it stood then; None where there was none."""
    sql = (
        f"SELECT {_object(record.model, record.parts, 'r', 'asked.revision')}"
        " FROM unnest(%s::bigint[], %s::bigint[]) WITH ORDINALITY AS asked (id, revision, place)"
        f" LEFT JOIN public.{history_table(record.model)} r ON r.id = asked.id AND {_valid('r', 'asked.revision')}"
        " ORDER BY asked.place"
    )
    with connections[using].cursor() as cursor:
        cursor.execute(sql, [list(ids), list(revisions)])
        return [found if found["slug"] is not None else None for (found,) in cursor.fetchall()]


def export(record: Record, revision: int, using: str) -> Iterator[str]:
    """Every record of a kind as it stood at a revision, by slug, each as a line of JSON without its end.

    Rows are fetched as they are asked for: memory stays flat. Needs an open transaction.
    """
    sql = export_sql(record, revision)
    connections[using].ensure_connection()
    with connections[using].connection.cursor(name="export") as cursor:
        cursor.itersize = 1000
        for (line,) in cursor.execute(sql):
            yield line


def export_sql(record: Record, revision: int) -> str:
    """The query for every record of a kind as it stood at a revision, by slug: a row each, its JSON."""
    table = f"public.{history_table(record.model)}"
    return (
        f"SELECT ({_object(record.model, record.parts, 'r', str(revision))})::text FROM {table} r"
        f' WHERE {_valid("r", str(revision))} ORDER BY r.slug COLLATE "C"'
    )


def _valid(row: str, revision: str) -> str:
    return f"{row}.rev_from <= {revision} AND {row}.rev_to > {revision}"


def own_columns(model: Row, parent: str) -> list[models.Field]:
    """The columns that a row says of itself: not its id, nor what it belongs to."""
    belonging = {f"{name}_id" for name in CITED} if model is facts.Citation else {parent}
    return [field for field in model._meta.local_concrete_fields if field.attname not in {"id", *belonging}]


def _object(model: Row, parts: Sequence[Part], row: str, revision: str, parent: str = "") -> str:
    """SQL for the JSON of a row at a revision."""
    pairs = [f"'{field.name}', {_value(field, row, revision)}" for field in own_columns(model, parent)]
    pairs += [f"'{part.name}', {_list(part, row, revision)}" for part in parts]
    return f"json_build_object({', '.join(pairs)})"


def _value(field: models.Field, row: str, revision: str) -> str:
    column = f"{row}.{field.column}"
    if isinstance(field, models.ForeignKey):
        target = f"public.{history_table(field.related_model)}"
        return f"(SELECT t.slug FROM {target} t WHERE t.id = {column} AND {_valid('t', revision)})"
    if isinstance(field, models.DecimalField):
        return f"trim_scale({column})"
    if isinstance(field, models.CharField | models.TextField) and field.blank:
        return f"nullif({column}, '')"  # what is unknown is null, never empty
    return column


def _list(part: Part, row: str, revision: str) -> str:
    inner = f"{row}{part.name[0]}"
    if part.link:
        link: Any = part.model._meta.get_field(part.link)
        one = _value(link, inner, revision)
    else:
        one = _object(part.model, part.parts, inner, revision, part.parent)
    return (
        "(SELECT coalesce(json_agg(part ORDER BY part::text COLLATE \"C\"), '[]') FROM"
        f" (SELECT {one} AS part FROM public.{history_table(part.model)} {inner}"
        f" WHERE {inner}.{part.parent} = {row}.id AND {_valid(inner, revision)}) parts)"
    )
