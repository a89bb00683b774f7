"""Privileges of the reading role: an allow-list made from the registry. All other privileges are revoked."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.db import DatabaseError, connections, transaction

from factbase.database.roles import READ_ROLE, make_roles, reading_fault

from .as_of_views import APPENDED
from .changes import Change
from .history_tables import TRACKED, WRITTEN_ONCE
from .records import Row, history_table
from .revision import RevisionCounter

Right = tuple[str, str, str, str]
"""The kind of object, the privilege, the role that holds it, and the name of the object."""

SCHEMAS = ("public", "extensions", "asof")

HELD = f"""
WITH readers AS (SELECT oid FROM pg_roles WHERE rolname ~ '^{READ_ROLE}(_[0-9a-f]{{8}})?$' UNION ALL SELECT 0),
spaces AS (SELECT *, nspname IN {SCHEMAS} AS ours FROM pg_namespace),
objects (kind, name, suffix, owner, acl, ours) AS (
    SELECT 'DATABASE', quote_ident(datname), '', datdba, coalesce(datacl, acldefault('d', datdba)), true
        FROM pg_database WHERE datname = current_database()
    UNION ALL SELECT 'SCHEMA', quote_ident(nspname), '', nspowner, nspacl, ours FROM spaces
    UNION ALL SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
        format('%I.%I', nspname, relname), '', relowner, relacl, ours
        FROM pg_class JOIN spaces ON spaces.oid = relnamespace
    UNION ALL SELECT 'TABLE', format('%I.%I', nspname, relname), format(' (%I)', attname), relowner, attacl, ours
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid JOIN spaces ON spaces.oid = relnamespace
    UNION ALL SELECT 'ROUTINE', pg_proc.oid::regprocedure::text, '', proowner,
        coalesce(proacl, acldefault('f', proowner)),
        ours AND nspname <> 'extensions' OR nspname = 'pg_catalog' AND proname ~ '^lo(_|read$|write$)'
        FROM pg_proc JOIN spaces ON spaces.oid = pronamespace
)
SELECT kind, privilege_type || suffix, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END, name,
    pg_has_role(owner, 'USAGE')
    FROM objects, aclexplode(acl) JOIN readers ON readers.oid = grantee
    WHERE (grantee <> 0 OR ours) AND (kind, privilege_type) <> ('DATABASE', 'CONNECT')
        AND (kind, privilege_type, name, grantee) <> ('SCHEMA', 'USAGE', 'public', 0)
UNION ALL SELECT 'ROLE', roleid::regrole::text, member::regrole::text, '',
    pg_has_role(roleid, 'USAGE WITH ADMIN OPTION')
    FROM pg_auth_members JOIN readers ON readers.oid = member WHERE roleid::regrole::text <> '{READ_ROLE}'
"""
"""Query for the privileges of the reading roles and of PUBLIC, and whether this user can revoke each.

PUBLIC keeps CONNECT, USAGE of the schema public, and the functions in `extensions`. Of PostgreSQL's own functions, it
loses only those on large objects.
"""


def allowed() -> set[Right]:
    """Return the privileges that the reading role should have."""
    live: list[Row] = [*TRACKED, *WRITTEN_ONCE, Change, RevisionCounter]
    past: list[Row] = [*TRACKED, *APPENDED]
    tables = [f"public.{model._meta.db_table}" for model in live] + [f"asof.{model._meta.db_table}" for model in past]
    tables += [f"public.{history_table(model)}" for model in TRACKED]
    schemas = {("SCHEMA", "USAGE", READ_ROLE, name) for name in SCHEMAS}
    return schemas | {("TABLE", "SELECT", READ_ROLE, name) for name in tables}


def statements(using: str = "default", *, possible: bool = True) -> list[str]:
    """Return the SQL that leaves only the allowed privileges: the statements that this user can execute, or cannot."""
    with connections[using].cursor() as cursor:
        cursor.execute(HELD)
        held = {tuple(right): can for *right, can in cursor.fetchall()}
        cursor.execute(
            "SELECT format('%I.%I', nspname, relname) FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace"
            " UNION ALL SELECT nspname FROM pg_namespace"
        )
        existing = {name for (name,) in cursor.fetchall()}
    wanted = {right for right in allowed() if right[3] in existing}
    excess = [right for right, can in held.items() if right not in wanted and can == possible]
    return [*_joined("REVOKE", "FROM", excess), *_joined("GRANT", "TO", (wanted - held.keys()) if possible else ())]


def _joined(verb: str, link: str, rights: Iterable[tuple]) -> Iterator[str]:
    """Yield one statement for all objects of the same kind, privilege and role."""
    for (kind, privilege, role), alike in groupby(sorted(rights), key=lambda right: right[:3]):
        names = ", ".join(name for *_, name in alike)
        yield f"{verb} {privilege}{'' if kind == 'ROLE' else f' ON {kind} {names}'} {link} {role}"


def grant_reading(using: str, **_) -> None:
    """Create the reading roles and set their privileges. Run after each migration."""
    with transaction.atomic(using), connections[using].cursor() as cursor:
        make_roles(using)
        cursor.execute("SELECT to_regrole(%s) IS NOT NULL", [READ_ROLE])
        if cursor.fetchone()[0]:
            for statement in statements(using):
                cursor.execute(statement)


@register(deploy=True)
def check_reader(**_: Any) -> list[CheckMessage]:
    """Check that the API's database user can only read."""
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
            [makes_roles] = cursor.fetchone()
        fault = reading_fault()
        if fault and settings.HTTPS and not makes_roles:
            return [Error(f"DATABASE_READ_URL is required. {fault}", id="factbase.E010")]
        left = statements(possible=False)
    except DatabaseError:
        return []  # there is no database to check
    hint = f"In psql, as a superuser: {'; '.join(left)}"
    return [Warning("The API's database user can do more than read.", hint=hint, id="factbase.W010")] if left else []
