"""`python -m tests.bench.scaling`: measure a primary alone, with a replica, and through PgBouncer, on this machine.

All of them share its processors, so compare the processor time of each part per response, not requests per second.
Then measure how long a correction takes to become visible, and what readers notice when a server dies.
"""

import argparse
import itertools
import os
import random
import signal
import statistics
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.database.cluster import Cluster, PgBouncer, Service, folder, serving, write

from . import load
from .servers import NO_CACHE

TICKS = os.sysconf("SC_CLK_TCK")
ALONE, REPLICA, POOLED, UNPREPARED = "primary alone", "with a replica", "PgBouncer", "PgBouncer, nothing prepared"
MEMORY = "from memory"

LISTS = "/api/v1/positions/?topic=topic-1"
REQUESTS: list[tuple[str, str, load.Headers]] = [
    ("list of a topic", LISTS, ()),
    ("the same, as of 1", f"{LISTS}&as_of=1", ()),
    ("detail", "/api/v1/topics/topic-1/", ()),
]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.scaling", description=__doc__)
    parser.add_argument("--positions", type=int, default=100_000, help="size of the database (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=3, help="duration of a measurement (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="measurements per request (default: %(default)s)")
    options = parser.parse_args()
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit("Stopped.")
    )  # unwinds the context managers, which stop all servers
    with ExitStack() as stack:
        primary = Cluster.make(stack.enter_context(folder()))
        stack.callback(primary.stop)
        run(primary, "manage.py", "migrate", "-v0")
        run(primary, "-m", "tests.bench.synthesis", f"--positions={options.positions}")
        primary.execute("CREATE ROLE facts_api LOGIN")
        run(primary, "manage.py", "pooling")
        replica = primary.replica(stack.enter_context(folder()))
        stack.callback(replica.stop)
        compare(primary, replica, options.rounds, options.seconds)
        with serving(Path(os.devnull), **environ(primary, replica)) as service:
            measure_visibility(service, primary, 20 * options.rounds)
            measure_failures(service, primary, replica)


def environ(primary: Cluster, replica: Cluster | None = None) -> dict[str, str]:
    """Return the environment variables of a service that connects without PgBouncer."""
    users = {"DATABASE_URL": primary.url(), "DATABASE_READ_URL": primary.url(user="facts_api")}
    return users | ({"DATABASE_REPLICA_URLS": replica.url(user="facts_api")} if replica else {})


def run(primary: Cluster, *command: str) -> None:
    subprocess.run(
        [sys.executable, *command],
        env={**os.environ, **environ(primary)},
        stdout=subprocess.DEVNULL,
        check=True,
    )


def compare(primary: Cluster, replica: Cluster, rounds: int, seconds: float) -> None:
    """Print median requests per second and processor times for each kind of connection, without response cache."""
    with ExitStack() as stack:
        bouncers = {
            name: PgBouncer(stack.enter_context(folder()), prepared, factbase=primary)
            for name, prepared in ((POOLED, True), (UNPREPARED, False))
            if PgBouncer.version() >= (PgBouncer.KEEPS_PREPARED if prepared else (1, 0))
        }
        environments = {ALONE: environ(primary), REPLICA: environ(primary, replica)}
        for name, bouncer in bouncers.items():
            stack.callback(bouncer.stop)
            users = {"DATABASE_URL": bouncer.url("postgres"), "DATABASE_READ_URL": bouncer.url("facts_api")}
            environments[name] = {**users, "PGBOUNCER": "1", "PREPARED_STATEMENTS": str(int(bouncer.keeps_prepared))}
        services = {
            name: stack.enter_context(serving(Path(os.devnull), **NO_CACHE, **environment))
            for name, environment in environments.items()
        }
        services[MEMORY] = stack.enter_context(serving(Path(os.devnull), **environ(primary, replica)))
        results: dict[tuple[str, str], list[list[float]]] = {}
        cases = [(request, name) for request in REQUESTS for name in environments]
        tag = (("If-None-Match", etag(services[MEMORY], LISTS)),)
        cases += [(("list of a topic", LISTS, ()), MEMORY), (("the same, 304", LISTS, tag), MEMORY)]
        for turn in range(rounds + 1):
            for (label, path, headers), name in random.Random(turn).sample(cases, len(cases)):
                parts = [services[name].pid, primary.pid, replica.pid]
                parts += [bouncers[name].process.pid] if name in bouncers else []
                before = [processor_time(part) for part in parts]
                result = load.send_requests(services[name].address + path, headers, 4, seconds)
                assert not result.errors
                cpu_times = [processor_time(part) - start for part, start in zip(parts, before, strict=True)]
                if turn:  # the first round is a warm-up
                    figures = [result.rate, *(1e6 * cpu_time / result.requests for cpu_time in cpu_times)]
                    results.setdefault((label, name), []).append(figures)
    print("| request | connected | requests/s | service, µs | primary, µs | replica, µs | PgBouncer, µs |")
    print("|---|---|--:|--:|--:|--:|--:|")
    for (label, *_), name in cases:
        medians = [f"{statistics.median(column):.0f}" for column in zip(*results[label, name], strict=True)]
        print(f"| {label} | {name} | {' | '.join((*medians, '', '')[:5])} |")


