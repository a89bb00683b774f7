"""The text of a source document, addressed as citations do: non-empty line n, sentence n within it.

The sentence rule is made for English news copy. A sentence ends

1. after a full stop, question mark, exclamation mark or ellipsis, and any closing quotation marks and brackets, if
   white space and then a capital letter or a digit follows, which may have an opening mark before it. So
   `“Where?” he asked. “Here.”` is two sentences: the small letter after the closing mark continues the sentence;
2. before and after a wire dateline: `Talks fail Oslo, Jan 2 (ABC) Jan 02, 2030 The parties …` is a headline, a
   dateline and a sentence, although no full stop separates them.

A full stop does not end a sentence after a title or similar (`Mr. Smith`), nor after a month or `No.` before a digit
(`Jan. 2`). After initials and abbreviations with inner full stops (`U.S.`, `J. Smith`, `p.m.`) it does so only if the
next word often starts a sentence (`the U.S. The talks …`). A headline without a full stop is one sentence, and so is
a line without words. White space around a sentence is not part of it.
"""

import hashlib
import itertools
import re
import unicodedata
from pathlib import Path

from .problems import SeedError, format_value

CLOSING = "\"'”’»)]"
OPENING = "\"'“‘«([–—-"
END = re.compile(rf"(?:[.!?]+|…)[{re.escape(CLOSING)}]*(?=\s)")
MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)"
DATELINE = re.compile(rf"[A-Z]\w+, {MONTH} [0-9]{{1,2}} \([A-Z]{{2,}}\) {MONTH} [0-9]{{1,2}}, [0-9]{{4}}(?=\s)")

ABBREVIATIONS = {
    *("mr", "mrs", "ms", "dr", "prof", "gen", "lt", "col", "maj", "capt", "sgt", "cmdr", "adm", "sen", "rep", "gov"),
    *("pres", "rev", "hon", "st", "mt", "ft", "vs", "e.g", "i.e", "cf", "ca"),
}
"""A full stop after one of these never ends a sentence."""

ABBREVIATIONS_BEFORE_DIGIT = {
    *("jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "no", "nos", "p", "art"),
}
"""A full stop after one of these does not end a sentence if a digit follows."""

AMBIGUOUS_ABBREVIATIONS = {"inc", "corp", "co", "ltd", "jr", "sr", "etc"}
"""A full stop after one of these, or after initials, ends a sentence only before one of SENTENCE_STARTERS."""

SENTENCE_STARTERS = {
    *("a", "an", "the", "this", "that", "these", "those", "he", "she", "it", "they", "we", "i", "you", "his", "her"),
    *("its", "their", "our", "in", "on", "at", "by", "for", "from", "with", "after", "before", "as", "if", "when"),
    *("while", "but", "and", "or", "so", "yet", "however", "meanwhile", "although", "there", "both", "some", "what"),
}

INVISIBLE = "\u200b\u00ad\ufeff"
FOLDING = str.maketrans({**dict.fromkeys("“”„‟«»", '"'), **dict.fromkeys("‘’‚‛", "'"), **dict.fromkeys(INVISIBLE)})


class SourceDocument:
    """The text of a source, split into lines and sentences."""

    def __init__(self, text: str) -> None:
        self.lines = split_lines(text)
        self.sentences = [split_sentences(line) for line in self.lines]

    def text_at(self, line: int, sentence: int | None = None) -> str:
        """Return a line, or one sentence of it; LookupError, with a readable message, if there is none."""
        if not 1 <= line <= len(self.lines):
            raise LookupError(f"there is no line {line}: the last is {len(self.lines)}")
        if sentence is None:
            return self.lines[line - 1]
        in_line = self.sentences[line - 1]
        if not 1 <= sentence <= len(in_line):
            raise LookupError(f"there is no sentence {sentence} in line {line}: the last is {len(in_line)}")
        return in_line[sentence - 1]


def open_document(folder: Path, file_name: str, sha256: str) -> SourceDocument:
    """Read the text of a source. Raises SeedError if the file is missing or its SHA-256 differs."""
    try:
        content = (folder / file_name).read_bytes()
    except OSError as error:
        raise SeedError(f"{format_value(file_name)} cannot be read: {error.strerror}") from error
    digest = hashlib.sha256(content).hexdigest()
    if digest != sha256:
        raise SeedError(f"{format_value(file_name)} is not the checked text: its SHA-256 is {digest}, not {sha256}")
    try:
        return SourceDocument(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise SeedError(f"{format_value(file_name)} is not UTF-8 text") from error


def split_lines(text: str) -> list[str]:
    """Return the non-empty lines, stripped; the first is line 1 of a locator."""
    return [stripped for line in re.split(r"\r\n|\r|\n", text) if (stripped := line.strip())]


def split_sentences(line: str) -> list[str]:
    """Split a line into sentences by the rule above; the first is sentence 1 of a locator."""
    cuts = {0, len(line)}
    for dateline in DATELINE.finditer(line):
        cuts |= {dateline.start(), dateline.end()}
    cuts |= {end.end() for end in END.finditer(line) if _ends_sentence(line, end)}
    parts = (line[start:stop].strip() for start, stop in itertools.pairwise(sorted(cuts)))
    return [part for part in parts if part]


def normalize(text: str) -> str:
    """Normalize quotation marks, spaces and composed letters (NFC) for comparison; case is kept."""
    return " ".join(unicodedata.normalize("NFC", text).translate(FOLDING).split())


def _ends_sentence(line: str, end: re.Match[str]) -> bool:
    following = line[end.end() :].lstrip().lstrip(OPENING).lstrip()
    first = following[:1]
    if not (first.isdigit() or (first.isalpha() and not first.islower())):
        return False
    if not end.group().startswith(".") or end.group().startswith(".."):
        return True
    word = re.split(rf"[\s{re.escape(OPENING)}]", line[: end.start()])[-1].lower()
    if word in ABBREVIATIONS or (word in ABBREVIATIONS_BEFORE_DIGIT and first.isdigit()):
        return False
    if word in AMBIGUOUS_ABBREVIATIONS or re.fullmatch(r"[^\W\d_](\.[^\W\d_])*", word):
        next_word = re.match(r"\w+", following)
        return end.group() != "." or (next_word is not None and next_word.group().lower() in SENTENCE_STARTERS)
    return True
