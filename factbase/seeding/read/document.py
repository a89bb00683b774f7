"""A document as citations count it: the n-th line that is not empty, and the n-th sentence in it.

The rule for sentences, made for English news copy. A sentence ends

1. after a full stop, question mark, exclamation mark or ellipsis, with the quotation marks and brackets that close
   right behind it, when white space follows and then a capital or a digit, itself perhaps behind an opening mark. So
   `“Where?” he asked. “Here.”` is two sentences: a small letter after the closing mark carries on;
2. before a wire dateline and after it: `Talks fail Oslo, Jan 2 (ABC) Jan 02, 2030 The parties …` is a headline, a
   dateline and a sentence, though no full stop parts them.

A full stop ends no sentence after a title or the like (`Mr. Smith`), nor after a month or `No.` before a digit
(`Jan. 2`). After initials and abbreviations with inner full stops (`U.S.`, `J. Smith`, `p.m.`) it ends one only when
the next word is one with which sentences begin (`the U.S. The talks …`). Headlines without a full stop are one
sentence, and so is a line of signs alone. White space around a sentence does not belong to it.
"""

import hashlib
import itertools
import re
import unicodedata
from pathlib import Path

from .problems import SeedError, shown

CLOSING = "\"'”’»)]"
OPENING = "\"'“‘«([–—-"
END = re.compile(rf"(?:[.!?]+|…)[{re.escape(CLOSING)}]*(?=\s)")
MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)"
DATELINE = re.compile(rf"[A-Z]\w+, {MONTH} [0-9]{{1,2}} \([A-Z]{{2,}}\) {MONTH} [0-9]{{1,2}}, [0-9]{{4}}(?=\s)")

NEVER_LAST = {
    *("mr", "mrs", "ms", "dr", "prof", "gen", "lt", "col", "maj", "capt", "sgt", "cmdr", "adm", "sen", "rep", "gov"),
    *("pres", "rev", "hon", "st", "mt", "ft", "vs", "e.g", "i.e", "cf", "ca"),
}
"""What stands before a full stop that ends no sentence."""

BEFORE_DIGIT = {
    *("jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "no", "nos", "p", "art"),
}
"""What stands before a full stop that ends no sentence when a digit follows."""

SELDOM_LAST = {"inc", "corp", "co", "ltd", "jr", "sr", "etc"}
"""What ends a sentence only before a word with which sentences begin, as initials do."""

FIRST_WORDS = {
    *("a", "an", "the", "this", "that", "these", "those", "he", "she", "it", "they", "we", "i", "you", "his", "her"),
    *("its", "their", "our", "in", "on", "at", "by", "for", "from", "with", "after", "before", "as", "if", "when"),
    *("while", "but", "and", "or", "so", "yet", "however", "meanwhile", "although", "there", "both", "some", "what"),
}

INVISIBLE = "\u200b\u00ad\ufeff"
FOLDED = str.maketrans({**dict.fromkeys("“”„‟«»", '"'), **dict.fromkeys("‘’‚‛", "'"), **dict.fromkeys(INVISIBLE)})


class SourceDocument:
    """The text of a source, by line and sentence."""

    def __init__(self, text: str) -> None:
        self.lines = lines(text)
        self.sentences = [sentences(line) for line in self.lines]

    def text_at(self, line: int, sentence: int | None = None) -> str:
        """A line, or a sentence of it. Raises LookupError, with a message for a person, when there is none."""
        if not 1 <= line <= len(self.lines):
            raise LookupError(f"there is no line {line}: the last is {len(self.lines)}")
        if sentence is None:
            return self.lines[line - 1]
        in_line = self.sentences[line - 1]
        if not 1 <= sentence <= len(in_line):
            raise LookupError(f"there is no sentence {sentence} in line {line}: the last is {len(in_line)}")
        return in_line[sentence - 1]


def open_document(folder: Path, file_name: str, sha256: str) -> SourceDocument:
    """The checked text of a source. Raises SeedError when the file is missing or is another than was checked."""
    try:
        content = (folder / file_name).read_bytes()
    except OSError as error:
        raise SeedError(f"{shown(file_name)} cannot be read: {error.strerror}") from error
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise SeedError(f"{shown(file_name)} is not the text that was checked: its SHA-256 is {found}, not {sha256}")
    try:
        return SourceDocument(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise SeedError(f"{shown(file_name)} is not UTF-8 text") from error


def lines(text: str) -> list[str]:
    """The lines that are not empty, stripped: the first is line 1 of a locator."""
    return [stripped for line in re.split(r"\r\n|\r|\n", text) if (stripped := line.strip())]


def sentences(line: str) -> list[str]:
    """The sentences of a line, by the rule above: the first is sentence 1 of a locator."""
    cuts = {0, len(line)}
    for dateline in DATELINE.finditer(line):
        cuts |= {dateline.start(), dateline.end()}
    cuts |= {end.end() for end in END.finditer(line) if _ends(line, end)}
    places = sorted(cuts)
    parts = (line[start:stop].strip() for start, stop in itertools.pairwise(places))
    return [part for part in parts if part]


def fold(text: str) -> str:
    """Text for comparison: straight quotation marks, single plain spaces, composed letters; case stays."""
    return " ".join(unicodedata.normalize("NFC", text).translate(FOLDED).split())


def _ends(line: str, end: re.Match[str]) -> bool:
    following = line[end.end() :].lstrip().lstrip(OPENING).lstrip()
    first = following[:1]
    if not (first.isdigit() or (first.isalpha() and not first.islower())):
        return False
    if not end.group().startswith(".") or end.group().startswith(".."):
        return True
    word = re.split(rf"[\s{re.escape(OPENING)}]", line[: end.start()])[-1].lower()
    if word in NEVER_LAST or (word in BEFORE_DIGIT and first.isdigit()):
        return False
    if word in SELDOM_LAST or re.fullmatch(r"[^\W\d_](\.[^\W\d_])*", word):
        next_word = re.match(r"\w+", following)
        return end.group() != "." or (next_word is not None and next_word.group().lower() in FIRST_WORDS)
    return True
