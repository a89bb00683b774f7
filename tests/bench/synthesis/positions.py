"""Synthetic positions: a few holders and topics have most of them, and one in five was edited since.

These are nearly all the rows of a base, so that they are put together from parts made beforehand.
"""

from collections.abc import Iterator
from random import Random

from factbase.models import Position, Withdrawal
from factbase.vocabulary import SpeechAct

from .copy_buffer import NULL, Lines, Table, line
from .evidence import Evidence, citing, dates
from .reference_data import DATED, Scale
from .revisions import Timeline
from .word_list import RARE, Vocabulary, zipf

BATCH = 10_000
EDITED, WITHDRAWN, RENAMED, RARE_WORDS = 0.2, 0.005, 0.005, 0.01
"""The share of the positions that were edited, that were withdrawn, that were renamed, that hold a rare word."""

POSITION = Table(
    Position,
    (
        *("slug", "topic_id", "holder_id", *DATED, "stance", "condition", "condition_effect", "summary"),
        *("speech_act", "attribution", "attributed_by_id", "speaker_id"),
        *("meeting_id", "about_meeting_id", "proposal_id", "statement"),
    ),
)
SLUG, SUBJECT, WHEN, STANCE, SUMMARY, WORD, OCCASION = range(7)
"""The parts that a row is put together from."""

CITATION = citing("position_id")
WITHDRAWAL = Table(Withdrawal, ("kind", "object_id", "slug", "reason"))
SPOKEN = [act for act in SpeechAct.values for _ in range(1 if act in ("threatens", "accuses") else 3)]
ATTRIBUTIONS = ("self_declared", "attributed", "relayed", "narrated")


