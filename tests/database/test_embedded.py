"""The embedded server as its programs use it: real processes and signals, no Django.

Time limits are generous, never measurements. Most tests share one data directory, one after the other.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from factbase.database import embedded, watchdog

from .cluster import busy_backend

CHECKOUT = Path(__file__).resolve().parents[2]
LIMIT = 120  # seconds

STARTS_AT_EACH_LINE = """
import sys
from factbase.database import embedded
for line in sys.stdin:
    embedded.start()
    print("up", flush=True)
"""

FORKS = """
import os
from factbase.database import embedded
embedded.start()
if os.fork():
    os._exit(0)
print("up", flush=True)
input()
"""


def wait_for(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + LIMIT
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


class Program:
    """A process that calls start() at each command, and ends on command."""

    def __init__(self, data: Path, code: str = STARTS_AT_EACH_LINE) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=CHECKOUT,
            env={**os.environ, "FACTBASE_DATA": str(data)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def ask(self) -> "Program":
        assert self.process.stdin
        self.process.stdin.write("start\n")
        self.process.stdin.flush()
        return self

    def up(self) -> "Program":
        assert self.process.stdout and self.process.stderr
        assert self.process.stdout.readline() == "up\n", self.process.stderr.read()
        return self

    def end(self, how: signal.Signals | None = None) -> None:
        if how is not None:
            os.killpg(self.process.pid, how)
        self.process.communicate()


class Server:
    """A data directory, and the state of its server seen from outside."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.cluster = data / "postgresql"
        self.programs: list[Program] = []

    def program(self, code: str = STARTS_AT_EACH_LINE) -> Program:
        self.programs.append(Program(self.data, code))
        return self.programs[-1]

    def started(self) -> Program:
        return self.program().ask().up()

    @property
    def host(self) -> str:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("FACTBASE_DATA", str(self.data))
            return embedded.parameters()["HOST"]

    def query(self, sql: str) -> str | None:
        with psycopg.connect(
            host=self.host, port=5432, user="factbase", dbname="factbase", autocommit=True
        ) as connection:
            cursor = connection.execute(sql)
            row = cursor.fetchone() if cursor.description else None
            return str(row[0]) if row else None

    def answers(self) -> bool:
        with contextlib.suppress(psycopg.OperationalError):
            return self.query("SELECT 1") == "1"
        return False

    def pid(self) -> int:
        return int((self.cluster / "postmaster.pid").read_text().split("\n")[0])

    def running(self, words: str) -> list[int]:
        """Return the ids of the processes whose command line contains these words."""
        processes = subprocess.run(["ps", "-A", "-ww", "-o", "pid=,args="], capture_output=True, text=True, check=True)
        return [int(line.split()[0]) for line in processes.stdout.splitlines() if words in line]

    def watchdogs(self) -> list[int]:
        return self.running(f"watchdog.py {self.data} ")

    def stopped(self) -> bool:
        lock = watchdog.open_lock(self.data / "server.lock")
        try:
            return watchdog.try_lock(lock, fcntl.LOCK_EX)
        finally:
            os.close(lock)

    def stops_cleanly(self) -> bool:
        wait_for(self.stopped)
        wait_for(lambda: not self.watchdogs())
        return not (self.cluster / "postmaster.pid").exists()

    def clear(self) -> None:
        for program in self.programs:
            program.process.kill()
            program.process.communicate()
        self.programs.clear()
        try:
            if not self.stopped():
                Program(self.data).ask().up().end()  # a server without a watchdog gets one
            wait_for(self.stopped)
            wait_for(lambda: not self.watchdogs())
        finally:  # clean up after a failure, too
            for pid in [*self.watchdogs(), *self.running(f"postgres -D {self.cluster} ")]:
                os.kill(pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    # Not tmp_path: for root, the server's account could not enter it.
    path = Path(tempfile.mkdtemp(prefix="factbase-test-")).resolve()
    path.chmod(0o711)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    """Return the server of the data directory that most tests share."""
    server = Server(folder / "shared")
    server.data.mkdir(mode=0o711, exist_ok=True)
    yield server
    server.clear()


@pytest.fixture
def fresh(folder: Path) -> Iterator[Server]:
    """Return a server of a new data directory, whose path needs quoting and is too long for a socket."""
    server = Server(folder / "it's, a new one" / ("x" * 120))
    yield server
    server.clear()
    shutil.rmtree(server.data)
    shutil.rmtree(server.host)


def test_parameters_create_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = folder / "missing"
    monkeypatch.setenv("FACTBASE_DATA", str(data))
    assert embedded.parameters() == {
        "NAME": "factbase",
        "USER": "factbase",
        "HOST": str(data / "socket"),
        "PORT": "5432",
    }
    assert not data.exists()


@pytest.mark.parametrize("name", ["x" * 120, "with space", "with,comma", "mit-ä"])
def test_socket_path_is_short_and_plain_for_any_data_path(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTBASE_DATA", f"/srv/{name}")
    host = embedded.parameters()["HOST"]
    assert host == embedded.parameters()["HOST"]
    assert host.startswith("/tmp/factbase-") and len(host) < 40
    monkeypatch.setenv("FACTBASE_DATA", f"/srv/{name}2")
    assert embedded.parameters()["HOST"] != host


def test_root_keeps_its_data_outside_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FACTBASE_DATA", raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert embedded.data_directory().parent == Path("/var/lib/factbase")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert embedded.data_directory() == CHECKOUT / "var"


def test_first_start_by_six_programs_at_once(fresh: Server) -> None:
    for program in [fresh.program().ask() for _ in range(6)]:
        program.up()
    assert len(fresh.watchdogs()) == 1
    assert fresh.query("SELECT count(*) FROM pg_database WHERE datname = 'factbase'") == "1"
    assert (
        fresh.query("SELECT pg_encoding_to_char(encoding) || ' ' || datlocale FROM pg_database LIMIT 1")
        == "UTF8 C.UTF-8"
    )
    assert fresh.query("SHOW data_checksums") == "on"
    assert fresh.query("SHOW listen_addresses") == ""


@pytest.mark.slow
def test_interrupted_first_start_is_repeated(fresh: Server) -> None:
    program = fresh.program().ask()
    wait_for((fresh.data / "postgresql.new" / "global").exists)
    program.end(signal.SIGKILL)
    assert fresh.watchdogs()
    fresh.started()
    assert fresh.query("SELECT 1") == "1"


@pytest.mark.slow
def test_stops_after_the_last_program_and_not_before(server: Server) -> None:
    first, second = server.started(), server.started()
    first.end()
    time.sleep(2 * watchdog.GRACE)
    assert server.query("SELECT 1") == "1"
    second.end()
    assert server.stops_cleanly()


def test_data_survives_a_restart(server: Server) -> None:
    program = server.started()
    server.query("CREATE TABLE kept AS SELECT 42 AS answer")
    program.end()
    assert server.stops_cleanly()
    server.started()
    assert server.query("SELECT answer FROM kept") == "42"
    server.query("DROP TABLE kept")


@pytest.mark.slow
def test_forked_workers_keep_the_server_running(server: Server) -> None:
    program = server.program(FORKS)
    program.up()
    assert program.process.wait(LIMIT) == 0
    time.sleep(2 * watchdog.GRACE)
    assert server.query("SELECT 1") == "1"
    program.end()
    assert server.stops_cleanly()


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_killed_programs_do_not_keep_the_server_running(server: Server, how: signal.Signals) -> None:
    # The whole process group, as Ctrl-C in a terminal does it: server and watchdog are not in it.
    server.started().end(how)
    assert server.watchdogs()
    assert server.stops_cleanly()


@pytest.mark.slow
def test_a_killed_watchdog_is_replaced_at_the_next_start(server: Server) -> None:
    program = server.started()
    [pid] = server.watchdogs()
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: not server.watchdogs())
    program.ask().up()
    [other] = server.watchdogs()
    assert other != pid
    program.end()
    assert server.stops_cleanly()


def test_a_crashed_server_recovers_at_the_next_start(server: Server) -> None:
    program = server.started()
    server.query("CREATE TABLE kept AS SELECT 42 AS answer")
    os.kill(server.pid(), signal.SIGKILL)
    program.ask().up()
    assert server.query("SELECT answer FROM kept") == "42"
    server.query("DROP TABLE kept")
    program.end()
    assert server.stops_cleanly()


@pytest.mark.slow
def test_a_killed_server_is_restarted_after_its_last_process_ended(server: Server) -> None:
    program = server.started()
    server.query("CREATE TABLE kept AS SELECT 42 AS answer")
    with busy_backend(host=server.host, port=5432, user="factbase", dbname="factbase"):
        os.kill(server.pid(), signal.SIGKILL)
        time.sleep(2 * watchdog.GRACE)
        assert not server.answers() and not server.stopped()
    for _ in range(2):  # a restarted server is restarted again
        wait_for(server.answers)
        assert server.query("SELECT answer FROM kept") == "42"
        os.kill(server.pid(), signal.SIGKILL)
        wait_for(lambda: not server.answers())
    wait_for(server.answers)
    server.query("DROP TABLE kept")
    program.end()
    assert server.stops_cleanly()


@pytest.mark.slow
def test_restart_after_a_crash_with_a_reused_process_id(server: Server) -> None:
    program = server.started()
    pid, account = server.pid(), (server.cluster.stat().st_uid, server.cluster.stat().st_gid)
    left = (server.cluster / "postmaster.pid").read_text()
    [guard] = server.watchdogs()
    for victim in (guard, pid):
        os.kill(victim, signal.SIGKILL)
    program.end()
    wait_for(server.stopped)
    user, group = account if os.geteuid() == 0 else (None, None)
    with subprocess.Popen(["sleep", "600"], user=user, group=group) as innocent:
        try:
            (server.cluster / "postmaster.pid").write_text(left.replace(str(pid), str(innocent.pid), 1))
            lock = Path(server.host) / ".s.PGSQL.5432.lock"
            lock.write_text(f"{innocent.pid}\n{server.cluster}\n0\n5432\n{server.host}\n")
            again = server.started()
            assert server.query("SELECT 1") == "1"
            again.end()
            assert server.stops_cleanly()
            assert innocent.poll() is None
        finally:
            innocent.kill()


@pytest.mark.slow
def test_a_start_during_the_shutdown_waits_for_its_end(server: Server) -> None:
    shutdown = watchdog.open_lock(server.data / "users.lock")
    fcntl.flock(shutdown, fcntl.LOCK_EX)  # as the watchdog does it
    program = server.program().ask()
    time.sleep(1)
    assert server.stopped() and program.process.poll() is None
    os.close(shutdown)
    program.up()


@pytest.mark.slow
@pytest.mark.parametrize("moment", [0.5, 1.0, 1.02, 1.05])
def test_start_at_any_time_after_the_last_program_ended(server: Server, moment: float) -> None:
    server.started().end()
    time.sleep(moment * watchdog.GRACE)  # before, or while the watchdog stops the server
    program = server.started()
    assert server.watchdogs()
    time.sleep(2 * watchdog.GRACE)
    assert server.query("SELECT 1") == "1"
    program.end()
    assert server.stops_cleanly()


def test_other_users_cannot_connect(server: Server) -> None:
    server.started()
    for private in (Path(server.host), server.cluster):
        assert stat.S_IMODE(private.stat().st_mode) == 0o700
    assert stat.S_IMODE((Path(server.host) / ".s.PGSQL.5432").stat().st_mode) == 0o700


@pytest.mark.slow
def test_permissions_of_the_socket_folder_are_restored(server: Server) -> None:
    program = server.started()
    Path(server.host).chmod(0o777)
    program.ask().up()
    assert stat.S_IMODE(Path(server.host).stat().st_mode) == 0o700


def test_a_socket_folder_of_another_user_is_refused(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("FACTBASE_DATA", str(folder / "a stranger's"))
    path = Path(embedded.parameters()["HOST"])
    path.symlink_to(folder)
    try:
        with pytest.raises(embedded.EmbeddedServerError, match="belongs to another user"):
            embedded.start()
    finally:
        path.unlink()


def test_an_unusable_folder_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTBASE_DATA", "/dev/null/data")
    with pytest.raises(embedded.EmbeddedServerError, match=r"(?s)/dev/null/data.*FACTBASE_DATA.*DATABASE_URL"):
        embedded.start()


def test_a_failed_start_shows_the_log(server: Server) -> None:
    server.started().end()
    assert server.stops_cleanly()
    mark = server.cluster / "PG_VERSION"
    good = mark.read_text()
    mark.write_text("9\n")
    try:
        _, complaint = server.program().process.communicate("start\n")
    finally:
        mark.write_text(good)
    assert "EmbeddedServerError" in complaint
    assert "incompatible with server" in complaint
    assert "DATABASE_URL" in complaint
