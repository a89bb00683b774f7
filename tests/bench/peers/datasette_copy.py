"""The tables that the list reads, from PostgreSQL into a file of SQLite, with the indexes that it needs."""

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
from psycopg.types.string import TextLoader

SCHEMA = Path(__file__).with_name("datasette_schema.sql")


def copy(url: str, path: Path) -> None:
    """Make the file, of the base with this URL."""
    with psycopg.connect(url) as base, closing(sqlite3.connect(path)) as made:
        base.adapters.register_loader("date", TextLoader)  # as ISO 8601, which SQLite sorts as text
        made.executescript(SCHEMA.read_text())
        for (table,) in made.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
            columns = [name for _, name, *_ in made.execute(f"PRAGMA table_info({table})")]
            rows = base.execute(f"SELECT {', '.join(columns)} FROM factbase_{table}")
            made.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})", rows)
        made.execute("ANALYZE")
        made.commit()
