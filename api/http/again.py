"""Questions that were asked before: what an address was found to ask is kept, though its answer is not.

When the base moves on, what was asked before is asked again. Its address need not be routed, read and checked anew, nor
the headers be found that Django adds to every answer: only the base is asked. What that saves, `python -m tests.bench`
measures: “again” beside “cold”.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Container

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from rest_framework.views import APIView

from factbase.history.snapshot import At

from .memory import Headers, Key

AGAIN = "factbase.again"
"""Where `keep` leaves word for the warm path: a key of the WSGI environment, which Django calls META."""

LONGEST = 2000
"""Characters of a query. What is longer is hardly asked twice, and must not fill the memory."""

Respond = Callable[[], tuple[At, HttpResponse]]
"""Asks the base: the response, and the revision that it shows."""


def keep(request: WSGIRequest, view: APIView, respond: Respond, response: HttpResponse) -> None:
    """Let the question of this request be asked again by `respond`, of the view for this request, which made this
    response; Django has not yet added anything to it."""
    if len(request.META.get("QUERY_STRING", "")) <= LONGEST:
        request.META[AGAIN] = Question(request, view, respond, response)


class Question:
    """What an address was found to ask. Safe from any thread once `learn` was called."""

    def __init__(self, request: WSGIRequest, view: APIView, respond: Respond, response: HttpResponse) -> None:
        self._request, self._view, self._respond = request, view, respond
        self._own = {name.lower() for name in response.headers}

    def learn(self, headers: Headers, ruling: Container[str]) -> None:
        """Learn what Django adds, the same each time, from the headers of its answer. Forget who asked first: of the
        request only that remains which rules its answer, whoever asks.
        """
        self._added = [header for header in headers if header[0].lower() not in self._own | {"content-length"}]
        remaining = {name: value for name, value in self._request.META.items() if name in ruling}
        self._request.META = self._request.environ = remaining
        del self._view.response  # REST framework leaves it there, and its body would take most of the memory

    def ask(self) -> tuple[At, Headers, bytes] | None:
        """The revision that the answer shows, its headers and its body; none unless it is a 200, for Django to tell."""
        try:
            at, response = self._respond()
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

    def put(self, key: Key, question: Question) -> None:
        with self._lock:
            self._questions[key] = question
            self._questions.move_to_end(key)
            while len(self._questions) > self._most:
                self._questions.popitem(last=False)

    def drop(self, key: Key) -> None:
        with self._lock:
            self._questions.pop(key, None)
