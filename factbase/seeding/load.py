"""Loading fixtures: one transaction, one revision, and no correction of an editor lost."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model

from factbase.history.revision import Revision, RevisionKind, revision, wait_for_writers

from .fixtures import read_fixtures
from .matching import Matching
from .merge import merge
from .problems import SeedError
from .rows import Key, natural_key
from .stored import Values, known_slugs, read_stored, seed_revisions

REASON = "Facts loaded from the seeds: what the source documents say."
BATCH = 1000


@dataclass(frozen=True)
class Kept:
    """Where an editor's word stands against the seeds'; no column, when an editor removed the row."""

    model: str
    key: str
    column: str = ""
    ours: object = None
    theirs: object = None

    def __str__(self) -> str:
        if not self.column:
            return f"{self.model} {self.key}: removed by an editor"
        return f'{self.model} {self.key}, {self.column}: editors have "{self.ours}", the seeds "{self.theirs}"'


@dataclass
class Count:
    """What became of the fixture rows of one model, each counted once; `alone` are rows of the base beside them."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0
    alone: int = 0


@dataclass
class Report:
    """What a load did, or in a dry run would do. `revision` is None when it wrote nothing."""

    counts: dict[str, Count] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)
    revision: int | None = None
    skipped: bool = False


Progress = Callable[[str, int], None]
"""Called after each model with its name and the number of its rows."""


def load(folder: Path, progress: Progress, *, if_empty: bool = False, dry_run: bool = False) -> Report:
    """Load the fixtures of a folder.

    Raises SeedError, with nothing written, when fixtures are missing or broken, when the database is not migrated or
    out of reach, or when it refuses them.
    """
    try:
        _require_migrations()
        with revision(author="seeds", kind=RevisionKind.SEED, reason=REASON):
            # Whoever writes waits for this row: between reading and writing, no editor and no other load comes in.
            wait_for_writers()
            if if_empty and Revision.objects.exists():
                return Report(skipped=True)
            report = _Load(read_fixtures(folder), progress).run()
            connection.check_constraints()  # what is checked at the end of a transaction, now: a dry run has no end
            transaction.set_rollback(dry_run)
            return report
    except DatabaseError as error:
        raise SeedError(f"Nothing was loaded. The database says: {str(error).strip()}") from error


def _require_migrations() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes("factbase")):
        raise SeedError("The database is not migrated. Run `python manage.py migrate`.")


class _Load:
    """One load: for each row of the seeds it finds its row in the base, merges the two, and writes model by model."""

    def __init__(self, fixtures: dict[type[Model], list[Values]], progress: Progress) -> None:
        self.fixtures = fixtures
        self.progress = progress
        self.report = Report()
        self.matching = Matching(known_slugs())
        self.seeds = seed_revisions()

    def run(self) -> Report:
        for model, rows in self.fixtures.items():
            self.load(model, rows)
            for many in model._meta.many_to_many:
                names = (many.m2m_field_name(), many.m2m_reverse_field_name())
                links = [(natural_key(model, row), target) for row in rows for target in row[many.name]]
                self.load(getattr(model, many.name).through, [dict(zip(names, link, strict=True)) for link in links])
        with connection.cursor() as cursor:
            cursor.execute("SELECT nullif(current_setting('factbase.revision', true), '')")
            number = cursor.fetchone()[0]
        self.report.revision = int(number) if number else None
        return self.report

    def load(self, model: type[Model], rows: list[Values]) -> None:
        stored = read_stored(model, self.seeds)
        found = self.matching.find(model, rows, stored)
        count = self.report.counts[label(model)] = Count(alone=len(stored.live.keys() - set(found)))
        added: list[Model] = []
        updated: list[tuple[Values, Values]] = []
        for row, fact in zip(rows, found, strict=True):
            values = self.matching.columns(model, row) if fact else None
            if values is None:
                count.kept += 1
                self.report.kept.append(Kept(label(model), _written(model, row)))
            elif fact not in stored.live:
                added.append(model(**values, id=fact))
            else:
                merged = merge(stored.live[fact], stored.seeded.get(fact, {}), values)
                self.keep(model, row, stored.live[fact], values, merged.kept)
                if merged.write:
                    updated.append((stored.live[fact], merged.write))
                elif merged.kept:
                    count.kept += 1
                else:
                    count.unchanged += 1
        count.added, count.updated = len(added), len(updated)
        _write(model, added, updated)
        self.progress(label(model), len(rows))

    def keep(self, model: type[Model], row: Values, ours: Values, theirs: Values, columns: tuple[str, ...]) -> None:
        """Report the columns in which an editor's word stands."""
        for column in columns:
            said = (self.matching.shown(model, column, values[column]) for values in (ours, theirs))
            self.report.kept.append(Kept(label(model), _written(model, row), column.removesuffix("_id"), *said))


def label(model: type[Model]) -> str:
    """What a report calls a model: `meeting`, `meeting topics`."""
    if model._meta.auto_created:
        return model.__name__.replace("_", " ").lower()
    return str(model._meta.verbose_name)


def _written(model: type[Model], row: Values) -> str:
    """The natural key of a row for a person: `norland · Norlandia`."""
    key = tuple(row.values()) if model._meta.auto_created else natural_key(model, row)
    return " · ".join(_parts(key))


def _parts(key: Key) -> Iterator[str]:
    for part in key:
        if isinstance(part, tuple):
            yield from _parts(part)
        elif part is not None:
            yield str(part)


def _write(model: type[Model], added: list[Model], updated: list[tuple[Values, Values]]) -> None:
    model._base_manager.bulk_create(added, batch_size=BATCH)
    if updated:  # even an UPDATE that touches no row would make a revision
        columns = sorted({column for _, write in updated for column in write})
        names = [column.name for column in model._meta.local_concrete_fields if column.attname in columns]
        rows = [model(**{**ours, **write}) for ours, write in updated]
        model._base_manager.bulk_update(rows, names, batch_size=BATCH)
