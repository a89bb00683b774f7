"""The database roles of the API: a group that may read what is public, and in it the user as which the API logs in."""

import hashlib

from django.db import DatabaseError, connections

READ_ROLE = "factbase_read"
"""The group. `factbase.history.grants` says what it may read."""

REMEDY = (
    "Make a user that can only read, and name it in DATABASE_READ_URL: "
    f"CREATE ROLE facts_api LOGIN PASSWORD '…' IN ROLE {READ_ROLE}"
)


def reader(password: str) -> dict[str, str]:
    """Return Django's USER and PASSWORD of the API's own user.

    Roles belong to the whole cluster, a password to one installation. The name follows from the password, so that two
    installations on one cluster have a user each, and neither changes the password of the other.
    """
    return {"USER": f"{READ_ROLE}_{hashlib.sha256(password.encode()).hexdigest()[:8]}", "PASSWORD": password}


def make_roles(using: str = "default") -> None:
    """Create the group and the API's own user, unless they exist or the user of the connection may not."""
    options = {READ_ROLE: "NOLOGIN"}
    user, password = (connections["read"].settings_dict[key] for key in ("USER", "PASSWORD"))
    with connections[using].cursor() as cursor:
        if {"USER": user, "PASSWORD": password} == reader(password):
            pgconn = connections[using].connection.pgconn
            kept = pgconn.encrypt_password(password.encode(), user.encode(), b"scram-sha-256").decode()
            options[user] = f"LOGIN PASSWORD '{kept}' IN ROLE {READ_ROLE}"
        for role, option in options.items():  # unique_violation: another database of the cluster is migrated as well
            cursor.execute(
                f"DO $$ BEGIN CREATE ROLE {role} {option};"
                " EXCEPTION WHEN duplicate_object OR unique_violation OR insufficient_privilege THEN NULL; END $$"
            )


def reading_fault() -> str | None:
    """Return why the reading connection cannot serve the API, for a person; None when it can."""
    try:
        with connections["read"].cursor() as cursor:
            cursor.execute(
                "SELECT session_user, rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls"
                " OR has_table_privilege('public.factbase_revisioncounter', 'UPDATE'), number"
                " FROM pg_roles, public.factbase_revisioncounter WHERE rolname = session_user"
            )
            user, writes, _ = cursor.fetchone()
    except DatabaseError as error:
        return f"The API cannot read the database: {str(error).strip()}\n{REMEDY}"
    return f"The API would read as “{user}”, which may do more than read.\n{REMEDY}" if writes else None
