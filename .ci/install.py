"""Install packages into .venv: python3 .ci/install.py <stamp> <requirements> [<other prerequisites of the stamp>].

A lock allows one install at a time (taken here, since macOS has no flock(1)); the others wait. The
lock file has content while an install is unfinished. After a killed install, the next one installs every package again:
into an empty .venv if it was the first, else over the existing packages, since a server may be running from them.
"""

import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path


def main(stamp: Path, *prerequisites: Path) -> None:
    """Install the packages in the first prerequisite, unless the stamp is newer than all prerequisites."""
    if sys.version_info < (3, 11):  # noqa: UP036  runs on any Python
        sys.exit("Python 3.11 or newer is needed: make run PYTHON=/path/to/python3.11")
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C needs no traceback
    lock = os.open(".venv.lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Waiting for another install ...", flush=True)
        fcntl.flock(lock, fcntl.LOCK_EX)
    if stamp.exists() and stamp.stat().st_mtime >= max(each.stat().st_mtime for each in prerequisites):
        return

    def run(hint: str, *command: str) -> None:
        code = subprocess.run(command, pass_fds=[lock]).returncode  # inherits the lock, in case this program is killed
        if code > 0:
            os.ftruncate(lock, 0)  # it was not killed: no broken packages are left
        if code:
            sys.exit(hint)

    print(f"Installing {prerequisites[0]} into .venv (about a minute the first time) ...", flush=True)
    unfinished = os.read(lock, 1) != b""
    os.write(lock, b"unfinished\n")
    empty = unfinished and not Path(".venv/installed").exists()
    if empty or not all(os.access(f".venv/bin/{program}", os.X_OK) for program in ("python", "pip")):
        clear = ["--clear"] if empty else []
        run("On Debian: apt-get install python3-venv", sys.executable, "-m", "venv", *clear, ".venv")
    options = ["--quiet", "--disable-pip-version-check", *(["--ignore-installed"] if unfinished else [])]
    pip = [".venv/bin/python", "-m", "pip", "install", *options, "-r", str(prerequisites[0])]
    run("The packages could not be installed.", *pip)
    os.ftruncate(lock, 0)
    stamp.touch()


main(*map(Path, sys.argv[1:]))
