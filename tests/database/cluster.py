"""Separate PostgreSQL servers for tests, PgBouncer in front of them, and the service: real processes."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
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
    """Return the command as another user, since PostgreSQL and PgBouncer refuse to run as root."""
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    return prefix + [str(word) for word in command]


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """Return a new folder that the ordinary user owns."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        path = Path(name)
        if os.geteuid() == 0:
            shutil.chown(path, "postgres")
        yield path


class Cluster:
    """A PostgreSQL server; `url` connects as its superuser."""

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
        """Start a streaming replica of the server."""
        replica = Cluster(home, free_port())
        source = f"host=127.0.0.1 port={self.port} user=postgres"
        self._run("pg_basebackup", "-d", source, "-D", replica.data, "-R", "-X", "stream", "-c", "fast")
        replica.start()
        return replica

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=60"
        self._run("pg_ctl", "-D", self.data, "-l", self.log, "-w", "-o", options, "start")

    @property
    def pid(self) -> int:
        """Return the id of its first process."""
        return int((self.data / "postmaster.pid").read_text().split()[0])

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
            stdout=subprocess.PIPE if program != "pg_ctl" else subprocess.DEVNULL,  # the server would inherit the pipe
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert done.returncode == 0, done.stdout or self.log.read_text()


def write(url: str, name: str, slug: str = "russia") -> int:
    """Rename an actor in a revision; return the number of the revision."""
    with psycopg.connect(url) as connection:
        settings = {"author": "Test", "kind": "addition", "reason_code": "", "reason": "Test", "reviewer": ""}
        for setting, value in settings.items():
            connection.execute("SELECT set_config(%s, %s, true)", [f"factbase.{setting}", value])
        connection.execute("SET LOCAL search_path = public, extensions")
        connection.execute("UPDATE factbase_actor SET name = %s WHERE slug = %s", [name, slug])
        row = connection.execute("SELECT number FROM factbase_revisioncounter").fetchone()
        assert row
        return row[0]


class PgBouncer:
    """PgBouncer in transaction mode in front of clusters, by database name."""

    KEEPS_PREPARED = (1, 22)
    """The version that keeps prepared statements as psycopg uses them."""

    SERVERS = 3
    """Connections for a user of a database: fewer than the clients in a test."""

    def __init__(self, home: Path, keeps_prepared: bool, **clusters: Cluster) -> None:
        self.port, self.keeps_prepared = free_port(), keeps_prepared
        databases = [
            f"{name} = host=127.0.0.1 port={cluster.port} dbname=factbase" for name, cluster in clusters.items()
        ]
        lines = ["[databases]", *databases, "[pgbouncer]", "listen_addr = 127.0.0.1", f"listen_port = {self.port}"]
        lines += ["unix_socket_dir =", "auth_type = trust", f"auth_file = {home / 'users'}", "admin_users = postgres"]
        lines += ["pool_mode = transaction", f"default_pool_size = {self.SERVERS}"]
        lines += [f"max_prepared_statements = {200 * keeps_prepared}"] if self.version() >= (1, 21) else []
        (home / "users").write_text('"postgres" ""\n"facts_api" ""\n"facts_bare" ""\n')
        (home / "ini").write_text("\n".join(lines))
        self.log = home / "pgbouncer.log"
        with self.log.open("w") as output:
            command = as_ordinary_user("pgbouncer", home / "ini")
            self.process = subprocess.Popen(command, cwd="/", stdout=output, stderr=subprocess.STDOUT)
        wait_for(self._answers)

    @staticmethod
    def version() -> tuple[int, int]:
        """Return its version; (0, 0) if it is not installed."""
        if shutil.which("pgbouncer") is None:
            return 0, 0
        output = subprocess.run(["pgbouncer", "--version"], capture_output=True, text=True, check=True).stdout
        first, second = output.split()[1].split(".")[:2]
        return int(first), int(second)

    def _answers(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        with contextlib.suppress(psycopg.OperationalError):
            self.console("SHOW VERSION")
            return True
        return False

    def url(self, user: str, database: str = "factbase") -> str:
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def console(self, command: str) -> list[dict[str, Any]]:
        """Return the rows of a command on its console."""
        with psycopg.connect(self.url("postgres", "pgbouncer"), autocommit=True) as connection:
            cursor = connection.execute(command)  # type: ignore[call-overload]
            if cursor.description is None:
                return []
            return [dict(zip([column.name for column in cursor.description], row, strict=True)) for row in cursor]

    def stop(self) -> None:
        with contextlib.suppress(psycopg.OperationalError):
            self.console("SHUTDOWN")  # runuser does not forward signals
        self.process.wait(30)


@contextlib.contextmanager
def busy_backend(**server: Any) -> Iterator[None]:
    """Run a backend that works until it is killed, even after its server ends."""
    connection = psycopg.connect(**server, autocommit=True)

    def work() -> None:
        with contextlib.suppress(psycopg.OperationalError):
            connection.execute("DO $$ BEGIN LOOP PERFORM 1; END LOOP; END $$")

    threading.Thread(target=work, daemon=True).start()
    pid = connection.info.backend_pid
    with psycopg.connect(**server, autocommit=True) as other:
        works = "SELECT FROM pg_stat_activity WHERE pid = %s AND state = 'active'"
        wait_for(lambda: other.execute(works, [pid]).rowcount)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGKILL)


@dataclass(frozen=True)
class Service:
    """The service: its address and its first process."""

    address: str
    pid: int


@contextlib.contextmanager
def serving(log: Path, workers: int = 1, **environ: str) -> Iterator[Service]:
    """Run the service with these environment variables."""
    port = free_port()
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", str(workers)],
            env={**os.environ, **environ},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    service = Service(f"http://127.0.0.1:{port}", server.pid)

    def answers() -> bool:
        assert server.poll() is None, log.read_text()
        with contextlib.suppress(OSError):
            urllib.request.urlopen(service.address, timeout=30).close()
            return True
        return False

    try:
        wait_for(answers)
        yield service
    finally:
        server.terminate()
        server.wait(30)
