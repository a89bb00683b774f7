"""Revisions of a synthetic database: one of kind seed, then hundreds of additions, corrections and withdrawals."""

import bisect
import datetime
from random import Random

from factbase.history.revision import CORRECTING
from factbase.seeding.load.loader import SYNTHETIC_AUTHOR
from factbase.vocabulary import ReasonCode, RevisionKind

START = datetime.datetime(2025, 1, 1, 8, tzinfo=datetime.UTC)
STEP = datetime.timedelta(minutes=17)
MOST = 500
EDITORS = ("ada", "grace", "katherine", "margaret")


class RevisionPlan:
    """The revisions of a database with this many positions."""

    def __init__(self, positions: int, seed: int) -> None:
        self.latest = max(20, min(MOST, positions // 10))
        self.rng = Random(f"{seed} revisions")
        later = range(2, self.latest + 1)
        self.withdrawals = [number for number in later if number % 10 == 0]
        self.additions = [number for number in later if number % 10 in (2, 5, 8)]
        self.corrections = [number for number in later if number % 10 in (1, 3, 4, 6, 7, 9)]
        self.creations = [1] * (3 * len(self.additions) // 2) + self.additions
        """The revisions in which facts may be created; three of five choices are the first revision."""

    def corrections_after(self, number: int, count: int, rng: Random) -> list[int]:
        """Return up to `count` random corrections after a revision, in order."""
        first = bisect.bisect_right(self.corrections, number)
        left = len(self.corrections) - first
        return sorted({self.corrections[first + int(rng.random() * left)] for _ in range(count)}) if left else []

    def withdrawal_after(self, number: int, rng: Random) -> int | None:
        """Return a random withdrawal after a revision, or None."""
        first = bisect.bisect_right(self.withdrawals, number)
        return self.withdrawals[rng.randrange(first, len(self.withdrawals))] if first < len(self.withdrawals) else None

    def time(self, number: int) -> datetime.datetime:
        """Return the time of a revision."""
        return START + STEP * (number - 1)

    def rows(self) -> list[tuple]:
        """Return the revisions as tuples: number, time, author, kind, reason code, reason, reviewer."""
        return [self._row(number) for number in range(1, self.latest + 1)]

    def _row(self, number: int) -> tuple:
        if number == 1:
            return (
                1,
                self.time(1),
                SYNTHETIC_AUTHOR,
                RevisionKind.SEED.value,
                "",
                "Synthetic facts for benchmarks.",
                "",
            )
        if number % 10 == 0:
            kind, reason = RevisionKind.WITHDRAWAL, "Synthetic withdrawal."
        elif number % 10 in (2, 5, 8):
            kind, reason = RevisionKind.ADDITION, "Synthetic addition."
        else:
            kind, reason = RevisionKind.CORRECTION, "Synthetic correction."
        code = self.rng.choice(ReasonCode.values) if kind in CORRECTING else ""
        return (number, self.time(number), self.rng.choice(EDITORS), kind.value, code, reason, "")
