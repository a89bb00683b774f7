"""Synthetic positions: a few holders and topics have most of them, and one in five was edited later.

They are nearly all the rows of a database. For speed they are assembled from pregenerated parts.
"""

from collections.abc import Callable, Iterator
from random import Random

from factbase.models import Position, Withdrawal
from factbase.vocabulary import SpeechAct

from .copy_buffer import NULL, CopyBuffer, Table, line
from .evidence import Evidence, citing, dates
from .reference_data import DATED, Scale
from .revisions import RevisionPlan
from .word_list import RARE, WordList, zipf

BATCH = 10_000
EDITED, WITHDRAWN, RENAMED, RARE_WORDS = 0.2, 0.005, 0.005, 0.01
"""The shares of positions that are edited, withdrawn, renamed, or contain a rare word."""

POSITION = Table(
    Position,
    (
        *("slug", "topic_id", "holder_id", *DATED, "stance", "condition", "condition_effect", "summary"),
        *("speech_act", "attribution", "attributed_by_id", "speaker_id"),
        *("meeting_id", "about_meeting_id", "proposal_id", "statement"),
    ),
)
SLUG, SUBJECT, DATE, STANCE, SUMMARY, ATTRIBUTION, OCCASION = range(7)
"""The parts of a row, each one or more columns."""

CITATION = citing("position_id")
WITHDRAWAL = Table(Withdrawal, ("kind", "object_id", "slug", "reason"))
SPEECH_ACTS = [act for act in SpeechAct.values for _ in range(1 if act in ("threatens", "accuses") else 3)]
ATTRIBUTIONS = ("self_declared", "attributed", "relayed", "narrated")


