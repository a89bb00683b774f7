"""`python -m tests.bench`: measure, print a table, and write it to a file.

With --peers, FastAPI and Datasette are asked for the list of a topic and an actor as well.
"""

from . import django_setup  # noqa: F401, I001  before what needs Django

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
from .database import synthetic
from .one_off_measurements import once
from .peers import servers as peers
from tests.bench.peers.install import installed
from .cases import HEADLINE, Question, fetch, questions
from .servers import ROOT, Server, running

RESULTS = ROOT / "docs" / "speed.md"
WARMING_SECONDS = 1
"""How long a question is asked before it counts, but no longer than it is asked then."""


@dataclass(frozen=True)
class Measured:
    """One question in one round."""

    load: load.Load
    processor: float
    """Microseconds of processor time for an answer, of the server and its database."""


Rounds = Mapping[tuple[Question, int], list[Measured]]
"""What was measured, by question and number of connections."""


def main() -> None:
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped: nothing is measured."))  # servers and base go with it
    programs = installed() if options.peers else None
    with tempfile.TemporaryDirectory() as logs, synthetic(options.positions) as (url, made), ExitStack() as stack:
        print(made, file=sys.stderr)
        servers = stack.enter_context(running(url, Path(logs)))
        if programs:
            servers |= stack.enter_context(peers.running(programs, url, Path(logs)))
        with psycopg.connect(url, autocommit=True) as base:
            rounds = _measure(_asked(servers, options.only), servers, base, options)
            said = [] if options.only else once(servers, Path(logs), options.rounds)
        report = _report(rounds, [made, *said, *([peers.ABOUT] if programs else [])], options)
    print(report)
    if not options.only:  # the file has the whole
        options.output.write_text(report)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--positions", type=int, default=100_000, help="how big the base is (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=3, help="how long a question is asked (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="how often, in turn with others (default: %(default)s)")
    parser.add_argument("--connections", default="1,16", help="how many at once (default: %(default)s)")
    parser.add_argument("--peers", action="store_true", help="ask other stacks too, which are installed for it")
    parser.add_argument("--only", nargs="+", help="measure these questions alone, by their names; writes no file")
    parser.add_argument("--output", type=Path, default=RESULTS, help="the file for the table (default: %(default)s)")
    return parser.parse_args()


def _asked(servers: Mapping[str, Server], only: list[str] | None) -> list[Question]:
    """The questions, or those of some names and what they are held against. Raises SystemExit when there is none of a
    name."""
    asked = questions(servers)
    names = {question.name for question in asked}
    if unknown := set(only or ()) - names:
        raise SystemExit(f"There is no question “{unknown.pop()}”. There are: {'; '.join(sorted(names))}.")
    wanted = set(only or names)
    while more := {question.measure for question in asked if question.measure and question.name in wanted} - wanted:
        wanted |= more
    return [question for question in asked if question.name in wanted]


def _measure(
    asked: list[Question], servers: Mapping[str, Server], base: psycopg.Connection, options: argparse.Namespace
) -> Rounds:
    """Ask each question in each round, in another order each time, so that the machine's moods fall on all alike."""
    rounds: defaultdict[tuple[Question, int], list[Measured]] = defaultdict(list)
    warming = min(WARMING_SECONDS, options.seconds)
    for question in asked:
        server = servers[question.server]
        load.ask(server.address + question.path, question.headers, 4, warming)
        fetch(server, server.quick)
    for number in range(options.rounds):
        order = random.Random(number).sample(asked, len(asked))
        for connections in map(int, options.connections.split(",")):
            for place, question in enumerate(order, start=1):
                progress.show(f"Round {number + 1} of {options.rounds}, {connections} at once: {place} of {len(order)}")
                server = servers[question.server]
                before = processes.spent(server.session, base)
                found = load.ask(server.address + question.path, question.headers, connections, options.seconds)
                spent = processes.between(before, processes.spent(server.session, base))
                fetch(server, server.quick)  # by then it is done with what nobody waits for any more
                if found.errors or not found.requests:
                    what = f"{found.errors} errors" if found.errors else f"no answer in {options.seconds:g} s"
                    raise SystemExit(f"{question.name}, {question.server}, {connections} at once: {what}.")
                rounds[question, connections].append(Measured(found, 1e6 * spent / found.requests))
    return rounds


def _report(rounds: Rounds, made: list[str], options: argparse.Namespace) -> str:
    """The tables, in Markdown: one for each number of connections; before them, how the base was made."""
    lines = [
        "# Speed",
        "",
        f"Made by `{shlex.join(['python', '-m', 'tests.bench', *sys.argv[1:]])}`: "
        f"{options.rounds} rounds in turn of "
        f"{options.seconds:g} s each, asked by {load.tool(options.seconds)}; medians. One process a server. "
        "Times vary between machines and days: compare the ratios. “plain” is a plain server of the same facts; “cold” "
        "is the service while it keeps nothing, “again” while it keeps what was asked and no answers, as for the first "
        "who asks after a correction: it is spared the routing and the checks that peers do each time. “warm” is as it "
        "is served. “As of” is measured against the same question about the present, what the plain server cannot "
        "answer against “cold”, “warm again” against constant bytes from a bare function on the same HTTP server, the "
        "rest against the plain server.",
        "",
        f"The base: {made[0]}",
        *(line for said in made[1:] for line in ("", said)),
    ]
    for connections in sorted({number for _, number in rounds}):
        lines += [
            "",
            f"| {connections} at once | server | requests/s | ratio | of processor time | median, ms | bytes |",
            "|---|---|--:|--:|--:|--:|--:|",
        ]
        of_these = {question: found for (question, number), found in rounds.items() if number == connections}
        rows = {(question.name, question.server): found for question, found in of_these.items()}
        for question, found in sorted(of_these.items(), key=lambda item: (item[0].name, item[0].server != "plain")):
            measure = rows[question.measure, question.measured] if question.measure else found
            rate, latency = _median(found, "rate"), _median(found, "median")
            lines.append(
                f"| {question.name} | {question.server} | {rate:.0f} | {rate / _median(measure, 'rate'):.2f} "
                f"| {_processor(measure) / _processor(found):.2f} | {latency:.2f} | {found[0].load.bytes} |"
            )
        lines += _against_peers(rows)
    return "\n".join(lines) + "\n"


def _against_peers(rows: Mapping[tuple[str, str], list[Measured]]) -> list[str]:
    """How the service that keeps no answers stands beside each peer that was asked."""
    lines = []
    for server, meaning in (("cold", "keeping nothing"), ("again", "keeping what was asked")):
        ours = rows.get((HEADLINE, server), [])
        told = [
            f"{_median(ours, 'rate') / _median(found, 'rate'):.2f} times {peer} "
            f"({_processor(found) / _processor(ours):.2f} of processor time)"
            for peer in peers.PEERS
            if (found := rows.get((HEADLINE, peer)))
        ]
        if told:
            lines += ["", f"Against peers, {HEADLINE}, {meaning}: {', '.join(told)}."]
    return lines


def _median(found: list[Measured], what: str) -> float:
    return statistics.median(getattr(one.load, what) for one in found)


def _processor(found: list[Measured]) -> float:
    return max(statistics.median(one.processor for one in found), 0.1)


if __name__ == "__main__":
    main()
