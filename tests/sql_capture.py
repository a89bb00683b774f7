"""Capture of the statements that psycopg sends to PostgreSQL, from Django or around it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import psycopg
from django.db import connections

from factbase.history.snapshot import READ


@dataclass(frozen=True)
class Statement:
    """A statement, its values, and the cursor class that ran it."""

    cursor_class: type[psycopg.Cursor]
    sql: str
    values: Any

    def plan(self, connection: psycopg.Connection) -> dict:
        """Return PostgreSQL's plan for these values."""
        with self.cursor_class(connection) as cursor:
            [[plan]] = cursor.execute(f"EXPLAIN (FORMAT JSON) {self.sql}", self.values).fetchone()
        return plan["Plan"]


@contextmanager
def statements() -> Iterator[list[Statement]]:
    """Capture the statements of the block on any connection, without those that open the reading connection."""
    connections[READ].ensure_connection()
    captured: list[Statement] = []
    execute = psycopg.Cursor.execute

    def capture(self: psycopg.Cursor, query: Any, params: Any = None, **options: Any) -> psycopg.Cursor:
        captured.append(Statement(type(self), query.decode() if isinstance(query, bytes) else str(query), params))
        return execute(self, query, params, **options)

    with patch.object(psycopg.Cursor, "execute", capture):
        yield captured