def processor_time(root: int) -> float:
    """Return the seconds of processor time of a process and its descendants."""
    parents: dict[int, int] = {}
    used: dict[int, float] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        parents[int(entry.name)] = int(fields[1])
        used[int(entry.name)] = (int(fields[11]) + int(fields[12])) / TICKS

    def belongs(pid: int) -> bool:
        return pid == root or (pid in parents and belongs(parents[pid]))

    return sum(time for pid, time in used.items() if belongs(pid))


def measure_visibility(service: Service, primary: Cluster, corrections: int) -> None:
    """Print the delay between commit and first read, over so many corrections at ten per second."""
    delays = []
    for turn in range(corrections):
        number = write(primary.url(), f"Name {turn}", slug="actor-1")
        start = time.monotonic()
        while read_revision(service) < number:
            pass
        delays.append(1000 * (time.monotonic() - start))
        time.sleep(0.1)
    print(f"\nA correction is visible after {statistics.median(delays):.0f} ms, at most {max(delays):.0f} ms.")


MEDIA_TYPE_NUMBERS = itertools.count()


def read_revision(service: Service) -> int:
    """Return the revision that a list shows; a new Accept header bypasses the response cache."""
    tag = etag(
        service, "/api/v1/topics/?page_size=5", Accept=f"application/json, application/x-{next(MEDIA_TYPE_NUMBERS)}"
    )
    return int(tag.split("-r")[1].split("-")[0])


def etag(service: Service, path: str, **headers: str) -> str:
    """Return the ETag of a response."""
    request = urllib.request.Request(service.address + path, headers=headers)
    with urllib.request.urlopen(request, timeout=60) as response:
        return response.headers["ETag"]


def measure_failures(service: Service, primary: Cluster, replica: Cluster) -> None:
    """Print what four readers notice when each server stops and starts again."""
    for name, cluster in {"replica": replica, "primary": primary}.items():
        with readers(service) as summary:
            time.sleep(2)
            cluster.stop()
            time.sleep(5)
            cluster.start()
            time.sleep(12)
        print(f"The {name} dies for 5 s: {summary()}")


@contextmanager
def readers(service: Service) -> Iterator[Callable[[], str]]:
    """Run four readers and yield a function that summarizes their reads so far."""
    times: list[float] = []
    failed: list[int] = []
    ended = threading.Event()

    def read() -> None:
        while not ended.is_set():
            start = time.monotonic()
            try:
                read_revision(service)
            except urllib.error.HTTPError as error:
                failed.append(error.code)
            times.append(1000 * (time.monotonic() - start))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    yield lambda: f"{len(times)} reads, {len(failed)} failed, the slowest took {max(times):.0f} ms"
    ended.set()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
