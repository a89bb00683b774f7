"""What is wrong with the seeds, and where: messages that an editor can act on."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz import fuzz, process

LONGEST_SHOWN = 60


class SeedProblem(NamedTuple):
    """One thing to mend. Sorts by file and line."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True)
class FileLocation:
    """Where an entry stands: a file, a line in it, and the path to it (``positions[3].citations[0]``)."""

    file: str
    line: int
    path: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"

    def problem(self, message: str) -> SeedProblem:
        return SeedProblem(self.file, self.line, f"{self.path}: {message}" if self.path else message)


class SeedError(Exception):
    """The seeds, the fixtures or the documents cannot be used. Its message is for a person, and says what to do."""


def shown(value: object) -> str:
    """A value for a message, shortened."""
    text = str(value)
    return f'"{text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"}"'


def did_you_mean(value: str, names: Iterable[str]) -> str:
    """`: did you mean "x"?` with the nearest name, or nothing when none is near."""
    found = process.extractOne(value, list(names), scorer=fuzz.ratio, score_cutoff=55)
    return f': did you mean "{found[0]}"?' if found else ""
