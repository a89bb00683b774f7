"""Consistent reads: each sees one revision, of the present or the past, and knows its number."""

import datetime
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import Error, InterfaceError, OperationalError, connections, transaction

from factbase.database.replicas import PRIMARY as READ
from factbase.database.replicas import replicas

from .revision import WRITING

_reading: ContextVar[str | None] = ContextVar("reading", default=None)

NUMBER_SQL = (
    "coalesce(nullif(current_setting('factbase.as_of', true), ''),"
    " (SELECT number::text FROM public.factbase_revisioncounter))"
)
"""SQL for the revision that a read shows, as text."""

TAG_SQL = "nullif(current_setting('factbase.release', true), '')"
"""SQL for the tag of the release in `as_of`; NULL if it names none."""


class ReplicaLost(OperationalError):
    """A replica failed during a read. A retry uses another server."""


class NoSuchRevision(Exception):
    """The revision or release does not exist, or the moment is in the future. The message is for people."""


@dataclass(frozen=True)
class At:
    """The revision that a snapshot shows; before the first one, number 0 and no time."""

    number: int
    time: datetime.datetime | None


class ReadRouter:
    """Send queries to the reading connection while a snapshot is open."""

    def db_for_read(self, model, **hints) -> str | None:
        return _reading.get()

    def allow_migrate(self, db, app_label, **hints) -> bool | None:
        return False if db in (READ, *replicas.aliases) else None


def reading() -> str:
    """Return the alias of the connection of the open snapshot. Raise RuntimeError if none is open."""
    server = _reading.get()
    if server is None:
        raise RuntimeError("No snapshot is open.")
    return server


@contextmanager
def snapshot(as_of: int | datetime.datetime | str | None = None) -> Iterator[At]:
    """Read one revision, by default the latest, in all queries inside. Raise NoSuchRevision and ReplicaLost."""
    revision = number_at(as_of) if isinstance(as_of, datetime.datetime) else as_of
    server, opened, at = replicas.run(lambda server: _open(server, revision))
    token = _reading.set(server)
    raised: Exception | None = None
    try:
        with opened:
            try:
                yield at
            except Error:
                raise
            except Exception as error:  # raised after the commit: psycopg drops prepared statements on rollback
                raised = error
    except (OperationalError, InterfaceError) as error:
        if server == READ:
            raise
        replicas.failed(server, error)
        raise ReplicaLost(*error.args) from error
    finally:
        _reading.reset(token)
    if raised:
        raise raised


def number_at(moment: datetime.datetime) -> int:
    """Return the latest revision at a moment, from the primary. Raise NoSuchRevision for a moment in the future.

    For a moment after the latest revision, the query waits for the current writer, whose revision may get that moment
    or an earlier one. The second query is a separate statement: one that began before the wait would miss the revision.
    """
    with connections[READ].cursor() as cursor:
        cursor.execute(
            "SELECT has_come, CASE WHEN has_come AND time <= %s THEN pg_advisory_xact_lock_shared(%s) END"
            " FROM public.factbase_revisioncounter, (SELECT %s <= clock_timestamp() AS has_come) clock",
            [moment, WRITING, moment],
        )
        if not cursor.fetchone()[0]:
            raise NoSuchRevision("That moment is in the future: leave as_of out to read the present.")
        cursor.execute(
            "SELECT number FROM public.factbase_revision WHERE time <= %s ORDER BY time DESC, number DESC LIMIT 1",
            [moment],
        )
        found = cursor.fetchone()
        return found[0] if found else 0


def _open(server: str, as_of: int | str | None) -> tuple[str, ExitStack, At] | None:
    """Begin a transaction at the present or a past revision; return None if the server is behind it."""
    with ExitStack() as stack:
        stack.enter_context(transaction.atomic(using=server, durable=True))
        with connections[server].cursor() as cursor:
            latest, at = set_snapshot_revision(cursor, as_of)
        if not replicas.is_new_enough(server, latest, as_of if isinstance(as_of, int) else None):
            return None
        if at is not None:
            return server, stack.pop_all(), at
    raise no_such_revision(as_of, latest)


def no_such_revision(as_of: int | str | None, latest: int) -> NoSuchRevision:
    return NoSuchRevision(
        f"There is no revision {as_of} yet: the latest is {latest}."
        if isinstance(as_of, int)
        else f"There is no release “{str(as_of)[:50]}”: releases/ lists them."
    )


def set_snapshot_revision(cursor, as_of: int | str | None) -> tuple[int, At | None]:
    """Read the present or `as_of` in this transaction; return the latest revision, and the one read, if it exists."""
    if as_of is None:
        cursor.execute("SELECT number, time FROM public.factbase_revisioncounter")
        latest, time = cursor.fetchone()
        return latest, At(latest, time if latest else None)
    number_sql = (
        "%s::bigint" if isinstance(as_of, int) else "(SELECT revision FROM public.factbase_release WHERE tag = %s)"
    )
    cursor.execute(
        "SELECT latest.number, chosen.number, shown.time, set_config('search_path', 'asof, extensions', true),"
        " set_config('factbase.as_of', chosen.number::text, true), set_config('factbase.release', %s, true)"
        f" FROM public.factbase_revisioncounter latest CROSS JOIN (SELECT {number_sql} AS number) chosen"
        " LEFT JOIN public.factbase_revision shown ON shown.number = chosen.number",
        ["" if isinstance(as_of, int) else as_of, as_of],
    )
    latest, number, time, *_ = cursor.fetchone()
    return latest, None if number is None or number > latest else At(number, time)
