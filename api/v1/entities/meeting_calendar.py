"""Meetings as iCalendar (RFC 5545), with the name and the description of the calendar as in RFC 7986."""

import datetime
import json
import uuid
from collections.abc import Sequence
from typing import Any, ClassVar

import icalendar
from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_datetime
from icalendar import STATUS, TRANSP
from rest_framework import serializers

from api.http.formats.negotiation import ICALENDAR
from api.http.formats.xml_safe import printable
from api.http.problems import InvalidParameters
from api.http.request.parameters import error_of
from api.http.sql.json_builder import ReadSerializer
from api.http.sql.prepared_query import PreparedQuery
from api.http.views import QueryView
from api.v1.paths import ROOT
from factbase.chronology.calendar import days, revised_meetings
from factbase.history.snapshot import At
from factbase.models import Meeting
from factbase.vocabulary import MeetingKind, MeetingStatus

from .refs import ActorRef, PresenceSerializer

STATUSES = {
    MeetingStatus.HELD: STATUS.CONFIRMED,
    MeetingStatus.ONGOING: STATUS.CONFIRMED,
    MeetingStatus.PLANNED: STATUS.TENTATIVE,
    MeetingStatus.MOOTED: STATUS.TENTATIVE,
    MeetingStatus.CANCELLED: STATUS.CANCELLED,
}
"""What an event's status can say; its categories have the meeting's own."""


class EventSerializer(ReadSerializer):
    """What a calendar needs of a meeting."""

    according_to = ActorRef()
    participations = PresenceSerializer(many=True, help_text="Who took part, was absent or uncertain to attend.")
    revised = serializers.DateTimeField(help_text="When the base last changed what it says of it.")
    revisions = serializers.IntegerField(help_text="How often the base changed what it says of it.")

    class Meta:
        model = Meeting
        queryset = revised_meetings()
        fields = [
            "slug",
            "title",
            "kind",
            "status",
            "starts",
            "ends",
            "earliest",
            "latest",
            "date_note",
            "place",
            "description",
            "according_to",
            "participations",
            "revised",
            "revisions",
        ]


class Calendar(QueryView):
    """Meetings in JSON, or as a calendar: then of what `events`, a view that is not served, reads of them."""

    events: ClassVar[type[QueryView]]

    def values(self, request: HttpRequest, given: dict[str, Any], path: dict[str, str]) -> dict[str, Any]:
        if self.format is ICALENDAR and "fields" in given:
            raise InvalidParameters([error_of("fields", "A calendar has no keys to choose from: leave fields out.")])
        return super().values(request, given, path)

    def statement(self, given: dict[str, Any]) -> PreparedQuery:
        in_calendar = given.get("format") == ICALENDAR.name
        return self.events().statement(given) if in_calendar else super().statement(given)

    def shape(
        self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any], row: tuple
    ) -> HttpResponse | None:
        response = super().shape(request, at, given, values, row)
        if response is None or self.format is not ICALENDAR:
            return response
        body = json.loads(response.content)
        response = HttpResponse(
            _calendar(request, body.get("results", [body])), content_type=f"{ICALENDAR.media_type}; charset=utf-8"
        )
        if body.get("next"):
            response.headers["Link"] = f'<{body["next"]}>; rel="next"'
        return response


def _calendar(request: HttpRequest, meetings: Sequence[dict[str, Any]]) -> bytes:
    """The calendar of some meetings: an event for each that has days."""
    events = [event for event in (_event(request, meeting) for meeting in meetings) if event is not None]
    left_out = len(meetings) - len(events)
    address = request.build_absolute_uri()
    calendar = icalendar.Calendar.new(
        uid=str(uuid.uuid5(uuid.NAMESPACE_URL, address)),
        prodid="-//Peace-talks fact base//Meetings//EN",
        name="Peace-talks fact base: meetings",
        description=f"Meetings of peace processes. Left out, as they might be on any day: {left_out}.",
        url=address,
        subcomponents=events,
    )
    return calendar.to_ical()


def _event(request: HttpRequest, meeting: dict[str, Any]) -> icalendar.Event | None:
    """The event of a meeting; none where its dates allow any day."""
    bounds = (datetime.date.fromisoformat(meeting[name]) for name in ("earliest", "latest"))
    placed = days(meeting["starts"], meeting["ends"], *bounds)
    if placed is None:
        return None
    status = MeetingStatus(meeting["status"])
    address = request.build_absolute_uri(f"{ROOT}meetings/{meeting['slug']}/")
    revised = parse_datetime(meeting["revised"])
    told_by = meeting["according_to"]
    listed = "; ".join(f"{presence['actor']['name']} ({presence['role']})" for presence in meeting["participations"])
    lines = [
        f"Status: {status.label}.",
        placed.note,
        meeting["date_note"],
        meeting["description"],
        f"According to {told_by['name']} alone." if told_by else None,
        f"Listed: {listed}." if listed else None,
    ]
    return icalendar.Event.new(
        uid=str(uuid.uuid5(uuid.NAMESPACE_URL, address)),  # RFC 7986, section 5.3 would have no host in it
        summary=printable(f"{meeting['title']} (day not certain)" if placed.note else meeting["title"]),
        start=placed.first,
        end=placed.last + datetime.timedelta(days=1),  # the day after: an end is not included
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
