"""Names of rows in reports: the record as in URLs, then the path to the row: `actors/norland, names Norlandia`."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db.models import Model

from factbase.history import records
from factbase.history.records import BY_KIND, Part
from factbase.models import Citation, Proposal, Provision
from factbase.seeding.read.rows import Key

PARTS: dict[type[Model], tuple[Part, type[Model]]] = {
    part.model: (part, parent) for parent, part in records.PARTS if part.model is not Citation
}
"""The part and the parent model of each model that is part of a record. Citations, with many parents, are left out."""


@dataclass(frozen=True)
class RowName:
    """The name of a row: its record, and the path to the row within it."""

    kind: str
    slug: str
    steps: tuple[str, ...] = ()
    provision: str = ""
    """The slug of the provision that the row is or belongs to."""

    def __str__(self) -> str:
        return ", ".join((f"{BY_KIND[self.kind].name}/{self.slug}", *self.steps))


@dataclass
class RowNamer:
    """Names rows by their natural keys, and link rows by the keys of the two rows that they join."""

    proposals: dict[str, str] = field(default_factory=dict)
    """The proposal of each provision by slug, which its natural key does not include."""

    def name(self, model: type[Model], key: Key) -> RowName:
        kind = str(model._meta.model_name)
        if kind in BY_KIND:
            return RowName(kind, key[0])
        if model is Citation:
            cited, fact, *locator = key
            return self._within(cited_model(cited), fact, f"citations {format_key(locator)}")
        part, parent = PARTS[model]
        if model is Provision:
            return replace(
                self._within(Proposal, (self.proposals.get(key[0], "?"),), f"{part.name} {key[0]}"), provision=key[0]
            )
        return self._within(parent, (key[0],), f"{part.name} {format_key(key[1:])}")

    def _within(self, model: type[Model], key: Key, step: str) -> RowName:
        parent = self.name(model, key)
        return replace(parent, steps=(*parent.steps, step))


def parent_of(model: type[Model], key: Key) -> tuple[type[Model], Key]:
    """Return the model and the natural key of the row that a row belongs to."""
    return (cited_model(key[0]), key[1]) if model is Citation else (PARTS[model][1], key[:1])


def cited_model(name: str) -> type[Model]:
    """Return the model that a foreign key of Citation refers to."""
    model = Citation._meta.get_field(name).related_model
    assert isinstance(model, type)
    return model


def format_key(key: Iterable[object]) -> str:
    """Return a natural key as text: `lake-talks-end · 2 · 1`."""
    return " · ".join(str(part) for part in key if part is not None)
