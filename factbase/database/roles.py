"""The database roles of the API: a group with read privileges, and a member of it that the API logs in as."""

import hashlib

from django.db import DatabaseError, connections

READ_ROLE = "factbase_read"
"""The group. `factbase.history.grants` defines its privileges."""

REMEDY = (
    "Create a user that can only read, and name it in DATABASE_READ_URL: "
    f"CREATE ROLE facts_api LOGIN PASSWORD '…' IN ROLE {READ_ROLE}"
)


def reader(password: str) -> dict[str, str]:
    """Return USER and PASSWORD of the API's role, named after the password: one for each installation on a cluster."""
    return {"USER": f"{READ_ROLE}_{hashlib.sha256(password.encode()).hexdigest()[:8]}", "PASSWORD": password}


def make_roles(using: str = "default") -> None:
    """Create the group and the API's user, unless they exist or the connected user may not."""
    options = {READ_ROLE: "NOLOGIN"}
    user, password = (connections["read"].settings_dict[key] for key in ("USER", "PASSWORD"))
    with connections[using].cursor() as cursor:
        if {"USER": user, "PASSWORD": password} == reader(password):
            pgconn = connections[using].connection.pgconn
            hashed = pgconn.encrypt_password(password.encode(), user.encode(), b"scram-sha-256").decode()
            options[user] = f"LOGIN PASSWORD '{hashed}' IN ROLE {READ_ROLE}"
        for role, option in options.items():  # unique_violation: another migration of the cluster runs
            cursor.execute(
                f"DO $$ BEGIN CREATE ROLE {role} {option};"
                " EXCEPTION WHEN duplicate_object OR unique_violation OR insufficient_privilege THEN NULL; END $$"
            )


def reading_fault() -> str | None:
    """Return a message if the reading connection cannot serve the API, else None."""
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
