"""Copy the tables that the list reads from PostgreSQL into an SQLite file, with the indexes that it needs."""

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
from psycopg.types.string import TextLoader

SCHEMA = Path(__file__).with_name("datasette_schema.sql")


def copy(url: str, path: Path) -> None:
    """Write the SQLite file from the database of this URL."""
    with psycopg.connect(url) as source, closing(sqlite3.connect(path)) as target:
        source.adapters.register_loader("date", TextLoader)  # as ISO 8601, which SQLite sorts as text
        target.executescript(SCHEMA.read_text())
        for (table,) in target.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
            columns = [name for _, name, *_ in target.execute(f"PRAGMA table_info({table})")]
            rows = source.execute(f"SELECT {', '.join(columns)} FROM factbase_{table}")
            target.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})", rows)
        target.execute("ANALYZE")
        target.commit()
