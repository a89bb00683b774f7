"""Settings put on roles, for connections through PgBouncer.

In transaction mode, PgBouncer gives each transaction whatever connection to PostgreSQL is free: a client cannot ask for
settings of its own when it connects. What it would ask for is therefore made the default of its role in this database.
"""

from django.db import connections

from .connection_settings import READING, WRITING
from .roles import READ_ROLE, make_roles


class PgBouncerError(Exception):
    """The roles are not fit for it. The message is for a person."""


def configure_roles(reader: str) -> None:
    """Put the settings on the role that writes, which is connected, and on the one that reads. Can be repeated.

    Existing connections keep their settings. Raise PgBouncerError, and django.db.ProgrammingError if the writer may
    not do this.
    """
    make_roles()
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT current_user, current_database(), EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [reader]
        )
        writer, database, there = cursor.fetchone()
        if reader == writer:
            raise PgBouncerError(f"“{reader}” writes: name another user, who only reads, in DATABASE_READ_URL.")
        if not there:
            raise PgBouncerError(f"There is no user “{reader}”: make one with CREATE ROLE … LOGIN PASSWORD '…'.")
        name = connections["default"].ops.quote_name
        cursor.execute(f"GRANT {READ_ROLE} TO {name(reader)}")
        for role, settings in ((writer, WRITING), (reader, READING)):
            for setting, value in settings.items():
                cursor.execute(f"ALTER ROLE {name(role)} IN DATABASE {name(database)} SET {setting} TO {value}")


def require_configured_roles() -> None:
    """Raise PgBouncerError unless connections to the primary have the settings, for writing and for reading."""
    for alias, settings in {"default": WRITING, "read": READING}.items():
        with connections[alias].cursor() as cursor:
            for setting, value in settings.items():
                cursor.execute("SELECT current_setting(%s)", [setting])
                if cursor.fetchone()[0].replace(" ", "") != value:
                    raise PgBouncerError(
                        f"Connections through PgBouncer lack the setting {setting}={value}. Run “manage.py pooling”,"
                        " then RECONNECT in the console of PgBouncer."
                    )