class Positions:
    """Writer of positions, in batches."""

    def __init__(
        self,
        scale: Scale,
        seed: int,
        words: WordList,
        plan: RevisionPlan,
        evidence: Evidence,
        has_proposition: list[bool],
    ) -> None:
        self.scale, self.seed, self.plan, self.evidence = scale, seed, plan, evidence
        self.has_proposition = has_proposition
        rng = Random(f"{seed} parts of positions")
        self.dates = dates(rng, 6000)
        self.openings = [phrase.capitalize() for phrase in words.phrases(rng, 6000, 8, 16)]
        self.endings = [f"{phrase}." for phrase in words.phrases(rng, 6000, 6, 14)]
        self.attributions = [self._attribution(kind, rng) for kind in rng.choices(ATTRIBUTIONS, (70, 14, 8, 8), k=5000)]
        self.occasions = [self._occasion(rng) for _ in range(5000 + 2 * scale.meetings)]
        self.stances = [self._stance(condition, rng) for condition in words.phrases(rng, 1000, 5, 10)]
        self.no_stance = line("no_stance", "", "")
        self.holders, self.holder_weights = range(1, scale.holders + 1), zipf(scale.holders, 2)
        self.topics, self.topic_weights = range(1, scale.topics + 1), zipf(scale.topics, 5)
        self.rare = max(1, scale.positions // 500)

    def _stance(self, condition: str, rng: Random) -> str:
        stance = rng.choices(("supports", "opposes", "conditional", "undecided", "no_stance"), (30, 35, 18, 7, 10))[0]
        if stance != "conditional":
            return line(stance, "", "")
        return line(stance, condition.capitalize(), rng.choice(("supports_if", "gives_up_if")))

    def write(self, buffer: CopyBuffer) -> Iterator[int]:
        """Add all rows; yield the number of positions after each batch, so that the caller can take it."""
        for first in range(1, self.scale.positions + 1, BATCH):
            last = min(first + BATCH - 1, self.scale.positions)
            self._batch(buffer, first, last - first + 1)
            yield last

    def _batch(self, buffer: CopyBuffer, first: int, count: int) -> None:
        rng = Random(f"{self.seed} positions from {first}")
        choices = zip(
            range(first, first + count),
            rng.choices(self.topics, cum_weights=self.topic_weights, k=count),
            rng.choices(self.holders, cum_weights=self.holder_weights, k=count),
            rng.choices(self.plan.creations, k=count),
            rng.choices(self.dates, k=count),
            rng.choices(self.stances, k=count),
            rng.choices(self.openings, k=count),
            rng.choices(self.endings, k=count),
            rng.choices(self.attributions, k=count),
            rng.choices(self.occasions, k=count),
            rng.choices((1, 1, 2, 2, 3), k=count),
            strict=True,
        )
        for number, topic, holder, created, date, stance, opening, ending, attribution, occasion, citations in choices:
            parts = [
                f"on-topic-{topic}-{number}",
                f"{topic}\t{holder}",
                date,
                stance if self.has_proposition[topic - 1] else self.no_stance,
                f"{opening}, {ending}",
                self._with_speaker(attribution, holder),
                f"{occasion}{number // 3}" if occasion[-1] == "-" else occasion,
            ]
            chance = rng.random()
            if chance < WITHDRAWN:
                self._withdrawn(buffer, parts, created, citations, rng)
            elif chance < WITHDRAWN + EDITED:
                self._edited(buffer, parts, created, citations, rng)
            else:
                if chance > 1 - RARE_WORDS:
                    parts[SUMMARY] = f"{opening}, under {RARE}{rng.randrange(self.rare)}, {ending}"
                pk = buffer.add_line(POSITION, created, "\t".join(parts))
                buffer.add_slug("position", parts[SLUG], pk, created)
                buffer.add_change(created, "position", pk)
                self.evidence.cite(buffer, CITATION, pk, created, rng, citations)

    def _summary(self, rng: Random) -> str:
        return f"{rng.choice(self.openings)}, {rng.choice(self.endings)}"

    def _attribution(self, attribution: str, rng: Random) -> str:
        """Return the columns speech_act, attribution, attributed_by, speaker; an empty speaker is filled in later."""
        act = rng.choice(SPEECH_ACTS)
        if attribution == "self_declared":
            return f"{act}\tself_declared\t{NULL}\t{'' if rng.random() < 0.6 else NULL}"
        if attribution == "narrated":
            return f"\tnarrated\t{NULL}\t{NULL}"
        return f"{act}\t{attribution}\t{1 + int(self.scale.powers * rng.random() ** 2)}\t{NULL}"

    def _with_speaker(self, attribution: str, holder: int) -> str:
        """Return the columns with an empty speaker filled in: each power has one spokesperson."""
        if attribution[-1] != "\t":
            return attribution
        return f"{attribution}{self.scale.powers + holder if holder <= self.scale.powers else NULL}"

    def _occasion(self, rng: Random) -> str:
        """Return the columns meeting, about_meeting, proposal, statement; a final hyphen needs a number added."""
        chance = rng.random()
        if chance < 0.6:
            return f"{NULL}\t{NULL}\t{NULL}\t"
        meeting = rng.randint(1, self.scale.meetings)
        if chance < 0.85:
            return f"{meeting}\t{NULL}\t{NULL}\tstatement-"
        if chance < 0.92:
            return f"{NULL}\t{meeting}\t{NULL}\t"
        return f"{NULL}\t{NULL}\t{rng.randint(1, self.scale.proposals)}\t"

    def _edited(self, buffer: CopyBuffer, parts: list[str], created: int, citations: int, rng: Random) -> None:
        """Add a position with one to three corrections."""
        slug = parts[SLUG]
        renamed, recited = None, None
        versions = [(created, "\t".join(parts))]
        for number in self.plan.corrections_after(created, rng.choice((1, 1, 1, 1, 2, 2, 3)), rng):
            chance = rng.random()
            if chance < 0.1:
                recited = number
                continue
            if chance < 0.1 + RENAMED / EDITED and not renamed:
                renamed = number
                parts[SLUG] = f"{slug}-renamed"
            elif chance < 0.6:
                parts[SUMMARY] = _draw_other(parts[SUMMARY], lambda: self._summary(rng))
            elif chance < 0.85 or parts[STANCE] == self.no_stance:
                parts[DATE] = _draw_other(parts[DATE], lambda: rng.choice(self.dates))
            else:
                parts[STANCE] = _draw_other(parts[STANCE], lambda: rng.choice(self.stances))
            versions.append((number, "\t".join(parts)))
        pk = buffer.add_versions(POSITION, versions)
        buffer.add_slug("position", slug, pk, created)
        if renamed:
            buffer.add_slug("position", parts[SLUG], pk, renamed)
        self._cite(buffer, pk, created, citations, rng, recited=recited)
        for number in sorted({*(number for number, _ in versions), recited or created}):
            buffer.add_change(number, "position", pk)

    def _withdrawn(self, buffer: CopyBuffer, parts: list[str], created: int, citations: int, rng: Random) -> None:
        """Add a position that a later revision withdraws, if there is one."""
        withdrawn = self.plan.withdrawal_after(created, rng)
        pk = buffer.add_versions(POSITION, [(created, "\t".join(parts))], withdrawn)
        buffer.add_slug("position", parts[SLUG], pk, created)
        self._cite(buffer, pk, created, citations, rng, removed=withdrawn)
        buffer.add_change(created, "position", pk)
        if withdrawn:
            buffer.add_row(WITHDRAWAL, withdrawn, "position", pk, parts[SLUG], "The source took it back.")
            buffer.add_change(withdrawn, "position", pk)

    def _cite(
        self,
        buffer: CopyBuffer,
        pk: int,
        created: int,
        citations: int,
        rng: Random,
        *,
        recited: int | None = None,
        removed: int | None = None,
    ) -> None:
        """Add citations. Revision `recited` corrects the first one; revision `removed` removes all."""
        for sentence in range(1, citations + 1):
            versions = [(created, f"{pk}\t{self.evidence.location(sentence, rng)}")]
            if recited and sentence == 1:
                before = versions[0][1]
                after = _draw_other(before, lambda: f"{pk}\t{self.evidence.location(1, rng)}")
                versions.append((recited, after))
            buffer.add_versions(CITATION, versions, removed)


def _draw_other(before: str, draw: Callable[[], str]) -> str:
    """Call `draw` until its result differs from `before`."""
    while (value := draw()) == before:
        pass
    return value
