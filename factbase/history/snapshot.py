"""Reading: every read, of the present or the past, sees one revision and knows which."""

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
"""SQL for the tag of the release that a read was asked for; NULL where it was asked for none."""


class ReplicaLost(OperationalError):
    """A replica failed in the middle of a read. Whoever reads again is answered by another server."""


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
        return _reading.get()

    def allow_migrate(self, db, app_label, **hints) -> bool | None:
        return False if db in (READ, *replicas.aliases) else None


def reading() -> str:
    """The alias of the connection that the open snapshot reads from. Raises RuntimeError when none is open."""
    server = _reading.get()
    if server is None:
        raise RuntimeError("Nothing is read outside a snapshot: open one first.")
    return server


@contextmanager
def snapshot(as_of: int | datetime.datetime | str | None = None) -> Iterator[At]:
    """Read the present, or the past at a revision, a moment or a release, in one consistent snapshot.

    Inside, every query of any model reads that revision, with no other change to it. Raises NoSuchRevision, and
    ReplicaLost.
    """
    chosen = number_at(as_of) if isinstance(as_of, datetime.datetime) else as_of
    server, opened, at = replicas.run(lambda server: _open(server, chosen))
    token = _reading.set(server)
    refused: Exception | None = None
    try:
        with opened:
            try:
                yield at
            except Error:
                raise
            except Exception as error:  # such as a 404: after a rollback, psycopg forgets all that it has prepared
                refused = error
    except (OperationalError, InterfaceError) as error:
        if server == READ:
            raise
        replicas.failed(server, error)
        raise ReplicaLost(*error.args) from error
    finally:
        _reading.reset(token)
    if refused:
        raise refused


def number_at(moment: datetime.datetime) -> int:
    """The revision that was the latest at a moment. Only the primary knows that no other one is on its way.

    A writer under way may turn out to be of that moment or before: it is waited for, in a transaction of its own, since
    a snapshot taken before the wait would not see it. It is later than the latest revision, so that only moments since
    then need to wait.
    """
    with connections[READ].cursor() as cursor:
        cursor.execute(
            "SELECT has_come, CASE WHEN has_come AND time <= %s THEN pg_advisory_xact_lock_shared(%s) END"
            " FROM public.factbase_revisioncounter, (SELECT %s <= clock_timestamp() AS has_come) clock",
            [moment, WRITING, moment],
        )
        if not cursor.fetchone()[0]:
            raise NoSuchRevision("That moment has not come yet: leave as_of out to read the present.")
        cursor.execute(
            "SELECT number FROM public.factbase_revision WHERE time <= %s ORDER BY time DESC, number DESC LIMIT 1",
            [moment],
        )
        found = cursor.fetchone()
        return found[0] if found else 0


def _open(server: str, as_of: int | str | None) -> tuple[str, ExitStack, At] | None:
    """Begin a transaction that shows the present, or the base as it stood; none where that has not arrived yet."""
    with ExitStack() as stack:
        stack.enter_context(transaction.atomic(using=server, durable=True))
        with connections[server].cursor() as cursor:
            latest, at = look(cursor, as_of)
        if not replicas.is_new_enough(server, latest, as_of if isinstance(as_of, int) else None):
            return None
        if at is not None:
            return server, stack.pop_all(), at
    raise no_such(as_of, latest)


def look(cursor, as_of: int | str | None) -> tuple[int, At | None]:
    """Have the rest of a transaction see the present, or the base as it stood. The latest revision, and the one seen,
    if there is such a one."""
    return _latest(cursor) if as_of is None else _look_at(cursor, as_of)


def no_such(as_of: int | str | None, latest: int) -> NoSuchRevision:
    """That there is no such revision, or no such release."""
    return NoSuchRevision(
        f"There is no revision {as_of} yet: the latest is {latest}."
        if isinstance(as_of, int)
        else f"There is no release “{str(as_of)[:50]}”: releases/ lists them."
    )


def _latest(cursor) -> tuple[int, At]:
    cursor.execute("SELECT number, time FROM public.factbase_revisioncounter")
    number, time = cursor.fetchone()
    return number, At(number, time if number else None)


def _look_at(cursor, as_of: int | str) -> tuple[int, At | None]:
    """Have the rest of the transaction see the base as it stood. The latest revision, and the chosen one if any."""
    number = "%s::bigint" if isinstance(as_of, int) else "(SELECT revision FROM public.factbase_release WHERE tag = %s)"
    cursor.execute(
        "SELECT latest.number, chosen.number, shown.time, set_config('search_path', 'asof, extensions', true),"
        " set_config('factbase.as_of', chosen.number::text, true), set_config('factbase.release', %s, true)"
        f" FROM public.factbase_revisioncounter latest CROSS JOIN (SELECT {number} AS number) chosen"
        " LEFT JOIN public.factbase_revision shown ON shown.number = chosen.number",
        ["" if isinstance(as_of, int) else as_of, as_of],
    )
    latest, chosen, time, *_ = cursor.fetchone()
    return latest, None if chosen is None or chosen > latest else At(chosen, time)
