"""The timeline: meetings, positions, proposals and claims in order of time."""

from dataclasses import dataclass

from django.db import models
from django.db.models import Case, F, Q, Value, When

from factbase.models import Claim, Meeting, Position, Proposal
from factbase.models.fields.edtf import OPEN_END, OPEN_START
from factbase.vocabulary import TimelineKind, TimelinePrecision

WHOLE_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
MARKED = r"[~?%]"
"""The EDTF marks for approximate, uncertain, or both."""


@dataclass(frozen=True, kw_only=True)
class Stream:
    """The timeline's facts of one kind: the columns of their dates, and the lookups of their process, topic and actors.

    `actors` has one lookup for each way in which an actor can be involved.
    """

    model: type[models.Model]
    topic: str
    actors: tuple[str, ...]
    process: str = "process"
    edtf: str = "stated"
    earliest: str = "stated_earliest"
    latest: str = "stated_latest"

    def rows(self) -> models.QuerySet:
        """Return the facts, each with its `precision`."""
        first, last = F(self.earliest), F(self.latest)
        marked = Q(**{f"{self.edtf}__regex": MARKED})
        open_ended = Q(**{self.earliest: OPEN_START}) | Q(**{self.latest: OPEN_END})
        spans = []
        if self.model is Meeting:  # only meetings last: other dates use an interval for one unknown day within it
            spans = [When(starts__regex=WHOLE_DAY, ends__regex=WHOLE_DAY, then=Value(TimelinePrecision.SPAN.value))]
        return self.model._default_manager.annotate(
            precision=Case(
                When(marked & Q(**{self.earliest: last}), then=Value(TimelinePrecision.UNCERTAIN.value)),
                When(**{self.latest: first, "then": Value(TimelinePrecision.DAY.value)}),
                When(open_ended, then=Value(TimelinePrecision.OPEN.value)),
                *spans,
                default=Value(TimelinePrecision.INTERVAL.value),
                output_field=models.TextField(),
            )
        )


STREAMS = {
    TimelineKind.CLAIM: Stream(model=Claim, topic="topic", actors=("voices__actor", "voices__speaker")),
    TimelineKind.MEETING: Stream(
        model=Meeting,
        topic="topics",
        actors=("participations__actor", "participations__side", "host"),
        edtf="starts",
        earliest="earliest",
        latest="latest",
    ),
    TimelineKind.POSITION: Stream(
        model=Position, topic="topic", actors=("holder", "speaker"), process="topic__process"
    ),
    TimelineKind.PROPOSAL: Stream(model=Proposal, topic="provisions__topic", actors=("proposers",)),
}
"""The stream of each kind. Attributed positions are found by `holder` too; entries label them as attributed."""
