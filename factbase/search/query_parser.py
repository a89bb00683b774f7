"""A question in words, as people write it, taken apart."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class ParsedQuery:
    """A question as people write it: "words in this order", -without, one or other."""

    text: str
    words: list[str]
    """Each word once, those to leave out too."""
    wanted: list[str]
    """Those that are not to be left out."""
    phrases: list[str]
    """Words that stand together: a name may be within one, and spans no two."""


def parse_query(text: str) -> ParsedQuery:
    """The question that a text asks."""
    words: dict[str, None] = {}
    wanted: dict[str, None] = {}
    phrases: list[list[str]] = [[]]
    pieces = re.findall(r'(?<!\S)(-?)"([^"]*)"?|(\S+)', text)
    for minus, quoted, bare in pieces:
        unwanted = bool(minus) or (bare.startswith("-") and len(bare) > 1)
        found = [word for word in (_bare(piece) for piece in (quoted or bare).split()) if word]
        if quoted or unwanted or bare.lower() == "or":
            phrases.append([])
        if bare.lower() == "or":
            continue
        words |= dict.fromkeys(found)
        if not unwanted:
            wanted |= dict.fromkeys(found)
        phrases[-1] += found
        if quoted or unwanted:
            phrases.append([])
    return ParsedQuery(text, list(words), list(wanted), [" ".join(phrase) for phrase in phrases if phrase])


def _bare(word: str) -> str:
    """The word without the marks around it."""
    return re.sub(r"^\W+|\W+$", "", word)
