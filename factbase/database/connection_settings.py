"""How the servers are connected to: the settings of a Django database for each, made from its URL."""

from collections.abc import Mapping
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from psycopg import IsolationLevel

from . import embedded

WRITING = {"search_path": "public,extensions", "jit": "off"}
"""Settings of PostgreSQL for every connection."""

READING = {**WRITING, "default_transaction_read_only": "on", "plan_cache_mode": "force_generic_plan"}
"""Those of a connection for reading: its statements, with many joins, are planned once a connection."""

PATIENCE = {"connect_timeout": 5, "tcp_user_timeout": 10_000}
"""For a server that is not there, not for one that works: seconds to connect, milliseconds until what was sent
arrives."""

WHERE_OTHERS_ANSWER = {"connect_timeout": 2, "tcp_user_timeout": 2000, "keepalives_idle": 1, "keepalives_interval": 1}
"""The same for a replica, in whose place another server can be asked; 2 seconds are libpq's least."""


def writing(url: str | None, *, pooled: bool = False) -> dict[str, Any]:
    """The primary, for the admin and the commands. Without a URL, the embedded server.

    `pooled` connections go through PgBouncer, which hands on no settings: they are put on the roles instead
    (factbase.database.pgbouncer). Raises ImproperlyConfigured.
    """
    return _database("DATABASE_URL", url, WRITING, pooled, PATIENCE)


def reading(
    name: str,
    url: str | None,
    *,
    user: Mapping[str, str],
    pooled: bool = False,
    prepared: bool = True,
    replica: bool = False,
) -> dict[str, Any]:
    """A server to read from, as a role that can only SELECT; each transaction sees one snapshot.

    `name` is the variable that holds the URL. `user` replaces the one in the URL, and is empty where that can only
    read. `prepared` is False where a pooler loses prepared statements. Raises ImproperlyConfigured.
    """
    options: dict[str, Any] = {
        "isolation_level": IsolationLevel.REPEATABLE_READ,
        "server_side_binding": True,
        "prepare_threshold": 2 if prepared else None,
        **(WHERE_OTHERS_ANSWER if replica else PATIENCE),
    }
    return {**_database(name, url, READING, pooled, options), **user}


def _database(
    name: str, url: str | None, settings: dict[str, str], pooled: bool, options: dict[str, Any]
) -> dict[str, Any]:
    database: dict[str, Any] = {"ENGINE": "django.db.backends.postgresql", **embedded.parameters()}
    if url:
        if not url.startswith(("postgresql://", "postgres://")):
            raise ImproperlyConfigured(f"The database must be PostgreSQL: {name}=postgresql://user:password@host/name")
        database = {**dj_database_url.parse(url)}
    if not pooled:
        asked = " ".join(f"-c {setting}={value}" for setting, value in settings.items())
        options = {**options, "options": asked}
    return {
        **database,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": pooled,  # outside transactions; inside them they work everywhere
        "OPTIONS": {**options, **database.get("OPTIONS", {})},
    }
