"""Keep the embedded PostgreSQL running while programs use it, and stop it when the last one has ended, however it did.

Who is alive is told by file locks (flock(2)), never by process ids: the kernel drops a lock when its last holder
dies, of SIGKILL too, whereas an id is soon given to another process. The locks, in the data directory:

    users.lock   shared by every program that uses the server, its forked workers included;
                 exclusive to the keeper while it stops the server
    server.lock  exclusive to whoever works on the cluster: initdb and pg_ctl, then the server and its backends,
                 inherit it from the program that starts them
    keeper.lock  exclusive to the one keeper, which inherits it from the program that starts it

Standard library only, and nothing of this package: the keeper lives as long as the server, so it should stay small.
"""

import fcntl
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

INTERVAL = 0.2  # seconds between two looks at the locks
GRACE = 2.0  # seconds: `manage.py migrate && manage.py check` need not stop the server in between
PATIENCE = 600.0  # seconds: outlasts crash recovery and the checkpoint of a shutdown

# The server outlives the program: it gets neither the program's secrets nor PGPORT and its like.
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"}


def open_lock(path: Path) -> int:
    """Open (and create) a lock file; closing the descriptor in every process that inherited it drops its lock."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def try_lock(descriptor: int, kind: int) -> bool:
    """Take the lock (fcntl.LOCK_SH or fcntl.LOCK_EX) if that needs no waiting."""
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def ensure(data: Path, uid: int, gid: int) -> None:
    """Start a keeper for this data directory unless one lives; uid and gid are the server's account.

    The caller holds its share of users.lock, so that the keeper finds it in use. Raises OSError or
    subprocess.SubprocessError.
    """
    own = open_lock(data / "keeper.lock")
    try:
        if try_lock(own, fcntl.LOCK_EX):
            # The child is born with the lock: at no moment could a second program see none and start another.
            command = [sys.executable, "-I", "-S", __file__, str(data), str(own), str(uid), str(gid)]
            with (data / "keeper.log").open("w") as log:
                subprocess.run(
                    command, check=True, pass_fds=[own], cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log
                )
    finally:
        os.close(own)


def remove_stale_files(cluster: Path, sockets: Path) -> None:
    """Remove what a crashed server left. The caller holds server.lock, so no process of that server is alive.

    PostgreSQL would judge them by process id, and refuse to start once that id belongs to another process of the same
    user (common in containers).
    """
    for stale in [cluster / "postmaster.pid", *sockets.glob(".s.PGSQL.*")]:
        stale.unlink(missing_ok=True)


def restart(cluster: Path, lock: int) -> None:
    """Start the server again as it was started last, if possible. `lock` is server.lock, for the server to inherit."""
    with suppress(OSError):
        program, _, options = (cluster / "postmaster.opts").read_text().partition(' "')
        sockets, log = options.partition("unix_socket_directories=")[2].partition('"')[0], cluster / "start.log"
        remove_stale_files(cluster, Path(sockets))
        log.unlink(missing_ok=True)
        subprocess.run(
            [Path(program).with_name("pg_ctl"), "restart", "-t", str(int(PATIENCE)), "-D", cluster, "-l", log],
            pass_fds=[lock],
            umask=0o077,
            env=ENVIRONMENT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def keep(data: Path, own: int, uid: int, gid: int) -> None:
    """Restart a server that ends early; shut it down after the last program. `own` is the inherited keeper.lock."""
    users, server = open_lock(data / "users.lock"), open_lock(data / "server.lock")
    if os.fork():
        os._exit(0)  # detached: no zombie in the program, no stranger for its waitpid()
    os.setsid()  # a Ctrl-C in the program's terminal is not for the keeper
    if os.geteuid() == 0:  # it only starts and signals the server, whose own files tell it how and whom
        os.fchown(server, uid, gid)  # to be opened again
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    started = False
    while True:
        while not try_lock(users, fcntl.LOCK_EX):
            time.sleep(INTERVAL)
            if not try_lock(server, fcntl.LOCK_EX):
                started = True
            elif started:  # not before: the first start is the program's, which reports what goes wrong
                restart(data / "postgresql", server)
                os.close(server)  # the server has inherited the lock
                server = open_lock(data / "server.lock")
                time.sleep(GRACE)
            else:
                fcntl.flock(server, fcntl.LOCK_UN)
        fcntl.flock(users, fcntl.LOCK_UN)
        time.sleep(GRACE)
        # Holding it exclusively keeps new programs waiting until the server is down; then they start it again.
        if try_lock(users, fcntl.LOCK_EX):
            break
    deadline = time.monotonic() + PATIENCE
    # Until the lock is free, not until one signal was sent: a killed program may have left an initdb or pg_ctl
    # behind, whose server comes up only later.
    while not try_lock(server, fcntl.LOCK_EX):
        if time.monotonic() > deadline:
            sys.exit("The server did not stop.")
        with suppress(OSError, ValueError):
            pid = int((data / "postgresql" / "postmaster.pid").read_text().partition("\n")[0])
            os.kill(pid, signal.SIGINT)  # PostgreSQL's "fast shutdown"
        time.sleep(0.1)
    # Before users.lock (dropped on exit): a program that gets its share must not take this keeper for a living one.
    os.close(own)


if __name__ == "__main__":
    keep(Path(sys.argv[1]), *map(int, sys.argv[2:]))
