"""Where positions were stated and what they speak of: proposals with their provisions, meetings with who took part."""

import datetime
from collections.abc import Iterator
from random import Random

from factbase.models import Identification, Meeting, Outcome, Participation, Proposal, Provision
from factbase.models.fields.edtf import OPEN_END, OPEN_START
from factbase.vocabulary import MeetingFormat, MeetingKind, ProposalStatus, Verdict

from .copy_buffer import Lines, Table, line
from .evidence import DAYS, FIRST_DAY, Evidence, citing, dates
from .reference_data import BATCH, DATED, Scale
from .revisions import Timeline
from .word_list import Vocabulary

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
    """Writes them, all in the first revision; some meetings that were planned are corrected to have been held."""

    def __init__(self, scale: Scale, seed: int, vocabulary: Vocabulary, timeline: Timeline, evidence: Evidence) -> None:
        self.scale, self.vocabulary, self.timeline, self.evidence = scale, vocabulary, timeline, evidence
        self.rng = Random(f"{seed} occasions")
        self.dates = dates(self.rng, 1000)

    def write(self, lines: Lines) -> Iterator[None]:
        """Write the rows; pauses now and then for them to be taken."""
        for pk in range(1, self.scale.proposals + 1):
            self._proposal(lines, pk)
        yield
        for first in range(1, self.scale.meetings + 1, BATCH):
            numbers = range(first, min(first + BATCH, self.scale.meetings + 1))
            for pk, title in zip(numbers, self.vocabulary.phrases(self.rng, len(numbers), 2, 5), strict=True):
                self._meeting(lines, pk, title.capitalize())
            yield
        for number in range(1, self.scale.meetings // 40 + 1):
            self._identification(lines, number)
        yield

    def _proposal(self, lines: Lines, pk: int) -> None:
        rng = self.rng
        points = rng.randint(3, 12)
        slug = f"proposal-{pk}"
        status = rng.choice(ProposalStatus.values)
        revises = pk - 1 if pk > 1 and pk % 3 == 0 else None
        name = f"{self.vocabulary.names(rng, 1)[0]} plan {pk}"
        lines.row(PROPOSAL, 1, rng.choice(self.dates), slug, 1, name, "", revises, status, points)
        lines.slug("proposal", slug, pk, 1)
        lines.change(1, "proposal", pk)
        self.evidence.cite(lines, citing("proposal_id"), pk, 1, rng)
        for actor in self._some_powers(rng.choice((1, 1, 2))):
            lines.row(PROPOSER, 1, pk, actor)
        for number, summary in enumerate(self.vocabulary.phrases(rng, points, 8, 20), start=1):
            name = f"{slug}-point-{number}"
            topic = rng.randint(1, self.scale.topics)
            point = lines.row(PROVISION, 1, name, pk, number, "", f"{summary.capitalize()}.", topic, None)
            lines.slug("provision", name, point, 1)
            lines.row(OBLIGED, 1, point, self._power())
            self.evidence.cite(lines, citing("provision_id"), point, 1, rng)

    def _meeting(self, lines: Lines, pk: int, title: str) -> None:
        rng = self.rng
        slug = f"meeting-{pk}"
        before = line(slug, self._when(), 1, title, "", rng.choice(MeetingKind.values))
        form, status = rng.choice((*MeetingFormat.values, "")), rng.choice(("held", "held", "held", "planned"))
        minutes = rng.choice((None, 30, 60, 90, 300))
        after = line(
            "about" if minutes else "", rng.choice(("Geneva", "Doha", "Istanbul", "")), self._power(), None, None
        )
        versions = [(1, line(before, form, status, minutes, after))]
        if status == "planned" and rng.random() < 0.5:
            for number in self.timeline.corrections_after(1, 1, rng):
                versions.append((number, line(before, form, "held", minutes, after)))
        lines.versions(MEETING, versions)
        lines.slug("meeting", slug, pk, 1)
        for number, _ in versions:
            lines.change(number, "meeting", pk)
        self.evidence.cite(lines, citing("meeting_id"), pk, 1, rng, rng.choice((1, 1, 2)))
        lines.row(MEETING_TOPIC, 1, pk, rng.randint(1, self.scale.topics))
        if rng.random() < 0.2:
            lines.row(MEETING_PROPOSAL, 1, pk, rng.randint(1, self.scale.proposals))
        self._participations(lines, pk)
        if rng.random() < 0.4:
            text = self.vocabulary.phrases(rng, 1, 8, 20)[0]
            outcome = lines.row(OUTCOME, 1, pk, self._power(), None, None, f"{text.capitalize()}.")
            self.evidence.cite(lines, citing("outcome_id"), outcome, 1, rng)

    def _when(self) -> str:
        """Columns starts, ends, earliest, latest, date_basis, date_note."""
        if self.rng.random() < 0.05:
            return line("", "", OPEN_START.isoformat(), OPEN_END, "stated", "No source says when.")
        day = FIRST_DAY + datetime.timedelta(self.rng.randrange(DAYS))
        return line(day, "", day, day, "stated", "")

    def _participations(self, lines: Lines, meeting: int) -> None:
        rng = self.rng
        for power in self._some_powers(rng.choice((2, 2, 3))):
            seats: list[tuple[int, str, int | None]] = [(power, "party", None)]
            if rng.random() < 0.4:
                seats.append((self.scale.powers + power, "speaker", power))  # the one person that sits for it
            for actor, role, side in seats:
                pk = lines.row(PARTICIPATION, 1, meeting, actor, role, side, "")
                self.evidence.cite(lines, citing("participation_id"), pk, 1, rng)

    def _identification(self, lines: Lines, number: int) -> None:
        slug = f"identification-{number}"
        one, other = self.rng.sample(range(1, self.scale.proposals + 1), 2)
        verdict = self.rng.choice(Verdict.values)
        pk = lines.row(IDENTIFICATION, 1, slug, verdict, None, None, one, other, "The texts do not say.")
        lines.slug("identification", slug, pk, 1)
        lines.change(1, "identification", pk)
        self.evidence.cite(lines, citing("identification_id"), pk, 1, self.rng)

    def _power(self) -> int:
        """The id of a state or a body; the first are busiest."""
        return 1 + int(self.scale.powers * self.rng.random() ** 3)

    def _some_powers(self, count: int) -> list[int]:
        return sorted({self._power() for _ in range(count)})
