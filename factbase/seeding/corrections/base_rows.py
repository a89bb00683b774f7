"""The rows of a database in the form of fixtures, with natural keys instead of ids."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import ForeignKey, ManyToManyField, Model

from factbase.history.row_access import Values, columns
from factbase.models import Slug, Withdrawal
from factbase.models.registry import LOAD_ORDER
from factbase.seeding.read.rows import Key, natural_key, to_fixture_value
from factbase.seeding.read.schema.context import get_kind

from .correction_schema import FILE_NAMES


@dataclass
class BaseRows:
    """The content of a database: the fields of each row by natural key, and the natural keys by id."""

    rows: dict[type[Model], dict[Key, Values]] = field(default_factory=dict)
    keys: dict[type[Model], dict[int, Key]] = field(default_factory=dict)
    slugs: dict[tuple[str, str], int] = field(default_factory=dict)
    """The id of the fact for each kind and slug, former slugs included."""
    withdrawals: dict[tuple[str, int], Withdrawal] = field(default_factory=dict)

    def get_slug(self, model: type[Model], pk: int) -> str | None:
        """Return the slug of a fact, or its last slug if it is withdrawn; None if it was removed otherwise."""
        if pk in self.keys[model]:
            return str(self.keys[model][pk][0])
        withdrawal = self.withdrawals.get((get_kind(model), pk))
        return withdrawal.slug if withdrawal else None


def read_base() -> BaseRows:
    """Read the current rows of the database."""
    base = BaseRows()
    raw = {model: list(model._base_manager.order_by("id").values(*columns(model))) for model in LOAD_ORDER}
    for model in FILE_NAMES:  # a fact may refer to a fact of its own model
        base.keys[model] = {row["id"]: (row["slug"],) for row in raw[model]}
    for model in LOAD_ORDER:
        rows = [(row["id"], _to_fixture_fields(model, row, base)) for row in raw[model]]
        for many in model._meta.many_to_many:
            links = _read_links(many, base)
            for pk, fields in rows:
                fields[many.name] = sorted(links[pk])
        base.rows[model] = {natural_key(model, fields): fields for _, fields in rows}
        base.keys[model] = {pk: natural_key(model, fields) for pk, fields in rows}
    base.slugs = {(row.kind, row.slug): row.object_id for row in Slug.objects.all()}
    base.withdrawals = {(row.kind, row.object_id): row for row in Withdrawal.objects.all()}
    return base


def _to_fixture_fields(model: type[Model], row: Values, base: BaseRows) -> Values:
    fields: Values = {}
    for column in model._meta.local_concrete_fields:
        value: Any = row[column.attname]
        if isinstance(column, ForeignKey) and value is not None:
            fields[column.name] = base.keys[column.related_model][value]
        elif column.name != "id":
            fields[column.name] = value.isoformat() if isinstance(value, datetime.date) else to_fixture_value(value)
    return fields


def _read_links(many: ManyToManyField, base: BaseRows) -> dict[int, list[Key]]:
    through: Any = many.remote_field.through
    names = (f"{many.m2m_field_name()}_id", f"{many.m2m_reverse_field_name()}_id")
    links: dict[int, list[Key]] = defaultdict(list)
    for pk, target in through._base_manager.values_list(*names):
        links[pk].append(base.keys[many.related_model][target])
    return links
