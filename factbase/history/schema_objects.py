"""Functions, triggers and views made from the models. Each has the hash of its definition as its comment.

So installed objects can be compared without a lock, and only those that differ are replaced.
"""

import hashlib
from collections.abc import Collection, Mapping
from functools import cache
from typing import NamedTuple

import pgtrigger
from django.db import connections


class Definition(NamedTuple):
    """SQL that creates a database object and its comment, and the hash in that comment."""

    sql: str
    hash: str


Definitions = Mapping[str, Definition]
"""Definitions by the name that COMMENT ON and DROP take: `VIEW asof.factbase_actor`, `TRIGGER name ON table`."""

_INSTALLED = {
    "FUNCTION": "SELECT format('FUNCTION %I()', proname), obj_description(oid, 'pg_proc') FROM pg_proc"
    " WHERE oid = to_regprocedure('public.factbase_open_revision()')",
    # a disabled trigger counts as missing
    "TRIGGER": "SELECT format('TRIGGER %I ON %I', tgname, relname),"
    " CASE WHEN tgenabled IN ('O', 'A') THEN obj_description(t.oid, 'pg_trigger') END"
    " FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid"
    " WHERE NOT tgisinternal AND starts_with(tgname, 'pgtrigger_') AND relnamespace = to_regnamespace('public')",
    "VIEW": "SELECT format('VIEW asof.%I', relname), obj_description(oid, 'pg_class') FROM pg_class"
    " WHERE relkind = 'v' AND relnamespace = to_regnamespace('asof')",
}
"""For each kind, a query for the names and comments of the objects in the database."""


def define(name: str, sql: str) -> Definition:
    """Return the definition of the object that the SQL creates."""
    digest = hashlib.sha1(sql.encode()).hexdigest()
    return Definition(f"{sql}; COMMENT ON {name} IS '{digest}'", digest)


@cache
def triggers() -> Definitions:
    """Return the definitions of all triggers of the models, whose hashes pgtrigger writes to the comments."""
    compiled = [trigger.compile(model).sql for model, trigger in pgtrigger.registered()]
    return {f"TRIGGER {sql.pgid} ON {sql.table}": Definition(str(sql), sql.hash) for sql in compiled}


def columns(using: str) -> dict[str, set[str]]:
    """Return the tables in the schema `public`, each with its columns."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT relname, array_agg(attname::text) FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid"
            " WHERE relnamespace = to_regnamespace('public') AND relkind IN ('r', 'p')"
            " AND attnum > 0 AND NOT attisdropped GROUP BY relname"
        )
        return {table: set(names) for table, names in cursor.fetchall()}


def find_faults(expected: Definitions, using: str) -> list[str]:
    """Return a phrase for each object that is missing or differs."""
    installed = _installed({name.split()[0] for name in expected}, using)
    return [
        f"{name} {'differs' if name in installed else 'is missing'}"
        for name, definition in expected.items()
        if installed.get(name) != definition.hash
    ]


def install(kind: str, expected: Definitions, using: str) -> None:
    """Install the missing or changed objects of a kind, and drop those that are not expected."""
    installed = _installed([kind], using)
    with connections[using].cursor() as cursor:
        for name in sorted(installed.keys() - expected.keys()):
            cursor.execute(f"DROP {name}")
            if kind == "TRIGGER":
                cursor.execute(f"DROP FUNCTION IF EXISTS {name.split()[1]}()")
        for name, definition in expected.items():
            if installed.get(name) != definition.hash:
                cursor.execute(definition.sql)


def _installed(kinds: Collection[str], using: str) -> dict[str, str | None]:
    if not kinds:
        return {}
    with connections[using].cursor() as cursor:
        cursor.execute(" UNION ALL ".join(_INSTALLED[kind] for kind in sorted(kinds)))
        return dict(cursor.fetchall())
