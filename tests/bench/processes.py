"""What the processes of a server use, as Linux tells it."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg

TICKS = os.sysconf("SC_CLK_TCK")


def spent(session: int, base: psycopg.Connection) -> dict[int, float]:
    """Seconds of processor time that each process of a server's session, and of the database for this base, has used
    since it started: steadier than the clock, on a machine with other work to do.

    Of the database, only those that run on this machine count.
    """
    backends = base.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()").fetchall()
    ids = {pid for (pid,) in backends}
    return {
        pid: (int(fields[11]) + int(fields[12])) / TICKS
        for pid, name, fields in _processes()
        if int(fields[3]) == session or (name == "postgres" and pid in ids)
    }


def between(before: dict[int, float], after: dict[int, float]) -> float:
    """Seconds that were spent between two looks, without those of processes that have ended."""
    return sum(seconds - before.get(pid, 0) for pid, seconds in after.items())


def memory(session: int) -> int:
    """Bytes that the largest process of a server's session, which is a worker, holds in memory."""
    return max(int(fields[21]) for _, _, fields in _processes() if int(fields[3]) == session) * os.sysconf(
        "SC_PAGE_SIZE"
    )


def _processes() -> Iterator[tuple[int, str, list[str]]]:
    """Id, name and further fields of each process, as in proc_pid_stat(5)."""
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            text = (entry / "stat").read_text()
        except OSError:
            continue  # it ended meanwhile
        name = text[text.index("(") + 1 : text.rindex(")")]
        yield int(entry.name), name, text[text.rindex(")") + 2 :].split()
