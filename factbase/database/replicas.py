"""Which server answers a read: streaming replicas in turn, unless one is silent or behind; else the primary.

A worker's answers never go back in time: one that shows less than the newest revision that this worker has seen, on
whatever server, is not given, and the next server is asked.
"""

import itertools
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import psycopg
from django.conf import settings
from django.db import InterfaceError, OperationalError

logger = logging.getLogger(__name__)

PRIMARY = "read"
"""The alias of the connection for reading from the primary."""

SILENT, BEHIND = 10.0, 0.1
"""Seconds for which a server is left out that failed, and a replica that did not have all that is known here."""

LOST = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
"""What a server that does not answer raises, through Django and without it."""

Answer = TypeVar("Answer")


class Replicas:
    """The replicas of the primary, by the aliases of their connections. Safe from any thread.

    `clock` never goes back.
    """

    def __init__(self, aliases: Iterable[str], clock: Callable[[], float] = time.monotonic) -> None:
        self.aliases = tuple(aliases)
        self.newest = 0
        """The newest revision that this worker has seen."""
        self._clock = clock
        self._turn = itertools.count()
        self._left_out: dict[str, float] = {}
        self._lock = threading.Lock()

    def run(self, read: Callable[[str], Answer | None], *, primary_first: bool = False) -> Answer:
        """The answer of the first server that has one: `read` is given its alias, and gives None if it is behind.

        With `primary_first`, replicas are asked only while the primary is silent. Raises what `read` raises; when a
        server fails, the next is asked.
        """
        last: Exception | None = None
        for server in self._servers(primary_first):
            try:
                answer = read(server)
            except LOST as error:
                self.failed(server, error)
                last = error
            else:
                if answer is not None:
                    return answer
        assert last, "The primary is never behind."
        raise last

    def _servers(self, primary_first: bool) -> Iterator[str]:
        """The servers to ask until one answers; the replicas in turn, each call beginning with another."""
        if not self.aliases:
            yield PRIMARY
            return
        if primary_first and self._may_try(PRIMARY):
            yield PRIMARY
        begin = next(self._turn)
        for place in range(begin, begin + len(self.aliases)):
            server = self.aliases[place % len(self.aliases)]
            if self._may_try(server):
                yield server
        yield PRIMARY

    def is_new_enough(self, server: str, number: int, least: int | None = None) -> bool:
        """Whether the answer of a server that stands at a revision may be given. The primary's always may.

        `least` is the revision that is needed; left out, the newest that this worker has seen.
        """
        with self._lock:
            self.newest = max(self.newest, number)
            if number >= self.newest or server == PRIMARY:
                self._left_out.pop(server, None)
            else:
                self._left_out[server] = self._clock() + BEHIND
            return server == PRIMARY or number >= (self.newest if least is None else least)

    def failed(self, server: str, error: Exception) -> None:
        """Leave a server that does not answer out for a while."""
        if self.aliases:
            logger.warning("%s does not answer; it is left out for %d seconds: %s", server, SILENT, str(error).strip())
        with self._lock:
            self._left_out[server] = self._clock() + SILENT

    def _may_try(self, server: str) -> bool:
        with self._lock:
            if server not in self._left_out:
                return True
            if self._clock() < self._left_out[server]:
                return False
            self._left_out[server] = self._clock() + SILENT  # one thread finds out for all whether it is back
            return True


replicas = Replicas(alias for alias in settings.DATABASES if alias.startswith("replica_"))
"""Those of this worker."""
