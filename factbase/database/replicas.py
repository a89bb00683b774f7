"""The choice of the server for a read: streaming replicas in turn, and the primary if they are down or behind.

A worker's responses never go back in time: it rejects results older than the newest revision it has seen on any server,
and tries the next server.
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
"""Seconds to skip a server after a failure, and a replica that lacked a revision."""

LOST = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
"""The errors of a server that does not answer, through Django and psycopg."""

Answer = TypeVar("Answer")


class Replicas:
    """The replicas of the primary, by connection alias. Thread-safe. `clock` must be monotonic."""

    def __init__(self, aliases: Iterable[str], clock: Callable[[], float] = time.monotonic) -> None:
        self.aliases = tuple(aliases)
        self.newest = 0
        """The newest revision that this worker has seen."""
        self._clock = clock
        self._turn = itertools.count()
        self._skipped_until: dict[str, float] = {}
        self._lock = threading.Lock()

    def run(self, read: Callable[[str], Answer | None], *, primary_first: bool = False) -> Answer:
        """Return the first result of `read`, which takes a server's alias and returns None if the server is behind.

        With `primary_first`, use replicas only while the primary fails. Raise the error of the last server if all fail.
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
        """Yield the servers to try; each call starts with the next replica."""
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
        """Return True if a server at `number` has revision `least`, or all that this worker has seen."""
        with self._lock:
            self.newest = max(self.newest, number)
            if number >= self.newest or server == PRIMARY:
                self._skipped_until.pop(server, None)
            else:
                self._skipped_until[server] = self._clock() + BEHIND
            return server == PRIMARY or number >= (self.newest if least is None else least)

    def failed(self, server: str, error: Exception) -> None:
        """Skip a server that does not answer for a while."""
        if self.aliases:
            logger.warning("%s does not answer and is skipped for %d seconds: %s", server, SILENT, str(error).strip())
        with self._lock:
            self._skipped_until[server] = self._clock() + SILENT

    def _may_try(self, server: str) -> bool:
        with self._lock:
            if server not in self._skipped_until:
                return True
            if self._clock() < self._skipped_until[server]:
                return False
            self._skipped_until[server] = self._clock() + SILENT  # only one thread tries whether it is back
            return True


replicas = Replicas(alias for alias in settings.DATABASES if alias.startswith("replica_"))
"""The replicas of this worker."""
