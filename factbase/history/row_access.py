"""Rows of the tracked tables, whatever they hold: what belongs together, what refers to what, what may stand once."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.apps import apps
from django.db import connection, models

from .history_tables import TRACKED
from .records import RECORDS, Part, Row

Values = dict[str, Any]
"""A row: column (`actor_id`, `name`) to value, its `id` included."""


def history_of(model: Row) -> Row:
    """The model of the table that holds the history of a model."""
    return apps.get_model("factbase", f"{model.__name__}History")


def columns(model: Row) -> list[str]:
    """What makes up a row, its `id` included."""
    return [field.attname for field in model._meta.local_concrete_fields]


def read(model: Row, ids: Iterable[int]) -> dict[int, Values]:
    """Rows as they stand now, by id; those that are gone are left out."""
    return {row["id"]: row for row in model._base_manager.filter(pk__in=ids).values(*columns(model))}


def versions(model: Row, *conditions: models.Q, **values: Any) -> list[Values]:
    """The versions of rows that meet conditions, oldest first, each with its `rev_from` and `rev_to`."""
    kept = history_of(model)._base_manager.filter(*conditions, **values).order_by("rev_from", "id")
    return list(kept.values(*columns(model), "rev_from", "rev_to"))


def remove(model: Row, ids: Sequence[int]) -> None:
    """Delete rows, and nothing else: what refers to them must be gone or changed when the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE id = ANY(%s)", [list(ids)])


def parts_of(model: Row) -> Sequence[Part]:
    """What belongs to each row of a model, and goes where it goes."""
    whole: list[Any] = [*RECORDS, *(part for record in RECORDS for part in record.parts)]
    return next((kind.parts for kind in whole if kind.model is model), ())


def owner(model: Row, row: Values) -> tuple[Row, int] | None:
    """What a row belongs to; none when it stands by itself."""
    for whole in TRACKED:
        for part in parts_of(whole):
            if part.model is model and row[part.parent] is not None:
                return whole, row[part.parent]
    return None


def record_of(model: Row, pk: int) -> tuple[Row, int]:
    """The record that a row belongs to, or belonged to last; itself when it is one."""
    row = read(model, [pk]).get(pk) or next(reversed(versions(model, id=pk)), None)
    whole = owner(model, row) if row else None
    return record_of(*whole) if whole else (model, pk)


def with_parts(model: Row, ids: Sequence[int], at: int | None = None) -> Iterator[tuple[Row, list[int]]]:
    """The ids of rows and of all that belongs to them, table by table: now, or as they stood at a revision."""
    yield model, list(ids)
    for part in parts_of(model):
        table = part.model._base_manager.all()
        if at is not None:
            table = history_of(part.model)._base_manager.filter(rev_from__lte=at, rev_to__gt=at)
        found = list(table.filter(**{f"{part.parent}__in": ids}).values_list("id", flat=True))
        if found:
            yield from with_parts(part.model, found, at)


def references(model: Row) -> Iterator[tuple[Row, models.ForeignKey]]:
    """Every column of a tracked table that may refer to a row of a model."""
    for other in TRACKED:
        for field in other._meta.local_concrete_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is model:
                yield other, field


def twin(model: Row, row: Values, besides: Iterable[int] = ()) -> int | None:
    """Another row that stands where this one would, by a rule that there is one of a kind; rows `besides` go."""
    others = model._base_manager.exclude(pk__in=[row["id"], *besides])
    for fields, empty_ones_differ in _unique(model):
        values = {name: row[name if name in row else f"{name}_id"] for name in fields}
        empty = [name for name, value in values.items() if value is None]
        if empty and empty_ones_differ:
            continue
        alike = {**values, **{f"{name}__isnull": True for name in empty}}
        for name in empty:
            del alike[name]
        found = others.filter(**alike).values_list("pk", flat=True).first()
        if found is not None:
            return found
    return None


def _unique(model: Row) -> Iterator[tuple[Sequence[str], bool]]:
    """The sets of fields that tell rows apart, and whether two empty values count as different."""
    for field in model._meta.local_concrete_fields:
        if field.unique and not field.primary_key:
            yield (field.name,), True
    for names in model._meta.unique_together:
        yield names, True
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            yield constraint.fields, constraint.nulls_distinct is not False
