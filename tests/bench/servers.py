"""The servers that are compared: each one process, on one processor where there are several."""

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

STARTING_SECONDS = 60
QUICK = "/api/v1/positions/?page_size=1"
ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent

CONSTANT = [str(BIN / "granian"), "--interface", "wsgi", "--workers", "1", "--blocking-threads", "4"]
CONSTANT += ["--log-level", "warning", "tests.bench.constant:application", "--port"]
SERVE = [sys.executable, "manage.py", "serve", "--workers", "1", "--port"]
WITHOUT_ANSWERS = {"CACHE_BYTES": "0"}
WITHOUT_MEMORY = {**WITHOUT_ANSWERS, "KEPT_QUESTIONS": "0"}
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
    """The session that all its processes are in."""
    quick: str
    """A path that it soon answers."""


def processors() -> tuple[set[int], set[int]]:
    """The processors for servers, and those for what asks them."""
    mine = sorted(os.sched_getaffinity(0))
    return ({mine[0]}, set(mine[1:])) if len(mine) > 1 else (set(mine), set(mine))


@contextmanager
def running(url: str, logs: Path) -> Iterator[dict[str, Server]]:
    """The servers by name, on the database of this URL: the plain one; the service without its memory, with questions
    but no answers kept, and with all its memory; and one of constant bytes: those of the service's first answer.
    """
    with ExitStack() as stack:
        servers = {
            name: stack.enter_context(started(command, url, logs / f"{name}.log", **environment))
            for name, command, environment in (
                ("plain", PLAIN, {}),
                ("cold", SERVE, WITHOUT_MEMORY),
                ("again", SERVE, WITHOUT_ANSWERS),
                ("warm", SERVE, {}),
            )
        }
        constant = started(CONSTANT, url, logs / "constant.log", LIKE=servers["warm"].address)
        yield {**servers, "constant": stack.enter_context(constant)}


@contextmanager
def started(command: list[str], url: str, log: Path, quick: str = QUICK, **environment: str) -> Iterator[Server]:
    """A server, which its port completes the command of, on the database of this URL. Raises SystemExit."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    where = f"127.0.0.1:{port}" if command[-1] == "--bind" else str(port)
    with log.open("w") as output:
        process = subprocess.Popen(
            [*command, where],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": url, **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        os.sched_setaffinity(process.pid, processors()[0])  # before it starts workers, which follow it
        _wait_for(f"http://127.0.0.1:{port}{quick}", process, log)
        yield Server(f"http://127.0.0.1:{port}", process.pid, quick)
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(url: str, process: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(url).close()
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise SystemExit(f"A server did not start:\n{log.read_text()}")
