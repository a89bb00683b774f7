"""Checks across entries: unique constraints, and no cycles of references."""

from collections.abc import Iterable, Iterator, Sequence

from factbase import models
from factbase.models.base import unique_fields
from factbase.models.registry import LOAD_ORDER

from .problems import SeedProblem, format_value
from .rows import FixtureRow

CHAINS = {
    model: field.name for model in LOAD_ORDER for field in model._meta.local_fields if field.related_model is model
}
"""Foreign keys to the same model that must not form a cycle."""


def check_across_entries(rows: list[FixtureRow]) -> list[SeedProblem]:
    """Return the problems between entries that are valid by themselves."""
    return [*_find_duplicates(rows), *_find_cycles(rows)]


def _find_duplicates(rows: Iterable[FixtureRow]) -> Iterator[SeedProblem]:
    seen: dict[tuple, FixtureRow] = {}
    for row in rows:
        for names, nulls_are_distinct in unique_fields(row.model):
            values = tuple(row.fields[name] for name in names)
            if names == ("slug",) or (None in values and nulls_are_distinct):  # slugs: see dossiers.py
                continue
            first = seen.setdefault((row.model, names, values), row)
            if first is not row:
                where = f"first in {first.location} ({first.location.path})"
                yield row.location.problem(f"{_describe_duplicate(row, names)}: {where}")


def _describe_duplicate(row: FixtureRow, names: Sequence[str]) -> str:
    if row.model is models.Citation:
        return "this sentence is cited twice for this fact"
    values = {name: row.fields[name] for name in names if row.fields[name] not in (None, "")}
    pairs = (f"{name} {format_value(v[0] if isinstance(v, tuple) else v)}" for name, v in values.items())
    return f"{row.model._meta.verbose_name} with {', '.join(pairs)} is entered twice"


def _find_cycles(rows: Iterable[FixtureRow]) -> Iterator[SeedProblem]:
    for model, link in CHAINS.items():
        of_model = {row.key[0]: row for row in rows if row.model is model}
        targets = {slug: row.fields[link][0] for slug, row in of_model.items() if row.fields[link]}
        reported: set[str] = set()
        for start in sorted(targets):
            chain = [start]
            while chain[-1] in targets and targets[chain[-1]] not in chain:
                chain.append(targets[chain[-1]])
            if targets.get(chain[-1]) == start and start not in reported:
                reported |= set(chain)
                yield of_model[start].location.problem(f"{link} forms a cycle: {' → '.join([*chain, start])}")
