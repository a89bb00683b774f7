"""What happened and was said, in one stream: meetings, positions, proposals and claims, each in its place in time."""

from dataclasses import dataclass

from django.db import models
from django.db.models import Case, F, Q, Value, When

from factbase.models import Claim, Meeting, Position, Proposal
from factbase.models.fields.edtf import OPEN_END, OPEN_START
from factbase.vocabulary import TimelineKind, TimelinePrecision

WHOLE_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
MARKED = r"[~?%]"
"""In EDTF: approximate, uncertain, or both."""


@dataclass(frozen=True)
class Stream:
    """The facts of one kind: where their dates are, and by which lookups a process, a topic and actors find them.

    Each of `actors` is a way in which an actor may be part of it.
    """

    model: type[models.Model]
    edtf: str
    earliest: str
    latest: str
    process: str
    topic: str
    actors: tuple[str, ...]

    def rows(self) -> models.QuerySet:
        """The facts, each with its `precision`."""
        first, last = F(self.earliest), F(self.latest)
        spans = []
        if self.model is Meeting:  # nothing else lasts: an interval in other dates is one day somewhere within
            spans = [When(starts__regex=WHOLE_DAY, ends__regex=WHOLE_DAY, then=Value(TimelinePrecision.SPAN.value))]
        return self.model._default_manager.annotate(
            precision=Case(
                When(
                    **{
                        f"{self.edtf}__regex": MARKED,
                        self.earliest: last,
                        "then": Value(TimelinePrecision.UNCERTAIN.value),
                    }
                ),
                When(**{self.latest: first, "then": Value(TimelinePrecision.DAY.value)}),
                When(
                    Q(**{self.earliest: OPEN_START}) | Q(**{self.latest: OPEN_END}),
                    then=Value(TimelinePrecision.OPEN.value),
                ),
                *spans,
                default=Value(TimelinePrecision.INTERVAL.value),
                output_field=models.TextField(),
            )
        )


_DATED = {"edtf": "stated", "earliest": "stated_earliest", "latest": "stated_latest"}

STREAMS = {
    TimelineKind.CLAIM: Stream(
        Claim, **_DATED, process="process", topic="topic", actors=("voices__actor", "voices__speaker")
    ),
    TimelineKind.MEETING: Stream(
        Meeting,
        edtf="starts",
        earliest="earliest",
        latest="latest",
        process="process",
        topic="topics",
        actors=("participations__actor", "participations__side", "host"),
    ),
    TimelineKind.POSITION: Stream(
        Position, **_DATED, process="topic__process", topic="topic", actors=("holder", "speaker")
    ),
    TimelineKind.PROPOSAL: Stream(
        Proposal, **_DATED, process="process", topic="provisions__topic", actors=("proposers",)
    ),
}
"""What others merely attribute to an actor is a position of the actor's by `holder`, and labelled as what it is."""
