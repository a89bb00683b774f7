"""The present revision, asked for on connections of its own: for those who keep answers while it has not moved."""

import psycopg
from django.db import connections

from factbase.database.replicas import replicas

from .snapshot import At

PATIENCE = {"connect_timeout": "2", "tcp_user_timeout": "2000"}
"""How long a silent server is waited for: seconds for a connection (2 is libpq's least), milliseconds for an answer."""


class RevisionPoller:
    """Asks which revision is the present one, in one short round trip. For one thread at a time."""

    def __init__(self) -> None:
        self._connections: dict[str, psycopg.Connection] = {}

    def poll(self) -> At:
        """The latest revision that is committed by now, as the primary says. Raises psycopg.Error.

        While the primary does not answer, a replica is believed that has all that this worker has seen.
        """
        return replicas.run(self._at, primary_first=True)

    def close(self) -> None:
        for connection in self._connections.values():
            connection.close()
        self._connections.clear()

    def _at(self, server: str) -> At | None:
        """What a server says; none when it is behind."""
        at = self._ask(server)
        return at if replicas.is_new_enough(server, at.number) else None

    def _ask(self, server: str) -> At:
        connection = self._connections.pop(server, None)
        if connection is not None:
            try:
                return self._read(server, connection)
            except psycopg.Error:
                connection.close()  # the server may have come back since: a new connection will tell
        return self._read(server, self._connect(server))

    def _connect(self, server: str) -> psycopg.Connection:
        parameters = connections[server].get_connection_params()  # type: ignore[attr-defined]
        return psycopg.connect(**{**parameters, **PATIENCE, "cursor_factory": psycopg.Cursor}, autocommit=True)

    def _read(self, server: str, connection: psycopg.Connection) -> At:
        asked = connection.execute("SELECT number, time FROM public.factbase_revisioncounter", prepare=True)
        number, moment = asked.fetchone() or (0, None)
        self._connections[server] = connection
        return At(number, moment if number else None)
