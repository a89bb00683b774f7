"""Compare the service of the working tree with that of an older commit, in turns (`--against COMMIT`)."""

import argparse
import random
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError

import psycopg

from . import checkouts, load, progress
from .cases import Case, build_service_cases, fetch_bytes, select
from .database import synthetic_database
from .measurement import Measurement, connections_label, cpu_time, measure, median, warm_up
from .one_off_measurements import FORMATS, export_rate
from .servers import ROOT, Server, run_service

TOLERANCE = 0.1
"""The share by which a case may be slower than in the older commit and still count as no worse."""

UNMEASURED_REQUESTS = 5
"""Requests before each measurement: the other side's have evicted pages from the database's buffers."""


@dataclass(frozen=True)
class Side:
    """One of the two services, on its database."""

    servers: Mapping[str, Server]
    connection: psycopg.Connection

    def warm_up(self, case: Case, seconds: float) -> None:
        warm_up(case, self.servers[case.server], seconds)

    def measure(self, case: Case, connections: int, seconds: float) -> Measurement:
        for _ in range(UNMEASURED_REQUESTS):
            fetch_bytes(self.servers[case.server], case)
        return measure(case, self.servers[case.server], self.connection, connections, seconds)


Pair = tuple[Case, Case]
"""The same case of the newer and of the older service; paths differ if the facts do."""

Results = Mapping[tuple[Pair, int], list[tuple[Measurement, Measurement]]]
"""The measurements of the newer and the older service in each round, by pair and number of connections."""


def compare(options: argparse.Namespace) -> str:
    """Measure both services in turns and return the report."""
    settings = dict(setting.split("=", 1) for setting in options.older_settings)
    with ExitStack() as stack:
        older_folder = stack.enter_context(checkouts.check_out(options.against))
        logs = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (logs / "older").mkdir()
        url, summary = stack.enter_context(synthetic_database(options.positions))
        older_url, database = url, "Both use one database: their migrations are the same."
        if not checkouts.have_equal_schema(ROOT, older_folder):
            older_url, older_summary = stack.enter_context(synthetic_database(options.positions, older_folder))
            database = f"The older has its own database, since its migrations differ: {older_summary}"
        print(summary, database, sep="\n", file=sys.stderr)
        sides = [
            Side(stack.enter_context(servers), stack.enter_context(psycopg.connect(each, autocommit=True)))
            for servers, each in (
                (run_service(url, logs), url),
                (run_service(older_url, logs / "older", older_folder, **settings), older_url),
            )
        ]
        newer, older = (select(build_service_cases(side.servers), options.only) for side in sides)
        pairs, missing = _pair(sides, newer, older)
        results = _measure_in_turns(sides, pairs, options)
        exports = {} if options.only else _measure_exports(sides, options.rounds)
    what = f"commit {options.against[:12]}{''.join(f', {setting}' for setting in options.older_settings)}"
    notes = [
        f"The service of the working tree (newer) against {what} (older): {options.rounds} rounds with "
        f"{options.seconds:g} s per case and service, in turns. Load generator: {load.tool_name(options.seconds)}. "
        "A ratio is the newer's requests per second by the older's in the same round; medians, with the lowest and "
        f"highest in brackets. “worse”: the median is below {1 - TOLERANCE:g}.",
        f"Database: {summary} {database}",
        *missing,
    ]
    return "\n".join(_render_report(notes, results, exports)) + "\n"


def _pair(sides: list[Side], newer: list[Case], older: list[Case]) -> tuple[list[Pair], list[str]]:
    """Return the cases that both services answer, and a note for each that the older does not."""
    by_key = {(case.name, case.server): case for case in older}
    pairs, notes = [], []
    for case in newer:
        other = by_key[case.name, case.server]
        fetch_bytes(sides[0].servers[case.server], case)
        try:
            fetch_bytes(sides[1].servers[case.server], other)
        except HTTPError as error:
            notes.append(f"Left out: {case.name}; the older service responds with {error.code}.")
            continue
        pairs.append((case, other))
    return pairs, notes


def _measure_in_turns(sides: list[Side], pairs: list[Pair], options: argparse.Namespace) -> Results:
    """Measure each pair in each round, one side directly after the other; which is first is random."""
    results: defaultdict[tuple[Pair, int], list[tuple[Measurement, Measurement]]] = defaultdict(list)
    for pair in pairs:
        for side, case in zip(sides, pair, strict=True):
            side.warm_up(case, options.seconds)
    for number in range(options.rounds):
        rng = random.Random(number)
        order = rng.sample(pairs, len(pairs))
        for connections in map(int, options.connections.split(",")):
            for index, pair in enumerate(order, start=1):
                setting = connections_label(connections)
                progress.show(f"Round {number + 1} of {options.rounds}, {setting}: case {index} of {len(order)}")
                turn = rng.sample((0, 1), 2)
                measured = {which: sides[which].measure(pair[which], connections, options.seconds) for which in turn}
                results[pair, connections].append((measured[0], measured[1]))
    return results


def _measure_exports(sides: list[Side], rounds: int) -> dict[str, list[tuple[float, float]]]:
    """Return the rows per second of the newer and the older service in each round, by format."""
    rates: dict[str, list[tuple[float, float]]] = {format: [] for format in FORMATS}
    for number in range(rounds):
        for format in FORMATS:
            turn = (0, 1) if number % 2 else (1, 0)
            measured = {which: export_rate(sides[which].servers["cold"], format) for which in turn}
            rates[format].append((measured[0], measured[1]))
    return rates


def _render_report(
    notes: list[str], results: Results, exports: Mapping[str, list[tuple[float, float]]]
) -> Iterable[str]:
    """Yield the lines of the report in Markdown: the notes, then a table for each number of connections."""
    yield "# Speed against an older commit"
    for note in notes:
        yield from ("", note)
    for connections in sorted({number for _, number in results}):
        yield ""
        yield (
            f"| {connections_label(connections)} | server | newer, requests/s | older, requests/s | ratio | "
            "| ratio of processor time | newer, bytes | older, bytes |"
        )
        yield "|---|---|--:|--:|--:|---|--:|--:|--:|"
        for (case, _), rounds in sorted(
            ((pair, rounds) for (pair, number), rounds in results.items() if number == connections),
            key=lambda item: (item[0][0].name, item[0][0].server),
        ):
            newer, older = zip(*rounds, strict=True)
            rates = [(new.load.rate, old.load.rate) for new, old in rounds]
            yield (
                f"| {case.name} | {case.server} | {median(newer, 'rate'):.0f} | {median(older, 'rate'):.0f} "
                f"| {render_ratio(rates)} | {cpu_time(older) / cpu_time(newer):.2f} "
                f"| {newer[0].load.bytes} | {older[0].load.bytes} |"
            )
    if exports:
        yield from (
            "",
            "| export of all positions | newer, rows/s | older, rows/s | ratio | |",
            "|---|--:|--:|--:|---|",
        )
        for format, rates in exports.items():
            newer_rate, older_rate = (statistics.median(column) for column in zip(*rates, strict=True))
            yield f"| {format.upper()} | {newer_rate:,.0f} | {older_rate:,.0f} | {render_ratio(rates)} |"


def render_ratio(rates: Iterable[tuple[float, float]]) -> str:
    """Return two cells: the median ratio of the newer rate to the older with its range, and a mark if it is worse."""
    ratios = [newer / older for newer, older in rates]
    middle = statistics.median(ratios)
    mark = "**worse**" if middle < 1 - TOLERANCE else ""
    return f"{middle:.2f} ({min(ratios):.2f}–{max(ratios):.2f}) | {mark}"
