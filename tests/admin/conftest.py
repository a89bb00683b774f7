"""Fixtures: a few facts, logged-in editors, and a server for a real browser."""

import threading
from collections.abc import Callable, Iterator
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.auth.models import Group, User
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import Client

from .facts import Facts, make_facts


@pytest.fixture
def facts(blank: str) -> Facts:
    """One fact of each kind."""
    return make_facts()


@pytest.fixture
def login(blank: str) -> Callable[[str], Client]:
    """Return a function that logs a superuser in and returns the client."""

    def login(name: str) -> Client:
        client = Client()
        client.force_login(User.objects.create_superuser(name))
        return client

    return login


@pytest.fixture
def member(blank: str) -> Callable[..., Client]:
    """Return a function that logs in a member of groups and returns the client: `member("anna", "authors")`."""

    def member(name: str, *groups: str) -> Client:
        user = User.objects.create_user(name, is_staff=True)
        user.groups.set(Group.objects.filter(name__in=groups))
        client = Client()
        client.force_login(user)
        return client

    return member


@pytest.fixture
def author(member: Callable[..., Client]) -> Client:
    return member("anna", "authors")


@pytest.fixture
def reviewer(member: Callable[..., Client]) -> Client:
    return member("boris", "reviewers")


@pytest.fixture
def editor(login: Callable[[str], Client]) -> Client:
    return login("olena")


class _ThreadingServer(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _SilentHandler(WSGIRequestHandler):
    def log_message(self, *_) -> None:
        pass


def _close_connections(application: Callable) -> Callable:
    """Close the connections of the server's thread after each request: left open, they would outlive the database."""

    def serve(environ: dict, start_response: Callable) -> Iterator[bytes]:
        response = application(environ, start_response)
        try:
            yield from response
        finally:
            response.close()
            connections.close_all()

    return serve


@pytest.fixture
def server(blank: str) -> Iterator[str]:
    """Serve the application with its static files on a free port; yield its address."""
    with make_server(
        "127.0.0.1",
        0,
        _close_connections(get_wsgi_application()),
        server_class=_ThreadingServer,
        handler_class=_SilentHandler,
    ) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
