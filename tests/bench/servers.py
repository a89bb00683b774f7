"""The servers under test: one process each, all on the same processor if the machine has several."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

START_TIMEOUT = 60
"""Seconds."""

HEALTH_PATH = "/api/v1/positions/?page_size=1"
ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent

CONSTANT = [str(BIN / "granian"), "--interface", "wsgi", "--workers", "1", "--blocking-threads", "4"]
CONSTANT += ["--log-level", "warning", "tests.bench.constant:application", "--port"]
SERVE = [sys.executable, "manage.py", "serve", "--workers", "1", "--port"]
NO_CACHE = {"CACHE_BYTES": "0"}
PLAIN = [
    str(BIN / "gunicorn"),
    "--workers",
    "1",
    "--log-level",
    "warning",
    "tests.bench.plain.wsgi:application",
    "--bind",
]


@dataclass(frozen=True)
class Server:
    """A running server."""

    address: str
    session: int
    """The id of the session that all its processes belong to."""
    health_path: str
    """A path with a fast response."""


def split_processors() -> tuple[set[int], set[int]]:
    """Return the processors for servers and those for load generators."""
    available = sorted(os.sched_getaffinity(0))
    return ({available[0]}, set(available[1:])) if len(available) > 1 else (set(available), set(available))


def environment_for(url: str) -> dict[str, str]:
    """Return the environment for a checkout's own commands on the database of this URL.

    It does not name the settings, which have another module in older checkouts.
    """
    inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return inherited | {"DATABASE_URL": url}


@contextmanager
def run_servers(url: str, logs: Path) -> Iterator[dict[str, Server]]:
    """Run the servers on the database of this URL and yield them by name.

    `plain` is the plain server; `cold` the service without response cache; `warm` the service with it; `constant`
    returns the bytes of the service's first response.
    """
    with (
        run_server(PLAIN, url, logs / "plain.log") as plain,
        run_service(url, logs) as service,
        run_server(CONSTANT, url, logs / "constant.log", LIKE=service["warm"].address) as constant,
    ):
        yield {"plain": plain, **service, "constant": constant}


@contextmanager
def run_service(url: str, logs: Path, folder: Path = ROOT, **settings: str) -> Iterator[dict[str, Server]]:
    """Run the service of the checkout in this folder, without response cache (`cold`) and with it (`warm`)."""
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(run_server(SERVE, url, logs / f"{name}.log", folder=folder, **environment))
            for name, environment in (("cold", settings | NO_CACHE), ("warm", settings))
        }


@contextmanager
def run_server(
    command: list[str], url: str, log: Path, health_path: str = HEALTH_PATH, folder: Path = ROOT, **environment: str
) -> Iterator[Server]:
    """Run a server in a folder, on the database of this URL; its port is appended to the command.

    Raise SystemExit with the log when it does not start.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    bind = f"127.0.0.1:{port}" if command[-1] == "--bind" else str(port)
    with log.open("w") as output:
        process = subprocess.Popen(
            [*command, bind],
            cwd=folder,
            env=environment_for(url) | environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        os.sched_setaffinity(process.pid, split_processors()[0])  # before it starts workers, which inherit it
        _wait_for(f"http://127.0.0.1:{port}{health_path}", process, log)
        yield Server(f"http://127.0.0.1:{port}", process.pid, health_path)
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(url: str, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(url).close()
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise SystemExit(f"A server did not start:\n{log.read_text()}")
