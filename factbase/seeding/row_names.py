"""How rows are called in reports: the record as in URLs, then the way to the row: `actors/norland, names Norlandia`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from django.db.models import Model

from factbase.history.records import BY_KIND, RECORDS, Part
from factbase.history.row_access import Values
from factbase.models import Citation, Proposal, Provision
from factbase.models.citation import CITED
from factbase.seeding.read.rows import Key


def _parts(parts: Iterable[Part], whole: type[Model]) -> Iterator[tuple[type[Model], tuple[Part, type[Model]]]]:
    for part in parts:
        if part.model is not Citation:
            yield part.model, (part, whole)
            yield from _parts(part.parts, part.model)


PARTS: dict[type[Model], tuple[Part, type[Model]]] = {
    model: told for record in RECORDS for model, told in _parts(record.parts, record.model)
}
"""As which part each kind of row belongs to what; a citation belongs to whatever it supports."""


@dataclass(frozen=True)
class RowName:
    """A row by the record that it belongs to, and the way to it in there."""

    kind: str
    slug: str
    steps: tuple[str, ...] = ()
    provision: str = ""
    """The slug of the provision that it is or belongs to, which stands in a proposal."""

    @property
    def record(self) -> str:
        """As in the API: `positions/norland-on-the-bridge`."""
        return f"{BY_KIND[self.kind].name}/{self.slug}"

    def __str__(self) -> str:
        return ", ".join((self.record, *self.steps))


@dataclass
class RowNamer:
    """Names rows by their natural keys; of links, by the keys of the two that they join."""

    proposals: dict[str, str] = field(default_factory=dict)
    """The proposal of each provision, by slug: its natural key does not tell."""

    def name(self, model: type[Model], key: Key) -> RowName:
        kind = str(model._meta.model_name)
        if kind in BY_KIND:
            return RowName(kind, key[0])
        if model is Citation:
            cited, fact, *place = key
            return self._within(cited_model(cited), fact, f"citations {written(place)}")
        part, whole = PARTS[model]
        if model is Provision:
            return replace(
                self._within(Proposal, (self.proposals.get(key[0], "?"),), f"{part.name} {key[0]}"), provision=key[0]
            )
        return self._within(whole, (key[0],), f"{part.name} {written(key[1:])}")

    def _within(self, model: type[Model], key: Key, step: str) -> RowName:
        whole = self.name(model, key)
        return replace(whole, steps=(*whole.steps, step))


def record_of(model: type[Model], fact: int, live: dict[type[Model], dict[int, Values]]) -> tuple[type[Model], int]:
    """The record that a row of the base belongs to, or is."""
    while str(model._meta.model_name) not in BY_KIND:
        row = live[model][fact]
        if model is Citation:
            cited = next(name for name in CITED if row[f"{name}_id"] is not None)
            model, fact = cited_model(cited), row[f"{cited}_id"]
        else:
            part, whole = PARTS[model]
            model, fact = whole, row[part.parent]
    return model, fact


def cited_model(cited: str) -> type[Model]:
    """The model of what a citation supports, by the name of its foreign key."""
    model = Citation._meta.get_field(cited).related_model
    assert isinstance(model, type)
    return model


def written(key: Iterable[object]) -> str:
    """A natural key for a person: `lake-talks-end · 2 · 1`."""
    return " · ".join(str(part) for part in key if part is not None)
