"""Processor time and memory of a server's processes, read from /proc (Linux only)."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_times(session: int, connection: psycopg.Connection) -> dict[int, float]:
    """Return the processor time in seconds, by process id, of a server's session and of the database's backends.

    On a machine with other load this is steadier than elapsed time. Only backends on this machine are counted.
    """
    backends = connection.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()").fetchall()
    ids = {pid for (pid,) in backends}
    return {
        pid: (int(fields[11]) + int(fields[12])) / TICKS
        for pid, name, fields in _processes()
        if int(fields[3]) == session or (name == "postgres" and pid in ids)
    }


def cpu_time_between(before: dict[int, float], after: dict[int, float]) -> float:
    """Return the seconds used between two calls of `cpu_times`, without processes that have ended."""
    return sum(seconds - before.get(pid, 0) for pid, seconds in after.items())


def largest_memory(session: int) -> int:
    """Return the resident bytes of the largest process of a server's session: a worker."""
    pages = max(int(fields[21]) for _, _, fields in _processes() if int(fields[3]) == session)
    return pages * os.sysconf("SC_PAGE_SIZE")


def _processes() -> Iterator[tuple[int, str, list[str]]]:
    """Yield the id, name and further fields of each process (see proc_pid_stat(5))."""
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            text = (entry / "stat").read_text()
        except OSError:
            continue  # it has ended meanwhile
        name = text[text.index("(") + 1 : text.rindex(")")]
        yield int(entry.name), name, text[text.rindex(")") + 2 :].split()
