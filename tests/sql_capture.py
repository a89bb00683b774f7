"""Statements as they are handed to PostgreSQL, whoever hands them over: Django, or what reads past it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import psycopg
from django.db import connections

from factbase.history.snapshot import READ


@dataclass(frozen=True)
class Asked:
    """A statement, its values, and the kind of cursor that it was written for."""

    kind: type[psycopg.Cursor]
    sql: str
    values: Any

    def plan(self, connection: psycopg.Connection) -> dict:
        """How PostgreSQL would run it for these values."""
        with self.kind(connection) as cursor:
            [[plan]] = cursor.execute(f"EXPLAIN (FORMAT JSON) {self.sql}", self.values).fetchone()
        return plan["Plan"]


@contextmanager
def statements() -> Iterator[list[Asked]]:
    """Those of the block, from whatever connection; none of those that opening the one for reading takes."""
    connections[READ].ensure_connection()
    asked: list[Asked] = []
    execute = psycopg.Cursor.execute

    def watched(self: psycopg.Cursor, query: Any, params: Any = None, **options: Any) -> psycopg.Cursor:
        asked.append(Asked(type(self), query.decode() if isinstance(query, bytes) else str(query), params))
        return execute(self, query, params, **options)

    with patch.object(psycopg.Cursor, "execute", watched):
        yield asked
