"""Questions that were asked before: what an address was found to ask is kept, though its answer is not.

When the base moves on, what was asked before is asked again. Its address need not be routed, read and checked anew, nor
the headers be found that Django adds to every answer: only the base is asked. What that saves, `python -m tests.bench`
measures: “again” beside “cold”.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.core.handlers.wsgi import WSGIRequest, get_script_name
from django.db import close_old_connections
from django.http import HttpResponse
from django.urls import set_script_prefix

from factbase.history.snapshot import At

from .lru import Headers, Key

AGAIN = "factbase.again"
"""Where `keep` leaves word for the warm path: a key of the WSGI environment, which Django calls META."""

LONGEST = 4000
"""Characters of a key. What is longer is hardly asked twice, and must not fill the memory."""

_IN_PLACE_OF_HOST = ("SERVER_NAME", "SERVER_PORT")
"""By what this server is called where a request names no host."""

Respond = Callable[[], tuple[At, HttpResponse]]
"""Asks the base: the response, and the revision that it shows."""


@dataclass(frozen=True)
class Asked:
    """What a request was found to ask."""

    respond: Respond
    etag: Callable[[At], str]
    """The ETag of the answer that shows a revision."""


def keep(request: WSGIRequest, anew: Callable[[WSGIRequest], Asked], response: HttpResponse) -> None:
    """Let the question of this request be asked again. `anew` says how, for a request that asks the same; `response`
    is the first answer, to which Django has not yet added anything.
    """
    request.META[AGAIN] = Question(anew, response)


class Question:
    """What an address was found to ask. Safe from any thread once `learn` was called."""

    def __init__(self, anew: Callable[[WSGIRequest], Asked], response: HttpResponse) -> None:
        self._anew, self._own = anew, {name.lower() for name in response.headers}

    def learn(self, environ: Mapping[str, Any], headers: Headers, ruling: Iterable[str]) -> None:
        """Learn what Django adds, the same each time, from the headers of its answer. Forget who asked first: it is
        asked again for a request that has only what rules the answer, whoever asks.
        """
        self._added = [header for header in headers if header[0].lower() not in self._own | {"content-length"}]
        kept = {name: environ[name] for name in (*ruling, *_IN_PLACE_OF_HOST) if name in environ}
        self._prefix = get_script_name(kept)
        self._asked = self._anew(WSGIRequest({**kept, "wsgi.input": BytesIO()}))
        del self._anew, self._own

    def is_known(self, tags: str, at: At) -> bool:
        """Whether the answer that shows this revision is among the tags of an If-None-Match, in whatever coding."""
        return self._asked.etag(at).removesuffix('"') in tags

    def ask(self) -> tuple[At, Headers, bytes] | None:
        """The revision that the answer shows, its headers and its body; none unless it is a 200, for Django to tell."""
        set_script_prefix(self._prefix)  # as Django does before each request, and what follows as well
        close_old_connections()
        try:
            at, response = self._asked.respond()
        except Exception:  # whatever it is, Django meets it as well, and tells the client and the log
            return None
        if response.status_code != 200 or response.streaming:
            return None
        body = response.content
        return at, [*response.headers.items(), *self._added, ("Content-Length", str(len(body)))], body


class Questions:
    """Questions by the addresses that ask them, so many at the most; the longest unasked go first. Safe in threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._questions: OrderedDict[Key, Question] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> Question | None:
        with self._lock:
            if key in self._questions:
                self._questions.move_to_end(key)
            return self._questions.get(key)

    def takes(self, key: Key) -> bool:
        """Whether a question with this key may be kept at all."""
        return self._most > 0 and sum(len(part or "") for part in key) <= LONGEST

    def put(self, key: Key, question: Question) -> None:
        with self._lock:
            self._questions[key] = question
            while len(self._questions) > self._most:
                self._questions.popitem(last=False)

    def drop(self, key: Key) -> None:
        with self._lock:
            self._questions.pop(key, None)
