"""Killed migrations for test_migrate.py: `python -m tests.history.killed_migrate KILLS EVERY`.

The first run is killed after one statement, each other one later. Every run must leave the schema unchanged.
"""

import os
import signal
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factbase.project.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402

from .schema import schema  # noqa: E402


def fork_migrate(statements: int) -> int:
    """Migrate in a process that kills itself after some statements; return the number executed."""
    reader, writer = os.pipe()
    connections.close_all()
    if child := os.fork():
        os.close(writer)
        with os.fdopen(reader) as pipe:
            executed = pipe.read()
        os.waitpid(child, 0)
        return len(executed)

    def count(execute, sql, params, many, context):
        nonlocal statements
        result = execute(sql, params, many, context)
        os.write(writer, b".")
        statements -= 1
        if not statements:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    with connection.execute_wrapper(count):
        call_command("migrate", verbosity=0)
    os._exit(0)


def main(kills: int, every: int) -> None:
    before, place = schema(), 1
    for _ in range(kills):
        assert fork_migrate(place) == place, f"it ended before statement {place}"
        assert schema() == before, f"killed after statement {place}, it left something"
        place += every


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
