"""The rows of a base in the form of fixtures: natural keys instead of ids."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import ForeignKey, ManyToManyField, Model

from factbase.history.row_access import Values, columns
from factbase.models import Slug, Withdrawal
from factbase.seeding.read.rows import LOAD_ORDER, Key, natural_key, plain

from .correction_schema import FILE_OF


@dataclass
class Base:
    """What a base holds: the fields of each row by its natural key, and that key by id."""

    rows: dict[type[Model], dict[Key, Values]] = field(default_factory=dict)
    keys: dict[type[Model], dict[int, Key]] = field(default_factory=dict)
    leading: dict[tuple[str, str], int] = field(default_factory=dict)
    """To which fact each slug leads: kind and slug to id."""
    withdrawn: dict[tuple[str, int], Withdrawal] = field(default_factory=dict)

    def slug(self, model: type[Model], fact: int) -> str | None:
        """The slug of a fact: of one that is gone, the last that it had if it was withdrawn."""
        if fact in self.keys[model]:
            return str(self.keys[model][fact][0])
        withdrawal = self.withdrawn.get((str(model._meta.model_name), fact))
        return withdrawal.slug if withdrawal else None


def read_base() -> Base:
    """The rows of the base as they stand now."""
    base = Base()
    raw = {model: list(model._base_manager.order_by("id").values(*columns(model))) for model in LOAD_ORDER}
    for model in FILE_OF:  # facts refer to facts of their own kind
        base.keys[model] = {row["id"]: (row["slug"],) for row in raw[model]}
    for model in LOAD_ORDER:
        rows = [(row["id"], _fields(model, row, base)) for row in raw[model]]
        for many in model._meta.many_to_many:
            linked = _links(many, base)
            for fact, fields in rows:
                fields[many.name] = sorted(linked[fact])
        base.rows[model] = {natural_key(model, fields): fields for _, fields in rows}
        base.keys[model] = {fact: natural_key(model, fields) for fact, fields in rows}
    base.leading = {(row.kind, row.slug): row.object_id for row in Slug.objects.all()}
    base.withdrawn = {(row.kind, row.object_id): row for row in Withdrawal.objects.all()}
    return base


def _fields(model: type[Model], row: Values, base: Base) -> Values:
    fields: Values = {}
    for column in model._meta.local_concrete_fields:
        value: Any = row[column.attname]
        if isinstance(column, ForeignKey) and value is not None:
            fields[column.name] = base.keys[column.related_model][value]
        elif column.name != "id":
            fields[column.name] = value.isoformat() if isinstance(value, datetime.date) else plain(value)
    return fields


def _links(many: ManyToManyField, base: Base) -> dict[int, list[Key]]:
    through: Any = many.remote_field.through
    names = (f"{many.m2m_field_name()}_id", f"{many.m2m_reverse_field_name()}_id")
    found: dict[int, list[Key]] = defaultdict(list)
    for fact, other in through._base_manager.values_list(*names):
        found[fact].append(base.keys[many.related_model][other])
    return found
