"""The databases of a run: templates that are made once, and copies of them for the tests that write.

A copy is made ahead, while the test before runs.
"""

import itertools
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import quote

import psycopg
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper


def _leave_as_is() -> None:
    """Add nothing to a copy."""


class Databases:
    """Creates and drops databases, and points Django's connections at one of them."""

    def __init__(self, run: str) -> None:
        self.home = connections["default"].settings_dict["NAME"]
        self.run = run
        self.prefix = f"{run}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
        self.numbers = itertools.count()
        self.made: list[str] = []
        """Those that are there."""
        parameters = connections["default"].get_connection_params() | {"dbname": self.home}
        self.parameters = {
            key: parameters[key] for key in ("host", "port", "user", "password", "dbname") if parameters.get(key)
        }
        self.background = ThreadPoolExecutor(4)  # drops that wait at the same time wait for the same
        self.ahead: dict[str, Future[str]] = {}
        """By template, the next copy."""
        self.drops: list[Future] = []
        self.shared: dict[tuple[str, Callable], str] = {}
        """By template and function, the copy that the function filled."""
        self.kept: dict[str, dict[str, BaseDatabaseWrapper]] = {}
        """By shared copy, the connections by alias."""

    def make(self, template: str = "template1") -> str:
        """Create a database from a template to which nobody is connected."""
        name = f"{self.prefix}_{next(self.numbers)}"
        # FILE_COPY takes less than half of the time of WAL_LOG, where the checkpoints do not wait for the disk
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        self.made.append(name)
        return name

    def copy(self, template: str) -> str:
        """Return a copy of a template, and start to make the next."""
        made = self.ahead.pop(template, None) or self.background.submit(self.make, template)
        self.ahead[template] = self.background.submit(self.make, template)
        return made.result()

    def template(self, kind: str, source: str, command: str) -> str:
        """Return the template that a command makes of a source; the first process of the run makes it."""
        name = f"{self.run}_{kind}"
        with psycopg.connect(**self.parameters, autocommit=True) as turn:
            turn.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
            if not turn.execute("SELECT FROM pg_database WHERE datname = %s", [name]).rowcount:
                copy = self.make(source)
                self.use(copy)
                call_command(command, verbosity=0)
                self.use(self.home)
                self.execute(f'ALTER DATABASE "{copy}" RENAME TO "{name}"')
                self.made.remove(copy)
        return name

    def drop(self, name: str) -> None:
        """Drop a database in the background, since PostgreSQL waits for its disk."""
        self.made.remove(name)
        self.drops.append(self.background.submit(self.execute, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))

    def drop_all(self) -> None:
        """Drop the remaining databases, and wait until all are dropped."""
        for copy in self.ahead.values():
            copy.result()
        for name in [*self.made]:
            self.drop(name)
        for drop in self.drops:
            drop.result()

    def use(self, name: str) -> None:
        """Point all new connections of Django, in any thread, at a database."""
        for alias in connections:
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = name

    @contextmanager
    def filled(self, template: str, fill: Callable[[], object] = _leave_as_is) -> Iterator[str]:
        """Use a shared, read-only copy of a template, which a function fills before the first test that uses it.

        The tests also share connections: a new one takes 10 to 80 ms to read the catalog and plan its first query.
        """
        if (template, fill) not in self.shared:
            name = self.copy(template)
            self.use(name)
            fill()
            self.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
            self.shared[template, fill] = name
        name = self.shared[template, fill]
        self.use(name)
        for alias, connection in self.kept.pop(name, {}).items():
            if connection.errors_occurred:
                connection.close()
            connections[alias] = connection
        yield name
        self.kept[name] = {alias: connections[alias] for alias in connections}
        for alias in connections:
            del connections[alias]
        self.use(self.home)

    def execute(self, sql: str) -> None:
        with psycopg.connect(**self.parameters, autocommit=True) as connection:
            connection.execute(sql)

    def url(self, name: str) -> str:
        """Return the DATABASE_URL of a database."""
        settings = connections["default"].settings_dict
        account = ":".join(quote(settings[key], safe="") for key in ("USER", "PASSWORD") if settings[key])
        return f"postgresql://{account}@{quote(settings['HOST'], safe='')}:{settings['PORT'] or 5432}/{name}"
