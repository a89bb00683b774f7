"""Measure one case once: its load, and the processor time of its server and database."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

import psycopg

from . import load, processes
from .cases import Case, fetch
from .servers import Server

WARM_UP_SECONDS = 1
"""Duration of the warm-up of each case, unless a measurement is shorter."""


@dataclass(frozen=True)
class Measurement:
    """One case in one round."""

    load: load.LoadResult
    cpu_microseconds: float
    """Processor time per response, of the server and its database."""


def warm_up(case: Case, server: Server, seconds: float) -> None:
    load.send_requests(server.address + case.path, case.headers, 4, min(WARM_UP_SECONDS, seconds))
    fetch(server, server.health_path)


def measure(
    case: Case, server: Server, connection: psycopg.Connection, connections: int, seconds: float
) -> Measurement:
    """Measure a case; `connection` is to the database of its server. Raise SystemExit if a request fails."""
    before = processes.cpu_times(server.session, connection)
    result = load.send_requests(server.address + case.path, case.headers, connections, seconds)
    cpu_time = processes.cpu_time_between(before, processes.cpu_times(server.session, connection))
    fetch(server, server.health_path)  # waits for requests that the load generator has abandoned
    if result.errors or not result.requests:
        fault = f"{result.errors} errors" if result.errors else f"no response in {seconds:g} s"
        raise SystemExit(f"{case.name}, {case.server}, {connections_label(connections)}: {fault}.")
    return Measurement(result, 1e6 * cpu_time / result.requests)


def connections_label(connections: int) -> str:
    return f"{connections} connection{'s' if connections > 1 else ''}"


def median(results: Sequence[Measurement], attribute: str) -> float:
    return statistics.median(getattr(result.load, attribute) for result in results)


def cpu_time(results: Sequence[Measurement]) -> float:
    """Return the median, but at least 0.1: the clock of /proc may count nothing in a short run."""
    return max(statistics.median(result.cpu_microseconds for result in results), 0.1)
