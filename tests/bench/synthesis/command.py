"""Command that fills an empty database with synthetic facts: `python -m tests.bench.synthesis`."""

import sys
import time

from django.core.management.base import BaseCommand, CommandError

from .filler import SynthesisError, fill

MIN_POSITIONS, MAX_POSITIONS = 100, 10_000_000
PROGRESS_INTERVAL = 0.5
"""Seconds between two progress messages."""


class Command(BaseCommand):
    help = "Fill an empty, migrated database with invented facts and their history, in one transaction."
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--positions",
            type=int,
            required=True,
            help=f"Number of positions, from {MIN_POSITIONS} to {MAX_POSITIONS}; one in 200 is withdrawn.",
        )
        parser.add_argument("--seed", type=int, default=1, help="Equal seeds give equal facts (default: %(default)s).")

    def handle(self, *, positions: int, seed: int, verbosity: int, **options) -> None:
        if not MIN_POSITIONS <= positions <= MAX_POSITIONS:
            raise CommandError(f"--positions must be from {MIN_POSITIONS} to {MAX_POSITIONS}.")
        self.last_progress = 0.0 if verbosity else float("inf")
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
                f" {positions / seconds:,.0f} positions per second."
            )

    def _progress(self, step: str, done: int, total: int) -> None:
        if time.monotonic() - self.last_progress < PROGRESS_INTERVAL:
            return
        self.last_progress = time.monotonic()
        start, end = ("\r\033[K", "") if sys.stderr.isatty() else ("", "\n")
        self.stderr.write(f"{start}{step}: {done:,} of {total:,}", ending=end)
        self.stderr.flush()
