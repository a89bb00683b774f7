"""Parser of search queries, as users type them."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class ParsedQuery:
    """A parsed search query: words, "quoted phrases", -excluded words, and `or`."""

    text: str
    words: list[str]
    """Each word once, including excluded words."""
    wanted: list[str]
    """The words that are not excluded."""
    phrases: list[str]
    """Sequences of words. A name can be within one of them, but does not span two."""


def parse_query(text: str) -> ParsedQuery:
    """Return the parsed query."""
    words: dict[str, None] = {}
    wanted: dict[str, None] = {}
    phrases: list[list[str]] = [[]]
    pieces = re.findall(r'(?<!\S)(-?)"([^"]*)"?|(\S+)', text)
    for minus, quoted, bare in pieces:
        excluded = bool(minus) or (bare.startswith("-") and len(bare) > 1)
        piece_words = [word for word in map(_strip, (quoted or bare).split()) if word]
        if quoted or excluded or bare.lower() == "or":
            phrases.append([])
        if bare.lower() == "or":
            continue
        words |= dict.fromkeys(piece_words)
        if not excluded:
            wanted |= dict.fromkeys(piece_words)
        phrases[-1] += piece_words
        if quoted or excluded:
            phrases.append([])
    return ParsedQuery(text, list(words), list(wanted), [" ".join(phrase) for phrase in phrases if phrase])


def _strip(word: str) -> str:
    """Return the word without surrounding punctuation."""
    return re.sub(r"^\W+|\W+$", "", word)
