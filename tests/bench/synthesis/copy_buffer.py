"""Buffer of rows in COPY's text format: current rows for the tables, all versions for the history tables."""

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
"""A table and the columns to copy."""


@dataclass(frozen=True, eq=False)
class Table:
    """A tracked table and the columns to write, without the id."""

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
    """Return values in COPY's text format. Texts must not contain tabs, backslashes or line ends."""
    return "\t".join([NULL if value is None else str(value) for value in values])


class CopyBuffer:
    """Lines to copy, by table, and the last id of each table."""

    def __init__(self) -> None:
        self.last: defaultdict[type[models.Model], int] = defaultdict(int)
        self._clear()

    def _clear(self) -> None:
        self.rows: defaultdict[Table, list[str]] = defaultdict(list)
        self.versions: defaultdict[Table, list[str]] = defaultdict(list)
        self.changes: list[str] = []

    def take(self) -> list[tuple[Target, list[str]]]:
        """Return the lines added since the last call, and clear the buffer."""
        blocks = [(table.live, rows) for table, rows in self.rows.items()]
        blocks += [(table.history, rows) for table, rows in self.versions.items()]
        blocks.append((CHANGE, self.changes))
        self._clear()
        return [(target, rows) for target, rows in blocks if rows]

    def add_row(self, table: Table, revision: int, *values: object) -> int:
        """Add a row with one version, valid since a revision, and return its id."""
        return self.add_line(table, revision, line(*values))

    def add_line(self, table: Table, revision: int, values: str) -> int:
        """Add a row with one version, from values in COPY's text format, and return its id."""
        pk = self.last[table.model] = self.last[table.model] + 1
        row = f"{pk}\t{values}"
        self.rows[table].append(row)
        self.versions[table].append(f"{row}\t{revision}\t{STILL_VALID}")
        return pk

    def add_versions(self, table: Table, versions: Sequence[tuple[int, str]], removed: int | None = None) -> int:
        """Add a row with several versions and return its id.

        Each version is its first revision and its values in COPY's text format. `removed` is the revision that removed
        the row, if any.
        """
        pk = self.last[table.model] = self.last[table.model] + 1
        ends = [start for start, _ in versions[1:]] + [removed or STILL_VALID]
        for (start, values), end in zip(versions, ends, strict=True):
            self.versions[table].append(f"{pk}\t{values}\t{start}\t{end}")
        if removed is None:
            self.rows[table].append(f"{pk}\t{versions[-1][1]}")
        return pk

    def add_slug(self, kind: str, slug: str, pk: int, revision: int) -> None:
        """Register the slug of a fact."""
        self.add_line(SLUG, revision, f"{kind}\t{slug}\t{pk}")

    def add_change(self, revision: int, kind: str, pk: int) -> None:
        """List a record among those that a revision changed."""
        self.changes.append(f"{revision}\t{kind}\t{pk}")
