"""The command that fills an empty base with synthetic facts and a history: `python -m tests.bench.synthesis`."""

import sys
import time

from django.core.management.base import BaseCommand, CommandError

from .filler import SynthesisError, fill

FEWEST, MOST = 100, 10_000_000
PAUSE = 0.5
"""Seconds between two words of progress."""


class Command(BaseCommand):
    help = "Fill an empty, migrated base with invented facts and their history, to measure with. All or nothing."
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--positions",
            type=int,
            required=True,
            help=f"How many positions, from {FEWEST} to {MOST}; one in 200 of them is withdrawn again.",
        )
        parser.add_argument(
            "--seed", type=int, default=1, help="The same number gives the same base (default: %(default)s)."
        )

    def handle(self, *, positions: int, seed: int, verbosity: int, **options) -> None:
        if not FEWEST <= positions <= MOST:
            raise CommandError(f"--positions is a number from {FEWEST} to {MOST}.")
        self.told = 0.0 if verbosity else float("inf")
        started = time.monotonic()
        try:
            report = fill(positions, seed, self._progress)
        except SynthesisError as error:
            raise CommandError(str(error)) from error
        if sys.stderr.isatty():
            self.stderr.write("\r\033[K", ending="")
        if verbosity:
            seconds = time.monotonic() - started
            self.stdout.write(
                f"{positions:,} positions in {report.rows:,} rows and {report.revisions} revisions, in {seconds:.1f} s:"
                f" {positions / seconds:,.0f} positions a second."
            )

    def _progress(self, what: str, done: int, total: int) -> None:
        if time.monotonic() - self.told < PAUSE:
            return
        self.told = time.monotonic()
        start, end = ("\r\033[K", "") if sys.stderr.isatty() else ("", "\n")
        self.stderr.write(f"{start}{what}: {done:,} of {total:,}", ending=end)
        self.stderr.flush()
