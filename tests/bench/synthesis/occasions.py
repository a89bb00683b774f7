"""Synthetic proposals with provisions, and meetings with participants and outcomes."""

import datetime
from collections.abc import Iterator
from random import Random

from factbase.models import Identification, Meeting, Outcome, Participation, Proposal, Provision
from factbase.models.fields.edtf import OPEN_END, OPEN_START
from factbase.vocabulary import MeetingFormat, MeetingKind, ProposalStatus, Verdict

from .copy_buffer import CopyBuffer, Table, line
from .evidence import DAYS, FIRST_DAY, Evidence, citing, dates
from .reference_data import BATCH, DATED, Scale
from .revisions import RevisionPlan
from .word_list import WordList

PROPOSAL = Table(
    Proposal,
    (*DATED, "slug", "process_id", "name", "description", "revises_id", "status", "number_of_points"),
)
PROPOSER = Table(Proposal.proposers.through, ("proposal_id", "actor_id"))
PROVISION = Table(Provision, ("slug", "proposal_id", "number", "part", "summary", "topic_id", "demanded_by_id"))
OBLIGED = Table(Provision.obliged.through, ("provision_id", "actor_id"))
MEETING = Table(
    Meeting,
    (
        *("slug", "starts", "ends", "earliest", "latest", "date_basis", "date_note"),
        *("process_id", "title", "description", "kind", "format", "status"),
        *("duration_minutes", "duration_qualifier", "place", "host_id", "follows_id", "according_to_id"),
    ),
)
MEETING_TOPIC = Table(Meeting.topics.through, ("meeting_id", "topic_id"))
MEETING_PROPOSAL = Table(Meeting.proposals.through, ("meeting_id", "proposal_id"))
PARTICIPATION = Table(Participation, ("meeting_id", "actor_id", "role", "side_id", "described_as"))
OUTCOME = Table(Outcome, ("meeting_id", "described_by_id", "source_id", "relayed_by_id", "summary"))
IDENTIFICATION = Table(
    Identification,
    ("slug", "verdict", "meeting_id", "other_meeting_id", "proposal_id", "other_proposal_id", "note"),
)


