"""`python -m tests.bench.scaling`: a primary alone, with a replica, and through PgBouncer, on this machine.

All share its processors, so that the processor time that an answer costs each part says more than requests a second.
Then: how long a correction takes to be shown while a replica lags, and what readers notice when a server dies.
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
from .servers import WITHOUT_MEMORY

TICKS = os.sysconf("SC_CLK_TCK")
ALONE, REPLICA, POOLED, UNPREPARED = "primary alone", "with a replica", "PgBouncer", "PgBouncer, nothing prepared"
MEMORY = "from memory"

LISTS = "/api/v1/positions/?topic=topic-1"
QUESTIONS: list[tuple[str, str, load.Headers]] = [
    ("list of a topic", LISTS, ()),
    ("the same, as of 1", f"{LISTS}&as_of=1", ()),
    ("detail", "/api/v1/topics/topic-1/", ()),
]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.scaling", description=__doc__)
    parser.add_argument("--positions", type=int, default=100_000, help="how big the base is (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=3, help="how long a question is asked (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="how often, in turn with others (default: %(default)s)")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped: nothing is measured."))  # servers and bases go with it
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
            show_corrections(service, primary, 20 * options.rounds)
            lose_servers(service, primary, replica)


def environ(primary: Cluster, replica: Cluster | None = None) -> dict[str, str]:
    """The variables for a service that connects without PgBouncer."""
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
    """Requests a second and processor time of each way to connect, with nothing kept in memory: medians."""
    with ExitStack() as stack:
        bouncers = {
            name: PgBouncer(stack.enter_context(folder()), kept, factbase=primary)
            for name, kept in ((POOLED, True), (UNPREPARED, False))
            if PgBouncer.version() >= (PgBouncer.KEEPS_PREPARED if kept else (1, 0))
        }
        ways = {ALONE: environ(primary), REPLICA: environ(primary, replica)}
        for name, bouncer in bouncers.items():
            stack.callback(bouncer.stop)
            users = {"DATABASE_URL": bouncer.url("postgres"), "DATABASE_READ_URL": bouncer.url("facts_api")}
            ways[name] = {**users, "PGBOUNCER": "1", "PREPARED_STATEMENTS": str(int(bouncer.keeps_prepared))}
        services = {
            name: stack.enter_context(serving(Path(os.devnull), **WITHOUT_MEMORY, **way)) for name, way in ways.items()
        }
        services[MEMORY] = stack.enter_context(serving(Path(os.devnull), **environ(primary, replica)))
        found: dict[tuple[str, str], list[list[float]]] = {}
        asked = [(question, name) for question in QUESTIONS for name in ways]
        tag = (("If-None-Match", etag(services[MEMORY], LISTS)),)
        asked += [(("list of a topic", LISTS, ()), MEMORY), (("the same, 304", LISTS, tag), MEMORY)]
        for turn in range(rounds + 1):
            for (question, path, headers), name in random.Random(turn).sample(asked, len(asked)):
                parts = [services[name].pid, primary.pid, replica.pid]
                parts += [bouncers[name].process.pid] if name in bouncers else []
                before = [processor_time(part) for part in parts]
                told = load.ask(services[name].address + path, headers, 4, seconds)
                assert not told.errors
                spent = [processor_time(part) - start for part, start in zip(parts, before, strict=True)]
                if turn:  # the first warms up
                    figures = [told.rate, *(1e6 * one / told.requests for one in spent)]
                    found.setdefault((question, name), []).append(figures)
    print("| question | connected | requests/s | service, µs | primary, µs | replica, µs | PgBouncer, µs |")
    print("|---|---|--:|--:|--:|--:|--:|")
    for (question, *_), name in asked:
        medians = [f"{statistics.median(one):.0f}" for one in zip(*found[question, name], strict=True)]
        print(f"| {question} | {name} | {' | '.join((*medians, '', '')[:5])} |")


def processor_time(root: int) -> float:
    """Seconds that a process and its descendants have used."""
    parents: dict[int, int] = {}
    used: dict[int, float] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        parents[int(entry.name)] = int(fields[1])
        used[int(entry.name)] = (int(fields[11]) + int(fields[12])) / TICKS

    def belongs(pid: int) -> bool:
        return pid == root or (pid in parents and belongs(parents[pid]))

    return sum(time for pid, time in used.items() if belongs(pid))


def show_corrections(service: Service, primary: Cluster, corrections: int) -> None:
    """How long after a commit a reader is shown it: so many corrections, ten a second."""
    delays = []
    for turn in range(corrections):
        number = write(primary.url(), f"Name {turn}", slug="actor-1")
        began = time.monotonic()
        while get(service) < number:
            pass
        delays.append(1000 * (time.monotonic() - began))
        time.sleep(0.1)
    print(f"\nA correction is shown after {statistics.median(delays):.0f} ms, at most {max(delays):.0f} ms.")


TURN = itertools.count()


def get(service: Service) -> int:
    """The revision that a list shows, which was not in memory."""
    tag = etag(service, "/api/v1/topics/?page_size=5", Accept=f"application/json, application/x-{next(TURN)}")
    return int(tag.split("-r")[1].split("-")[0])


def etag(service: Service, path: str, **headers: str) -> str:
    """The ETag of an answer."""
    with urllib.request.urlopen(urllib.request.Request(service.address + path, headers=headers), timeout=60) as answer:
        return answer.headers["ETag"]


def lose_servers(service: Service, primary: Cluster, replica: Cluster) -> None:
    """What four readers notice when each server dies and comes back."""
    for name, cluster in {"replica": replica, "primary": primary}.items():
        with watched(service) as told:
            time.sleep(2)
            cluster.stop()
            time.sleep(5)
            cluster.start()
            time.sleep(12)
        print(f"The {name} dies for 5 s: {told()}")


@contextmanager
def watched(service: Service) -> Iterator[Callable[[], str]]:
    """Four readers, until the end; then what they saw."""
    times: list[float] = []
    failed: list[int] = []
    ended = threading.Event()

    def read() -> None:
        while not ended.is_set():
            began = time.monotonic()
            try:
                get(service)
            except urllib.error.HTTPError as error:
                failed.append(error.code)
            times.append(1000 * (time.monotonic() - began))

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    yield lambda: f"{len(times)} reads, {len(failed)} failed, the slowest took {max(times):.0f} ms"
    ended.set()
    for reader in readers:
        reader.join()


if __name__ == "__main__":
    main()
