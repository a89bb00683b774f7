"""A small base of facts, an editor who is logged in, and a server for a real browser."""

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
    """A client logged in as an editor who may do all that the admin allows."""

    def login(name: str) -> Client:
        client = Client()
        client.force_login(User.objects.create_superuser(name))
        return client

    return login


@pytest.fixture
def member(blank: str) -> Callable[..., Client]:
    """A client logged in as a member of groups: `member("anna", "authors")`."""

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


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_) -> None:
        pass


def _closing(application: Callable) -> Callable:
    """Each thread of the server has its connections: closed with the request, or they would outlive the database."""

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
    """The address of the application, served on a free port, static files included."""
    with make_server(
        "127.0.0.1", 0, _closing(get_wsgi_application()), server_class=_Server, handler_class=_Quiet
    ) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
