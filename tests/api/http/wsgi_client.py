"""A client of the whole WSGI application, the cache middleware included."""

import io
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.handlers.wsgi import WSGIHandler

from api.http.application import route
from api.http.base_views import ReadView
from api.http.cache.middleware import CacheMiddleware
from api.http.formats.json import JSON
from api.v1 import urls
from factbase.history.current_revision import RevisionPoller
from factbase.models import Position
from tests.facts import editing

MEGABYTE = 1_000_000
LIST = "/api/v1/positions/"
VIEWS = [
    (str(pattern.pattern), pattern.callback.view_class)
    for pattern in urls.urlpatterns
    if issubclass(pattern.callback.view_class, ReadView) and JSON in pattern.callback.view_class.formats  # not streams
]


def edit(stance: str = "opposes") -> None:
    with editing():
        Position.objects.filter(slug="rutte-on-nato-membership").update(stance=stance)


def address(route: str, view: type[ReadView]) -> tuple[str, dict[str, str]]:
    """Return the path and the parameters of a view's example."""
    parameters = dict(view.example)
    path = "/api/v1/" + re.sub(r"<\w+:(\w+)>", lambda match: parameters.pop(match[1]), route)
    return path, parameters


@dataclass
class WsgiResponse:
    status: int
    headers: dict[str, str]
    body: bytes


class Clock:
    """A clock that moves only when set, or by `step` each time it is read."""

    def __init__(self, now: float = 1_000_000.0, step: float = 0.0) -> None:
        self.now, self.step = now, step

    def __call__(self) -> float:
        self.now += self.step
        return self.now


class Service:
    """The cache middleware around Django or another application, with clocks of its own.

    `asked` counts the requests that reach the application.
    """

    def __init__(self, limit: int = 8 * MEGABYTE, application: Callable | None = None, **options: Any) -> None:
        self.clock, self.wall = options.pop("clock", Clock()), Clock()
        self.present = options.pop("present", RevisionPoller())
        self.application = application or route(WSGIHandler())
        self.asked = 0
        self.layer = CacheMiddleware(self._count, limit, self.present, self.clock, self.wall)

    def get(self, path: str, parameters: Any = "", method: str = "GET", **environ: Any) -> WsgiResponse:
        """Send a request; `environ` are keys of the WSGI environment, such as HTTP_ACCEPT."""
        started: list[tuple[str, list]] = []
        base = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": parameters if isinstance(parameters, str) else urlencode(parameters),
            "SCRIPT_NAME": "",
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "HTTP_HOST": "testserver",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
        }
        body = self.layer(base | environ, lambda status, headers, *_: started.append((status, headers)))
        [(status, headers)] = started
        assert len(dict(headers)) == len(headers)  # no header twice
        return WsgiResponse(int(status[:3]), dict(headers), b"".join(body))

    def time_passes(self) -> None:
        """Move the clock so far that the present revision must be queried again."""
        self.clock.now += 1

    def _count(self, environ: dict, start_response: Callable) -> Any:
        self.asked += 1
        return self.application(environ, start_response)
