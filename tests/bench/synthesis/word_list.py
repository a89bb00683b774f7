"""Invented text whose words are as frequent as those of real text: a few in every sentence, most hardly ever."""

import itertools
from random import Random

CONSONANTS, VOWELS = "bcdfghjklmnprstvz", "aeiou"
STOPWORDS = "the of and to in a for that is on with by as it at from was be not has"
SUBJECTS = """ceasefire withdrawal guarantees membership sanctions corridor prisoners exchange neutrality referendum
territory border monitoring verification mediator delegation security sovereignty integrity language minority
reparations reconstruction nuclear safety airspace shipping grain energy infrastructure humanitarian evacuation
detention tribunal amnesty demilitarised peacekeepers observers timeline framework annex protocol draft clause proposal
counterproposal statement reject accept conditional alliance accession deployment missiles exercise troops veto council
assembly resolution treaty memorandum negotiation summit talks round session working group contact line"""
WORDS = 5000
RARE = "codename"
"""What the rarest words start with: each stands in some five summaries, whatever the size of the base."""

_CYRILLIC = str.maketrans("abcdefghijklmnoprstuvz", "абцдефгхийклмнопрстувз")
_DIACRITICS = str.maketrans("acenosuz", "áčéňóšúž")


class Vocabulary:
    """The words of one base."""

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
        """So many phrases, each of some words in lower case."""
        lengths = rng.choices(range(fewest, most + 1), k=count)
        drawn = iter(rng.choices(self.words, cum_weights=self.weights, k=sum(lengths)))
        return [" ".join(itertools.islice(drawn, length)) for length in lengths]

    def names(self, rng: Random, count: int) -> list[str]:
        """So many names of two words, which need not be distinct."""
        drawn = iter(rng.choices(self.invented, k=2 * count))
        return [f"{first.title()} {last.title()}" for first, last in zip(drawn, drawn, strict=True)]


def zipf(count: int, shift: int) -> list[float]:
    """Cumulative weights of ranks by the law of Zipf and Mandelbrot; a larger shift gives the first ranks less."""
    return list(itertools.accumulate(1 / (rank + shift) for rank in range(1, count + 1)))


def cyrillic(name: str) -> str:
    """The name in Cyrillic letters."""
    return name.lower().translate(_CYRILLIC).title()


def with_diacritics(name: str) -> str:
    """The name as another language may spell it."""
    return name.lower().translate(_DIACRITICS).title()


def _invent(rng: Random) -> str:
    return "".join(rng.choice(CONSONANTS) + rng.choice(VOWELS) for _ in range(rng.randint(2, 4)))
