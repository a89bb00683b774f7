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
            yield _look_at(cursor, as_of) if as_of is not None else _latest(cursor)
    finally:
        _reading.reset(token)


def _latest(cursor) -> At:
    cursor.execute("SELECT number, time FROM public.factbase_revisioncounter")
    number, time = cursor.fetchone()
    return At(number, time if number else None)


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


LOOK_AT = """
    SELECT latest.number, clock_timestamp(), chosen.number, chosen.time,
           set_config('search_path', 'asof, extensions', true),
           set_config('factbase.as_of', coalesce(chosen.number, 0)::text, true)
    FROM public.factbase_revisioncounter latest LEFT JOIN LATERAL (
        SELECT number, time FROM public.factbase_revision WHERE {condition} ORDER BY number DESC LIMIT 1
    ) chosen ON true
"""


def _look_at(cursor, as_of: int | datetime.datetime | str) -> At:
    """Have the rest of the transaction see the base as it stood, and tell at which revision."""
    condition = {
        int: "number <= %s",
        datetime.datetime: "time <= %s",
        str: "number = (SELECT revision FROM public.factbase_release WHERE tag = %s)",
    }[type(as_of)]
    cursor.execute(LOOK_AT.format(condition=condition), [as_of])
    latest, now, number, time, *_ = cursor.fetchone()
    if isinstance(as_of, int) and as_of > latest:
        raise NoSuchRevision(f"There is no revision {as_of} yet: the latest is {latest}.")
    if isinstance(as_of, datetime.datetime) and as_of > now:
        raise NoSuchRevision("That moment has not come yet: leave as_of out to read the present.")
    if isinstance(as_of, str) and number is None:
        raise NoSuchRevision(f"There is no release “{as_of[:50]}”: releases/ lists them.")
    return At(number or 0, time)
