"""Temporary databases for a benchmark, on the server that DATABASE_URL names or on the embedded one."""

import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
from django.db import connections

from .servers import ROOT, environment_for


@contextmanager
def synthetic_database(positions: int, folder: Path = ROOT) -> Iterator[tuple[str, str]]:
    """Create a database with this many positions; yield its DATABASE_URL and the output of the command that fills it.

    The commands are those of the checkout in this folder. The database is dropped at the end.
    """
    command = ["-m", "tests.bench.synthesis"]
    if not (folder / "tests" / "bench" / "synthesis").is_dir():
        command = ["manage.py", "synthesize"]  # the older name
    with empty_database(folder) as url:
        yield url, run_python(url, *command, f"--positions={positions}", folder=folder)


@contextmanager
def empty_database(folder: Path = ROOT) -> Iterator[str]:
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
        run_python(url, "manage.py", "migrate", "--verbosity=0", folder=folder)
        yield url
    finally:
        with psycopg.connect(maintenance_url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def run_python(url: str, *arguments: str, folder: Path = ROOT) -> str:
    """Run Python in a folder with these arguments and this DATABASE_URL, and return its output."""
    completed = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment_for(url),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return completed.stdout.strip()
