"""Long reads: a snapshot that outlasts the request that opened it, for answers that are sent while they are read.

Each has a connection of its own, so that the thread's is free for other reads, and closing it ends what PostgreSQL does
for a client that has gone.
"""

import datetime
from collections.abc import Iterator, Sequence
from typing import Any

import psycopg
from django.db import connections

from factbase.database.replicas import PRIMARY, replicas

from .snapshot import At, look, no_such, number_at

MEMORY = "64MB"
"""What PostgreSQL may take for each sort and each join before it goes to disk."""

AS_THEY_ARE = "(FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')"
"""How COPY sends lines of JSON: neither character is ever in JSON, so that nothing is quoted."""


class StreamingSnapshot:
    """The snapshot: which revision it shows, and what is asked of it. Close it in any case."""

    def __init__(self, at: At, connection: psycopg.Connection) -> None:
        self.at = at
        self._connection = connection

    def lines(self, sql: str, parameters: Sequence[Any]) -> Iterator[bytes]:
        """The rows of a query, each one JSON text, as lines. PostgreSQL sends them as they are fetched: memory is flat.

        Raises psycopg.Error when the server fails half way.
        """
        asked = f"COPY ({sql}) TO STDOUT {AS_THEY_ARE}"
        with self._connection.cursor() as cursor, cursor.copy(asked, parameters) as rows:
            for row in rows:
                yield bytes(row)

    def close(self) -> None:
        self._connection.close()


def open_streaming_snapshot(as_of: int | datetime.datetime | str | None) -> StreamingSnapshot:
    """Open one, of the present or the past. Raises NoSuchRevision, and OperationalError when no server answers."""
    chosen = number_at(as_of) if isinstance(as_of, datetime.datetime) else as_of
    return replicas.run(lambda server: _open(server, chosen))


def _open(server: str, as_of: int | str | None) -> StreamingSnapshot | None:
    with connections[server].wrap_database_errors:
        parameters = connections[server].get_connection_params()  # type: ignore[attr-defined]
        connection = psycopg.connect(**{**parameters, "cursor_factory": psycopg.ClientCursor})
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        try:
            latest, at = look(connection.cursor(), as_of)
            connection.execute(f"SET LOCAL work_mem = '{MEMORY}'")
        except BaseException:
            connection.close()
            raise
    if at is not None and replicas.is_new_enough(server, latest, as_of if isinstance(as_of, int) else None):
        return StreamingSnapshot(at, connection)
    connection.close()
    if at is None and server == PRIMARY:
        raise no_such(as_of, latest)
    return None
