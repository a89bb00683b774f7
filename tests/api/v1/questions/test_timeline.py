"""Tests of the timeline: order, paging, precision and filters."""

import datetime
import itertools
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factbase.models import Actor, Claim, Meeting, Participation, Position, Proposal
from tests.api.http.test_problems import problem
from tests.facts import cite, editing, make_actor, make_meeting, make_position, make_proposal, make_source, make_topic

URL = "/api/v1/timeline/"
RESOURCES = {"claim": "claims", "meeting": "meetings", "position": "positions", "proposal": "proposals"}


def walk(get, **parameters) -> list[dict]:
    """Return the entries of all pages."""
    results: list[dict] = []
    while True:
        page = get(URL, **parameters).json()
        results += page["results"]
        if page["next"] is None:
            return results
        assert len(page["results"]) == parameters["page_size"]
        parameters = {**dict(parse_qsl(urlsplit(page["next"]).query)), "page_size": parameters["page_size"]}


def kinds_and_slugs(entries: list[dict]) -> list[tuple[str, str]]:
    return [(entry["kind"], entry["slug"]) for entry in entries]


def all_entries() -> list[dict]:
    """Return every entry with the values that filters use, unordered, without the SQL under test."""
    entries = []
    for position in Position.objects.select_related("topic__process", "holder", "speaker"):
        actors = {actor.slug for actor in (position.holder, position.speaker) if actor}
        entries.append(dated("position", position, {position.topic.process.slug}, {position.topic.slug}, actors))
    for claim in Claim.objects.select_related("process", "topic"):
        voices = claim.voices.select_related("actor", "speaker")
        actors = {actor.slug for voice in voices for actor in (voice.actor, voice.speaker) if actor}
        entries.append(
            dated("claim", claim, {claim.process.slug}, {claim.topic.slug} if claim.topic else set(), actors)
        )
    for proposal in Proposal.objects.select_related("process"):
        topics = {provision.topic.slug for provision in proposal.provisions.all() if provision.topic}
        actors = {actor.slug for actor in proposal.proposers.all()}
        entries.append(dated("proposal", proposal, {proposal.process.slug}, topics, actors))
    for meeting in Meeting.objects.select_related("process", "host"):
        seats = meeting.participations.select_related("actor", "side")
        actors = {actor.slug for seat in seats for actor in (seat.actor, seat.side) if actor}
        actors |= {meeting.host.slug} if meeting.host else set()
        topics = {topic.slug for topic in meeting.topics.all()}
        place = {"earliest": meeting.earliest, "latest": meeting.latest}
        entries.append(entry("meeting", meeting, {meeting.process.slug}, topics, actors) | place)
    return entries


def entry(kind: str, fact, processes: set, topics: set, actors: set) -> dict:
    return {"kind": kind, "slug": fact.slug, "process": processes, "topic": topics, "actor": actors}


def dated(kind: str, fact, *slugs: set) -> dict:
    return entry(kind, fact, *slugs) | {"earliest": fact.stated_earliest, "latest": fact.stated_latest}


def filter_entries(entries: list[dict], ordering: str, params: dict[str, str]) -> list[tuple[str, str]]:
    """Return the kinds and slugs of the entries that pass the filters, in order."""
    passing = []
    for one in entries:
        day = {name: datetime.date.fromisoformat(params[name]) for name in params if name.endswith(("from", "to"))}
        named = {name: set(params[name].split(",")) for name in ("process", "topic", "actor") if name in params}
        if (
            ("kind" not in params or one["kind"] in params["kind"].split(","))
            and all(one[name] & slugs for name, slugs in named.items())
            and one["latest"] >= max([day[name] for name in day if name.endswith("from")], default=datetime.date.min)
            and one["latest"] <= day.get("date_to", datetime.date.max)
            and one["earliest"] <= day.get("possible_to", datetime.date.max)
        ):
            passing.append(one)
    place = lambda one: (one["latest"], one["earliest"], one["kind"], one["slug"])  # noqa: E731
    return [(one["kind"], one["slug"]) for one in sorted(passing, key=place, reverse=ordering.startswith("-"))]


SLUGS = {
    "actor": ["russia", "ukraine", "united-states", "mark-rutte", "volodymyr-zelenskyy", "steve-witkoff", "nato"],
    "topic": ["nato-membership", "territory", "security-guarantees", "ceasefire"],
    "kind": list(RESOURCES),
}
DAYS = st.sampled_from(["2008-06-01", "2025-11-27", "2025-12-02", "2025-12-03", "2025-12-15", "9999-12-31"])


def test_the_timeline_equals_an_independent_computation(seeded, get):
    entries = all_entries()
    used = {
        name: [slug for slug in slugs if any(slug in one[name] for one in entries)] for name, slugs in SLUGS.items()
    }
    lists = {
        name: st.lists(st.sampled_from(slugs), min_size=1, max_size=2, unique=True) for name, slugs in used.items()
    }
    days = dict.fromkeys(("date_from", "date_to", "possible_from", "possible_to"), DAYS)
    queries = st.fixed_dictionaries({}, optional={**{n: s.map(",".join) for n, s in lists.items()}, **days})

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(queries, st.sampled_from(["-date", "date"]), st.sampled_from([1, 3, 7, 50, 200]))
    def check(params, ordering, size):
        for begins, ends in (("date_from", "date_to"), ("possible_from", "possible_to")):
            if begins in params and ends in params:
                params[begins], params[ends] = sorted((params[begins], params[ends]))
        expected = filter_entries(entries, ordering, params)
        if len(expected) / size > 40:
            size = 50
        assert kinds_and_slugs(walk(get, **params, ordering=ordering, page_size=size)) == expected

    check()


