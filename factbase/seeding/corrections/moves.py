"""What renaming, merging, withdrawing and removing records does to the rows of the dossiers, and to what refers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import ForeignKey, ManyToManyField, Model

from factbase.models import Citation
from factbase.models.citation import CITED
from factbase.seeding.read.rows import DAYS, FixtureRow, Key, key_fields
from factbase.seeding.read.schema.context import kind
from factbase.seeding.row_names import PARTS, cited_model

from .correction_schema import FILE_OF, Correction

Index = dict[type[Model], dict[Key, FixtureRow]]
"""Rows by their natural keys."""


@dataclass
class Moves:
    """Which slugs of the dossiers became which, and which records of the dossiers are left out."""

    slugs: dict[tuple[str, str], str] = field(default_factory=dict)
    merged: set[tuple[str, str]] = field(default_factory=set)
    gone: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def of(cls, corrections: Iterable[Correction]) -> "Moves":
        moves = cls()
        for entry in corrections:
            key = (kind(entry.model), entry.in_dossiers)
            if entry.merged_into:
                moves.slugs[key] = entry.merged_into
                moves.merged.add(key)
            elif entry.drops:
                moves.gone.add(key)
            elif entry.renamed_from:
                moves.slugs[key] = entry.slug
        return moves

    def apply(self, rows: Iterable[FixtureRow]) -> Index:
        """The rows as they are then. Where two become one, that which needs no change stays."""
        found: Index = {}
        changed: list[FixtureRow] = []
        for row in rows:
            whole = owner(row.model, row.key)
            if whole in self.gone or (row.model in FILE_OF and whole in self.merged):
                continue
            fields = {name: self.value(row.model, name, value) for name, value in row.fields.items()}
            moved = FixtureRow(row.model, fields, row.place)
            if moved.key == row.key:
                found.setdefault(row.model, {})[row.key] = moved
            else:
                changed.append(moved)
        for row in changed:
            found.setdefault(row.model, {}).setdefault(row.key, row)
        return found

    def value(self, model: type[Model], name: str, value: Any) -> Any:
        """A value of a field, with the slugs of now."""
        field = model._meta.get_field(name)
        if name == "slug":
            return self.slug(model, value)
        if isinstance(field, ManyToManyField):
            return sorted({self.key(field.related_model, key) for key in value})  # type: ignore[arg-type]
        if isinstance(field, ForeignKey) and value is not None:
            return self.key(field.related_model, value)
        return value

    def key(self, model: type[Model], key: Key) -> Key:
        """A natural key, with the slugs of now. Foreign keys in it are plain slugs."""
        names = key_fields(model)
        return tuple(self._part(model, name, part) for name, part in zip(names, key, strict=True))

    def slug(self, model: type[Model], slug: str) -> str:
        return self.slugs.get((kind(model), slug), slug)

    def _part(self, model: type[Model], name: str, part: Any) -> Any:
        field = model._meta.get_field(name)
        if name == "slug":
            return self.slug(model, part)
        return self.slug(field.related_model, part) if isinstance(field, ForeignKey) and part is not None else part


def owner(model: type[Model], key: Key) -> tuple[str, str]:
    """The fact with a slug that a row is, or belongs to: its kind and slug."""
    while model not in FILE_OF:
        if model is Citation:
            model, key = cited_model(key[0]), key[1]
        else:
            model, key = PARTS[model][1], key[:1]
    return kind(model), key[0]


def fields_of(model: type[Model], key: Key) -> dict[str, Any]:
    """The fields of a row that its natural key tells."""
    if model is Citation:
        cited, fact, source, line, sentence = key
        return {**dict.fromkeys(CITED), cited: fact, "source": (source,), "line": line, "sentence": sentence}
    fields = {}
    for name, part in zip(key_fields(model), key, strict=True):
        links = isinstance(model._meta.get_field(name), ForeignKey) and part is not None
        fields[name] = (part,) if links else part
    return fields


def without_days(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields of a row without the days that are worked out from its dates."""
    return {name: value for name, value in fields.items() if name not in DAYS}
