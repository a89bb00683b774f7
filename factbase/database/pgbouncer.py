"""PostgreSQL settings of roles, for connections through PgBouncer.

In transaction mode, each transaction gets any free connection to PostgreSQL, so a client cannot choose settings when it
connects. They are made the defaults of its role in this database instead.
"""

from django.core.management import CommandError
from django.db import connections

from .connection_settings import READING, WRITING
from .roles import READ_ROLE, make_roles


class PgBouncerError(CommandError):
    """The roles or connections are not ready for PgBouncer."""


def configure_roles(reader: str) -> None:
    """Set the defaults of both roles, for new connections. Raise PgBouncerError or django.db.ProgrammingError."""
    make_roles()
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT current_user, current_database(), EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [reader]
        )
        writer, database, exists = cursor.fetchone()
        if reader == writer:
            raise PgBouncerError(f"“{reader}” can write: name another user, who can only read, in DATABASE_READ_URL.")
        if not exists:
            raise PgBouncerError(f"There is no user “{reader}”: create one with CREATE ROLE … LOGIN PASSWORD '…'.")
        name = connections["default"].ops.quote_name
        cursor.execute(f"GRANT {READ_ROLE} TO {name(reader)}")
        for role, settings in ((writer, WRITING), (reader, READING)):
            for setting, value in settings.items():
                cursor.execute(f"ALTER ROLE {name(role)} IN DATABASE {name(database)} SET {setting} TO {value}")


def require_configured_roles() -> None:
    """Raise PgBouncerError unless both connections to the primary have their settings."""
    for alias, settings in {"default": WRITING, "read": READING}.items():
        with connections[alias].cursor() as cursor:
            for setting, value in settings.items():
                cursor.execute("SELECT current_setting(%s)", [setting])
                if cursor.fetchone()[0].replace(" ", "") != value:
                    raise PgBouncerError(
                        f"Connections through PgBouncer lack the setting {setting}={value}. Run “manage.py pooling”,"
                        " then RECONNECT in the console of PgBouncer."
                    )
