"""Entries as rows: what a fixture says of one model, with natural keys instead of ids."""

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import ForeignKey, ManyToManyField, Model

from factbase import models
from factbase.models.citation import CITED
from factbase.models.fields.edtf import Dated, Spanning

from .problems import FileLocation
from .schema import Figure, SeedEntry
from .schema.entry import model_field
from .yaml_file import Steps, YamlFile

LOAD_ORDER: tuple[type[Model], ...] = (
    models.Process,
    models.Actor,
    models.ActorName,
    models.Affiliation,
    models.Topic,
    models.Source,
    models.Proposal,
    models.Provision,
    models.Meeting,
    models.Participation,
    models.Outcome,
    models.Position,
    models.Claim,
    models.Voice,
    models.Figure,
    models.Identification,
    models.Discrepancy,
    models.Citation,
)
"""The models of the seeds, each after those that it refers to."""

REGISTER: tuple[type[Model], ...] = (models.Slug, models.Withdrawal)
"""What is kept of facts that are not there: slugs that lead elsewhere, and why a fact was withdrawn."""

KEYS: dict[type[Model], tuple[str, ...]] = {
    models.ActorName: ("actor", "name"),
    models.Affiliation: ("member", "organisation", "role"),
    models.Participation: ("meeting", "actor"),
    models.Outcome: ("meeting", "described_by", "source", "relayed_by"),
    models.Voice: ("claim", "actor", "source", "role"),
    models.Figure: ("claim", "number"),
    models.Citation: (*CITED, "source", "line", "sentence"),
    models.Slug: ("kind", "slug"),
    models.Withdrawal: ("kind", "slug"),
}
"""The fields that tell the rows of a model apart; the slug, for those not named here."""

DAYS = ("stated_earliest", "stated_latest", "earliest", "latest")

Key = tuple
"""A natural key: slugs, text, numbers and None; that of a citation holds the key of what it supports."""


def key_fields(model: type[Model]) -> tuple[str, ...]:
    """The fields that tell the rows of a model apart."""
    return KEYS.get(model, ("slug",))


def natural_key(model: type[Model], fields: dict[str, Any]) -> Key:
    """The natural key of a row, as the model's `natural_key()` gives it. Foreign keys in it are tuples."""
    if model is models.Citation:
        kind = next(name for name in CITED if fields[name] is not None)
        return (kind, fields[kind], fields["source"][0], fields["line"], fields["sentence"])
    parts = (fields[name] for name in key_fields(model))
    return tuple(part[0] if isinstance(part, tuple) else part for part in parts)


def sortable(key: Key) -> tuple:
    """A natural key that can be compared: nothing before numbers before text."""
    ranks = {int: 1, str: 2, tuple: 3}
    return tuple(
        (0, 0) if part is None else (ranks[type(part)], sortable(part) if isinstance(part, tuple) else part)
        for part in key
    )


@dataclass(frozen=True)
class FixtureRow:
    """One row of a fixture, and the place in the seeds from which it comes."""

    model: type[Model]
    fields: dict[str, Any]
    place: FileLocation

    @property
    def key(self) -> Key:
        return natural_key(self.model, self.fields)


def entry_rows(
    entry: SeedEntry, file: YamlFile, path: Steps, parent: FixtureRow | None = None, number: int | None = None
) -> Iterator[FixtureRow]:
    """The row of an entry and those of all entries nested in it."""
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
            fields[name] = plain("" if value is None and not field.null else value)
    if isinstance(entry, Figure):
        fields["number"] = number
    if parent is not None:
        fields |= _reference_to(parent, entry)
    if entry.entity is models.Citation:
        fields.setdefault("reading", "")
    row = FixtureRow(entry.entity, fields | days(entry.entity, fields), file.place(path))
    yield row
    for name, entries in nested:
        for index, inner in enumerate(entries):
            yield from entry_rows(inner, file, (*path, name, index), parent=row, number=index + 1)


def _reference_to(parent: FixtureRow, entry: SeedEntry) -> dict[str, object]:
    """The foreign keys by which a nested entry belongs to the one around it."""
    if entry.parent:
        return {entry.parent: parent.key}
    cited = parent.model._meta.model_name
    return {name: parent.key if name.replace("_", "") == cited else None for name in CITED}


def plain(value: Any) -> Any:
    """A value as a fixture has it."""
    if isinstance(value, enum.Enum):
        return value.value
    return format(value.normalize(), "f") if isinstance(value, Decimal) else value


def days(model: type[Model], fields: dict[str, Any]) -> dict[str, str]:
    """The earliest and latest day, worked out by the model itself. Raises ValidationError."""
    if not issubclass(model, Dated | Spanning):
        return {}
    instance = model(**{name: fields[name] for name in ("stated", "starts", "ends") if name in fields})
    instance.work_out_dates()
    return {name: getattr(instance, name).isoformat() for name in DAYS if hasattr(instance, name)}
