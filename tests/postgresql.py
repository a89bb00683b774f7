"""The server for tests, unless DATABASE_URL names one: an embedded PostgreSQL that never waits for the disk."""

import os

import psycopg

from factbase.database import embedded
from factbase.database.embedded import start_if_embedded

SETTINGS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "autovacuum": "off"}
"""Unsafe in a power cut, after which `rm -r` of the folder helps: no data in it is kept. Copies live for seconds."""


def start_for_tests() -> None:
    """Start the server in the folder `tests` of the data directory, for this process and those that it starts."""
    if os.environ.get("DATABASE_URL"):
        return
    if (data := embedded.data_directory()).name != "tests":
        os.environ["FACTBASE_DATA"] = str(data / "tests")
    start_if_embedded()
    own = embedded.parameters()
    conninfo = {"host": own["HOST"], "port": own["PORT"], "user": own["USER"], "dbname": own["NAME"]}
    with psycopg.connect(**conninfo, autocommit=True) as connection:
        for name, value in SETTINGS.items():
            connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        connection.execute("SELECT pg_reload_conf()")
