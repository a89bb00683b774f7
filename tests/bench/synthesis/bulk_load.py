"""Drop and recreate indexes, keys and triggers around a bulk load.

PostgreSQL checks unique and foreign keys for all rows when they are recreated. Check constraints stay in place.
"""

from collections.abc import Iterator, Sequence
from typing import Any

CONSTRAINTS = """
    SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid), contype <> 'f'
    FROM pg_constraint
    WHERE contype IN ('p', 'u', 'f')
        AND (conrelid = ANY(%(tables)s::regclass[]) OR confrelid = ANY(%(tables)s::regclass[]))
    ORDER BY contype = 'f', conrelid::regclass::text, conname
"""
"""Primary and unique keys, then the foreign keys that refer to them."""

INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid), indrelid::regclass::text
    FROM pg_index
    WHERE indrelid = ANY(%(tables)s::regclass[])
        AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
    ORDER BY 3, 1
"""


def drop_indexes_and_keys(cursor: Any, tables: Sequence[str]) -> list[tuple[str, str]]:
    """Drop indexes and keys and disable triggers of empty tables, in the open transaction.

    Return the SQL statements that restore them, each with the name of its table.
    """
    cursor.execute(CONSTRAINTS, {"tables": list(tables)})
    constraints = cursor.fetchall()
    cursor.execute(INDEXES, {"tables": list(tables)})
    indexes = cursor.fetchall()
    for table, name, _, _ in reversed(constraints):
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for index, _, _ in indexes:
        cursor.execute(f"DROP INDEX {index}")
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    return [
        *_statements(constraints, keys=True),
        *((table, definition) for _, definition, table in indexes),
        *_statements(constraints, keys=False),
        *((table, f"ALTER TABLE {table} ENABLE TRIGGER USER") for table in tables),
    ]


def _statements(constraints: list[tuple], *, keys: bool) -> Iterator[tuple[str, str]]:
    for table, name, definition, is_key in constraints:
        if is_key is keys:
            yield table, f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"
