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

from django.conf import settings
from django.db import Error, InterfaceError, OperationalError

logger = logging.getLogger(__name__)

PRIMARY = "read"
"""The alias of the connection for reading from the primary."""

SILENT, BEHIND = 10.0, 0.1
"""Seconds for which a replica is left out that failed, and one that did not have all that is known here."""

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

    def ask(self, read: Callable[[str], Answer | None]) -> Answer:
        """The answer of the first server that has one: `read` is given its alias, and gives None if it is behind.

        Raises what `read` raises, save that of a replica that fails the next server is asked.
        """
        for server in self.servers():
            try:
                answer = read(server)
            except (OperationalError, InterfaceError) as error:
                if server == PRIMARY:
                    raise
                self.failed(server, error)
                continue
            if answer is not None:
                return answer
        raise AssertionError("The primary is never behind.")

    def servers(self) -> Iterator[str]:
        """The servers to ask until one answers: replicas first, each call beginning with another."""
        begin = next(self._turn) if self.aliases else 0
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
            if number >= self.newest:
                self._left_out.pop(server, None)
            elif server != PRIMARY:
                self._left_out[server] = self._clock() + BEHIND
            return server == PRIMARY or number >= (self.newest if least is None else least)

    def failed(self, server: str, error: Error) -> None:
        """Leave a replica out for a while."""
        logger.warning("%s is left out for %d seconds: %s", server, SILENT, str(error).strip())
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
