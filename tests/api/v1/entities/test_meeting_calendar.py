"""Meetings in iCalendar: valid for clients, on no day that the sources rule out."""

import datetime
import uuid

import icalendar
import pytest

from factbase.models import Meeting
from factbase.models.fields.edtf import OPEN_END, OPEN_START
from tests.api.http.test_problems import problem
from tests.facts import editing, make_actor, make_meeting, make_source

URL = "/api/v1/meetings/"
STATUSES = {
    "held": "CONFIRMED",
    "ongoing": "CONFIRMED",
    "planned": "TENTATIVE",
    "mooted": "TENTATIVE",
    "cancelled": "CANCELLED",
}


def parse(response) -> icalendar.Calendar:
    assert response.status_code == 200, response.content
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert all(len(line) <= 75 for line in response.content.split(b"\r\n"))
    calendar = icalendar.Calendar.from_ical(response.content)
    assert not [error for part in calendar.walk() for error in part.errors]
    return calendar


def events(get, **parameters) -> dict[str, icalendar.Event]:
    """Return the events by the slugs of their meetings."""
    calendar = parse(get(URL, **{"format": "ics", **parameters}))
    return {str(event["URL"]).split("/")[-2]: event for event in calendar.events}


def day(year: int, month: int, number: int) -> datetime.date:
    return datetime.date(year, month, number)


def test_every_meeting_with_bounded_dates_is_an_event(seeded, get):
    bounded = Meeting.objects.exclude(earliest=OPEN_START).exclude(latest=OPEN_END)
    by_slug = events(get)
    assert set(by_slug) == {meeting.slug for meeting in bounded}
    for meeting in bounded:
        event = by_slug[meeting.slug]
        assert event.status == STATUSES[meeting.status]
        assert (event.start, event.end) == (meeting.earliest, meeting.latest + datetime.timedelta(days=1))
        assert meeting.get_status_display() in event.categories
        assert str(event["SUMMARY"]).startswith(meeting.title)
    assert f"any day: {Meeting.objects.count() - bounded.count()}." in parse(get(URL, format="ics")).description


def test_uncertain_dates_are_marked_or_left_out(blank, get):
    with editing():
        source = make_source()
        for slug, starts, ends in [
            ("exact", "2025-12-02", ""),
            ("three-days", "2025-12-02", "2025-12-04"),
            ("about", "2025-12-02~", ""),
            ("either", "2025-12-02/2025-12-03", ""),
            ("vague-end", "2025-12-02", "2025-12"),
            ("since", "2025-12-02/..", ""),
            ("by", "../2025-12-02", ""),
        ]:
            make_meeting(slug, source, starts=starts, ends=ends)
        make_meeting("unknown", source, starts="", date_note="The text does not say when.", status="mooted")
    assert {slug: (e.start, e.end, "day not certain" in e["SUMMARY"]) for slug, e in events(get).items()} == {
        "exact": (day(2025, 12, 2), day(2025, 12, 3), False),
        "three-days": (day(2025, 12, 2), day(2025, 12, 5), False),
        "about": (day(2025, 12, 2), day(2025, 12, 3), True),
        "either": (day(2025, 12, 2), day(2025, 12, 4), True),
        "vague-end": (day(2025, 12, 2), day(2026, 1, 1), True),
    }
    assert "One day from 2025-12-02 to 2025-12-03: which one is not known." in events(get)["either"].description
    assert "any day: 3." in parse(get(URL, format="ics")).description
    empty = parse(get(f"{URL}since/", format="ics"))
    assert empty.events == [] and "any day: 1." in empty.description


def test_planned_and_mooted_meetings_are_tentative_events(blank, get):
    with editing():
        source = make_source()
        for status in STATUSES:
            make_meeting(status, source, status=status, according_to=make_actor(f"teller-of-{status}", source))
    for status, event in events(get).items():
        assert (event.status, event["TRANSP"]) == (STATUSES[status], "TRANSPARENT")
        assert f"Status: {status.capitalize()}." in event.description
        assert f"According to Teller-Of-{status.capitalize()} alone." in event.description


def test_event_ids_are_permanent_and_revisions_are_counted(blank, get):
    with editing():
        source = make_source()
        meeting, other = make_meeting("talks", source), make_meeting("other", source)
    before, untouched = events(get)["talks"], events(get)["other"]
    with editing():
        Meeting.objects.filter(pk=meeting.pk).update(status="cancelled")
    after = events(get)["talks"]
    uuid.UUID(before["UID"])
    assert (after["UID"], before.sequence, after.sequence) == (before["UID"], 0, 1)
    assert after.last_modified >= before.last_modified and after.stamp == after.last_modified
    assert events(get)["other"].to_ical() == untouched.to_ical()
    assert events(get, as_of=1)["talks"].to_ical() == before.to_ical()
    assert other.slug in events(get, as_of=1)


def test_accept_selects_icalendar(seeded, get):
    etag, accepted = get(URL, format="ics").headers["ETag"], get(URL, headers={"Accept": "text/calendar"})
    assert parse(accepted).events and accepted.headers["ETag"] == etag
    assert get(URL, headers={"Accept": "text/calendar", "If-None-Match": etag}).status_code == 304
    assert get(URL).headers["ETag"] != etag


def test_calendars_are_filtered_and_link_the_next_page(seeded, get):
    assert set(events(get, status="planned")) <= {m.slug for m in Meeting.objects.filter(status="planned")}
    assert 'rel="next"' in get(URL, format="ics", page_size=1).headers["Link"]
    assert 'rel="next"' not in get(URL, format="ics").headers["Link"]


def test_one_meeting_is_one_event(seeded, get):
    [event] = parse(get(f"{URL}moscow-talks/", format="ics")).events
    assert event.start == day(2025, 12, 2)
    assert "Russia" in event.description or "Putin" in event.description
    problem(get(f"{URL}nowhere/", format="ics"), 404)


@pytest.mark.parametrize("path", ["", "moscow-talks/"])
def test_calendars_reject_fields(seeded, get, path):
    [error] = problem(get(f"{URL}{path}", format="ics", fields="slug"), 400)["errors"]
    assert error["parameter"] == "fields"


@pytest.mark.parametrize(
    "text", ["Line\nbreak, comma; colon: “quote” \\n", "🕊" * 60, "مفاوضات السلام " * 10, "é" * 190]
)
def test_texts_survive_a_round_trip(blank, get, text):
    with editing():
        meeting = make_meeting("talks", make_source())
        Meeting.objects.filter(pk=meeting.pk).update(title=text[:200], description=text)
    event = events(get)["talks"]
    assert str(event["SUMMARY"]) == text[:200].replace("\r\n", "\n")
    assert text in event.description


def test_control_characters_are_replaced(blank, get):
    with editing():
        meeting = make_meeting("talks", make_source())
        Meeting.objects.filter(pk=meeting.pk).update(title="a\x01b\x1bc", description="d\x0ce\x7f", place="\x08f")
    event = events(get)["talks"]
    assert (str(event["SUMMARY"]), str(event["LOCATION"])) == (
        "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c",
        "\N{REPLACEMENT CHARACTER}f",
    )
    assert "d\N{REPLACEMENT CHARACTER}e\N{REPLACEMENT CHARACTER}" in event.description
    assert not set(get(URL, format="ics").content) & ({*range(32), 127} - set(b"\t\r\n"))
