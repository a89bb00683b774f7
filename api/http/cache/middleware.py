"""WSGI middleware that answers from the response cache, ahead of Django, while the revision has not moved.

Views mark what may be cached with `headers.mark_cacheable`. A cached response is sent only while the database, queried
at most MAX_AGE seconds ago, is at the revision that the response shows. While the database does not answer, nothing
comes from the cache: Django answers, with a 503.
"""

import datetime
import functools
import logging
import threading
import time
from collections.abc import Callable, Iterable

import psycopg
from django.conf import settings
from django.utils.http import parse_etags

from api.http import compression
from api.http.answer_headers import ROOT, Application, Environ, StartResponse
from api.http.request.read_request import sort_params
from api.http.response_headers import CACHEABLE
from factbase.history.current_revision import RevisionPoller
from factbase.history.snapshot import At

from .lru import CachedResponse, Headers, Key, ResponseCache, drop_content_headers, replace_headers

logger = logging.getLogger(__name__)

MAX_AGE = 0.05
"""Seconds for which the revision that the database reported is taken for the present one."""

RETRY_AFTER = 1.0
"""Seconds before a database that did not answer is queried again; until then nothing comes from the cache."""

RULING = (
    *("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "SCRIPT_NAME", "HTTP_HOST", "wsgi.url_scheme"),
    *("HTTP_ACCEPT", "HTTP_ACCEPT_DATETIME", "HTTP_ACCEPT_ENCODING"),
)
"""The keys of the WSGI environment whose values, in this order, are the cache key of a request."""

_DAY = 24 * 3600
_PAST = float("-inf")

Keys = tuple[Key, Key]


class CacheMiddleware:
    """Cache and compress the responses of a WSGI application, and answer conditional requests with 304.

    `limit` bounds the cached responses in bytes; 0 caches none. `clock` is monotonic; `wall` is the time of day.
    """

    def __init__(
        self,
        application: Application,
        limit: int,
        present: RevisionPoller | None = None,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._application = application
        self._limit = limit
        self._present = present or RevisionPoller()
        self._clock, self._wall = clock, wall
        self._refresh_lock = threading.Lock()
        # replaced together: the cache of a revision, and the time until which that is taken for the present revision
        self._state = ResponseCache(At(0, None), datetime.date.min, limit), _PAST
        self._retry_at = _PAST
        self._paths = (ROOT, settings.STATIC_URL)
        proxy = settings.SECURE_PROXY_SSL_HEADER
        self._ruling = (*RULING[:-1], *((proxy[0],) if proxy else ()), RULING[-1])

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        key = tuple(map(environ.get, self._ruling))
        cache, valid_until = self._state
        response = cache.get(key)
        if response is not None and self._clock() < valid_until and not _is_preconditioned(environ):
            return _send(response, environ, start_response)
        if key[0] not in ("GET", "HEAD") or not environ["PATH_INFO"].startswith(self._paths):
            return self._application(environ, start_response)

        coding = compression.negotiate_encoding(key[-1])
        normal_key = (None, key[1], sort_params(key[2] or ""), *key[3:-1], coding)
        current = self._current_cache() if self._limit else None
        if current and (response := current.get(key) or current.get(normal_key)) and not _is_preconditioned(environ):
            if key[0] == "GET":
                current.put(response, key)
            return _send(response, environ, start_response)
        keys = (key, normal_key)
        return self._call_application(current, keys, coding, environ, start_response)

    def _current_cache(self, at: At | None = None) -> ResponseCache | None:
        """Return the cache of the present revision, or None if the database does not answer.

        Queries the database if the state is older than MAX_AGE or, with `at`, shows another revision.
        """
        if self._clock() < self._retry_at:
            return None
        with self._refresh_lock:
            cache, valid_until = self._state
            start, now = self._clock(), self._wall()
            if start < valid_until and at in (None, cache.at):
                return cache
            if start < self._retry_at:  # another thread got no answer while this one waited for the lock
                return None
            if self._retry_at > _PAST:  # only this thread tries a database that was down; no other waits for it
                self._retry_at = start + 10 * RETRY_AFTER
            try:
                present = self._present.poll()
            except psycopg.Error as error:
                logger.warning("The database does not report the present revision: %s", error)
                self._retry_at = self._clock() + RETRY_AFTER
                return None
            self._retry_at = _PAST
            day = _day(now)
            if (cache.at, cache.day) != (present, day):
                cache = ResponseCache(present, day, self._limit)
            self._state = cache, start + min(MAX_AGE, _DAY - now % _DAY)
            return cache

    def _call_application(
        self, current: ResponseCache | None, keys: Keys, coding: str, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        environ.pop("HTTP_COOKIE", None)  # responses here are for all clients, so cookies must not change them
        tags = environ.get("HTTP_IF_NONE_MATCH", "")
        if tags:
            environ["HTTP_IF_NONE_MATCH"] = compression.plain_etags(tags, coding)
        started: list[tuple[str, Headers]] = []
        result = self._application(environ, lambda status, headers, *_: started.append((status, headers)))
        [(status, headers)] = started
        static = keys[0][0] == "GET" and environ["PATH_INFO"].startswith(self._paths[1])
        if not isinstance(result, list) and not static:  # a stream passes through unchanged
            start_response(status, headers)
            return result
        body = b"".join(result)
        if static:  # a script of a megabyte; compression saves two thirds
            environ[CACHEABLE] = None
            getattr(result, "close", lambda: None)()

        if status.startswith("200 "):
            by_name = {name.lower(): value for name, value in headers}
            response = _compressed(status, headers, by_name, body, coding)
            if CACHEABLE in environ and keys[0][0] == "GET" and not _is_personal(by_name):
                self._store(current, environ[CACHEABLE], response, keys)
            start_response(status, response.headers.copy())
            return [] if keys[0][0] == "HEAD" else [response.body]
        start_response(status, _not_modified_headers(headers, coding, tags) if status.startswith("304 ") else headers)
        return [body]

    def _store(self, current: ResponseCache | None, at: At | None, response: CachedResponse, keys: Keys) -> None:
        """Cache a response if its revision is the present one and the day is still that of the request."""
        if current is not None and at not in (None, current.at):
            current = self._current_cache(at)
        if current is not None and at in (None, current.at) and _day(self._wall()) == current.day:
            current.put(response, *keys)


def _send(response: CachedResponse, environ: Environ, start_response: StartResponse) -> list[bytes]:
    """Send a cached response, or 304 if the client has it."""
    tags = environ.get("HTTP_IF_NONE_MATCH")
    if tags:
        if tags == response.etag:
            start_response("304 Not Modified", response.not_modified.copy())
            return []
        client_etags = {tag.removeprefix("W/") for tag in parse_etags(tags)}
        for etag in (response.etag, response.plain_etag):
            if etag in client_etags:
                start_response("304 Not Modified", replace_headers(response.not_modified, {"ETag": etag}))
                return []
    start_response(response.status, response.headers.copy())
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [response.body]


def _compressed(status: str, headers: Headers, by_name: dict[str, str], body: bytes, coding: str) -> CachedResponse:
    """Return the application's response, compressed if the body is worth it; `by_name` are its headers."""
    etag = plain_etag = by_name.get("etag", "")
    changes = {"Vary": _vary(by_name.get("vary", ""))}
    if coding != compression.IDENTITY and compression.is_compressible(by_name.get("content-type", ""), body):
        body = compression.CODINGS[coding](body)
        etag = compression.encoded_etag(plain_etag, coding)
        changes |= {"Content-Encoding": coding, "Content-Length": str(len(body))} | ({"ETag": etag} if etag else {})
    return CachedResponse(status, replace_headers(headers, changes), body, etag, plain_etag)


def _not_modified_headers(headers: Headers, coding: str, tags: str) -> Headers:
    """Return the headers of the application's 304, with the ETag that the client sent."""
    by_name = {name.lower(): value for name, value in headers}
    etag = compression.encoded_etag(by_name.get("etag", ""), coding)
    changes = {"Vary": _vary(by_name.get("vary", ""))} | ({"ETag": etag} if etag and etag in tags else {})
    return drop_content_headers(replace_headers(headers, changes))


@functools.lru_cache(maxsize=50)
def _vary(vary: str) -> str:
    names = [name.strip() for name in vary.split(",") if name.strip()]
    return ", ".join([*names, *({"Accept-Encoding"} - set(names))])


def _is_personal(headers: dict[str, str]) -> bool:
    """Return whether a response depends on cookies, and so is for one client only."""
    return "set-cookie" in headers or "cookie" in headers.get("vary", "").lower()


def _is_preconditioned(environ: Environ) -> bool:
    return "HTTP_IF_MATCH" in environ or "HTTP_IF_UNMODIFIED_SINCE" in environ


def _day(moment: float) -> datetime.date:
    return datetime.datetime.fromtimestamp(moment, datetime.UTC).date()
