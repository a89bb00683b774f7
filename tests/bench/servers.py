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
NO_RESPONSE_CACHE = {"CACHE_BYTES": "0"}
NO_CACHES = {**NO_RESPONSE_CACHE, "KEPT_QUESTIONS": "0"}
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


@contextmanager
def run_servers(url: str, logs: Path) -> Iterator[dict[str, Server]]:
    """Run the servers on the database of this URL and yield them by name.

    `plain` is the plain server; `cold` the service without caches; `again` the service with cached requests but no
    cached responses; `warm` the service with all caches; `constant` returns the bytes of the service's first response.
    """
    with ExitStack() as stack:
        servers = {
            name: stack.enter_context(run_server(command, url, logs / f"{name}.log", **environment))
            for name, command, environment in (
                ("plain", PLAIN, {}),
                ("cold", SERVE, NO_CACHES),
                ("again", SERVE, NO_RESPONSE_CACHE),
                ("warm", SERVE, {}),
            )
        }
        constant = run_server(CONSTANT, url, logs / "constant.log", LIKE=servers["warm"].address)
        yield {**servers, "constant": stack.enter_context(constant)}


@contextmanager
def run_server(
    command: list[str], url: str, log: Path, health_path: str = HEALTH_PATH, **environment: str
) -> Iterator[Server]:
    """Run a server on the database of this URL; its port is appended to the command.

    Raise SystemExit with the log when it does not start.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    bind = f"127.0.0.1:{port}" if command[-1] == "--bind" else str(port)
    with log.open("w") as output:
        process = subprocess.Popen(
            [*command, bind],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": url, **environment},
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
