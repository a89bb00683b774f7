"""Rules over all seeds at once: nothing stands twice, and nothing precedes itself."""

from collections.abc import Iterable, Iterator

from django.db.models import Model, UniqueConstraint

from factbase import models

from .problems import SeedProblem, shown
from .rows import FixtureRow

CHAINS = {models.Topic: "broader", models.Proposal: "revises", models.Meeting: "follows"}
"""Foreign keys to the same model, along which one must not come back to where one began."""


def check_together(rows: list[FixtureRow]) -> list[SeedProblem]:
    """What is wrong between entries that are each sound."""
    return [*_standing_twice(rows), *_coming_back(rows)]


def _standing_twice(rows: Iterable[FixtureRow]) -> Iterator[SeedProblem]:
    seen: dict[tuple, FixtureRow] = {}
    for row in rows:
        for names, with_nulls in _unique(row.model):
            values = tuple(row.fields[name] for name in names)
            if None in values and not with_nulls:
                continue
            first = seen.setdefault((row.model, names, values), row)
            if first is not row:
                there = f"{first.place} ({first.place.path})"
                yield row.place.problem(f"{_twice(row, names)}: it stands in {there} already")


def _unique(model: type[Model]) -> Iterator[tuple[tuple[str, ...], bool]]:
    """The sets of fields that tell rows apart, and whether two empty values count as the same."""
    for field in model._meta.local_concrete_fields:
        if field.unique and not field.primary_key and field.name != "slug":  # slugs: when the files are gathered
            yield (field.name,), False
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield tuple(constraint.fields), constraint.nulls_distinct is False


def _twice(row: FixtureRow, names: tuple[str, ...]) -> str:
    if row.model is models.Citation:
        return "this place is cited for this fact twice"
    told = [name for name in names if row.fields[name] not in (None, "")]
    values = [row.fields[name] for name in told]
    written = (shown(value[0] if isinstance(value, tuple) else value) for value in values)
    twice = ", ".join(f"{name} {value}" for name, value in zip(told, written, strict=True))
    return f"{row.model._meta.verbose_name} with {twice} is entered twice"


def _coming_back(rows: Iterable[FixtureRow]) -> Iterator[SeedProblem]:
    for model, link in CHAINS.items():
        of_model = {row.key[0]: row for row in rows if row.model is model}
        onward = {slug: row.fields[link][0] for slug, row in of_model.items() if row.fields[link]}
        reported: set[str] = set()
        for start in sorted(onward):
            way = [start]
            while way[-1] in onward and onward[way[-1]] not in way:
                way.append(onward[way[-1]])
            if onward.get(way[-1]) == start and start not in reported:
                reported |= set(way)
                yield of_model[start].place.problem(f"{link} comes back to itself: {' → '.join([*way, start])}")
