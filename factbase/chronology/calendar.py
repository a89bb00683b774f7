"""Meetings as calendar entries: the whole days that their dates allow."""

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
    """The first and last day of a meeting in a calendar, both included, and a note if they are not certain."""

    first: datetime.date
    last: datetime.date
    note: str | None = None


def days(starts: str | None, ends: str | None, earliest: datetime.date, latest: datetime.date) -> Days | None:
    """Return the days of a meeting, from its EDTF dates and the days that they allow; None if they have an open end.

    A meeting within an interval gets all days of the interval, with a note that it took place on one or some of them.
    """
    if earliest == OPEN_START or latest == OPEN_END:
        return None
    stated = [text for text in (starts, ends) if text]
    if all(re.match(WHOLE_DAY, text) for text in stated):
        return Days(earliest, latest)
    dates = " to ".join(stated)
    if earliest == latest:
        return Days(earliest, latest, f"The day is not certain: {dates}.")
    if ends:
        return Days(earliest, latest, f"Its dates are not known to the day: {dates}.")
    return Days(earliest, latest, f"One day from {earliest} to {latest}: which one is not known.")


def revised_meetings() -> MeetingQuerySet:
    """Return the meetings with `revised`, the time of the last change, and `revisions`, how many followed the first."""
    changes = Change.objects.filter(kind="meeting").order_by()
    last = changes.filter(record_id=OuterRef(OuterRef("pk"))).order_by("-revision").values("revision")[:1]
    count = changes.filter(record_id=OuterRef("pk")).values("kind").annotate(count=models.Count("*")).values("count")
    return Meeting.objects.annotate(
        revised=Subquery(Revision.objects.filter(number=last).values("time")), revisions=Subquery(count) - 1
    )
