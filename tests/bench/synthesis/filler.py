"""Filling an empty base with synthetic facts and their history: one transaction, which leaves all or nothing."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any, TypeVar

import psycopg
from django.core.management.color import no_style
from django.db import DatabaseError, connections, transaction

from factbase.history.changes import Change
from factbase.history.history_tables import TRACKED
from factbase.history.integrity import find_faults
from factbase.history.records import history_table
from factbase.history.revision import Revision, RevisionCounter, lock_for_writing

from .bulk_load import strip
from .claims import Claims
from .copy_buffer import Lines, Target
from .evidence import Evidence
from .occasions import Occasions
from .positions import Positions
from .reference_data import Registry, Scale
from .revisions import Timeline
from .word_list import Vocabulary

MEMORY = "SET LOCAL maintenance_work_mem = '512MB'"
SAMPLED = 1000
"""About so many rows of each table are looked at again in history."""

Item = TypeVar("Item")

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


class SynthesisError(Exception):
    """Nothing was written. The message is for a person."""


@dataclass(frozen=True)
class Report:
    """What a base was filled with."""

    rows: int
    """In all tables, history included."""
    revisions: int


def fill(positions: int, seed: int, progress: Progress, using: str = "default") -> Report:
    """Fill an empty base with so many positions and what they refer to; the same for the same seed.

    Raises SynthesisError, with nothing written, when the base is not empty or not migrated, or when the database
    refuses.
    """
    try:
        with transaction.atomic(using=using, durable=True):
            report = _fill(positions, seed, progress, using)
        progress("Statistics", 0, 1)
        with ThreadPoolExecutor(2) as vacuums:
            list(vacuums.map(partial(_vacuum, using=using), _tables()))
    except (DatabaseError, psycopg.Error) as error:  # Django does not translate what COPY raises
        raise SynthesisError(f"Nothing was written. The database says: {str(error).strip()}") from error
    return report


def _tables() -> list[str]:
    facts = [model._meta.db_table for model in TRACKED]
    return [*facts, *map(history_table, TRACKED), Change._meta.db_table, Revision._meta.db_table]


def _fill(positions: int, seed: int, progress: Progress, using: str) -> Report:
    tables = _tables()
    timeline = Timeline(positions, seed)
    lock_for_writing(using)
    with connections[using].cursor() as cursor:
        cursor.execute(f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE")
        _require_empty(cursor, tables)
        undress = strip(cursor, tables)
        cursor.execute(f"TRUNCATE {', '.join(tables)}")  # so that COPY may write rows that need no VACUUM
        rows = 0
        for done, lines in _ahead(_batches(Scale(positions), seed, timeline)):
            for target, block in lines:
                _copy(cursor, target, block)
                rows += len(block)
            progress("Positions", done, positions)
        cursor.executemany(
            "INSERT INTO factbase_revision (number, time, author, kind, reason_code, reason, reviewer)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            timeline.rows(),
        )
        for statement in connections[using].ops.sequence_reset_sql(no_style(), list(TRACKED)):
            cursor.execute(statement)
        cursor.execute(MEMORY)
        for number, (_, statement) in enumerate(undress):
            progress("Indexes and keys", number, len(undress))
            cursor.execute(statement)
        RevisionCounter.objects.using(using).update(number=timeline.latest, time=timeline.time(timeline.latest))
        progress("Checks", 0, 1)
        found = list(find_faults(every=max(1, positions // SAMPLED), using=using))
        if found:
            raise SynthesisError("Nothing was written: the history made does not hold.\n" + "\n".join(found))
    return Report(rows, timeline.latest)


def _require_empty(cursor: Any, tables: list[str]) -> None:
    for table in tables:
        cursor.execute(f"SELECT EXISTS (SELECT FROM {table})")
        if cursor.fetchone()[0]:
            raise SynthesisError(
                "This base holds facts, or has held some. Synthetic facts go into an empty base only: name another in "
                "DATABASE_URL, and migrate it."
            )


def _batches(scale: Scale, seed: int, timeline: Timeline) -> Iterator[tuple[int, list[tuple[Target, list[str]]]]]:
    """The rows of the base, some at a time; and how many positions there are so far."""
    lines, vocabulary = Lines(), Vocabulary(seed)
    evidence = Evidence(vocabulary, scale.sources, Random(f"{seed} evidence"))
    registry = Registry(scale, seed, vocabulary, timeline, evidence)
    occasions = Occasions(scale, seed, vocabulary, timeline, evidence)
    claims = Claims(scale, seed, vocabulary, timeline, evidence)
    for part in (registry, occasions, claims):
        for _ in part.write(lines):
            yield 0, lines.take()
    for done in Positions(scale, seed, vocabulary, timeline, evidence, registry.sides_taken).write(lines):
        yield done, lines.take()


def _ahead(items: Iterator[Item]) -> Iterator[Item]:
    """The items, each made while the one before is used."""
    with ThreadPoolExecutor(1) as maker:
        coming = maker.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = maker.submit(next, items, None)
            yield item


def _vacuum(table: str, using: str) -> None:
    try:
        with connections[using].cursor() as cursor:  # of this thread's own
            cursor.execute(f"VACUUM (ANALYZE) {table}")
    finally:
        connections[using].close()


def _copy(cursor: Any, target: Target, lines: list[str]) -> None:
    table, columns = target
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN (FREEZE)") as copy:
        copy.write("\n".join(lines) + "\n")
