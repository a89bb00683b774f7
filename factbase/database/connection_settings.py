"""Django's settings for the connections to each database server, made from its URL."""

from collections.abc import Mapping
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from psycopg import IsolationLevel

from . import embedded

WRITING = {"search_path": "public,extensions", "jit": "off"}
"""PostgreSQL settings for every connection."""

READING = {**WRITING, "default_transaction_read_only": "on", "plan_cache_mode": "force_generic_plan"}
"""PostgreSQL settings for reading: statements, which have many joins, are planned once per connection."""

TIMEOUTS = {"connect_timeout": 5, "tcp_user_timeout": 10_000}
"""Timeouts for unreachable servers, not for slow queries: seconds to connect, milliseconds for an acknowledgement."""

REPLICA_TIMEOUTS = {"connect_timeout": 2, "tcp_user_timeout": 2000, "keepalives_idle": 1, "keepalives_interval": 1}
"""Timeouts of replicas, which other servers can replace; libpq's minimum is 2 seconds."""


def primary_settings(url: str | None, *, pooled: bool = False) -> dict[str, Any]:
    """Return the settings of the primary; without a URL, the embedded server. Raise ImproperlyConfigured."""
    return _database("DATABASE_URL", url, WRITING, pooled, TIMEOUTS)


def read_settings(
    name: str,
    url: str | None,
    *,
    user: Mapping[str, str],
    pooled: bool = False,
    prepared: bool = True,
    replica: bool = False,
) -> dict[str, Any]:
    """Return the settings of a server for the API: as a role that can only SELECT, with repeatable reads.

    `name` is the variable that holds the URL. `user` replaces the one in the URL; it is empty if that can only read.
    `prepared` is False if a pooler does not support prepared statements. Raise ImproperlyConfigured.
    """
    options: dict[str, Any] = {
        "isolation_level": IsolationLevel.REPEATABLE_READ,
        "server_side_binding": True,
        "prepare_threshold": 2 if prepared else None,
        **(REPLICA_TIMEOUTS if replica else TIMEOUTS),
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
    if not pooled:  # PgBouncer forwards no settings: factbase.database.pgbouncer sets them on the roles
        options = {**options, "options": " ".join(f"-c {setting}={value}" for setting, value in settings.items())}
    return {
        **database,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": pooled,  # outside transactions; inside them they work everywhere
        "OPTIONS": {**options, **database.get("OPTIONS", {})},
    }
