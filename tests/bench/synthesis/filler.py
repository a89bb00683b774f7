"""Fill an empty database with synthetic facts and their history, in one transaction."""

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

from .bulk_load import drop_indexes_and_keys
from .claims import Claims
from .copy_buffer import CopyBuffer, Target
from .evidence import Evidence
from .occasions import Occasions
from .positions import Positions
from .reference_data import ReferenceData, Scale
from .revisions import RevisionPlan
from .word_list import WordList

MEMORY = "SET LOCAL maintenance_work_mem = '512MB'"
SAMPLE_SIZE = 1000
"""The approximate number of rows per table whose history is checked."""

Item = TypeVar("Item")

Progress = Callable[[str, int, int], None]
"""Called with the name of a step, the number of items done and the total."""


class SynthesisError(Exception):
    """The database was not filled, and nothing was written. The message is for the user."""


@dataclass(frozen=True)
class Report:
    """The size of a filled database."""

    rows: int
    """Rows in all tables, history included."""
    revisions: int


def fill(positions: int, seed: int, progress: Progress, using: str = "default") -> Report:
    """Fill an empty database with this many positions and the records they refer to. Equal seeds give equal facts.

    Raise SynthesisError, with nothing written, when the database is not empty, is not migrated, or reports an error.
    """
    try:
        with transaction.atomic(using=using, durable=True):
            report = _fill(positions, seed, progress, using)
        progress("Statistics", 0, 1)
        with ThreadPoolExecutor(2) as vacuums:
            list(vacuums.map(partial(_vacuum, using=using), _tables()))
    except (DatabaseError, psycopg.Error) as error:  # Django does not translate errors of COPY
        raise SynthesisError(f"Nothing was written. PostgreSQL reports: {str(error).strip()}") from error
    return report


def _tables() -> list[str]:
    facts = [model._meta.db_table for model in TRACKED]
    return [*facts, *map(history_table, TRACKED), Change._meta.db_table, Revision._meta.db_table]


def _fill(positions: int, seed: int, progress: Progress, using: str) -> Report:
    tables = _tables()
    plan = RevisionPlan(positions, seed)
    lock_for_writing(using)
    with connections[using].cursor() as cursor:
        cursor.execute(f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE")
        _require_empty(cursor, tables)
        restore = drop_indexes_and_keys(cursor, tables)
        cursor.execute(f"TRUNCATE {', '.join(tables)}")  # COPY FREEZE needs a table truncated in the same transaction
        rows = 0
        for done, lines in _prefetch(_batches(Scale(positions), seed, plan)):
            for target, block in lines:
                _copy(cursor, target, block)
                rows += len(block)
            progress("Positions", done, positions)
        cursor.executemany(
            "INSERT INTO factbase_revision (number, time, author, kind, reason_code, reason, reviewer)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            plan.rows(),
        )
        for statement in connections[using].ops.sequence_reset_sql(no_style(), list(TRACKED)):
            cursor.execute(statement)
        cursor.execute(MEMORY)
        for number, (_, statement) in enumerate(restore):
            progress("Indexes and keys", number, len(restore))
            cursor.execute(statement)
        RevisionCounter.objects.using(using).update(number=plan.latest, time=plan.time(plan.latest))
        progress("Checks", 0, 1)
        errors = list(find_faults(every=max(1, positions // SAMPLE_SIZE), using=using))
        if errors:
            raise SynthesisError("Nothing was written: the generated history has errors.\n" + "\n".join(errors))
    return Report(rows, plan.latest)


def _require_empty(cursor: Any, tables: list[str]) -> None:
    for table in tables:
        cursor.execute(f"SELECT EXISTS (SELECT FROM {table})")
        if cursor.fetchone()[0]:
            raise SynthesisError(
                "This database holds facts or their history. Synthetic facts can be written to an empty database only: "
                "name another one in DATABASE_URL and migrate it."
            )


def _batches(scale: Scale, seed: int, plan: RevisionPlan) -> Iterator[tuple[int, list[tuple[Target, list[str]]]]]:
    """Yield the rows in batches, each with the number of positions so far."""
    buffer, words = CopyBuffer(), WordList(seed)
    evidence = Evidence(words, scale.sources, Random(f"{seed} evidence"))
    reference_data = ReferenceData(scale, seed, words, plan, evidence)
    occasions = Occasions(scale, seed, words, plan, evidence)
    claims = Claims(scale, seed, words, plan, evidence)
    for writer in (reference_data, occasions, claims):
        for _ in writer.write(buffer):
            yield 0, buffer.take()
    for done in Positions(scale, seed, words, plan, evidence, reference_data.has_proposition).write(buffer):
        yield done, buffer.take()


def _prefetch(items: Iterator[Item]) -> Iterator[Item]:
    """Yield the items; a thread produces the next one while the caller uses the last."""
    with ThreadPoolExecutor(1) as executor:
        future = executor.submit(next, items, None)
        while (item := future.result()) is not None:
            future = executor.submit(next, items, None)
            yield item


def _vacuum(table: str, using: str) -> None:
    try:
        with connections[using].cursor() as cursor:  # Django opens a connection for this thread
            cursor.execute(f"VACUUM (ANALYZE) {table}")
    finally:
        connections[using].close()


def _copy(cursor: Any, target: Target, lines: list[str]) -> None:
    table, columns = target
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN (FREEZE)") as copy:
        copy.write("\n".join(lines) + "\n")
