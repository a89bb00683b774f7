"""Completeness of the routes of version 1: each view has one, and the index links each."""

import inspect
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings

import api.v1
from api.http.base_views import ReadView
from api.v1 import documentation, urls
from factbase.history.records import RECORDS

ROUTES = {re.sub(r"<\w+:(\w+)>", r"{\1}", str(pattern.pattern)): pattern for pattern in urls.urlpatterns}
LISTS = {f"{record.name}/" for record in RECORDS if record.has_pages}


def file_of(thing: Any) -> str:
    return inspect.getfile(thing).removeprefix(f"{settings.BASE_DIR}/")


def views(base: type[ReadView] = ReadView) -> Iterator[type[ReadView]]:
    """Yield the views that can have a route: those with a summary."""
    for view in base.__subclasses__():
        if hasattr(view, "summary") and view.__module__.startswith("api.v1."):
            yield view
        yield from views(view)


def links(value: Any) -> Iterator[str]:
    """Yield the routes that the index links: `sources/{slug}/facts/`."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from links(inner)
    elif isinstance(value, str):
        yield unquote(urlsplit(value).path).removeprefix("/api/v1/")


def test_every_view_has_a_route():
    for module in pkgutil.walk_packages(api.v1.__path__, "api.v1."):
        import_module(module.name)
    routed = {pattern.callback.view_class for pattern in ROUTES.values()}
    errors = [f"{view.__name__}, {file_of(view)}, has no route in {file_of(urls)}" for view in {*views()} - routed]
    assert not errors, "\n".join(sorted(errors))


def test_every_question_has_a_test():
    for view in {pattern.callback.view_class for pattern in ROUTES.values()}:
        room, _, module = view.__module__.rpartition(".")
        test = f"tests/{room.replace('.', '/')}/test_{module}.py"
        assert room != "api.v1.questions" or (settings.BASE_DIR / test).exists(), f"{view.__name__} has no test: {test}"


def test_the_index_links_every_route(client):
    linked = set(links(client.get("/api/v1/").json()))
    known = {f"{record}{{slug}}/{page}" for record in LISTS for page in ("", "history/")} | {""}
    parts = {route for route in ROUTES for service in linked - LISTS if service and route.startswith(service)}
    unlinked = ROUTES.keys() - linked - known - parts
    assert not unlinked, f"Index in {file_of(documentation)} does not link {', '.join(sorted(unlinked))}"
    dead = linked - ROUTES.keys()
    assert not dead, f"Index in {file_of(documentation)} links {', '.join(sorted(dead))}: no route in {file_of(urls)}"
