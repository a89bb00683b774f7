"""Answers kept in memory: those of one revision and one day, bounded in bytes; the longest unused ones go first."""

import datetime
import sys
import threading

from cachetools import LRUCache

from factbase.history.snapshot import At

Headers = list[tuple[str, str]]
Key = tuple[str | None, ...]

_OF_CONTENT = {"content-type", "content-length", "content-encoding"}
_OBJECT = 500
"""Bytes that an answer or a key takes beside its texts: measured on a full memory, with a margin."""


class CachedResponse:
    """A whole answer: what is sent, and the ETags by which a client may know it."""

    __slots__ = ("body", "etag", "headers", "keys", "not_modified", "plain_etag", "status")

    def __init__(self, status: str, headers: Headers, body: bytes, etag: str, plain_etag: str) -> None:
        self.status, self.headers, self.body = status, headers, body
        self.etag, self.plain_etag = etag, plain_etag
        self.not_modified = without_content(headers)
        self.keys: list[Key] = []

    @property
    def size(self) -> int:
        """About how many bytes of memory it takes."""
        return len(self.body) + sum(_OBJECT // 4 + len(name) + len(value) for name, value in self.headers) + _OBJECT


class ResponseCache:
    """The answers of one revision and one day, by key. Safe from any thread."""

    def __init__(self, at: At, day: datetime.date, limit: int) -> None:
        self.at, self.day, self.limit = at, day, limit
        self._answers: dict[Key, CachedResponse] = {}
        self._sizes: LRUCache[CachedResponse, int] = LRUCache(
            limit, getsizeof=int
        )  # an answer's size, its keys included
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        """Return about how many bytes the answers and their keys take."""
        return int(self._sizes.currsize)

    def get(self, key: Key) -> CachedResponse | None:
        """Return the answer kept under a key, which becomes the last used."""
        answer = self._answers.get(key)
        if answer is not None:
            with self._lock:
                self._sizes.get(answer)
        return answer

    def put(self, answer: CachedResponse, *keys: Key) -> None:
        """Keep an answer under keys that have none, unless it would take more than an eighth of the memory."""
        with self._lock:
            new = [key for key in keys if key not in self._answers]
            size = self._sizes.get(answer, answer.size) + sum(map(_size, new))
            if not new or size > self.limit // 8:
                return
            while self.size + size > self.limit:
                dropped, _ = self._sizes.popitem()
                for key in dropped.keys:
                    del self._answers[key]
                dropped.keys.clear()
            self._sizes[answer] = size
            answer.keys += new
            self._answers.update(dict.fromkeys(new, answer))


def _size(key: Key) -> int:
    return _OBJECT + sum(map(sys.getsizeof, key))


def replaced(headers: Headers, changes: dict[str, str]) -> Headers:
    """The headers with some of them set anew."""
    names = {name.lower() for name in changes}
    return [header for header in headers if header[0].lower() not in names] + list(changes.items())


def without_content(headers: Headers) -> Headers:
    """The headers that a 304 has: what tells of the body stays away (RFC 9110 section 15.4.5)."""
    return [header for header in headers if header[0].lower() not in _OF_CONTENT]
