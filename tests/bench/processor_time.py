"""The time that processors spent on answers: steadier than the clock, on a machine with other work to do."""

import os
from pathlib import Path

import psycopg

TICKS = os.sysconf("SC_CLK_TCK")


def spent(session: int, base: psycopg.Connection) -> float:
    """Seconds that a server's session and the database's processes for this base have used since they started.

    Of the database, only those that run on this machine count.
    """
    backends = base.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()").fetchall()
    ids = {pid for (pid,) in backends}
    total = 0.0
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            text = (entry / "stat").read_text()
        except OSError:
            continue  # it ended meanwhile
        name = text[text.index("(") + 1 : text.rindex(")")]
        fields = text[text.rindex(")") + 2 :].split()
        if int(fields[3]) == session or (name == "postgres" and int(entry.name) in ids):
            total += (int(fields[11]) + int(fields[12])) / TICKS
    return total
