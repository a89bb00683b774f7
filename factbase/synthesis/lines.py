"""Rows on their way into tables, as lines of COPY's text format: each once as it is, and each version in history."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db import models

from factbase.history.changes import Change
from factbase.history.records import history_table
from factbase.history.tables import STILL_VALID
from factbase.models import Slug

NULL = r"\N"

Target = tuple[str, tuple[str, ...]]
"""A table, and those of its columns that are given."""


@dataclass(frozen=True)
class Table:
    """A tracked table, and those of its columns that are given, without the id."""

    model: type[models.Model]
    columns: tuple[str, ...]

    @cached_property
    def live(self) -> Target:
        return self.model._meta.db_table, ("id", *self.columns)

    @cached_property
    def history(self) -> Target:
        return history_table(self.model), ("id", *self.columns, "rev_from", "rev_to")


CHANGE: Target = (Change._meta.db_table, ("revision", "kind", "record_id"))
SLUG = Table(Slug, ("kind", "slug", "object_id"))


def line(*values: object) -> str:
    """The values in COPY's text format; texts must hold no tab, backslash or end of line."""
    return "\t".join([NULL if value is None else str(value) for value in values])


class Lines:
    """The lines written since they were last taken, by target; and the last id of each table."""

    def __init__(self) -> None:
        self.last: Counter[type[models.Model]] = Counter()
        self.written: defaultdict[Target, list[str]] = defaultdict(list)

    def take(self) -> dict[Target, list[str]]:
        """What was written, which is forgotten."""
        taken, self.written = self.written, defaultdict(list)
        return taken

    def row(self, table: Table, revision: int, *values: object) -> int:
        """A row that never changed since a revision; its id."""
        return self.versions(table, [(revision, line(*values))])

    def versions(self, table: Table, versions: Sequence[tuple[int, str]], gone: int | None = None) -> int:
        """A row in each of its versions, from which revision and what; and in which revision it went. Its id."""
        self.last[table.model] += 1
        pk = self.last[table.model]
        history = self.written[table.history]
        ends = [start for start, _ in versions[1:]] + [gone or STILL_VALID]
        for (start, values), end in zip(versions, ends, strict=True):
            history.append(f"{pk}\t{values}\t{start}\t{end}")
        if gone is None:
            self.written[table.live].append(f"{pk}\t{versions[-1][1]}")
        return pk

    def slug(self, kind: str, slug: str, pk: int, revision: int) -> None:
        """That a fact was given a slug."""
        self.row(SLUG, revision, kind, slug, pk)

    def change(self, revision: int, kind: str, pk: int) -> None:
        """That a revision touched a record."""
        self.written[CHANGE].append(f"{revision}\t{kind}\t{pk}")
