"""Citations and dates of synthetic facts."""

import calendar
import datetime
import functools
from random import Random

from factbase.models import Citation
from factbase.models.fields.edtf import OPEN_START
from factbase.vocabulary import Directness

from .copy_buffer import CopyBuffer, Table, line
from .word_list import WordList

FIRST_DAY = datetime.date(2014, 3, 1)
DAYS = 3900
LOCATION = ("source_id", "sentence", "line", "quote", "directness", "credibility", "part", "reading")


@functools.cache
def citing(column: str) -> Table:
    """Return the table of citations whose facts this column refers to."""
    return Table(Citation, (column, *LOCATION))


def dates(rng: Random, count: int) -> list[str]:
    """Return the columns stated, stated_earliest, stated_latest, date_basis, date_note; most dates are single days."""
    return [_date(FIRST_DAY + datetime.timedelta(rng.randrange(DAYS)), rng.random(), rng) for _ in range(count)]


def _date(day: datetime.date, chance: float, rng: Random) -> str:
    if chance < 0.82:
        return line(day, day, day, "stated" if chance < 0.7 else "inferred", "")
    if chance < 0.9:
        return line(f"../{day}", OPEN_START.isoformat(), day, "stated", "")
    if chance < 0.95:
        last = calendar.monthrange(day.year, day.month)[1]
        return line(f"{day:%Y-%m}", day.replace(day=1), day.replace(day=last), "stated", "")
    end = day + datetime.timedelta(rng.randint(1, 30))
    return line(f"{day}/{end}", day, end, "inferred", "Within the days that the text names.")


class Evidence:
    """Writer of citations; the first sources are cited most."""

    def __init__(self, words: WordList, sources: int, rng: Random) -> None:
        self.sources = sources
        self.locations = [self._location(quote, rng) for quote in words.phrases(rng, 3000, 4, 12)]

    def _location(self, quote: str, rng: Random) -> str:
        """Return the columns line, quote, directness, credibility, part, reading."""
        directness = rng.choices(Directness.values, (2, 3, 5))[0]
        quoted = "" if directness == Directness.PARAPHRASE else quote
        part = rng.choices(("body", "headline", "caption"), (18, 1, 1))[0]
        return line(rng.randint(1, 30), quoted, directness, rng.choices((6, 1, 2, 3), (6, 1, 2, 1))[0], part, "")

    def location(self, sentence: int, rng: Random) -> str:
        """Return a random location in a random source: the columns of LOCATION."""
        source = 1 + int(self.sources * rng.random() ** 1.5)
        return f"{source}\t{sentence}\t{self.locations[int(rng.random() * 3000)]}"

    def cite(self, buffer: CopyBuffer, table: Table, pk: int, revision: int, rng: Random, count: int = 1) -> None:
        """Add `count` citations of a fact, valid since a revision."""
        for sentence in range(1, count + 1):
            buffer.add_line(table, revision, f"{pk}\t{self.location(sentence, rng)}")
