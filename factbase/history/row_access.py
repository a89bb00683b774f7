"""Rows of any tracked table as dictionaries: their versions, parts, references and duplicates."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.apps import apps
from django.db import connection, connections, models

from factbase.models.base import unique_fields

from .history_tables import TRACKED
from .records import PARTS, Row

Values = dict[str, Any]
"""A row: its columns (`id`, `actor_id`, `name`) and their values."""


def history_of(model: Row) -> Row:
    """Return the history model of a tracked model."""
    return apps.get_model("factbase", f"{model.__name__}History")


def columns(model: Row) -> list[str]:
    """Return the names of the columns of a row, `id` included."""
    return [field.attname for field in model._meta.local_concrete_fields]


def read(model: Row, ids: Iterable[int]) -> dict[int, Values]:
    """Return the current rows by id, without deleted ones."""
    return {row["id"]: row for row in model._base_manager.filter(pk__in=ids).values(*columns(model))}


def instance_of(model: Row, row: Values) -> Any:
    """Return the instance of a model with the values of a row, which may be a version with its revisions."""
    return model(**{name: row[name] for name in columns(model)})


def latest_row(model: Row, pk: int) -> Values | None:
    """Return the current version of a row, or the last one of a deleted row."""
    return read(model, [pk]).get(pk) or next(reversed(versions(model, id=pk)), None)


def versions(model: Row, *conditions: models.Q, **values: Any) -> list[Values]:
    """Return the row versions that meet the conditions, oldest first, each with its `rev_from` and `rev_to`."""
    found = history_of(model)._base_manager.filter(*conditions, **values).order_by("rev_from", "id")
    return list(found.values(*columns(model), "rev_from", "rev_to"))


def reserve_ids(model: Row, number: int, using: str = "default") -> list[int]:
    """Take unused ids from a model's sequence, so that rows can refer to each other before they are written."""
    if not number:
        return []
    with connections[using].cursor() as cursor:
        sql = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
        cursor.execute(sql, [model._meta.db_table, number])
        return [pk for (pk,) in cursor.fetchall()]


def remove(model: Row, ids: Sequence[int]) -> None:
    """Delete rows without cascading: no row may refer to them when the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE id = ANY(%s)", [list(ids)])


def owner(model: Row, row: Values) -> tuple[Row, int] | None:
    """Return the model and id of the row that a row belongs to, if any."""
    wholes = ((whole, row[part.parent]) for whole, part in PARTS if part.model is model)
    return next((found for found in wholes if found[1] is not None), None)


def record_of(model: Row, pk: int) -> tuple[Row, int]:
    """Return the model and id of the record that a row belongs to, or last belonged to."""
    row = latest_row(model, pk)
    whole = owner(model, row) if row else None
    return record_of(*whole) if whole else (model, pk)


def with_parts(model: Row, ids: Sequence[int], at: int | None = None) -> Iterator[tuple[Row, list[int]]]:
    """Yield the ids of rows and, model by model, of their parts: the current ones, or those at a revision."""
    yield model, list(ids)
    for part in (part for whole, part in PARTS if whole is model):
        table = part.model._base_manager.all()
        if at is not None:
            table = history_of(part.model)._base_manager.filter(rev_from__lte=at, rev_to__gt=at)
        found = list(table.filter(**{f"{part.parent}__in": ids}).values_list("id", flat=True))
        if found:
            yield from with_parts(part.model, found, at)


def references(model: Row) -> Iterator[tuple[Row, models.ForeignKey]]:
    """Yield the foreign keys of tracked models to a model."""
    for other in TRACKED:
        for field in other._meta.local_concrete_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is model:
                yield other, field


def find_duplicate(model: Row, row: Values, ignore: Iterable[int] = ()) -> int | None:
    """Return the id of a row with which this one would violate a uniqueness rule; ids in `ignore` are left out."""
    others = model._base_manager.exclude(pk__in=[row["id"], *ignore])
    for fields, nulls_distinct in unique_fields(model):
        values = {name: row[name if name in row else f"{name}_id"] for name in fields}
        empty = [name for name, value in values.items() if value is None]
        if empty and nulls_distinct:
            continue
        filled = {name: value for name, value in values.items() if value is not None}
        found = (
            others.filter(**filled, **{f"{name}__isnull": True for name in empty}).values_list("pk", flat=True).first()
        )
        if found is not None:
            return found
    return None
