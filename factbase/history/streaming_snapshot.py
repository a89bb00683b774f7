"""Snapshots that outlast their request, for responses that are streamed from the database.

Each has a separate connection, which leaves the thread's free for other reads. Closing it cancels the query of a client
that has disconnected.
"""

import datetime
from collections.abc import Iterator, Sequence
from typing import Any

import psycopg
from django.db import connections

from factbase.database.replicas import PRIMARY, replicas

from .snapshot import At, no_such_revision, number_at, set_snapshot_revision

MEMORY = "64MB"
"""PostgreSQL's `work_mem` for these queries."""

COPY_OPTIONS = "(FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')"
"""Options with which COPY sends lines of JSON unquoted, since neither character occurs in JSON."""


class StreamingSnapshot:
    """A snapshot of the revision `at`. The caller must close it."""

    def __init__(self, at: At, connection: psycopg.Connection) -> None:
        self.at = at
        self._connection = connection

    def lines(self, sql: str, parameters: Sequence[Any]) -> Iterator[bytes]:
        """Stream the rows of a query with one JSON column, as lines. Raise psycopg.Error if the server fails."""
        statement = f"COPY ({sql}) TO STDOUT {COPY_OPTIONS}"
        with self._connection.cursor() as cursor, cursor.copy(statement, parameters) as rows:
            for row in rows:
                yield bytes(row)

    def close(self) -> None:
        self._connection.close()


def open_streaming_snapshot(as_of: int | datetime.datetime | str | None) -> StreamingSnapshot:
    """Open a snapshot of the present or the past. Raise NoSuchRevision, or OperationalError if no server answers."""
    revision = number_at(as_of) if isinstance(as_of, datetime.datetime) else as_of
    return replicas.run(lambda server: _open(server, revision))


def _open(server: str, as_of: int | str | None) -> StreamingSnapshot | None:
    with connections[server].wrap_database_errors:
        parameters = connections[server].get_connection_params()  # type: ignore[attr-defined]
        connection = psycopg.connect(**{**parameters, "cursor_factory": psycopg.ClientCursor})
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        try:
            latest, at = set_snapshot_revision(connection.cursor(), as_of)
            connection.execute(f"SET LOCAL work_mem = '{MEMORY}'")
        except BaseException:
            connection.close()
            raise
    if at is not None and replicas.is_new_enough(server, latest, as_of if isinstance(as_of, int) else None):
        return StreamingSnapshot(at, connection)
    connection.close()
    if at is None and server == PRIMARY:
        raise no_such_revision(as_of, latest)
    return None
