"""LRU caches: of the responses of one revision and one day, bounded in bytes, and of pure functions of a request."""

import datetime
import functools
import sys
import threading
from collections.abc import Callable
from typing import TypeVar

from cachetools import LRUCache

from factbase.history.snapshot import At

Headers = list[tuple[str, str]]
Key = tuple[str | None, ...]

_CONTENT_HEADERS = {"content-type", "content-length", "content-encoding"}
_OVERHEAD = 500
"""Bytes that a response or a key takes beside its strings: measured on a full cache, with a margin."""


class CachedResponse:
    """A complete response, with its own ETag and that of the uncompressed body."""

    def __init__(self, status: str, headers: Headers, body: bytes, etag: str, plain_etag: str) -> None:
        self.status, self.headers, self.body = status, headers, body
        self.etag, self.plain_etag = etag, plain_etag
        self.keys: list[Key] = []

    @functools.cached_property
    def not_modified(self) -> Headers:
        """The headers of the 304."""
        return drop_content_headers(self.headers)

    @property
    def size(self) -> int:
        """The approximate number of bytes of memory."""
        return len(self.body) + sum(_OVERHEAD // 4 + len(name) + len(value) for name, value in self.headers) + _OVERHEAD


class ResponseCache:
    """The responses of one revision and one day, by key. Thread-safe."""

    def __init__(self, at: At, day: datetime.date, limit: int) -> None:
        self.at, self.day, self.limit = at, day, limit
        self._responses: dict[Key, CachedResponse] = {}
        self._sizes: LRUCache[CachedResponse, int] = LRUCache(limit, getsizeof=int)  # sizes include the keys
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        """The approximate number of bytes of the responses and their keys."""
        return int(self._sizes.currsize)

    def get(self, key: Key) -> CachedResponse | None:
        """Return the response under a key and make it the most recently used."""
        response = self._responses.get(key)
        if response is not None:
            with self._lock:
                self._sizes.get(response)
        return response

    def put(self, response: CachedResponse, *keys: Key) -> None:
        """Store a response under those of the keys that are free, unless it takes more than an eighth of the limit."""
        with self._lock:
            new = [key for key in keys if key not in self._responses]
            size = self._sizes.get(response, response.size) + sum(_OVERHEAD + sum(map(sys.getsizeof, k)) for k in new)
            if not new or size > self.limit // 8:
                return
            while self.size + size > self.limit:
                evicted, _ = self._sizes.popitem()
                for key in evicted.keys:
                    del self._responses[key]
                evicted.keys.clear()
            self._sizes[response] = size
            response.keys += new
            self._responses.update(dict.fromkeys(new, response))


def replace_headers(headers: Headers, changes: dict[str, str]) -> Headers:
    """Return the headers with some of them replaced or added."""
    names = {name.lower() for name in changes}
    return [header for header in headers if header[0].lower() not in names] + list(changes.items())


def drop_content_headers(headers: Headers) -> Headers:
    """Return the headers of a 304 response: without those that describe the body (RFC 9110 section 15.4.5)."""
    return [header for header in headers if header[0].lower() not in _CONTENT_HEADERS]


LONGEST = 4000
"""Characters of the arguments of a call that is kept. Longer ones hardly repeat, and must not fill the memory."""

Result = TypeVar("Result")


def bounded_cache(size: int) -> Callable[[Callable[..., Result]], Callable[..., Result]]:
    """Keep the results of the latest calls of a pure function, `size` in number. Errors are not kept."""

    def decorate(function: Callable[..., Result]) -> Callable[..., Result]:
        kept = functools.lru_cache(size)(function)

        @functools.wraps(function)
        def call(*arguments: object) -> Result:
            length = 0
            for argument in arguments:
                if type(argument) is str:
                    length += len(argument)
            return (kept if length <= LONGEST else function)(*arguments)

        return call

    return decorate