@pytest.mark.parametrize("ordering", ["date", "-date"])
def test_pages_may_end_within_a_day(blank, get, ordering):
    """Facts of all kinds share days and slugs; the next page continues after any of them."""
    with editing():
        source, topic = make_source(), make_topic()
        holder = make_actor("russia", source)
        for slug, day in itertools.product("abc", ["2025-12-02", "2025-12-03"]):
            make_position(f"{slug}-{day}", topic, holder, source, stated=day)
            make_meeting(f"{slug}-{day}", source, starts=day)
            make_proposal(f"{slug}-{day}", source, stated=day)
    whole = kinds_and_slugs(get(URL, ordering=ordering).json()["results"])
    assert whole == sorted(whole, key=lambda one: (one[1][2:], one[0], one[1]), reverse=ordering == "-date")
    for size in range(1, len(whole) + 1):
        assert kinds_and_slugs(walk(get, ordering=ordering, page_size=size)) == whole, size


def test_intervals_are_placed_at_their_last_day_with_precision(blank, get):
    with editing():
        source, topic = make_source(), make_topic()
        holder = make_actor("russia", source)
        for slug, stated in {
            "exact": "2025-12-03",
            "about": "2025-12-03~",
            "week": "2025-12-01/2025-12-07",
            "year": "2025",
            "by": "../2025-12-05",
            "since": "2025-12-02/..",
        }.items():
            make_position(slug, topic, holder, source, stated=stated)
        make_meeting("summit", source, starts="2025-12-02", ends="2025-12-04")
        make_meeting("unknown", source, starts="", date_note="The text does not say when.")
        make_meeting("either", source, starts="2025-12-02/2025-12-03", ends="2025-12-04")
    entries = get(URL, ordering="date").json()["results"]
    assert [(e["slug"], e["precision"], e["latest"]) for e in entries] == [
        ("about", "uncertain", "2025-12-03"),
        ("exact", "day", "2025-12-03"),
        ("either", "interval", "2025-12-04"),
        ("summit", "span", "2025-12-04"),
        ("by", "open", "2025-12-05"),
        ("week", "interval", "2025-12-07"),
        ("year", "interval", "2025-12-31"),
        ("unknown", "open", "9999-12-31"),
        ("since", "open", "9999-12-31"),
    ]


def test_an_entry_path_leads_to_the_fact(seeded, get):
    for entry in get(URL, page_size=200).json()["results"]:
        fact = get(entry["path"]).json()
        assert entry["path"] == f"/api/v1/{RESOURCES[entry['kind']]}/{entry['slug']}/"
        assert fact["slug"] == entry["slug"]
        shared = {"status", "stance", "attribution", "summary", "title", "date_basis", "topics"}
        assert all(entry[name] == fact[name] for name in set(entry) & shared)
        assert len(entry.get("voices", [])) == len(fact.get("voices", []))


def test_planned_meetings_have_status_planned(seeded, get):
    entries = {e["slug"]: e["status"] for e in get(URL, kind="meeting", page_size=200).json()["results"]}
    planned = {meeting.slug for meeting in Meeting.objects.filter(status="planned")}
    assert planned and planned == {slug for slug, status in entries.items() if status == "planned"}


def test_as_of_shows_the_old_revision(scratch, get):
    before = get(URL, page_size=200).json()["results"]
    with editing():
        Position.objects.filter(slug="rutte-on-nato-membership").update(summary="Another.", stated_latest="2026-01-01")
        Actor.objects.filter(slug="nato").update(name="The alliance")
    assert get(URL, page_size=200).json()["results"] != before
    assert get(URL, page_size=200, as_of=1).json()["results"] == before


def test_fields_selects_keys(seeded, get):
    entries = get(URL, fields="kind,slug,status,topic.slug", page_size=200).json()["results"]
    assert {tuple(entry) for entry in entries} == {("kind", "slug", "status"), ("kind", "slug", "topic")}


@pytest.mark.parametrize(
    ("params", "suggestion"),
    [
        ({"actor": "rusia"}, "russia"),
        ({"topic": "nato-membershi"}, "nato-membership"),
        ({"kind": "positions"}, "position"),
        ({"ordering": "-stated"}, None),
        ({"actr": "russia"}, "actor"),
        ({"cursor": "x"}, None),
        ({"actor": "🕊" * 5000}, None),
        ({"topic": "השלום"}, None),
    ],
)
def test_errors_name_the_parameter(seeded, get, params, suggestion):
    [error] = problem(get(URL, **params), 400)["errors"]
    assert (error["parameter"], error.get("suggestion")) == (next(iter(params)), suggestion)


def test_a_cursor_is_bound_to_its_filters(seeded, get):
    cursor = dict(parse_qsl(urlsplit(get(URL, page_size=1).json()["next"]).query))["cursor"]
    problem(get(URL, page_size=1, cursor=cursor, kind="claim"), 400)


def test_an_empty_base_has_an_empty_timeline(blank, get):
    assert get(URL).json() == {"revision": 0, "next": None, "results": []}


def test_an_actor_with_two_parts_in_a_fact_gives_one_entry(blank, get):
    with editing():
        source = make_source()
        host = make_actor("russia", source)
        meeting = make_meeting("talks", source, host=host)
        participation = Participation.objects.create(meeting=meeting, actor=host, role="party")
        cite(participation, source)
    slugs = [entry["slug"] for entry in get("/api/v1/timeline/", actor="russia").json()["results"]]
    assert slugs == ["talks"]
