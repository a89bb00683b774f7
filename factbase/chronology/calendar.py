"""Meetings as a calendar shows them: on whole days, and on none that the texts do not allow."""

import datetime
import re
from dataclasses import dataclass

from django.db import models
from django.db.models import OuterRef, Subquery

from factbase.history.changes import Change
from factbase.history.revision import Revision
from factbase.models import Meeting
from factbase.models.fields.edtf import OPEN_END, OPEN_START
from factbase.models.meeting import MeetingQuerySet

from .timeline import WHOLE_DAY


@dataclass(frozen=True)
class Days:
    """The days that a meeting has in a calendar, both included, and what must be said of them, if anything."""

    first: datetime.date
    last: datetime.date
    note: str | None = None


def days(starts: str | None, ends: str | None, earliest: datetime.date, latest: datetime.date) -> Days | None:
    """The days of a meeting, from its EDTF dates and the days that these allow; none where they allow any day at all.

    One known to an interval has all days of it, with the note that only some of them, or one, are meant.
    """
    if earliest == OPEN_START or latest == OPEN_END:
        return None
    stated = [text for text in (starts, ends) if text]
    if all(re.match(WHOLE_DAY, text) for text in stated):
        return Days(earliest, latest)
    said = " to ".join(stated)
    if earliest == latest:
        return Days(earliest, latest, f"The day is not certain: {said}.")
    if ends:
        return Days(earliest, latest, f"Its dates are not known to the day: {said}.")
    return Days(earliest, latest, f"One day from {earliest} to {latest}: which one is not known.")


def revised_meetings() -> MeetingQuerySet:
    """Meetings with `revised`, when the base last changed what it says of one, and `revisions`, how often it did."""
    changes = Change.objects.filter(kind="meeting").order_by()
    last = changes.filter(record_id=OuterRef(OuterRef("pk"))).order_by("-revision").values("revision")[:1]
    count = changes.filter(record_id=OuterRef("pk")).values("kind").annotate(count=models.Count("*")).values("count")
    return Meeting.objects.annotate(
        revised=Subquery(Revision.objects.filter(number=last).values("time")),
        revisions=Subquery(count) - 1,
    )
