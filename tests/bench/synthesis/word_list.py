"""Random text with the word frequencies of real text (Zipf and Mandelbrot)."""

import itertools
from random import Random

CONSONANTS, VOWELS = "bcdfghjklmnprstvz", "aeiou"
STOPWORDS = "the of and to in a for that is on with by as it at from was be not has"
SUBJECTS = """ceasefire withdrawal guarantees membership sanctions corridor prisoners exchange neutrality referendum
territory border monitoring verification mediator delegation security sovereignty integrity language minority
reparations reconstruction nuclear safety airspace shipping grain energy infrastructure humanitarian evacuation
detention tribunal amnesty demilitarised peacekeepers observers plan framework annex protocol draft clause proposal
counterproposal statement reject accept conditional alliance accession deployment missiles exercise troops veto council
assembly resolution treaty memorandum negotiation summit talks round session working group contact line"""
WORDS = 5000
RARE = "codename"
"""Prefix of the rarest words: each occurs in about five summaries, whatever the size of the database."""

_CYRILLIC = str.maketrans("abcdefghijklmnoprstuvz", "абцдефгхийклмнопрстувз")
_DIACRITICS = str.maketrans("acenosuz", "áčéňóšúž")


class WordList:
    """The words of one database."""

    def __init__(self, seed: int) -> None:
        rng = Random(f"{seed} vocabulary")
        invented: dict[str, None] = {}
        while len(invented) < WORDS:
            invented[_invent(rng)] = None
        self.invented = list(invented)
        subjects = SUBJECTS.split()
        mixed = (word for pair in zip(subjects, self.invented, strict=False) for word in pair)
        self.words = [*STOPWORDS.split(), *mixed, *self.invented[len(subjects) :]]
        self.weights = zipf(len(self.words), 4)

    def phrases(self, rng: Random, count: int, fewest: int, most: int) -> list[str]:
        """Return `count` phrases of `fewest` to `most` words in lower case."""
        lengths = rng.choices(range(fewest, most + 1), k=count)
        drawn = iter(rng.choices(self.words, cum_weights=self.weights, k=sum(lengths)))
        return [" ".join(itertools.islice(drawn, length)) for length in lengths]

    def names(self, rng: Random, count: int) -> list[str]:
        """Return `count` names of two words; they may repeat."""
        drawn = iter(rng.choices(self.invented, k=2 * count))
        return [f"{first.title()} {last.title()}" for first, last in zip(drawn, drawn, strict=True)]


def zipf(count: int, shift: int) -> list[float]:
    """Return cumulative Zipf-Mandelbrot weights of ranks; a larger shift lowers the share of the first ranks."""
    return list(itertools.accumulate(1 / (rank + shift) for rank in range(1, count + 1)))


def cyrillic(name: str) -> str:
    """Return the name in Cyrillic letters."""
    return name.lower().translate(_CYRILLIC).title()


def with_diacritics(name: str) -> str:
    """Return the name with diacritics, as another language may spell it."""
    return name.lower().translate(_DIACRITICS).title()


def _invent(rng: Random) -> str:
    return "".join(rng.choice(CONSONANTS) + rng.choice(VOWELS) for _ in range(rng.randint(2, 4)))
