"""Answers kept in memory: those of one revision and one day, bounded in bytes; the longest unused ones go first."""

import datetime
import sys
import threading
from collections import OrderedDict

from factbase.history.snapshot import At

Headers = list[tuple[str, str]]
Key = tuple[str | None, ...]

_OF_CONTENT = {"content-type", "content-length", "content-encoding"}
_OBJECT = 500
"""Bytes that an answer or a key takes beside its texts: measured on a full memory, with a margin."""


class CachedResponse:
    """A whole answer: what is sent, and the ETags by which a client may know it."""

    __slots__ = ("body", "etag", "headers", "keys", "not_modified", "plain_etag", "status", "used")

    def __init__(self, status: str, headers: Headers, body: bytes, etag: str, plain_etag: str) -> None:
        self.status, self.headers, self.body = status, headers, body
        self.etag, self.plain_etag = etag, plain_etag
        self.not_modified = without_content(headers)
        self.used = False
        self.keys = 0

    @property
    def size(self) -> int:
        """About how many bytes of memory it takes."""
        return len(self.body) + sum(_OBJECT // 4 + len(name) + len(value) for name, value in self.headers) + _OBJECT


class ResponseCache:
    """The answers of one revision and one day. `get` from any thread; what changes it takes a lock."""

    def __init__(self, at: At, day: datetime.date, limit: int) -> None:
        self.at, self.day, self.limit = at, day, limit
        self.size = 0
        self._answers: OrderedDict[Key, CachedResponse] = OrderedDict()
        self._lock = threading.Lock()
        self.get = self._answers.get

    def put(self, answer: CachedResponse, *keys: Key) -> None:
        """Keep an answer under keys, unless it would take more than an eighth of the memory."""
        if answer.size > self.limit // 8:
            return
        with self._lock:
            for key in keys:
                self._drop(key)
                self._answers[key] = answer
                answer.keys += 1
                self.size += _size(key) + (answer.size if answer.keys == 1 else 0)
            self._shrink()

    def _shrink(self) -> None:
        """Drop what is longest unused: an answer that was used since it was last looked at here gets another turn."""
        while self.size > self.limit:
            key, answer = next(iter(self._answers.items()))
            if answer.used:
                answer.used = False
                self._answers.move_to_end(key)
            else:
                self._drop(key)

    def _drop(self, key: Key) -> None:
        answer = self._answers.pop(key, None)
        if answer is not None:
            answer.keys -= 1
            self.size -= _size(key) + (0 if answer.keys else answer.size)


def _size(key: Key) -> int:
    return _OBJECT + sum(map(sys.getsizeof, key))


def replaced(headers: Headers, changes: dict[str, str]) -> Headers:
    """The headers with some of them set anew."""
    names = {name.lower() for name in changes}
    return [header for header in headers if header[0].lower() not in names] + list(changes.items())


def without_content(headers: Headers) -> Headers:
    """The headers that a 304 has: what tells of the body stays away (RFC 9110 section 15.4.5)."""
    return [header for header in headers if header[0].lower() not in _OF_CONTENT]
