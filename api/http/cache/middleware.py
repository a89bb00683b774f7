"""The warm path: whole answers served from memory, ahead of Django, while the base's revision has not moved.

A WSGI application around Django's. What may be kept, views say with `caching.keep`. What is kept is served only while
the base, asked at most FRESH seconds ago, still stands at the revision that it shows. While the base does not answer,
nothing is served from memory: Django is asked, which says that it is unavailable.
"""

import datetime
import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

import psycopg
from django.conf import settings
from django.utils.http import parse_etags

from api.http import compression
from factbase.history.current_revision import RevisionPoller
from factbase.history.snapshot import At

from .again import AGAIN, Questions
from .headers import KEPT, ordered
from .lru import CachedResponse, Headers, Key, ResponseCache, replaced, without_content

logger = logging.getLogger(__name__)

FRESH = 0.05
"""Seconds for which the base's answer to what the present revision is may be relied on."""

SILENT = 1.0
"""Seconds for which a base that did not answer is left in peace: nobody waits for it, nothing comes from memory."""

RULING = (
    *("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "SCRIPT_NAME", "HTTP_HOST", "wsgi.url_scheme"),
    *("HTTP_ACCEPT", "HTTP_ACCEPT_DATETIME", "HTTP_ACCEPT_ENCODING"),
)
"""What in a request rules its answer: its key is made of them, in this order."""

_DAY = 24 * 3600

Environ = dict[str, Any]
StartResponse = Callable[..., Any]


class CacheMiddleware:
    """Keeps the answers of a WSGI application; compresses them, and answers 304 to those who have them.

    `limit` bounds the answers that are kept, in bytes, and `questions` how many questions are; 0 keeps none. `clock`
    never goes back; `wall` is the time of the day.
    """

    def __init__(
        self,
        application: Callable[[Environ, StartResponse], Iterable[bytes]],
        limit: int,
        questions: int = 0,
        present: RevisionPoller | None = None,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._application = application
        self._limit = limit
        self._questions = Questions(questions)
        self._present = present or RevisionPoller()
        self._clock, self._wall = clock, wall
        self._asking = threading.Lock()
        # replaced together: the answers of a revision, and until when that is known to be the present one
        self._known = ResponseCache(At(0, None), datetime.date.min, limit), float("-inf")
        self._silent_until = float("-inf")
        self._served = ("/api/", settings.STATIC_URL)
        proxy = settings.SECURE_PROXY_SSL_HEADER
        self._ruling = (*RULING[:-1], *((proxy[0],) if proxy else ()), RULING[-1])

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        key = tuple(map(environ.get, self._ruling))
        memory, until = self._known
        answer = memory.get(key)
        if answer is not None and self._clock() < until and not _is_preconditioned(environ):
            return _send(answer, environ, start_response)
        if key[0] not in ("GET", "HEAD") or not environ["PATH_INFO"].startswith(self._served):
            return self._application(environ, start_response)

        coding = compression.negotiate_encoding(key[-1])
        plainest = (None, key[1], ordered(key[2] or ""), *key[3:-1], coding)
        known = self._current() if self._limit else None
        if known and (answer := known.get(key) or known.get(plainest)) and not _is_preconditioned(environ):
            if key[0] == "GET":
                known.put(answer, key)
            return _send(answer, environ, start_response)
        if (known or not self._limit) and (answer := self._ask_again(known, (key, plainest), coding, environ)):
            return _send(answer, environ, start_response)
        return self._ask_application(known, (key, plainest), coding, environ, start_response)

    def _current(self, at: At | None = None) -> ResponseCache | None:
        """The answers of the present revision, which is asked for unless it is known; none if the base is silent.

        With `at`, what is known counts only if it is that revision.
        """
        if self._clock() < self._silent_until:
            return None
        with self._asking:
            memory, until = self._known
            asked, now = self._clock(), self._wall()
            if asked < until and at in (None, memory.at):
                return memory
            if asked < self._silent_until:  # so another thread found while this one waited
                return None
            if self._silent_until > float("-inf"):  # one thread finds out whether it is back; nobody waits for it
                self._silent_until = asked + 10 * SILENT
            try:
                present = self._present.poll()
            except psycopg.Error as error:
                logger.warning("The database does not say which revision is the present one: %s", error)
                self._silent_until = self._clock() + SILENT
                return None
            self._silent_until = float("-inf")
            day = _day(now)
            if (memory.at, memory.day) != (present, day):
                memory = ResponseCache(present, day, self._limit)
            self._known = memory, asked + min(FRESH, _DAY - now % _DAY)
            return memory

    def _ask_again(
        self, known: ResponseCache | None, keys: tuple[Key, Key], coding: str, environ: Environ
    ) -> CachedResponse | None:
        """The answer to a question that was asked before, read anew."""
        question = None if _is_preconditioned(environ) else self._questions.get(keys[1])
        if question is None:
            return None
        tags = environ.get("HTTP_IF_NONE_MATCH")
        if tags and (known is None or question.is_known(tags, known.at)):
            return None  # Django sees at less cost that nothing changed
        found = question.ask()
        if found is None:
            self._questions.drop(keys[1])
            return None
        at, headers, body = found
        answer = _whole("200 OK", headers, body, coding)
        if keys[0][0] == "GET":
            self._keep(known, at, answer, keys)
        return answer

    def _ask_application(
        self,
        known: ResponseCache | None,
        keys: tuple[Key, Key],
        coding: str,
        environ: Environ,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        environ.pop("HTTP_COOKIE", None)  # what is answered here is for everyone, so it goes by nobody's cookies
        tags = environ.get("HTTP_IF_NONE_MATCH", "")
        if tags:
            environ["HTTP_IF_NONE_MATCH"] = compression.plain_etags(tags, coding)
        started: list[tuple[str, Headers]] = []
        result = self._application(environ, lambda status, headers, *_: started.append((status, headers)))
        [(status, headers)] = started
        question = environ.pop(AGAIN, None)
        body = getattr(result, "content", None)
        if body is None and keys[0][0] == "GET" and environ["PATH_INFO"].startswith(settings.STATIC_URL):
            body = b"".join(result)  # a script of a megabyte, which is a third of that when compressed
            environ[KEPT] = None
        if body is None:  # a stream passes as it is
            start_response(status, headers)
            return result
        result.close()  # type: ignore[attr-defined]  # all is read: Django may give back its connections now

        if status.startswith("200 "):
            answer = _whole(status, headers, body, coding)
            if KEPT in environ and keys[0][0] == "GET" and not _is_personal(headers):
                self._keep(known, environ[KEPT], answer, keys)
                if question and self._questions.takes(keys[1]):
                    question.learn(environ, headers, self._ruling)
                    self._questions.put(keys[1], question)
            start_response(status, answer.headers.copy())
            return [] if keys[0][0] == "HEAD" else [answer.body]
        start_response(status, _unchanged(headers, coding, tags) if status.startswith("304 ") else headers)
        return [body]

    def _keep(self, known: ResponseCache | None, at: At | None, answer: CachedResponse, keys: tuple[Key, Key]) -> None:
        """Keep an answer, if the revision that it shows is the present one of the day on which it was asked for."""
        if known is not None and at not in (None, known.at):
            known = self._current(at)
        if known is not None and at in (None, known.at) and _day(self._wall()) == known.day:
            known.put(answer, *keys)


def _send(answer: CachedResponse, environ: Environ, start_response: StartResponse) -> list[bytes]:
    """Send a kept answer, or that the client has it."""
    tags = environ.get("HTTP_IF_NONE_MATCH")
    if tags:
        if tags == answer.etag:
            start_response("304 Not Modified", answer.not_modified.copy())
            return []
        has = {tag.removeprefix("W/") for tag in parse_etags(tags)}
        for etag in (answer.etag, answer.plain_etag):
            if etag in has:
                start_response("304 Not Modified", replaced(answer.not_modified, {"ETag": etag}))
                return []
    start_response(answer.status, answer.headers.copy())
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body]


def _whole(status: str, headers: Headers, body: bytes, coding: str) -> CachedResponse:
    """The answer that the application gave, compressed where that is worth it."""
    named = {name.lower(): value for name, value in headers}
    etag = plain_etag = named.get("etag", "")
    changes = {"Vary": _vary(named.get("vary", ""))}
    if coding != compression.IDENTITY and compression.is_worth_it(named.get("content-type", ""), body):
        body = compression.compress(body, coding)
        etag = compression.encoded_etag(plain_etag, coding)
        changes |= {"Content-Encoding": coding, "Content-Length": str(len(body))} | ({"ETag": etag} if etag else {})
    return CachedResponse(status, replaced(headers, changes), body, etag, plain_etag)


def _unchanged(headers: Headers, coding: str, tags: str) -> Headers:
    """The headers of the application's 304, with the ETag by which the client knows what it has."""
    named = {name.lower(): value for name, value in headers}
    etag = compression.encoded_etag(named.get("etag", ""), coding)
    changes = {"Vary": _vary(named.get("vary", ""))} | ({"ETag": etag} if etag and etag in tags else {})
    return without_content(replaced(headers, changes))


def _vary(vary: str) -> str:
    named = [name.strip() for name in vary.split(",") if name.strip()]
    return ", ".join([*named, *({"Accept-Encoding"} - set(named))])


def _is_personal(headers: Headers) -> bool:
    """Whether an answer is for one client alone, by its cookies."""
    named = {name.lower(): value.lower() for name, value in headers}
    return "set-cookie" in named or "cookie" in named.get("vary", "")


def _is_preconditioned(environ: Environ) -> bool:
    return "HTTP_IF_MATCH" in environ or "HTTP_IF_UNMODIFIED_SINCE" in environ


def _day(moment: float) -> datetime.date:
    return datetime.datetime.fromtimestamp(moment, datetime.UTC).date()
