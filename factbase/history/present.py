"""The present revision, asked for on a connection of its own: for those who keep answers while it has not moved."""

import psycopg
from django.db import connections

from .snapshot import READ, At

PATIENCE = {"connect_timeout": "2", "tcp_user_timeout": "2000"}
"""How long a silent server is waited for: seconds for a connection (2 is libpq's least), milliseconds for an answer."""


class Present:
    """Asks which revision is the present one, in one short round trip. For one thread at a time."""

    def __init__(self) -> None:
        self._connection: psycopg.Connection | None = None

    def ask(self) -> At:
        """The latest revision that is committed by now. Raises psycopg.Error."""
        if self._connection is not None:
            try:
                return self._read(self._connection)
            except psycopg.Error:
                self.close()  # the server may have come back since: a new connection will tell
        self._connection = self._connect()
        return self._read(self._connection)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _connect(self) -> psycopg.Connection:
        parameters = connections[READ].get_connection_params()  # type: ignore[attr-defined]
        return psycopg.connect(**{**parameters, **PATIENCE, "cursor_factory": psycopg.Cursor}, autocommit=True)

    def _read(self, connection: psycopg.Connection) -> At:
        asked = connection.execute("SELECT number, time FROM public.factbase_revisioncounter", prepare=True)
        number, time = asked.fetchone() or (0, None)
        return At(number, time if number else None)
