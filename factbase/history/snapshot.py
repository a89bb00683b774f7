"""Reading: every read, of the present or the past, sees one revision and knows which."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import connections, transaction

from .revision import WRITING

READ = "read"
"""The alias of the connection for reading: its role can only SELECT, and its transactions are REPEATABLE READ."""

_reading: ContextVar[bool] = ContextVar("reading", default=False)


class NoSuchRevision(Exception):
    """The base has no such revision, or the moment has not come yet. Its message is for a person."""


@dataclass(frozen=True)
class At:
    """The revision that a snapshot shows; number 0 and no time before the first."""

    number: int
    time: datetime.datetime | None


class ReadRouter:
    """Send queries to the reading connection while a snapshot is open."""

    def db_for_read(self, model, **hints) -> str | None:
        return READ if _reading.get() else None

    def allow_migrate(self, db, app_label, **hints) -> bool | None:
        return False if db == READ else None


@contextmanager
def snapshot(as_of: int | datetime.datetime | str | None = None) -> Iterator[At]:
    """Read the present, or the past at a revision, a moment or a release, in one consistent snapshot.

    Inside, every query of any model reads that revision, with no other change to it. Raises NoSuchRevision.
    """
    token = _reading.set(True)
    try:
        if isinstance(as_of, datetime.datetime):
            _wait_for_writers(as_of)
        with transaction.atomic(using=READ, durable=True), connections[READ].cursor() as cursor:
            cursor.execute("SELECT number, time, clock_timestamp() FROM public.factbase_revisioncounter")
            number, time, now = cursor.fetchone()
            at = At(number, time if number else None)
            if as_of is not None:
                at = _find(cursor, as_of, at, now)
                cursor.execute(
                    "SELECT set_config('search_path', 'asof, extensions', true),"
                    " set_config('factbase.as_of', %s, true)",
                    [str(at.number)],
                )
            yield at
    finally:
        _reading.reset(token)


def _wait_for_writers(moment: datetime.datetime) -> None:
    """Let writers end whose revision may turn out to be of that moment or before.

    In a transaction of its own, since a snapshot taken before the wait would not see them. A writer under way is
    later than the latest revision, so that only moments since then need to wait.
    """
    with connections[READ].cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock_shared(%s) FROM public.factbase_revisioncounter"
            " WHERE time <= %s AND %s <= clock_timestamp()",
            [WRITING, moment, moment],
        )


def _find(cursor, as_of: int | datetime.datetime | str, latest: At, now: datetime.datetime) -> At:
    if isinstance(as_of, str):
        cursor.execute("SELECT revision FROM public.factbase_release WHERE tag = %s", [as_of])
        found = cursor.fetchone()
        if found is None:
            raise NoSuchRevision(f"There is no release “{as_of[:50]}”: releases/ lists them.")
        as_of = int(found[0])
    if isinstance(as_of, int) and as_of > latest.number:
        raise NoSuchRevision(f"There is no revision {as_of} yet: the latest is {latest.number}.")
    if isinstance(as_of, datetime.datetime) and as_of > now:
        raise NoSuchRevision("That moment has not come yet: leave as_of out to read the present.")
    column = "number" if isinstance(as_of, int) else "time"
    cursor.execute(
        f"SELECT number, time FROM public.factbase_revision WHERE {column} <= %s ORDER BY number DESC LIMIT 1", [as_of]
    )
    found = cursor.fetchone()
    return At(*found) if found else At(0, None)
