"""`python -m tests.bench`: measure the service against a plain server, print tables and write them to a file.

With --peers, FastAPI and Datasette are measured on the list of a topic and an actor as well.
"""

from . import django_setup  # noqa: F401, I001  before the modules that need Django

import argparse
import random
import shlex
import signal
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psycopg

from . import load, processes, progress
from .cases import HEADLINE, Case, build_cases, fetch
from .database import synthetic_database
from .one_off_measurements import measure_once
from .peers import servers as peers
from tests.bench.peers.install import install_peers
from .servers import ROOT, Server, run_servers

RESULTS = ROOT / "docs" / "speed.md"
WARM_UP_SECONDS = 1
"""Duration of the warm-up of each case, unless a measurement is shorter."""


@dataclass(frozen=True)
class Measurement:
    """One case in one round."""

    load: load.LoadResult
    cpu_microseconds: float
    """Processor time per response, of the server and its database."""


Rounds = Mapping[tuple[Case, int], list[Measurement]]
"""The measurements by case and number of connections."""


def main() -> None:
    options = _parse_options()
    # sys.exit unwinds the context managers, which stop the servers and drop the database
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped. No results were written."))
    programs = install_peers() if options.peers else None
    with (
        tempfile.TemporaryDirectory() as folder,
        synthetic_database(options.positions) as (url, summary),
        ExitStack() as stack,
    ):
        print(summary, file=sys.stderr)
        logs = Path(folder)
        servers = stack.enter_context(run_servers(url, logs))
        if programs:
            servers |= stack.enter_context(peers.run_peers(programs, url, logs))
        with psycopg.connect(url, autocommit=True) as connection:
            rounds = _measure(_select_cases(servers, options.only), servers, connection, options)
            notes = [] if options.only else measure_once(servers, logs, options.rounds)
        report = _render_report(rounds, [summary, *notes, *([peers.ABOUT] if programs else [])], options)
    print(report)
    if not options.only:  # the file holds complete reports only
        options.output.write_text(report)


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--positions", type=int, default=100_000, help="size of the database (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=3, help="duration of a measurement (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="measurements per case (default: %(default)s)")
    parser.add_argument("--connections", default="1,16", help="numbers of connections (default: %(default)s)")
    parser.add_argument("--peers", action="store_true", help="install and measure FastAPI and Datasette as well")
    parser.add_argument("--only", nargs="+", help="measure only the cases with these names; write no file")
    parser.add_argument("--output", type=Path, default=RESULTS, help="file for the report (default: %(default)s)")
    return parser.parse_args()


def _select_cases(servers: Mapping[str, Server], names: list[str] | None) -> list[Case]:
    """Return the cases with these names and their baselines, or all. Raise SystemExit for an unknown name."""
    cases = build_cases(servers)
    known = {case.name for case in cases}
    if unknown := set(names or ()) - known:
        raise SystemExit(f"There is no case “{unknown.pop()}”. There are: {'; '.join(sorted(known))}.")
    selected = set(names or known)
    while baselines := {case.baseline for case in cases if case.baseline and case.name in selected} - selected:
        selected |= baselines
    return [case for case in cases if case.name in selected]


def _measure(
    cases: list[Case], servers: Mapping[str, Server], connection: psycopg.Connection, options: argparse.Namespace
) -> Rounds:
    """Measure each case in each round, in a random order, so that other load on the machine affects all alike."""
    rounds: defaultdict[tuple[Case, int], list[Measurement]] = defaultdict(list)
    for case in cases:
        server = servers[case.server]
        load.send_requests(server.address + case.path, case.headers, 4, min(WARM_UP_SECONDS, options.seconds))
        fetch(server, server.health_path)
    for number in range(options.rounds):
        order = random.Random(number).sample(cases, len(cases))
        for connections in map(int, options.connections.split(",")):
            for index, case in enumerate(order, start=1):
                setting = _connections_label(connections)
                progress.show(f"Round {number + 1} of {options.rounds}, {setting}: case {index} of {len(order)}")
                server = servers[case.server]
                before = processes.cpu_times(server.session, connection)
                result = load.send_requests(server.address + case.path, case.headers, connections, options.seconds)
                cpu_time = processes.cpu_time_between(before, processes.cpu_times(server.session, connection))
                fetch(server, server.health_path)  # waits for requests that the load generator has abandoned
                if result.errors or not result.requests:
                    fault = f"{result.errors} errors" if result.errors else f"no response in {options.seconds:g} s"
                    raise SystemExit(f"{case.name}, {case.server}, {setting}: {fault}.")
                rounds[case, connections].append(Measurement(result, 1e6 * cpu_time / result.requests))
    return rounds


def _connections_label(connections: int) -> str:
    return f"{connections} connection{'s' if connections > 1 else ''}"


def _render_report(rounds: Rounds, notes: list[str], options: argparse.Namespace) -> str:
    """Return the report in Markdown: the notes, then a table for each number of connections."""
    lines = [
        "# Speed",
        "",
        f"Made by `{shlex.join(['python', '-m', 'tests.bench', *sys.argv[1:]])}`: "
        f"{options.rounds} rounds with {options.seconds:g} s per case, in random order; medians. Load generator: "
        f"{load.tool_name(options.seconds)}. Each server is one process. Times vary between machines and days: compare "
        "the ratios.",
        "",
        "| server | what runs |",
        "|---|---|",
        "| plain | a plain Django REST framework project on the same facts |",
        "| cold | the service without caches |",
        "| again | the service with cached requests and no cached responses: the first read of a known URL after a "
        "correction. It saves the routing and the checks, which the peers do for each request |",
        "| warm | the service as it runs by default |",
        "| constant | a function that returns constant bytes, on the same HTTP server |",
        "",
        "A ratio above 1 means faster than the baseline. The baseline of an “as of” case is the same request for the "
        "present. For other requests it is the plain server, or “cold” where the plain server has no such endpoint. "
        "For “warm again” it is the constant bytes.",
        "",
        f"Database: {notes[0]}",
        *(line for note in notes[1:] for line in ("", note)),
    ]
    for connections in sorted({number for _, number in rounds}):
        lines += [
            "",
            f"| {_connections_label(connections)} | server | requests/s | ratio | ratio of processor time | median, ms "
            "| bytes |",
            "|---|---|--:|--:|--:|--:|--:|",
        ]
        measured = {case: results for (case, number), results in rounds.items() if number == connections}
        rows = {(case.name, case.server): results for case, results in measured.items()}
        for case, results in sorted(measured.items(), key=lambda item: (item[0].name, item[0].server != "plain")):
            baseline = rows[case.baseline, case.baseline_server] if case.baseline else results
            rate, latency = _median(results, "rate"), _median(results, "median")
            lines.append(
                f"| {case.name} | {case.server} | {rate:.0f} | {rate / _median(baseline, 'rate'):.2f} "
                f"| {_cpu_time(baseline) / _cpu_time(results):.2f} | {latency:.2f} | {results[0].load.bytes} |"
            )
        lines += _compare_with_peers(rows)
    return "\n".join(lines) + "\n"


def _compare_with_peers(rows: Mapping[tuple[str, str], list[Measurement]]) -> list[str]:
    """Return a line for the service without response cache, with and without cached requests, against each peer."""
    lines = []
    for server in ("cold", "again"):
        service = rows.get((HEADLINE, server), [])
        ratios = [
            f"{_median(service, 'rate') / _median(results, 'rate'):.2f} times {peer} "
            f"({_cpu_time(results) / _cpu_time(service):.2f} by processor time)"
            for peer in peers.PEERS
            if (results := rows.get((HEADLINE, peer)))
        ]
        if ratios:
            lines += ["", f"Against peers, {HEADLINE}, “{server}”: {', '.join(ratios)}."]
    return lines


def _median(results: list[Measurement], attribute: str) -> float:
    return statistics.median(getattr(result.load, attribute) for result in results)


def _cpu_time(results: list[Measurement]) -> float:
    """Return the median, but at least 0.1: the clock of /proc may count nothing in a short run."""
    return max(statistics.median(result.cpu_microseconds for result in results), 0.1)


if __name__ == "__main__":
    main()
