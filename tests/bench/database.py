"""Temporary databases for a benchmark, on the server that DATABASE_URL names or on the embedded one."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import psycopg
from django.db import connections

from .servers import ROOT


@contextmanager
def synthetic_database(positions: int) -> Iterator[tuple[str, str]]:
    """Create a database with this many positions; yield its DATABASE_URL and the output of the command that fills it.

    The database is dropped at the end.
    """
    with empty_database() as url:
        yield url, run_python(url, "-m", "tests.bench.synthesis", f"--positions={positions}")


@contextmanager
def empty_database() -> Iterator[str]:
    """Create and migrate a database, yield its DATABASE_URL, and drop it at the end."""
    settings = connections["default"].settings_dict
    name = f"bench_{uuid.uuid4().hex[:8]}"
    account = ":".join(quote(settings[key], safe="") for key in ("USER", "PASSWORD") if settings[key])
    server = f"{account}@{quote(settings['HOST'], safe='')}:{settings['PORT'] or 5432}"
    maintenance_url = f"postgresql://{server}/{settings['NAME']}"
    with psycopg.connect(maintenance_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        url = f"postgresql://{server}/{name}"
        run_python(url, "manage.py", "migrate", "--verbosity=0")
        yield url
    finally:
        with psycopg.connect(maintenance_url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def run_python(url: str, *arguments: str) -> str:
    """Run Python with these arguments and this DATABASE_URL, and return its output."""
    completed = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return completed.stdout.strip()
