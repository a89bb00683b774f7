"""A question in words, as people write it, taken apart."""

import re
from dataclasses import dataclass

LONGEST_NAME = 4
"""Of how many words a name in the question is at the most."""


@dataclass(frozen=True)
class Asked:
    """A question as people write it: "words in this order", -without, one or other."""

    text: str
    words: list[str]
    """Each word once, those to leave out too."""
    wanted: list[str]
    """Those that are not to be left out."""
    runs: list[str]
    """Words that stand together, up to `LONGEST_NAME`: any may be a name."""


def read(text: str) -> Asked:
    """The question that a text asks."""
    words: dict[str, None] = {}
    wanted: dict[str, None] = {}
    runs: dict[str, None] = {}
    together: list[str] = []
    pieces = re.findall(r'(?<!\S)(-?)"([^"]*)"?|(\S+)', text)
    for minus, quoted, bare in pieces:
        unwanted = bool(minus) or (bare.startswith("-") and len(bare) > 1)
        found = [word for word in (_bare(piece) for piece in (quoted or bare).split()) if word]
        if quoted or unwanted or bare.lower() == "or":
            _add_runs(runs, together)
            together = []
        if bare.lower() == "or":
            continue
        words |= dict.fromkeys(found)
        if not unwanted:
            wanted |= dict.fromkeys(found)
        together += found
        if quoted or unwanted:
            _add_runs(runs, together)
            together = []
    _add_runs(runs, together)
    return Asked(text, list(words), list(wanted), list(runs))


def _bare(word: str) -> str:
    """The word without the marks around it."""
    return re.sub(r"^\W+|\W+$", "", word)


def _add_runs(runs: dict[str, None], together: list[str]) -> None:
    for length in range(min(LONGEST_NAME, len(together)), 0, -1):
        for start in range(len(together) - length + 1):
            runs[" ".join(together[start : start + length])] = None