class Occasions:
    """Writer of proposals and meetings, in the first revision; later ones correct some planned meetings to held."""

    def __init__(self, scale: Scale, seed: int, words: WordList, plan: RevisionPlan, evidence: Evidence) -> None:
        self.scale, self.words, self.plan, self.evidence = scale, words, plan, evidence
        self.rng = Random(f"{seed} occasions")
        self.dates = dates(self.rng, 1000)

    def write(self, buffer: CopyBuffer) -> Iterator[None]:
        """Add all rows; yield after each batch so that the caller can take it."""
        for pk in range(1, self.scale.proposals + 1):
            self._proposal(buffer, pk)
        yield
        for first in range(1, self.scale.meetings + 1, BATCH):
            numbers = range(first, min(first + BATCH, self.scale.meetings + 1))
            for pk, title in zip(numbers, self.words.phrases(self.rng, len(numbers), 2, 5), strict=True):
                self._meeting(buffer, pk, title.capitalize())
            yield
        for number in range(1, self.scale.meetings // 40 + 1):
            self._identification(buffer, number)
        yield

    def _proposal(self, buffer: CopyBuffer, pk: int) -> None:
        rng = self.rng
        points = rng.randint(3, 12)
        slug = f"proposal-{pk}"
        status = rng.choice(ProposalStatus.values)
        revises = pk - 1 if pk > 1 and pk % 3 == 0 else None
        name = f"{self.words.names(rng, 1)[0]} plan {pk}"
        buffer.add_row(PROPOSAL, 1, rng.choice(self.dates), slug, 1, name, "", revises, status, points)
        buffer.add_slug("proposal", slug, pk, 1)
        buffer.add_change(1, "proposal", pk)
        self.evidence.cite(buffer, citing("proposal_id"), pk, 1, rng)
        for actor in self._some_powers(rng.choice((1, 1, 2))):
            buffer.add_row(PROPOSER, 1, pk, actor)
        for number, summary in enumerate(self.words.phrases(rng, points, 8, 20), start=1):
            name = f"{slug}-point-{number}"
            topic = rng.randint(1, self.scale.topics)
            point = buffer.add_row(PROVISION, 1, name, pk, number, "", f"{summary.capitalize()}.", topic, None)
            buffer.add_slug("provision", name, point, 1)
            buffer.add_row(OBLIGED, 1, point, self._power())
            self.evidence.cite(buffer, citing("provision_id"), point, 1, rng)

    def _meeting(self, buffer: CopyBuffer, pk: int, title: str) -> None:
        rng = self.rng
        slug = f"meeting-{pk}"
        before = line(slug, self._dates(), 1, title, "", rng.choice(MeetingKind.values))
        form, status = rng.choice((*MeetingFormat.values, "")), rng.choice(("held", "held", "held", "planned"))
        minutes = rng.choice((None, 30, 60, 90, 300))
        after = line(
            "about" if minutes else "", rng.choice(("Geneva", "Doha", "Istanbul", "")), self._power(), None, None
        )
        versions = [(1, line(before, form, status, minutes, after))]
        if status == "planned" and rng.random() < 0.5:
            for number in self.plan.corrections_after(1, 1, rng):
                versions.append((number, line(before, form, "held", minutes, after)))
        buffer.add_versions(MEETING, versions)
        buffer.add_slug("meeting", slug, pk, 1)
        for number, _ in versions:
            buffer.add_change(number, "meeting", pk)
        self.evidence.cite(buffer, citing("meeting_id"), pk, 1, rng, rng.choice((1, 1, 2)))
        buffer.add_row(MEETING_TOPIC, 1, pk, rng.randint(1, self.scale.topics))
        if rng.random() < 0.2:
            buffer.add_row(MEETING_PROPOSAL, 1, pk, rng.randint(1, self.scale.proposals))
        self._participations(buffer, pk)
        if rng.random() < 0.4:
            text = self.words.phrases(rng, 1, 8, 20)[0]
            outcome = buffer.add_row(OUTCOME, 1, pk, self._power(), None, None, f"{text.capitalize()}.")
            self.evidence.cite(buffer, citing("outcome_id"), outcome, 1, rng)

    def _dates(self) -> str:
        """Return the columns starts, ends, earliest, latest, date_basis, date_note."""
        if self.rng.random() < 0.05:
            return line("", "", OPEN_START.isoformat(), OPEN_END, "stated", "No source says when.")
        day = FIRST_DAY + datetime.timedelta(self.rng.randrange(DAYS))
        return line(day, "", day, day, "stated", "")

    def _participations(self, buffer: CopyBuffer, meeting: int) -> None:
        rng = self.rng
        for power in self._some_powers(rng.choice((2, 2, 3))):
            seats: list[tuple[int, str, int | None]] = [(power, "party", None)]
            if rng.random() < 0.4:
                seats.append((self.scale.powers + power, "speaker", power))  # the one person who represents it
            for actor, role, side in seats:
                pk = buffer.add_row(PARTICIPATION, 1, meeting, actor, role, side, "")
                self.evidence.cite(buffer, citing("participation_id"), pk, 1, rng)

    def _identification(self, buffer: CopyBuffer, number: int) -> None:
        slug = f"identification-{number}"
        one, other = self.rng.sample(range(1, self.scale.proposals + 1), 2)
        verdict = self.rng.choice(Verdict.values)
        pk = buffer.add_row(IDENTIFICATION, 1, slug, verdict, None, None, one, other, "The texts do not say.")
        buffer.add_slug("identification", slug, pk, 1)
        buffer.add_change(1, "identification", pk)
        self.evidence.cite(buffer, citing("identification_id"), pk, 1, self.rng)

    def _power(self) -> int:
        """Return the id of a random power (a state or body); low ids are the most frequent."""
        return 1 + int(self.scale.powers * self.rng.random() ** 3)

    def _some_powers(self, count: int) -> list[int]:
        return sorted({self._power() for _ in range(count)})