class Positions:
    """Writes them, a batch at a time."""

    def __init__(
        self,
        scale: Scale,
        seed: int,
        vocabulary: Vocabulary,
        timeline: Timeline,
        evidence: Evidence,
        sides_taken: list[bool],
    ) -> None:
        self.scale, self.seed, self.timeline, self.evidence = scale, seed, timeline, evidence
        self.sides_taken = sides_taken
        rng = Random(f"{seed} parts of positions")
        self.dates = dates(rng, 6000)
        self.openings = [phrase.capitalize() for phrase in vocabulary.phrases(rng, 6000, 8, 16)]
        self.endings = [f"{phrase}." for phrase in vocabulary.phrases(rng, 6000, 6, 14)]
        self.words = [self._word(whose, rng) for whose in rng.choices(ATTRIBUTIONS, (70, 14, 8, 8), k=5000)]
        self.occasions = [self._occasion(rng) for _ in range(5000 + 2 * scale.meetings)]
        self.stances = [self._stance(condition, rng) for condition in vocabulary.phrases(rng, 1000, 5, 10)]
        self.no_stance = line("no_stance", "", "")
        self.holders, self.holder_weights = range(1, scale.holders + 1), zipf(scale.holders, 2)
        self.topics, self.topic_weights = range(1, scale.topics + 1), zipf(scale.topics, 5)
        self.rare = max(1, scale.positions // 500)

    def _stance(self, condition: str, rng: Random) -> str:
        stance = rng.choices(("supports", "opposes", "conditional", "undecided", "no_stance"), (30, 35, 18, 7, 10))[0]
        if stance != "conditional":
            return line(stance, "", "")
        return line(stance, condition.capitalize(), rng.choice(("supports_if", "gives_up_if")))

    def write(self, lines: Lines) -> Iterator[int]:
        """Write the rows; after each batch, for them to be taken, gives how many positions there are."""
        for first in range(1, self.scale.positions + 1, BATCH):
            last = min(first + BATCH - 1, self.scale.positions)
            self._batch(lines, first, last - first + 1)
            yield last

    def _batch(self, lines: Lines, first: int, count: int) -> None:
        rng = Random(f"{self.seed} positions from {first}")
        drawn = zip(
            range(first, first + count),
            rng.choices(self.topics, cum_weights=self.topic_weights, k=count),
            rng.choices(self.holders, cum_weights=self.holder_weights, k=count),
            rng.choices(self.timeline.births, k=count),
            rng.choices(self.dates, k=count),
            rng.choices(self.stances, k=count),
            rng.choices(self.openings, k=count),
            rng.choices(self.endings, k=count),
            rng.choices(self.words, k=count),
            rng.choices(self.occasions, k=count),
            rng.choices((1, 1, 2, 2, 3), k=count),
            strict=True,
        )
        for number, topic, holder, born, when, stance, opening, ending, word, occasion, places in drawn:
            parts = [
                f"on-topic-{topic}-{number}",
                f"{topic}\t{holder}",
                when,
                stance if self.sides_taken[topic - 1] else self.no_stance,
                f"{opening}, {ending}",
                self._spoken(word, holder),
                f"{occasion}{number // 3}" if occasion[-1] == "-" else occasion,
            ]
            chance = rng.random()
            if chance < WITHDRAWN:
                self._withdrawn(lines, parts, born, places, rng)
            elif chance < WITHDRAWN + EDITED:
                self._edited(lines, parts, born, places, rng)
            else:
                if chance > 1 - RARE_WORDS:
                    parts[SUMMARY] = f"{opening}, under {RARE}{rng.randrange(self.rare)}, {ending}"
                pk = lines.kept(POSITION, born, "\t".join(parts))
                lines.slug("position", parts[SLUG], pk, born)
                lines.change(born, "position", pk)
                self.evidence.cite(lines, CITATION, pk, born, rng, places)

    def _summary(self, rng: Random) -> str:
        return f"{rng.choice(self.openings)}, {rng.choice(self.endings)}"

    def _word(self, attribution: str, rng: Random) -> str:
        """Columns speech_act, attribution, attributed_by, speaker; the last is left open where someone may speak."""
        act = rng.choice(SPOKEN)
        if attribution == "self_declared":
            return f"{act}\tself_declared\t{NULL}\t{'' if rng.random() < 0.6 else NULL}"
        if attribution == "narrated":
            return f"\tnarrated\t{NULL}\t{NULL}"
        return f"{act}\t{attribution}\t{1 + int(self.scale.powers * rng.random() ** 2)}\t{NULL}"

    def _spoken(self, word: str, holder: int) -> str:
        """The same for a holder: each power has one person that speaks for it."""
        if word[-1] != "\t":
            return word
        return f"{word}{self.scale.powers + holder}" if holder <= self.scale.powers else f"{word}{NULL}"

    def _occasion(self, rng: Random) -> str:
        """Columns meeting, about_meeting, proposal, statement; the last ends with a hyphen where a number goes."""
        chance = rng.random()
        if chance < 0.6:
            return f"{NULL}\t{NULL}\t{NULL}\t"
        meeting = rng.randint(1, self.scale.meetings)
        if chance < 0.85:
            return f"{meeting}\t{NULL}\t{NULL}\tstatement-"
        if chance < 0.92:
            return f"{NULL}\t{meeting}\t{NULL}\t"
        return f"{NULL}\t{NULL}\t{rng.randint(1, self.scale.proposals)}\t"

    def _edited(self, lines: Lines, parts: list[str], born: int, places: int, rng: Random) -> None:
        """A position that was corrected once, twice or three times."""
        slug = parts[SLUG]
        renamed, mended = None, None
        versions = [(born, "\t".join(parts))]
        for number in self.timeline.corrections_after(born, rng.choice((1, 1, 1, 1, 2, 2, 3)), rng):
            what = rng.random()
            if what < 0.1:
                mended = number
                continue
            if what < 0.1 + RENAMED / EDITED and not renamed:
                renamed = number
                parts[SLUG] = f"{slug}-renamed"
            elif what < 0.6:
                parts[SUMMARY] = _another(parts[SUMMARY], lambda: self._summary(rng))
            elif what < 0.85 or parts[STANCE] == self.no_stance:
                parts[WHEN] = _another(parts[WHEN], lambda: rng.choice(self.dates))
            else:
                parts[STANCE] = _another(parts[STANCE], lambda: rng.choice(self.stances))
            versions.append((number, "\t".join(parts)))
        pk = lines.versions(POSITION, versions)
        lines.slug("position", slug, pk, born)
        if renamed:
            lines.slug("position", parts[SLUG], pk, renamed)
        self._cite(lines, pk, born, places, rng, mended=mended)
        for number in sorted({*(number for number, _ in versions), mended or born}):
            lines.change(number, "position", pk)

    def _withdrawn(self, lines: Lines, parts: list[str], born: int, places: int, rng: Random) -> None:
        """A position that was withdrawn, if a revision was left to do so."""
        gone = self.timeline.withdrawal_after(born, rng)
        pk = lines.versions(POSITION, [(born, "\t".join(parts))], gone)
        lines.slug("position", parts[SLUG], pk, born)
        self._cite(lines, pk, born, places, rng, gone=gone)
        lines.change(born, "position", pk)
        if gone:
            lines.row(WITHDRAWAL, gone, "position", pk, parts[SLUG], "The source took it back.")
            lines.change(gone, "position", pk)

    def _cite(
        self,
        lines: Lines,
        pk: int,
        born: int,
        places: int,
        rng: Random,
        *,
        mended: int | None = None,
        gone: int | None = None,
    ) -> None:
        """Citations, of which the first was corrected in one revision, or which all went with the position."""
        for sentence in range(1, places + 1):
            cited = [(born, f"{pk}\t{self.evidence.location(sentence, rng)}")]
            if mended and sentence == 1:
                before = cited[0][1]
                again = _another(before, lambda: f"{pk}\t{self.evidence.location(1, rng)}")
                cited.append((mended, again))
            lines.versions(CITATION, cited, gone)


def _another(before: str, draw) -> str:
    """Something else than before."""
    found = draw()
    while found == before:
        found = draw()
    return found
