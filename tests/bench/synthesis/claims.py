"""Synthetic claims with their voices and figures, and discrepancies between sources."""

from collections.abc import Iterator
from random import Random

from factbase.models import Claim, Discrepancy, Figure, Voice
from factbase.vocabulary import ClaimKind, DiscrepancyKind, Qualifier, VoiceRole

from .copy_buffer import CopyBuffer, Table, line
from .evidence import Evidence, citing, dates
from .reference_data import BATCH, DATED, Scale
from .revisions import RevisionPlan
from .word_list import WordList

CLAIM = Table(Claim, ("slug", "process_id", "kind", "topic_id", *DATED, "summary", "about"))
VOICE = Table(Voice, (*DATED, "claim_id", "actor_id", "source_id", "speaker_id", "meeting_id", "role"))
FIGURE = Table(Figure, ("claim_id", "number", "measures", "low", "high", "unit", "per", "qualifier"))
DISCREPANCY = Table(Discrepancy, ("slug", "process_id", "kind", "title", "note", "followed", "reason"))


class Claims:
    """Writer of claims and discrepancies; later revisions correct some claims."""

    def __init__(self, scale: Scale, seed: int, words: WordList, plan: RevisionPlan, evidence: Evidence) -> None:
        self.scale, self.words, self.plan, self.evidence = scale, words, plan, evidence
        self.rng = Random(f"{seed} claims")
        self.dates = dates(self.rng, 1000)

    def write(self, buffer: CopyBuffer) -> Iterator[None]:
        """Add all rows; yield after each batch so that the caller can take it."""
        for first in range(1, self.scale.claims + 1, BATCH):
            numbers = range(first, min(first + BATCH, self.scale.claims + 1))
            for pk, summary in zip(numbers, self.words.phrases(self.rng, len(numbers), 8, 24), strict=True):
                self._claim(buffer, pk, summary.capitalize())
            yield
        for number in range(1, 3 + self.scale.positions // 1000):
            self._discrepancy(buffer, number)
        yield

    def _claim(self, buffer: CopyBuffer, pk: int, summary: str) -> None:
        rng = self.rng
        created = rng.choice(self.plan.creations)
        slug = f"claim-{pk}"
        kind, topic, when = rng.choice(ClaimKind.values), rng.randint(1, self.scale.topics), rng.choice(self.dates)
        versions = [(created, line(slug, 1, kind, topic, when, f"{summary}.", ""))]
        if rng.random() < 0.1:
            for number in self.plan.corrections_after(created, 1, rng):
                versions.append((number, line(slug, 1, kind, topic, when, f"{summary}, as corrected.", "")))
        buffer.add_versions(CLAIM, versions)
        buffer.add_slug("claim", slug, pk, created)
        for number, _ in versions:
            buffer.add_change(number, "claim", pk)
        self.evidence.cite(buffer, citing("claim_id"), pk, created, rng)
        for role in rng.choice(((VoiceRole.ASSERTS,), (VoiceRole.ASSERTS,), (VoiceRole.ASSERTS, VoiceRole.DISPUTES))):
            actor = 1 + int(self.scale.powers * rng.random() ** 3)
            voice = buffer.add_row(VOICE, created, when, pk, actor, None, None, None, role)
            self.evidence.cite(buffer, citing("voice_id"), voice, created, rng)
        if rng.random() < 0.4:
            low = rng.randint(1, 10_000)
            high = low + 500 if rng.random() < 0.2 else None
            unit = rng.choice(("percent", "people", "km2", "USD"))
            buffer.add_row(FIGURE, created, pk, 1, "what is counted", low, high, unit, "", rng.choice(Qualifier.values))

    def _discrepancy(self, buffer: CopyBuffer, number: int) -> None:
        slug = f"discrepancy-{number}"
        title, note = self.words.phrases(self.rng, 2, 4, 12)
        kind = self.rng.choice(DiscrepancyKind.values)
        pk = buffer.add_row(DISCREPANCY, 1, slug, 1, kind, title.capitalize(), f"{note.capitalize()}.", "", "")
        buffer.add_slug("discrepancy", slug, pk, 1)
        buffer.add_change(1, "discrepancy", pk)
        self.evidence.cite(buffer, citing("discrepancy_id"), pk, 1, self.rng, 2)
