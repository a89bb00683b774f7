"""Servers of PostgreSQL of a test's own, PgBouncer before them, and the service on top: real processes."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg

BINARIES = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), default=None)
"""Debian's PostgreSQL, the newest; none elsewhere."""

LIMIT = 120  # seconds


def wait_for(condition: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + LIMIT
    while not (met := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
    return met


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def as_ordinary_user(*command: object) -> list[str]:
    """The command, for a user under whom PostgreSQL and PgBouncer start: they refuse root."""
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    return prefix + [str(word) for word in command]


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """A folder that the ordinary user owns."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        path = Path(name)
        if os.geteuid() == 0:
            shutil.chown(path, "postgres")
        yield path


class Cluster:
    """A server: `url` for its superuser."""

    def __init__(self, home: Path, port: int) -> None:
        self.data, self.log, self.port = home / "data", home / "log", port

    @classmethod
    def make(cls, home: Path) -> "Cluster":
        cluster = cls(home, free_port())
        cluster._run("initdb", "-D", cluster.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        cluster.start()
        cluster.execute("CREATE DATABASE factbase")
        return cluster

    def replica(self, home: Path) -> "Cluster":
        """A streaming replica of it, started."""
        replica = Cluster(home, free_port())
        source = f"host=127.0.0.1 port={self.port} user=postgres"
        self._run("pg_basebackup", "-d", source, "-D", replica.data, "-R", "-X", "stream", "-c", "fast")
        replica.start()
        return replica

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=60"
        self._run("pg_ctl", "-D", self.data, "-l", self.log, "-w", "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")

    def url(self, database: str = "factbase", user: str = "postgres") -> str:
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def execute(self, sql: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql)

    def query(self, sql: str) -> Any:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            row = connection.execute(sql).fetchone()
            return row and row[0]

    def _run(self, program: str, *arguments: object) -> None:
        assert BINARIES
        done = subprocess.run(
            as_ordinary_user(BINARIES / program, *arguments),
            cwd="/",
            stdout=subprocess.PIPE if program != "pg_ctl" else subprocess.DEVNULL,  # the server would keep a pipe open
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert done.returncode == 0, done.stdout or self.log.read_text()


def write(primary: Cluster, name: str) -> int:
    """Name an actor anew, in a revision; tell its number."""
    with psycopg.connect(primary.url(), options="-c search_path=public,extensions") as connection:
        for setting, value in {"author": "Test", "kind": "addition", "reason_code": "", "reason": "Test"}.items():
            connection.execute("SELECT set_config(%s, %s, true)", [f"factbase.{setting}", value])
        connection.execute("SELECT set_config('factbase.reviewer', '', true)")
        connection.execute("UPDATE factbase_actor SET name = %s WHERE slug = 'russia'", [name])
        row = connection.execute("SELECT number FROM factbase_revisioncounter").fetchone()
        assert row
        return row[0]


@contextlib.contextmanager
def serving(log: Path, workers: int = 1, **environ: str) -> Iterator[str]:
    """The service, with these variables in its environment; its address."""
    port = free_port()
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", str(workers)],
            env={**os.environ, **environ},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    address = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        assert server.poll() is None, log.read_text()
        with contextlib.suppress(OSError):
            urllib.request.urlopen(address, timeout=30).close()
            return True
        return False

    try:
        wait_for(answers)
        yield address
    finally:
        server.terminate()
        server.wait(30)
