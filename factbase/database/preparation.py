"""The lock under which one program at a time migrates a database, makes its roles and loads its seeds."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

from django.db import connections

_KEY = 7_203_114
"""The key of the advisory lock."""

_held: set[str] = set()
"""The databases that this program prepares."""


@contextmanager
def preparing(notify: Callable[[str], Any], using: str = "default") -> Iterator[None]:
    """Hold the lock, in a transaction on a connection of its own: PgBouncer would lose one that a session holds."""
    with closing(connections[using].copy()) as turn:
        turn.set_autocommit(False)
        with turn.cursor() as cursor:
            lock_preparation(cursor, notify, using)
        _held.add(using)
        try:
            yield
        finally:
            _held.remove(using)


def lock_preparation(cursor: Any, notify: Callable[[str], Any], using: str = "default") -> None:
    """Hold the lock until the cursor's transaction ends, unless this program holds it already."""
    if using in _held:
        return
    cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_KEY])
    if not cursor.fetchone()[0]:
        notify("Another program prepares the database: waiting for it ...")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_KEY])
