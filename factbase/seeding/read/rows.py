"""Fixture rows made from seed entries, with natural keys instead of ids."""

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import ForeignKey, ManyToManyField, Model

from factbase import models
from factbase.models.base import key_fields
from factbase.models.citation import CITED, cited_as
from factbase.models.fields.edtf import Dated, Spanning
from factbase.models.registry import BY_MODEL
from factbase.seeding.read.schema.claim import Figure
from factbase.seeding.read.schema.entry import SeedEntry, model_field

from .problems import FileLocation
from .yaml_file import KeyPath, YamlFile

DAY_FIELDS = ("stated_earliest", "stated_latest", "earliest", "latest")

Key = tuple
"""A natural key: slugs, text, numbers and None; a citation's includes the key of the fact that it supports."""


def natural_key(model: type[Model], fields: dict[str, Any]) -> Key:
    """Return the natural key of a row, equal to the model's `natural_key()`. Foreign keys in `fields` are tuples."""
    if model is models.Citation:
        kind = next(name for name in CITED if fields[name] is not None)
        return (kind, fields[kind], fields["source"][0], fields["line"], fields["sentence"])
    parts = (fields[name] for name in key_fields(model))
    return tuple(part[0] if isinstance(part, tuple) else part for part in parts)


def sort_key(key: Key) -> tuple:
    """Return a sort key for a natural key: None before numbers before text."""
    ranks = {int: 1, str: 2, tuple: 3}
    return tuple(
        (0, 0) if part is None else (ranks[type(part)], sort_key(part) if isinstance(part, tuple) else part)
        for part in key
    )


@dataclass(frozen=True)
class FixtureRow:
    """One row of a fixture, and its location in the seeds."""

    model: type[Model]
    fields: dict[str, Any]
    location: FileLocation

    @property
    def key(self) -> Key:
        return natural_key(self.model, self.fields)


def build_rows(
    entry: SeedEntry, file: YamlFile, path: KeyPath, parent: FixtureRow | None = None, number: int | None = None
) -> Iterator[FixtureRow]:
    """Yield the row of an entry, then the rows of the entries nested in it."""
    fields: dict[str, object] = {}
    nested: list[tuple[str, list[SeedEntry]]] = []
    for name in type(entry).model_fields:
        value = getattr(entry, name)
        field = model_field(entry.entity, name)
        if field is None:
            nested.append((name, value))
        elif isinstance(field, ManyToManyField):
            fields[name] = sorted((slug,) for slug in value)
        elif isinstance(field, ForeignKey):
            fields[name] = None if value is None else (value,)
        else:
            fields[name] = to_fixture_value("" if value is None and not field.null else value)
    if isinstance(entry, Figure):
        fields["number"] = number
    if parent is not None:
        fields |= _build_parent_references(parent, entry.entity)
    if entry.entity is models.Citation:
        fields.setdefault("reading", "")
    row = FixtureRow(entry.entity, fields | compute_days(entry.entity, fields), file.locate(path))
    yield row
    for name, entries in nested:
        for index, inner in enumerate(entries):
            yield from build_rows(inner, file, (*path, name, index), parent=row, number=index + 1)


def _build_parent_references(parent: FixtureRow, model: type[Model]) -> dict[str, object]:
    if part_of := BY_MODEL[model].part_of:
        return {part_of: parent.key}
    cited = cited_as(parent.model)
    return {name: parent.key if name == cited else None for name in CITED}


def to_fixture_value(value: Any) -> Any:
    """Convert a value to the form it has in a fixture."""
    if isinstance(value, enum.Enum):
        return value.value
    return format(value.normalize(), "f") if isinstance(value, Decimal) else value


def compute_days(model: type[Model], fields: dict[str, Any]) -> dict[str, str]:
    """Return the earliest and latest day that the model derives from its dates. Raises ValidationError."""
    if not issubclass(model, Dated | Spanning):
        return {}
    instance = model(**{name: fields[name] for name in ("stated", "starts", "ends") if name in fields})
    instance.work_out_dates()
    return {name: getattr(instance, name).isoformat() for name in DAY_FIELDS if hasattr(instance, name)}
