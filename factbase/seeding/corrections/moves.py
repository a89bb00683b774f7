"""Apply renames, merges, withdrawals and removals of records to the rows of the dossiers and to references."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import ForeignKey, ManyToManyField, Model

from factbase.models import Citation
from factbase.models.base import key_columns
from factbase.models.citation import CITED
from factbase.seeding.read.rows import FixtureRow, Key
from factbase.seeding.read.schema.context import get_kind
from factbase.seeding.row_names import parent_of

from .correction_schema import FILE_NAMES, Correction

Index = dict[type[Model], dict[Key, FixtureRow]]
"""Rows by their natural keys."""


@dataclass
class Moves:
    """New slugs for the dossiers' slugs, and the records that are left out."""

    slugs: dict[tuple[str, str], str] = field(default_factory=dict)
    merged: set[tuple[str, str]] = field(default_factory=set)
    dropped: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def from_corrections(cls, corrections: Iterable[Correction]) -> "Moves":
        moves = cls()
        for entry in corrections:
            key = (get_kind(entry.model), entry.dossier_slug)
            if entry.merged_into:
                moves.slugs[key] = entry.merged_into
                moves.merged.add(key)
            elif entry.drops_record:
                moves.dropped.add(key)
            elif entry.renamed_from:
                moves.slugs[key] = entry.slug
        return moves

    def apply(self, rows: Iterable[FixtureRow]) -> Index:
        """Return the moved rows. If two rows get the same key, the one that had it before is kept."""
        index: Index = {}
        changed: list[FixtureRow] = []
        for row in rows:
            record = find_owner(row.model, row.key)
            if record in self.dropped or (row.model in FILE_NAMES and record in self.merged):
                continue
            fields = {name: self.move_value(row.model, name, value) for name, value in row.fields.items()}
            moved = FixtureRow(row.model, fields, row.location)
            if moved.key == row.key:
                index.setdefault(row.model, {})[row.key] = moved
            else:
                changed.append(moved)
        for row in changed:
            index.setdefault(row.model, {}).setdefault(row.key, row)
        return index

    def move_value(self, model: type[Model], name: str, value: Any) -> Any:
        """Return the value of a field with new slugs."""
        field = model._meta.get_field(name)
        if name == "slug":
            return self.move_slug(model, value)
        if isinstance(field, ManyToManyField):
            return sorted({self.move_key(field.related_model, key) for key in value})  # type: ignore[arg-type]
        if isinstance(field, ForeignKey) and value is not None:
            return self.move_key(field.related_model, value)
        return value

    def move_key(self, model: type[Model], key: Key) -> Key:
        """Return a natural key with new slugs. Foreign keys in it are slugs, not tuples."""
        targets = [model if field.name == "slug" else field.related_model for field in key_columns(model)]
        pairs = zip(targets, key, strict=True)
        return tuple(part if not target or part is None else self.move_slug(target, part) for target, part in pairs)

    def move_slug(self, model: type[Model], slug: str) -> str:
        return self.slugs.get((get_kind(model), slug), slug)


def find_owner(model: type[Model], key: Key) -> tuple[str, str]:
    """Return the kind and slug of the fact that a row is or belongs to."""
    while model not in FILE_NAMES:
        model, key = parent_of(model, key)
    return get_kind(model), key[0]


def get_key_fields(model: type[Model], key: Key) -> dict[str, Any]:
    """Return the fields of a row that its natural key holds."""
    if model is Citation:
        cited, fact, source, line, sentence = key
        return {**dict.fromkeys(CITED), cited: fact, "source": (source,), "line": line, "sentence": sentence}
    pairs = zip(key_columns(model), key, strict=True)
    return {field.name: (part,) if field.related_model and part is not None else part for field, part in pairs}
