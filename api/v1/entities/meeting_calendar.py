"""Meetings in iCalendar (RFC 5545); the calendar has a name and a description as in RFC 7986."""

import datetime
import functools
import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import icalendar
from django.http import HttpResponse
from django.utils.dateparse import parse_datetime
from icalendar import STATUS, TRANSP
from rest_framework import serializers

from api.http.formats.format import Format, Head, split_records
from api.http.problems import InvalidParameters
from api.http.request.parameters import error_of
from api.http.sql.json_builder import ReadSerializer
from api.v1.paths import ROOT
from factbase.chronology.calendar import days, revised_meetings
from factbase.history.snapshot import At
from factbase.models import Meeting
from factbase.models.fields.printable import printable
from factbase.vocabulary import MeetingKind, MeetingStatus

from .refs import PARTICIPATIONS, ActorRef, PresenceSerializer

STATUSES = {
    MeetingStatus.HELD: STATUS.CONFIRMED,
    MeetingStatus.ONGOING: STATUS.CONFIRMED,
    MeetingStatus.PLANNED: STATUS.TENTATIVE,
    MeetingStatus.MOOTED: STATUS.TENTATIVE,
    MeetingStatus.CANCELLED: STATUS.CANCELLED,
}
"""The STATUS of an event (RFC 5545); the meeting's own status is among the event's categories."""


class EventSerializer(ReadSerializer):
    """The fields of a meeting from which an event is built. They appear in no response."""

    according_to = ActorRef()
    participations = PresenceSerializer(many=True, help_text=PARTICIPATIONS)
    revised = serializers.DateTimeField(help_text="Time of the last change to the meeting.")
    revisions = serializers.IntegerField(help_text="Number of changes to the meeting.")

    class Meta:
        model = Meeting
        queryset = revised_meetings()
        fields = ["slug", "title", "kind", "status", "starts", "ends", "earliest", "latest", "date_note"]
        fields += ["place", "description", "according_to", "participations", "revised", "revisions"]


class MeetingCalendar(Format):
    """iCalendar, with an event for each meeting that has days."""

    charset = "; charset=utf-8"
    serializer_class = EventSerializer
    page_size = 200  # the maximum: few calendar clients follow a link to the next page

    def check(self, params: Mapping[str, Any]) -> None:
        if "fields" in params:
            raise InvalidParameters([error_of("fields", "A calendar has no fields to select: leave out `fields`.")])

    def page(self, view: Any, at: At, head: Head, records: str) -> HttpResponse:
        return self.respond(_build_calendar(view.url, split_records(records)), head)

    def record(self, view: Any, record: str) -> HttpResponse:
        return self.respond(_build_calendar(view.url, [record]))


ICALENDAR = MeetingCalendar("ics", "text/calendar", "iCalendar (RFC 5545) with all-day events, for calendars")


END = b"END:VCALENDAR\r\n"


def _build_calendar(url: Callable[..., str], records: Sequence[str]) -> bytes:
    """Return the calendar of meetings in JSON, with an event for each that has days."""
    meetings = url(f"{ROOT}meetings/")
    events = list(filter(None, (_build_event(meetings, record) for record in records)))
    omitted = len(records) - len(events)
    calendar = icalendar.Calendar.new(
        uid=str(uuid.uuid5(uuid.NAMESPACE_URL, url())),
        prodid="-//Peace-talks fact base//Meetings//EN",
        name="Peace-talks fact base: meetings",
        description=f"Meetings of peace processes. Left out because their dates allow any day: {omitted}.",
        url=url(),
    )
    return b"".join([calendar.to_ical().removesuffix(END), *events, END])


@functools.lru_cache(maxsize=400)  # two pages: an event takes a millisecond to build, and few change in a revision
def _build_event(meetings: str, record: str) -> bytes | None:
    """Return the event of a meeting in JSON, or None if its dates allow any day; `meetings` is the URL of the list."""
    meeting = json.loads(record)
    bounds = (datetime.date.fromisoformat(meeting[name]) for name in ("earliest", "latest"))
    dates = days(meeting["starts"], meeting["ends"], *bounds)
    if dates is None:
        return None
    status = MeetingStatus(meeting["status"])
    address = f"{meetings}{meeting['slug']}/"
    revised = parse_datetime(meeting["revised"])
    reporter = meeting["according_to"]
    listed = "; ".join(f"{presence['actor']['name']} ({presence['role']})" for presence in meeting["participations"])
    lines = [
        f"Status: {status.label}.",
        dates.note,
        meeting["date_note"],
        meeting["description"],
        f"According to {reporter['name']} alone." if reporter else None,
        f"Listed: {listed}." if listed else None,
    ]
    event = icalendar.Event.new(
        uid=str(uuid.uuid5(uuid.NAMESPACE_URL, address)),  # a UUID, as RFC 7986, section 5.3 recommends
        summary=printable(f"{meeting['title']} (day not certain)" if dates.note else meeting["title"]),
        start=dates.first,
        end=dates.last + datetime.timedelta(days=1),  # DTEND is exclusive
        status=STATUSES[status],
        categories=[MeetingKind(meeting["kind"]).label, status.label],
        transparency=TRANSP.TRANSPARENT,
        description=printable("\n".join(filter(None, lines))),
        location=printable(meeting["place"] or ""),
        url=address,
        stamp=revised,
        last_modified=revised,
        sequence=meeting["revisions"],
    )
    return event.to_ical()
