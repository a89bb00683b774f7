"""A process that keeps the embedded PostgreSQL running while programs use it, and stops it after the last one.

File locks (flock(2)), not process ids, show which processes live: the kernel drops a lock when its last holder dies, by
SIGKILL too, while an id may be reused. The locks, in the data directory:

    users.lock   shared by every program that uses the server, with its forked workers;
                 exclusive to the watchdog while it stops the server
    server.lock  exclusive to the processes that work on the cluster: initdb and pg_ctl, then the server and its
                 backends, inherit it from the program that starts them
    keeper.lock  exclusive to the watchdog, which inherits it from the program that starts it

It imports only the standard library, so that it stays small: it lives as long as the server.
"""

import fcntl
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

INTERVAL = 0.2  # seconds between two checks of the locks
GRACE = 2.0  # seconds before a stop, so that the server survives between two commands in a row
TIMEOUT = 600.0  # seconds: longer than a crash recovery or a shutdown

# The server outlives the program, so it must not inherit secrets, PGPORT or similar variables.
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"}


def open_lock(path: Path) -> int:
    """Open or create a lock file. The lock lasts until all processes that inherit the descriptor close it."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def try_lock(descriptor: int, kind: int) -> bool:
    """Take the lock (fcntl.LOCK_SH or fcntl.LOCK_EX) without waiting; return True on success."""
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def ensure_running(data: Path, uid: int, gid: int) -> None:
    """Start a watchdog for this data directory unless one runs. `uid` and `gid` are the server's account.

    The caller holds a share of users.lock, so that the watchdog does not stop at once. Raise OSError or
    subprocess.SubprocessError.
    """
    own = open_lock(data / "keeper.lock")
    try:
        if try_lock(own, fcntl.LOCK_EX):
            # The child inherits the lock, so that no other program can start a second watchdog in between.
            command = [sys.executable, "-I", "-S", __file__, str(data), str(own), str(uid), str(gid)]
            with (data / "keeper.log").open("w") as log:
                subprocess.run(
                    command, check=True, pass_fds=[own], cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log
                )
    finally:
        os.close(own)


def remove_stale_files(cluster: Path, sockets: Path) -> None:
    """Remove the files of a crashed server. The caller holds server.lock, so none of its processes is alive.

    PostgreSQL checks only the process id in them, and refuses to start if another process of the same user has that id
    (common in containers).
    """
    for stale in [cluster / "postmaster.pid", *sockets.glob(".s.PGSQL.*")]:
        stale.unlink(missing_ok=True)


def restart(cluster: Path, lock: int) -> None:
    """Restart the server with its last options, if possible. It inherits `lock`, the server.lock."""
    with suppress(OSError):
        program, _, options = (cluster / "postmaster.opts").read_text().partition(' "')
        sockets, log = options.partition("unix_socket_directories=")[2].partition('"')[0], cluster / "start.log"
        remove_stale_files(cluster, Path(sockets))
        log.unlink(missing_ok=True)
        subprocess.run(
            [Path(program).with_name("pg_ctl"), "restart", "-t", str(int(TIMEOUT)), "-D", cluster, "-l", log],
            pass_fds=[lock],
            umask=0o077,
            env=ENVIRONMENT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def run(data: Path, own: int, uid: int, gid: int) -> None:
    """Restart a crashed server; shut it down after the last program. `own` is the inherited keeper.lock."""
    users, server = open_lock(data / "users.lock"), open_lock(data / "server.lock")
    if os.fork():
        os._exit(0)  # detached, so that the program need not wait for it
    os.setsid()  # ignore a Ctrl-C in the program's terminal
    if os.geteuid() == 0:  # the server's account suffices to start and signal it
        os.fchown(server, uid, gid)  # it is reopened below
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    started = False
    while True:
        while not try_lock(users, fcntl.LOCK_EX):
            time.sleep(INTERVAL)
            if not try_lock(server, fcntl.LOCK_EX):
                started = True
            elif started:  # the program makes the first start, and reports its errors
                restart(data / "postgresql", server)
                os.close(server)  # the server has inherited the lock
                server = open_lock(data / "server.lock")
                time.sleep(GRACE)
            else:
                fcntl.flock(server, fcntl.LOCK_UN)
        fcntl.flock(users, fcntl.LOCK_UN)
        time.sleep(GRACE)
        # The exclusive lock makes new programs wait until the server is down; then they start it again.
        if try_lock(users, fcntl.LOCK_EX):
            break
    deadline = time.monotonic() + TIMEOUT
    # Repeat the signal until the lock is free: a killed program may have left an initdb or pg_ctl, which starts its
    # server only later.
    while not try_lock(server, fcntl.LOCK_EX):
        if time.monotonic() > deadline:
            sys.exit("The server did not stop.")
        with suppress(OSError, ValueError):
            pid = int((data / "postgresql" / "postmaster.pid").read_text().partition("\n")[0])
            os.kill(pid, signal.SIGINT)  # PostgreSQL's "fast shutdown"
        time.sleep(0.1)
    # Before users.lock, which is dropped on exit: a program that gets its share must find that no watchdog runs.
    os.close(own)


if __name__ == "__main__":
    run(Path(sys.argv[1]), *map(int, sys.argv[2:]))
