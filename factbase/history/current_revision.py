"""The current revision, read on separate connections, for caches that are valid while it does not change."""

import psycopg
from django.db import connections

from factbase.database.replicas import replicas

from .snapshot import At

TIMEOUTS = {"connect_timeout": "2", "tcp_user_timeout": "2000"}
"""Seconds to connect (2 is libpq's minimum), and milliseconds to wait for an answer."""


class RevisionPoller:
    """Reads the current revision in one short round trip. Not thread-safe."""

    def __init__(self) -> None:
        self._connections: dict[str, psycopg.Connection] = {}

    def poll(self) -> At:
        """Return the latest committed revision, from a replica while the primary is down. Raise psycopg.Error."""
        return replicas.run(self._at, primary_first=True)

    def close(self) -> None:
        for connection in self._connections.values():
            connection.close()
        self._connections.clear()

    def _at(self, server: str) -> At | None:
        """Return the current revision of a server; None if the server is behind."""
        at = self._reconnect_and_read(server)
        return at if replicas.is_new_enough(server, at.number) else None

    def _reconnect_and_read(self, server: str) -> At:
        connection = self._connections.pop(server, None)
        if connection is not None:
            try:
                return self._read(server, connection)
            except psycopg.Error:
                connection.close()  # try a new one: the server may have restarted
        parameters = connections[server].get_connection_params()  # type: ignore[attr-defined]
        options = {**parameters, **TIMEOUTS, "cursor_factory": psycopg.Cursor}
        return self._read(server, psycopg.connect(**options, autocommit=True))

    def _read(self, server: str, connection: psycopg.Connection) -> At:
        cursor = connection.execute("SELECT number, time FROM public.factbase_revisioncounter", prepare=True)
        number, moment = cursor.fetchone() or (0, None)
        self._connections[server] = connection
        return At(number, moment if number else None)
