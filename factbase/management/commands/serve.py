"""manage.py serve: prepare the database and serve it."""

import ctypes
import fcntl
import os
import signal
import socket
import sys
import tempfile
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import ProgrammingError, connections
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from factbase.database.pgbouncer import require_configured_roles
from factbase.database.preparation import preparing
from factbase.database.roles import reading_fault
from factbase.history.revision import RevisionCounter


class Command(BaseCommand):
    help = "Migrate the database, load the seeds if it is empty, and serve the API, its documentation and the admin."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="The address to listen on (default: %(default)s).")
        parser.add_argument("--port", type=int, default=8000, help="The port to listen on (default: %(default)s).")
        parser.add_argument(
            "--workers", type=int, default=min(os.cpu_count() or 1, 4), help="Worker processes (default: %(default)s)."
        )

    def handle(self, *, host: str, port: int, workers: int, **options) -> None:
        if not 0 < port < 65536 or workers < 1:
            raise CommandError("--port must be from 1 to 65535, and --workers at least 1.")
        self._require_free_port(host, port)
        self._prepare()
        python = ".venv/bin/python" if os.path.exists(".venv/bin/python") else "python"  # noqa: PTH110  as in a shell
        self.stdout.write(
            f"Serving on http://{host}:{port}/ with revision {RevisionCounter.objects.get().number}. Stop: Ctrl-C.\n"
            f"To create an editor, in another terminal: {python} manage.py createsuperuser\n"
            f"Editors correct facts at http://{host}:{port}/admin/"
        )
        self.stdout.flush()
        connections.close_all()
        os.register_at_fork(after_in_child=_follow_master)
        os.register_at_fork(after_in_child=_limit_memory)
        Granian(
            "factbase.project.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=4,  # one can wait for the database while others work
            blocking_threads_idle_timeout=600,  # a thread's end closes its connection with its prepared statements
            respawn_failed_workers=True,
            workers_kill_timeout=3,  # for a worker that receives the signal while it loads
            log_level=LogLevels.warning,
        ).serve()

    def _require_free_port(self, host: str, port: int) -> None:
        """Raise CommandError unless the port is free. Workers can share ports, so a file is locked as well."""
        path = Path(tempfile.gettempdir()) / f"factbase-{os.getuid()}-{port}.lock"
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # held until this program and its workers end
        except OSError as error:
            raise CommandError(
                f"You already run a server on port {port}. Stop it, or choose another port: make run PORT={port + 1}"
            ) from error
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise CommandError(
                    f"Cannot listen on {host}:{port}: {error.strerror}. Choose another port: make run PORT={port + 1}"
                ) from error

    def _prepare(self) -> None:
        with preparing(self.stdout.write):
            try:
                if settings.PGBOUNCER:
                    require_configured_roles()
                self.stdout.write("Preparing the database ...")
                call_command("migrate", verbosity=0, interactive=False)
                if fault := reading_fault():
                    raise CommandError(fault)
                call_command("load_seeds", if_empty=True)
            except ProgrammingError as error:
                hint = "The database may be of another version of this program. Name another database in "
                hint += "DATABASE_URL, or another folder in FACTBASE_DATA."
                if isinstance(error.__cause__, psycopg.errors.InsufficientPrivilege):
                    hint = "The database user must own the schema."
                raise CommandError(f"{error}\n{hint}") from error


def _follow_master() -> None:
    """Leave Ctrl-C to the master, since a worker that gets SIGINT and SIGTERM hangs; end if the master is killed."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    if sys.platform == "linux":
        set_parent_death_signal = 1  # PR_SET_PDEATHSIG, prctl(2)
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)  # a worker that loads ignores SIGTERM


def _limit_memory() -> None:
    """Make glibc return freed memory of a worker to the system, as other C libraries do.

    By default it has many heaps, and raises its thresholds with the largest block freed: it kept 200 MB with 130 MB in
    use and a full cache. Setting the thresholds, even to their defaults, stops that.
    """
    libc = ctypes.CDLL(None)
    if sys.platform == "linux" and hasattr(libc, "mallopt"):
        trim_threshold, mmap_threshold, arena_max = -1, -3, -8  # mallopt(3)
        libc.mallopt(trim_threshold, 128 * 1024)
        libc.mallopt(mmap_threshold, 128 * 1024)
        libc.mallopt(arena_max, 2)
