"""Records: an entity with a public page and the rows that belong to it, as changes, corrections and exports show it.

A record is flat: its own columns, references as slugs, and its parts as lists in a fixed order. All uses share this
form, so that an old export with the changes applied equals the new export.
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
    """Rows that belong to a record or to another part: a list of objects, or of slugs for a join table."""

    name: str
    model: Row
    parent: str
    """The column with the id of the record or part that they belong to."""
    parts: tuple["Part", ...] = ()
    link: str = ""
    """The foreign key of a join table whose slug is listed."""


@dataclass(frozen=True)
class Record:
    """A kind of record: its name in URLs, its model and its parts."""

    name: str
    model: Row
    parts: tuple[Part, ...] = ()
    has_pages: bool = True

    @property
    def kind(self) -> str:
        """The name of the kind in the tables of slugs and changes."""
        return str(self.model._meta.model_name)

    @property
    def fields(self) -> list[str]:
        """The keys of a record, in order."""
        return [field.name for field in own_columns(self.model, "")] + [part.name for part in self.parts]


def _link(field: Any) -> Part:
    return Part(
        field.name, field.remote_field.through, f"{field.m2m_field_name()}_id", link=field.m2m_reverse_field_name()
    )


def _parts(model: Row) -> tuple[Part, ...]:
    """Return the parts of a record or part: join tables, other rows, citations."""
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
"""All kinds of records, each after those that it refers to."""

BY_KIND = {record.kind: record for record in RECORDS}
BY_NAME = {record.name: record for record in RECORDS}


def _all_parts(whole: Row, parts: Sequence[Part]) -> Iterator[tuple[Row, Part]]:
    for part in parts:
        yield whole, part
        yield from _all_parts(part.model, part.parts)


PARTS = tuple(pair for record in RECORDS for pair in _all_parts(record.model, record.parts))
"""All parts, each with the model of the rows that it belongs to. Citations belong to several models."""


def history_table(model: Row) -> str:
    """Return the name of a model's history table."""
    return f"{model._meta.db_table}_history"


def owners(model: Row, row: str, revision: str = "") -> list[tuple[str, str]]:
    """Return the kinds of records that a row may belong to, with SQL for the id, which is NULL if it does not.

    `row` is the SQL name of the row. Parts can move to other records: `revision` is SQL for the revision to look at, by
    default the latest. Owners of parts of parts are looked up in history, since they may be deleted already.
    """
    until = f" AND rev_from <= {revision}" if revision else ""
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
                    outer = f"SELECT {part.parent} FROM {table} WHERE id = {row}.{inner.parent}{until}"
                    found.append((record.kind, f"({outer} ORDER BY rev_from DESC LIMIT 1)"))
    return found


def records_at(record: Record, ids: Sequence[int], revisions: Sequence[int], using: str) -> list[dict | None]:
    """Return the record for each pair of id and revision; None where it did not exist."""
    sql = (
        f"SELECT {_object(record.model, record.parts, 'r', 'wanted.revision')}"
        " FROM unnest(%s::bigint[], %s::bigint[]) WITH ORDINALITY AS wanted (id, revision, place)"
        f" LEFT JOIN public.{history_table(record.model)} r ON r.id = wanted.id AND {_valid('r', 'wanted.revision')}"
        " ORDER BY wanted.place"
    )
    with connections[using].cursor() as cursor:
        cursor.execute(sql, [list(ids), list(revisions)])
        return [found if found["slug"] is not None else None for (found,) in cursor.fetchall()]


def export(record: Record, revision: int, using: str) -> Iterator[str]:
    """Yield each record at a revision by slug, as JSON without a line end. Needs a transaction for its cursor."""
    sql = export_sql(record, revision)
    connections[using].ensure_connection()
    with connections[using].connection.cursor(name="export") as cursor:
        cursor.itersize = 1000
        for (line,) in cursor.execute(sql):
            yield line


def export_sql(record: Record, revision: int) -> str:
    """Return the query for the records of a kind at a revision, in order of slugs: one row each, its JSON."""
    table = f"public.{history_table(record.model)}"
    return (
        f"SELECT ({_object(record.model, record.parts, 'r', str(revision))})::text FROM {table} r"
        f' WHERE {_valid("r", str(revision))} ORDER BY r.slug COLLATE "C"'
    )


def _valid(row: str, revision: str) -> str:
    return f"{row}.rev_from <= {revision} AND {row}.rev_to > {revision}"


def own_columns(model: Row, parent: str) -> list[models.Field]:
    """Return a row's columns without its id and the keys of the row that it belongs to."""
    belonging = {f"{name}_id" for name in CITED} if model is facts.Citation else {parent}
    return [field for field in model._meta.local_concrete_fields if field.attname not in {"id", *belonging}]


def _object(model: Row, parts: Sequence[Part], row: str, revision: str, parent: str = "") -> str:
    """Return SQL for the JSON of a row at a revision."""
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
        return f"nullif({column}, '')"  # unknown values are null, never empty
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
