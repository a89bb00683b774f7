"""Synthetic claims with their voices and figures, and discrepancies between sources."""

from collections.abc import Iterator
from random import Random

from factbase.models import Claim, Discrepancy, Figure, Voice
from factbase.vocabulary import ClaimKind, DiscrepancyKind, Qualifier, VoiceRole

from .copy_buffer import Lines, Table, line
from .evidence import Evidence, citing, dates
from .reference_data import BATCH, DATED, Scale
from .revisions import Timeline
from .word_list import Vocabulary

CLAIM = Table(Claim, ("slug", "process_id", "kind", "topic_id", *DATED, "summary", "about"))
VOICE = Table(Voice, (*DATED, "claim_id", "actor_id", "source_id", "speaker_id", "meeting_id", "role"))
FIGURE = Table(Figure, ("claim_id", "number", "measures", "low", "high", "unit", "per", "qualifier"))
DISCREPANCY = Table(Discrepancy, ("slug", "process_id", "kind", "title", "note", "followed", "reason"))


class Claims:
    """Writes them; some claims are corrected later."""

    def __init__(self, scale: Scale, seed: int, vocabulary: Vocabulary, timeline: Timeline, evidence: Evidence) -> None:
        self.scale, self.vocabulary, self.timeline, self.evidence = scale, vocabulary, timeline, evidence
        self.rng = Random(f"{seed} claims")
        self.dates = dates(self.rng, 1000)

    def write(self, lines: Lines) -> Iterator[None]:
        """Write the rows; pauses now and then for them to be taken."""
        for first in range(1, self.scale.claims + 1, BATCH):
            numbers = range(first, min(first + BATCH, self.scale.claims + 1))
            for pk, summary in zip(numbers, self.vocabulary.phrases(self.rng, len(numbers), 8, 24), strict=True):
                self._claim(lines, pk, summary.capitalize())
            yield
        for number in range(1, 3 + self.scale.positions // 1000):
            self._discrepancy(lines, number)
        yield

    def _claim(self, lines: Lines, pk: int, summary: str) -> None:
        rng = self.rng
        born = rng.choice(self.timeline.births)
        slug = f"claim-{pk}"
        kind, topic, when = rng.choice(ClaimKind.values), rng.randint(1, self.scale.topics), rng.choice(self.dates)
        versions = [(born, line(slug, 1, kind, topic, when, f"{summary}.", ""))]
        if rng.random() < 0.1:
            for number in self.timeline.corrections_after(born, 1, rng):
                versions.append((number, line(slug, 1, kind, topic, when, f"{summary}, as corrected.", "")))
        lines.versions(CLAIM, versions)
        lines.slug("claim", slug, pk, born)
        for number, _ in versions:
            lines.change(number, "claim", pk)
        self.evidence.cite(lines, citing("claim_id"), pk, born, rng)
        for role in rng.choice(((VoiceRole.ASSERTS,), (VoiceRole.ASSERTS,), (VoiceRole.ASSERTS, VoiceRole.DISPUTES))):
            actor = 1 + int(self.scale.powers * rng.random() ** 3)
            voice = lines.row(VOICE, born, when, pk, actor, None, None, None, role)
            self.evidence.cite(lines, citing("voice_id"), voice, born, rng)
        if rng.random() < 0.4:
            low = rng.randint(1, 10_000)
            high = low + 500 if rng.random() < 0.2 else None
            unit = rng.choice(("percent", "people", "km2", "USD"))
            lines.row(FIGURE, born, pk, 1, "what is counted", low, high, unit, "", rng.choice(Qualifier.values))

    def _discrepancy(self, lines: Lines, number: int) -> None:
        slug = f"discrepancy-{number}"
        title, note = self.vocabulary.phrases(self.rng, 2, 4, 12)
        kind = self.rng.choice(DiscrepancyKind.values)
        pk = lines.row(DISCREPANCY, 1, slug, 1, kind, title.capitalize(), f"{note.capitalize()}.", "", "")
        lines.slug("discrepancy", slug, pk, 1)
        lines.change(1, "discrepancy", pk)
        self.evidence.cite(lines, citing("discrepancy_id"), pk, 1, self.rng, 2)
