"""Fixtures for tests on a real PostgreSQL with real commits: each test that writes gets its own database.

Migrating and loading seeds take seconds, so both are done once, in templates that PostgreSQL copies. The processes of
one run (pytest-xdist's workers) share these templates.
"""

import gc
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import django
import psycopg
import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Page, sync_playwright

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factbase.project.settings")
# the tests may run as another user than the owner of the checkout, for whom git would refuse to read it
os.environ.update(GIT_CONFIG_COUNT="1", GIT_CONFIG_KEY_0="safe.directory", GIT_CONFIG_VALUE_0="*")

from .postgresql import start_for_tests

start_for_tests()
django.setup()

from django.db import connections  # noqa: E402  after django.setup()
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.client import ClientHandler  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from api.http.answer_headers import ROOT  # noqa: E402
from api.http.application import respond  # noqa: E402

from .databases import Databases  # noqa: E402

setup_test_environment()

# how long an example takes depends on the load of the machine
settings.register_profile("tests", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tests")


run = f"test_{uuid.uuid4().hex[:8]}"
"""The prefix of the names of this run's databases."""


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:
    """Give the prefix to a worker of pytest-xdist."""
    node.workerinput["run"] = run


def pytest_configure(config: pytest.Config) -> None:
    """Take the prefix of the run, in a worker of pytest-xdist."""
    global run
    run = getattr(config, "workerinput", {}).get("run", run)


def pytest_collection_finish() -> None:
    """Exclude the imported modules from garbage collection, which otherwise takes a seventh of the CPU time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Drop the run's remaining databases, in the process that ends last."""
    if not hasattr(config, "workerinput"):
        with psycopg.connect(**Databases(run).parameters, autocommit=True) as connection:
            left = connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"{run}_"])
            for (name,) in left.fetchall():
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    databases = Databases(run)
    yield databases
    databases.use(databases.home)
    databases.drop_all()


@pytest.fixture(scope="session")
def blank_template(databases: Databases) -> str:
    """Return a migrated database without facts."""
    return databases.template("blank", "template1", "migrate")


@pytest.fixture(scope="session")
def seeded_template(databases: Databases, blank_template: str) -> str:
    """Return a database with the facts of the fixtures."""
    return databases.template("seeded", blank_template, "load_seeds")


def own_copy(databases: Databases, template: str) -> Iterator[str]:
    """Use a separate copy of a template for one test."""
    name = databases.copy(template)
    databases.use(name)
    yield name
    databases.use(databases.home)
    databases.drop(name)


@pytest.fixture
def seeded(databases: Databases, seeded_template: str) -> Iterator[str]:
    """Use the shared seeded database, for tests that only read."""
    with databases.filled(seeded_template) as name:
        yield name


@pytest.fixture
def scratch(databases: Databases, seeded_template: str) -> Iterator[str]:
    """Use a separate copy of the seeded database, for tests that write."""
    yield from own_copy(databases, seeded_template)


@pytest.fixture
def blank(databases: Databases, blank_template: str) -> Iterator[str]:
    """Use a separate migrated database without facts."""
    yield from own_copy(databases, blank_template)


class ServiceHandler(ClientHandler):
    """Answer requests of Django's test client as the service does: the API in its own application."""

    def get_response(self, request: HttpRequest) -> HttpResponse:
        return respond(request) if request.path_info.startswith(ROOT) else super().get_response(request)


@pytest.fixture
def client() -> Client:
    client = Client()
    client.handler = ServiceHandler(enforce_csrf_checks=False)
    return client


@pytest.fixture
def get(client: Client) -> Callable:
    """GET a path of the API: `get("/api/v1/actors/", kind="state").json()`."""

    def get(path: str, headers: dict | None = None, **parameters):
        return client.get(path, parameters, headers=headers)

    return get


@pytest.fixture
def serve(databases: Databases, scratch: str, tmp_path: Path) -> Iterator[Callable[[], tuple[subprocess.Popen, str]]]:
    """Start the real server on a separate seeded database; return the process and its address."""
    started: list[subprocess.Popen] = []

    def serve(**variables: str) -> tuple[subprocess.Popen, str]:
        server, address, log = _start(databases.url(scratch), tmp_path, **variables)
        started.append(server)
        _wait_for(address, server, log)
        return server, address

    yield serve
    for server in started:
        _stop(server)


@pytest.fixture
def served(serve: Callable) -> str:
    """Return the address of the real server on a separate seeded database."""
    return serve()[1]


@pytest.fixture(scope="session")
def served_to_read(
    databases: Databases, seeded_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Return the address of the real server on a seeded database, for tests that only read."""
    server, address, log = _start(databases.url(databases.copy(seeded_template)), tmp_path_factory.mktemp("served"))
    try:
        _wait_for(address, server, log)
        yield address
    finally:
        _stop(server)


def _start(url: str, folder: Path, **variables: str) -> tuple[subprocess.Popen, str, Path]:
    """Start the server on a free port; return it, its address and the file of its output."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / f"serve-{port}.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", "2"],
            env={**os.environ, "DATABASE_URL": url, **variables},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return server, f"http://127.0.0.1:{port}", log


def _stop(server: subprocess.Popen) -> None:
    server.terminate()
    server.wait(30)


def _wait_for(address: str, server: subprocess.Popen, log: Path) -> None:
    for _ in range(600):
        assert server.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(address).close()
            return
        except urllib.error.URLError:
            time.sleep(0.1)
    raise AssertionError(f"The server does not answer:\n{log.read_text()}")


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """Yield a page of a real browser; script errors and failed requests fail the test."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright keeps an event loop in this very thread
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    quiet += ["--disable-sync", "--no-first-run", "--disable-quic"]
    problems: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=quiet)
        page = browser.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("requestfailed", lambda request: problems.append(f"{request.url} {request.failure}"))
        page.on("response", lambda response: problems.extend([response.url] * (response.status >= 400)))
        yield page
        connections.close_all()  # those opened under playwright's event loop: later, nothing would reach them
        browser.close()
    assert [problem for problem in problems if not problem.endswith(" csp")] == []  # a page's own policy is meant
