"""The base that is measured on: made for the run in the server that DATABASE_URL names, or the embedded one."""

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
def synthetic(positions: int) -> Iterator[tuple[str, str]]:
    """A DATABASE_URL of a new base with so many positions, and what making it said; it is dropped at the end."""
    with blank() as url:
        yield url, run(url, "-m", "tests.bench.synthesis", f"--positions={positions}")


@contextmanager
def blank() -> Iterator[str]:
    """A DATABASE_URL of a new base, migrated; it is dropped at the end."""
    settings = connections["default"].settings_dict
    name = f"bench_{uuid.uuid4().hex[:8]}"
    account = ":".join(quote(settings[key], safe="") for key in ("USER", "PASSWORD") if settings[key])
    where = f"{account}@{quote(settings['HOST'], safe='')}:{settings['PORT'] or 5432}"
    home = f"postgresql://{where}/{settings['NAME']}"
    with psycopg.connect(home, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        url = f"postgresql://{where}/{name}"
        run(url, "manage.py", "migrate", "--verbosity=0")
        yield url
    finally:
        with psycopg.connect(home, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def run(url: str, *arguments: str) -> str:
    """Run Python with these arguments on a base, and return its output."""
    environment = {**os.environ, "DATABASE_URL": url}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout.strip()
