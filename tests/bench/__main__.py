"""`python -m tests.bench`: measure the service against a plain server, print tables and write them to a file.

With --peers, FastAPI and Datasette are measured on the list of a topic and an actor as well. With --against, the
service is measured in turns with that of an older commit instead.
"""

from . import django_setup  # noqa: F401, I001  before the modules that need Django

import argparse
import random
import shlex
import signal
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import psycopg

from . import checkouts, comparison, load, progress
from .cases import HEADLINE, VARIED, Case, build_cases, select
from .database import synthetic_database
from .measurement import Measurement, connections_label, cpu_time, measure, median, warm_up
from .one_off_measurements import measure_once
from .peers import servers as peers
from tests.bench.peers.install import install_peers
from .servers import ROOT, Server, run_servers

RESULTS = ROOT / "docs" / "speed.md"

Rounds = Mapping[tuple[Case, int], list[Measurement]]
"""The measurements by case and number of connections."""


def main() -> None:
    options = _parse_options()
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    if options.against:
        report = comparison.compare(options)
        print(report)
        if options.output:
            options.output.write_text(report)
        return
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
            rounds = _measure_rounds(select(build_cases(servers), options.only), servers, connection, options)
            notes = [] if options.only else measure_once(servers, logs, options.rounds)
        report = _render_report(rounds, [summary, *notes, *([peers.ABOUT] if programs else [])], options)
    print(report)
    if not options.only:  # the file holds complete reports only
        (options.output or RESULTS).write_text(report)


def _stop(*_: object) -> None:
    """Unwind the context managers, which stop the servers, drop the databases and remove the folders."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit("Stopped. No results were written.")


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--positions", type=int, default=100_000, help="size of the database (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=3, help="duration of a measurement (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="measurements per case (default: %(default)s)")
    parser.add_argument("--connections", default="1,16", help="numbers of connections (default: %(default)s)")
    others = parser.add_mutually_exclusive_group()
    others.add_argument("--peers", action="store_true", help="install and measure FastAPI and Datasette as well")
    others.add_argument("--against", metavar="COMMIT", help="compare with the service of this commit, in turns")
    parser.add_argument(
        "--older-settings",
        nargs="+",
        default=[],
        metavar="NAME=VALUE",
        help="settings of the older service, such as KEPT_QUESTIONS=0 (default: its defaults)",
    )
    parser.add_argument("--only", nargs="+", help="measure only the cases with these names; write no file")
    parser.add_argument("--output", type=Path, help=f"file for the report (default: {RESULTS}; none with --against)")
    options = parser.parse_args()
    if options.older_settings and not options.against:
        parser.error("--older-settings needs --against.")
    if any("=" not in setting for setting in options.older_settings):
        parser.error("--older-settings needs NAME=VALUE.")
    if options.against:
        try:
            options.against = checkouts.find_commit(options.against)
        except ValueError as error:
            parser.error(str(error))
    return options


def _measure_rounds(
    cases: list[Case], servers: Mapping[str, Server], connection: psycopg.Connection, options: argparse.Namespace
) -> Rounds:
    """Measure each case in each round, in a random order, so that other load on the machine affects all alike."""
    rounds: defaultdict[tuple[Case, int], list[Measurement]] = defaultdict(list)
    for case in cases:
        warm_up(case, servers[case.server], options.seconds)
    for number in range(options.rounds):
        order = random.Random(number).sample(cases, len(cases))
        for connections in map(int, options.connections.split(",")):
            for index, case in enumerate(order, start=1):
                setting = connections_label(connections)
                progress.show(f"Round {number + 1} of {options.rounds}, {setting}: case {index} of {len(order)}")
                result = measure(case, servers[case.server], connection, connections, options.seconds)
                rounds[case, connections].append(result)
    return rounds


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
        "| cold | the service without response cache |",
        "| warm | the service as it runs by default |",
        "| constant | a function that returns constant bytes, on the same HTTP server |",
        "",
        "A ratio above 1 means faster than the baseline. The baseline of an “as of” case is the same request for the "
        "present. For other requests it is the plain server, or “cold” where the plain server has no such endpoint. "
        "For “warm again” it is the constant bytes. In “from another day each” `date_from` differs in each request, "
        "before the first position, so that no server can reuse a parsed request; the answers are the same.",
        "",
        "`make bench` runs it; `python -m tests.bench --peers` measures the peers as well, and `python -m tests.bench "
        "--against COMMIT` compares the service with an older commit, in turns.",
        "",
        f"Database: {notes[0]}",
        *(line for note in notes[1:] for line in ("", note)),
    ]
    for connections in sorted({number for _, number in rounds}):
        lines += [
            "",
            f"| {connections_label(connections)} | server | requests/s | ratio | ratio of processor time | median, ms "
            "| bytes |",
            "|---|---|--:|--:|--:|--:|--:|",
        ]
        measured = {case: results for (case, number), results in rounds.items() if number == connections}
        rows = {(case.name, case.server): results for case, results in measured.items()}
        for case, results in sorted(measured.items(), key=lambda item: (item[0].name, item[0].server != "plain")):
            baseline = rows[case.baseline, case.baseline_server] if case.baseline else results
            rate, latency = median(results, "rate"), median(results, "median")
            lines.append(
                f"| {case.name} | {case.server} | {rate:.0f} | {rate / median(baseline, 'rate'):.2f} "
                f"| {cpu_time(baseline) / cpu_time(results):.2f} | {latency:.2f} | {results[0].load.bytes} |"
            )
        lines += _compare_with_peers(rows)
    return "\n".join(lines) + "\n"


def _compare_with_peers(rows: Mapping[tuple[str, str], list[Measurement]]) -> list[str]:
    """Return a line for the service without response cache against each peer, for each case that peers have."""
    lines = []
    for case in (HEADLINE, VARIED):
        service = rows.get((case, "cold"), [])
        ratios = [
            f"{median(service, 'rate') / median(results, 'rate'):.2f} times {peer} "
            f"({cpu_time(results) / cpu_time(service):.2f} by processor time)"
            for peer in peers.PEERS
            if (results := rows.get((case, peer)))
        ]
        if ratios:
            lines += ["", f"Against peers, {case}, “cold”: {', '.join(ratios)}."]
    return lines


if __name__ == "__main__":
    main()
