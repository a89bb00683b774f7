"""Synthetic positions: a few holders and topics have most of them, and one in five was edited since.

These are nearly all the rows of a base, so that they are put together from parts made beforehand.
"""

from collections.abc import Iterator
from random import Random

from factbase.models import Position, SpeechAct, Withdrawal

from .evidence import Evidence, citing, dates
from .lines import NULL, Lines, Table, line
from .registry import DATED, Scale
from .timeline import Timeline
from .vocabulary import RARE, Vocabulary, zipf

BATCH = 10_000
EDITED, RENAMED, WITHDRAWN = 0.2, 0.005, 0.005
"""How many of the positions were edited, and of those edited or not, renamed or withdrawn."""

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
        self.openings = vocabulary.phrases(rng, 6000, 8, 16)
        self.endings = vocabulary.phrases(rng, 6000, 6, 14)
        self.stances = [self._stance(condition, rng) for condition in vocabulary.phrases(rng, 1000, 5, 10)]
        self.no_stance = line("no_stance", "", "")
        self.holders, self.holder_weights = range(1, scale.holders + 1), zipf(scale.holders, 2)
        self.topics, self.topic_weights = range(1, scale.topics + 1), zipf(scale.topics, 5)
        self.rare = max(10, scale.positions // 500)

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
            rng.choices(ATTRIBUTIONS, (70, 14, 8, 8), k=count),
            rng.choices((1, 2, 3), (4, 4, 2), k=count),
            strict=True,
        )
        for number, topic, holder, born, when, stance, attribution, places in drawn:
            parts = [
                f"on-topic-{topic}-{number}",
                f"{topic}\t{holder}",
                when,
                stance if self.sides_taken[topic - 1] else self.no_stance,
                self._summary(rng),
                self._word(attribution, holder, rng),
                self._occasion(number, rng),
            ]
            chance = rng.random()
            if chance < EDITED:
                self._edited(lines, parts, born, places, rng)
            elif chance < EDITED + WITHDRAWN:
                self._withdrawn(lines, parts, born, places, rng)
            else:
                self._kept(lines, [(born, "\t".join(parts))], parts[SLUG], rng, places)

    def _summary(self, rng: Random) -> str:
        opening, ending = int(rng.random() * 6000), int(rng.random() * 6000)
        if rng.random() < 0.01:
            rare = f"{RARE}{int(rng.random() * self.rare)}"
            return f"{self.openings[opening].capitalize()}, under {rare}, {self.endings[ending]}."
        return f"{self.openings[opening].capitalize()}, {self.endings[ending]}."

    def _word(self, attribution: str, holder: int, rng: Random) -> str:
        """Columns speech_act, attribution, attributed_by, speaker."""
        act = SPOKEN[int(rng.random() * len(SPOKEN))]
        if attribution == "self_declared":
            spoken = holder <= self.scale.powers and rng.random() < 0.6
            speaker = self.scale.powers + holder if spoken else NULL  # the one person that speaks for it
            return f"{act}\tself_declared\t{NULL}\t{speaker}"
        if attribution == "narrated":
            return f"\tnarrated\t{NULL}\t{NULL}"
        return f"{act}\t{attribution}\t{1 + int(self.scale.powers * rng.random() ** 2)}\t{NULL}"

    def _occasion(self, number: int, rng: Random) -> str:
        """Columns meeting, about_meeting, proposal, statement."""
        chance = rng.random()
        if chance < 0.6:
            return f"{NULL}\t{NULL}\t{NULL}\t"
        meeting = 1 + int(self.scale.meetings * rng.random())
        if chance < 0.85:
            return f"{meeting}\t{NULL}\t{NULL}\tstatement-{number // 3}"
        if chance < 0.92:
            return f"{NULL}\t{meeting}\t{NULL}\t"
        return f"{NULL}\t{NULL}\t{1 + int(self.scale.proposals * rng.random())}\t"

    def _kept(
        self,
        lines: Lines,
        versions: list[tuple[int, str]],
        slug: str,
        rng: Random,
        places: int,
        *,
        mended: int | None = None,
        gone: int | None = None,
    ) -> int:
        """The position with what goes with it; `mended` is when its first citation was corrected. Its id."""
        born = versions[0][0]
        pk = lines.versions(POSITION, versions, gone)
        lines.slug("position", slug, pk, born)
        for sentence in range(1, places + 1):
            source, at = self.evidence.source(rng), int(rng.random() * 30) + 1
            place = self.evidence.places[int(rng.random() * len(self.evidence.places))]
            cited = [(born, f"{pk}\t{source}\t{at}\t{sentence}\t{place}")]
            if mended and sentence == 1:
                cited.append((mended, f"{pk}\t{source}\t{at + 1}\t{sentence}\t{place}"))
            lines.versions(CITATION, cited, gone)
        touched = {number for number, _ in versions} | {number for number in (mended, gone) if number}
        for number in sorted(touched):
            lines.change(number, "position", pk)
        return pk

    def _edited(self, lines: Lines, parts: list[str], born: int, places: int, rng: Random) -> None:
        """A position that was corrected once, twice or three times."""
        slug = parts[SLUG]
        versions = [(born, "\t".join(parts))]
        renamed, mended = None, None
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
        pk = self._kept(lines, versions, slug, rng, places, mended=mended)
        if renamed:
            lines.slug("position", parts[SLUG], pk, renamed)

    def _withdrawn(self, lines: Lines, parts: list[str], born: int, places: int, rng: Random) -> None:
        """A position that was withdrawn, if a revision was left to do so."""
        gone = self.timeline.withdrawal_after(born, rng)
        pk = self._kept(lines, [(born, "\t".join(parts))], parts[SLUG], rng, places, gone=gone)
        if gone:
            lines.row(WITHDRAWAL, gone, "position", pk, parts[SLUG], "The source took it back.")


def _another(before: str, draw) -> str:
    """Something else than before."""
    found = draw()
    while found == before:
        found = draw()
    return found
