"""A lock for migrating a database, creating its roles and loading its seeds in one program at a time, and its state."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

from django.db import connections
from django.db.migrations.executor import MigrationExecutor

_KEY = 7_203_114
"""The key of the advisory lock."""

_held: set[str] = set()
"""The databases for which this program holds the lock."""


@contextmanager
def preparing(notify: Callable[[str], Any], using: str = "default") -> Iterator[None]:
    """Hold the lock, in a transaction on a separate connection: PgBouncer does not support session locks."""
    with closing(connections[using].copy()) as connection:
        connection.set_autocommit(False)
        with connection.cursor() as cursor:
            lock_preparation(cursor, notify, using)
        _held.add(using)
        try:
            yield
        finally:
            _held.remove(using)


def lock_preparation(cursor: Any, notify: Callable[[str], Any], using: str = "default") -> None:
    """Take the lock until the end of the cursor's transaction, unless this program holds it already."""
    if using in _held:
        return
    cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_KEY])
    if not cursor.fetchone()[0]:
        notify("Waiting for another program that prepares the database ...")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_KEY])


def is_migrated(using: str = "default") -> bool:
    """Return True if all migrations of facts are applied. Raise django.db.DatabaseError if it is unreachable."""
    executor = MigrationExecutor(connections[using])
    return not executor.migration_plan(executor.loader.graph.leaf_nodes("factbase"))
