"""Problems in the seeds with their file and line, worded so that an editor can fix them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.core.management import CommandError
from rapidfuzz import fuzz, process

MAX_LENGTH = 60


class SeedProblem(NamedTuple):
    """One problem. Problems sort by file and line."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True)
class FileLocation:
    """The file and line of an entry or a value, and its path in the file (``positions[3].citations[0]``)."""

    file: str
    line: int
    path: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"

    def problem(self, message: str) -> SeedProblem:
        return SeedProblem(self.file, self.line, f"{self.path}: {message}" if self.path else message)


SeedError = CommandError
"""The seeds, fixtures or documents cannot be used. The message is for a person and says what to do."""


def format_value(value: object) -> str:
    """Return a value in quotation marks, shortened if long."""
    text = str(value)
    return f'"{text if len(text) <= MAX_LENGTH else text[: MAX_LENGTH - 1] + "…"}"'


def did_you_mean(value: str, names: Iterable[str]) -> str:
    """Return `: did you mean "x"?` for the nearest name, or an empty string if none is near."""
    match = process.extractOne(value, list(names), scorer=fuzz.ratio, score_cutoff=55)
    return f': did you mean "{match[0]}"?' if match else ""
