"""Rows on their way into tables, as lines of COPY's text format: each once as it is, and each version in history."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models

from factbase.history.changes import Change
from factbase.history.history_tables import STILL_VALID
from factbase.history.records import history_table
from factbase.models import Slug

NULL = r"\N"

Target = tuple[str, tuple[str, ...]]
"""A table, and those of its columns that are given."""


@dataclass(frozen=True, eq=False)
class Table:
    """A tracked table, and those of its columns that are given, without the id."""

    model: type[models.Model]
    columns: tuple[str, ...]

    @property
    def live(self) -> Target:
        return self.model._meta.db_table, ("id", *self.columns)

    @property
    def history(self) -> Target:
        return history_table(self.model), ("id", *self.columns, "rev_from", "rev_to")


CHANGE: Target = (Change._meta.db_table, ("revision", "kind", "record_id"))
SLUG = Table(Slug, ("kind", "slug", "object_id"))


def line(*values: object) -> str:
    """The values in COPY's text format; texts must hold no tab, backslash or end of line."""
    return "\t".join([NULL if value is None else str(value) for value in values])


class Lines:
    """The lines written since they were last taken, and the last id of each table."""

    def __init__(self) -> None:
        self.last: defaultdict[type[models.Model], int] = defaultdict(int)
        self._start()

    def _start(self) -> None:
        self.rows: defaultdict[Table, list[str]] = defaultdict(list)
        self.past: defaultdict[Table, list[str]] = defaultdict(list)
        self.changes: list[str] = []

    def take(self) -> list[tuple[Target, list[str]]]:
        """What was written, which is forgotten."""
        taken = [(table.live, rows) for table, rows in self.rows.items()]
        taken += [(table.history, rows) for table, rows in self.past.items()]
        taken.append((CHANGE, self.changes))
        self._start()
        return [(target, rows) for target, rows in taken if rows]

    def row(self, table: Table, revision: int, *values: object) -> int:
        """A row that never changed since a revision; its id."""
        return self.kept(table, revision, line(*values))

    def kept(self, table: Table, revision: int, values: str) -> int:
        """The same, its values given as a line."""
        pk = self.last[table.model] = self.last[table.model] + 1
        row = f"{pk}\t{values}"
        self.rows[table].append(row)
        self.past[table].append(f"{row}\t{revision}\t{STILL_VALID}")
        return pk

    def versions(self, table: Table, versions: Sequence[tuple[int, str]], gone: int | None = None) -> int:
        """A row in each of its versions, from which revision and what; and in which revision it went. Its id."""
        pk = self.last[table.model] = self.last[table.model] + 1
        ends = [start for start, _ in versions[1:]] + [gone or STILL_VALID]
        for (start, values), end in zip(versions, ends, strict=True):
            self.past[table].append(f"{pk}\t{values}\t{start}\t{end}")
        if gone is None:
            self.rows[table].append(f"{pk}\t{versions[-1][1]}")
        return pk

    def slug(self, kind: str, slug: str, pk: int, revision: int) -> None:
        """That a fact was given a slug."""
        self.kept(SLUG, revision, f"{kind}\t{slug}\t{pk}")

    def change(self, revision: int, kind: str, pk: int) -> None:
        """That a revision touched a record."""
        self.changes.append(f"{revision}\t{kind}\t{pk}")
