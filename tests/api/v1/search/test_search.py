"""Tests of the full-text search: spellings, syntax, facets, highlights and old revisions."""

import html
import re
from collections import Counter
from functools import cache
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from api.v1.search.results import FoundSerializer
from factbase.models import Citation, Meeting, Position
from factbase.search.candidates import CAP
from factbase.search.index_config import KINDS
from tests.facts import cite, editing, make_actor, make_meeting, make_position, make_source, make_topic

SEARCH = "/api/v1/search/"


def find(get, q: str, **parameters) -> list[tuple[str, str]]:
    """Return the kind and the slug of each result; all fit on one page."""
    response = get(SEARCH, q=q, page_size=200, **parameters)
    assert response.status_code == 200, response.content
    assert response.json()["next"] is None
    return [(row["kind"], row["slug"]) for row in response.json()["results"]]


def get_error(get, **parameters) -> str:
    response = get(SEARCH, **parameters)
    assert response.status_code == 400, response.content
    [error] = response.json()["errors"]
    assert error["parameter"] in parameters or error["parameter"] == "q"
    return error["detail"]


SPELLINGS = ["Zelensky", "Zelenskyy", "ZELENSKYY", "Зеленський", "Зеленский", "Zelenskij", "Selenskyj"]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_all_spellings_find_the_same_records(seeded, get, spelling):
    """The actor itself comes first for every spelling."""
    expected = find(get, "Zelenskyy")
    assert len(expected) > 20
    assert set(find(get, spelling)) == set(expected)
    assert find(get, spelling)[0] == ("actor", "volodymyr-zelenskyy")


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_name_finds_records_that_refer_to_the_actor(seeded, get, spelling):
    position = ("position", "zelenskyy-on-nato-membership-and-guarantees")
    assert position in find(get, f"{spelling} NATO")
    assert position not in find(get, f"{spelling} -NATO")
    assert position not in find(get, f"NATO -{spelling}")
    assert "elensk" not in Position.objects.get(slug=position[1]).summary


def test_participants_find_their_meetings(seeded, get):
    for meeting in Meeting.objects.filter(participations__actor__slug="jared-kushner"):
        assert ("meeting", meeting.slug) in find(get, "Kushner")
        assert ("meeting", meeting.slug) not in find(get, f"{meeting.title.split()[0]} -Kushner")


def test_names_and_outcomes_find_their_records(seeded, get):
    assert ("actor", "steve-witkoff") in find(get, "special envoy")
    outcome = Meeting.objects.filter(outcomes__isnull=False).order_by("slug").first()
    words = outcome.outcomes.first().summary
    assert ("meeting", outcome.slug) in find(get, " ".join(words.split()[:6]))


def test_phrases_exclusions_and_alternatives(seeded, get):
    together, apart = set(find(get, '"NATO membership"')), set(find(get, "NATO membership"))
    assert together < apart
    assert set(find(get, "Putin or Witkoff")) >= set(find(get, "Putin")) | set(find(get, "Witkoff"))
    assert not set(find(get, "NATO -membership")) & set(find(get, "membership"))


def test_accents_case_and_endings_do_not_matter(seeded, get):
    expected = find(get, "guarantees")
    assert expected
    for same in ("guarantée", "GUARANTEES", "ğuarantees"):
        assert set(find(get, same)) == set(expected)


@pytest.mark.parametrize("q", ["", " ", "the of", "-Putin", '""', "-", "x" * 201, "x " * 5000])
def test_queries_without_words_are_refused(seeded, get, q):
    assert get_error(get, q=q).startswith("q: ")


def test_q_is_required(seeded, get):
    assert "“q” is missing" in get_error(get)
    assert get(f"{SEARCH}?q=a%00b").status_code == 400


@pytest.mark.parametrize(
    "q",
    ["🙂", "🙂 NATO", "سلام", "שלום NATO", "‮NATO", "'", "a:*", "!a & | (b", "\\", "<->", "@1", "#1", "'@1'", "a''b"],
)
def test_any_text_gets_a_response(seeded, get, q):
    response = get(SEARCH, q=q)
    assert response.status_code == 200 or get_error(get, q=q)


def test_internal_lexemes_of_actors_cannot_be_searched(seeded, get):
    assert find(get, "@1") == find(get, "1")


def test_did_you_mean_corrects_misspelled_names(seeded, get):
    answer = get(SEARCH, q="Zelesnky NATO").json()
    assert (answer["count"], answer["results"]) == (0, [])
    assert answer["did_you_mean"] in ("Zelensky NATO", "Zelenskyy NATO")
    assert find(get, answer["did_you_mean"])
    assert get(SEARCH, q="Zelensky").json()["did_you_mean"] is None
    assert get(SEARCH, q="xyzzyxyzzy").json()["did_you_mean"] is None


def test_pages_list_each_record_once_by_rank(seeded, get):
    seen, ranks, query = [], [], {"q": "Russia NATO or Zelensky", "page_size": "7"}
    while True:
        page = get(SEARCH, **query).json()
        seen += [(row["kind"], row["slug"]) for row in page["results"]]
        ranks += [row["rank"] for row in page["results"]]
        if page["next"] is None:
            break
        query = dict(parse_qsl(urlsplit(page["next"]).query))
    assert seen == find(get, "Russia NATO or Zelensky")
    assert len(seen) == len(set(seen)) == page["count"] > 7
    assert ranks == sorted(ranks, reverse=True)
    assert "other filters" in get_error(get, q="Putin", cursor=query["cursor"])


def test_result_urls_lead_to_the_records(seeded, get):
    rows = get(SEARCH, q="NATO or Zelensky or spelling or plan", page_size=200).json()["results"]
    assert {row["kind"] for row in rows} == set(KINDS)
    for row in {row["kind"]: row for row in rows}.values():
        assert list(row) == list(FoundSerializer().fields)
        record = get(urlsplit(row["url"]).path).json()
        assert record["slug"] == row["slug"]
        for key in ("stance", "attribution", "status"):
            assert row[key] == (record.get(key) if row["kind"] != "claim" else None)


def test_fields_and_kind_select(seeded, get):
    answer = get(SEARCH, q="NATO", kind="topic,claim", fields="slug,kind").json()
    assert {row["kind"] for row in answer["results"]} == {"topic", "claim"}
    assert [row["kind"] for row in answer["facets"]["kind"]] == ["claim", "topic"]
    assert all(list(row) == ["kind", "slug"] for row in answer["results"])
    assert "topic" in get_error(get, q="NATO", kind="topics")
    assert "nato-membership" in get_error(get, q="NATO", topic="nato-membershp")


def test_date_filters_leave_dated_records(seeded, get):
    rows = get(SEARCH, q="NATO", date_from="2025-12-03", date_to="2025-12-10", page_size=200).json()["results"]
    positions = Position.objects.filter(stated_latest__range=("2025-12-03", "2025-12-10")).values_list(
        "slug", flat=True
    )
    assert {row["slug"] for row in rows if row["kind"] == "position"} <= set(positions)
    assert {row["kind"] for row in rows} & {"actor", "topic", "discrepancy"} == set()
    assert rows


WORDS = [
    "Zelensky",
    "NATO",
    "Russia",
    "Putin",
    "guarantees",
    "territory",
    "plan",
    "talks",
    "Witkoff",
    "US",
    "said",
    "Berlin",
]


def test_facet_counts_equal_filtered_results(seeded, get):
    """The counts equal those of an independent computation and the numbers of filtered results."""

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3), st.sampled_from([" ", " or ", " -"]), st.randoms())
    def check(words, separator, rng):
        q = separator.join(words)
        answer = get(SEARCH, q=q, page_size=200).json()
        assume(not answer["capped"])  # the facets of a capped search count the ranked records only
        assert answer["next"] is None
        rows = [(row["kind"], row["slug"]) for row in answer["results"]]
        assert len(rows) == answer["count"]
        kinds = {facet["kind"]: facet["count"] for facet in answer["facets"]["kind"]}
        assert kinds == Counter(kind for kind, _ in rows)
        for name in ("actor", "topic", "source"):
            counted = Counter(one for kind, slug in rows for one in named_by(kind, slug)[name])
            facets = {facet[name]["slug"]: facet["count"] for facet in answer["facets"][name]}
            assert len(facets) == min(10, len(counted))
            assert list(facets.values()) == sorted(counted.values(), reverse=True)[:10]
            assert all(counted[slug] == count for slug, count in facets.items())
            for slug in rng.sample(sorted(facets), min(2, len(facets))):
                expected = {row for row in rows if slug in named_by(*row)[name]}
                assert set(find(get, q, **{name: slug})) == expected

    check()


@cache
def named_by(kind: str, slug: str) -> dict[str, set[str]]:
    """Return the slugs of the actors, topics and sources of a seeded record, read through its relations."""
    record = KINDS[kind].model._default_manager.get(slug=slug)
    actors, topics, parts = set(), set(), []
    match kind:
        case "actor":
            actors, parts = {record}, [*record.names.all(), *record.affiliations.all()]
        case "topic":
            topics = {record}
        case "meeting":
            parts = list(record.outcomes.all())
            actors = {record.host, record.according_to}
            actors |= {one for seat in record.participations.all() for one in (seat.actor, seat.side)}
            actors |= {one for outcome in parts for one in (outcome.described_by, outcome.relayed_by)}
            topics = set(record.topics.all())
        case "position":
            actors, topics = {record.holder, record.speaker, record.attributed_by}, {record.topic}
        case "proposal":
            parts = list(record.provisions.all())
            actors = {*record.proposers.all(), *(point.demanded_by for point in parts)}
            topics = {point.topic for point in parts}
        case "claim":
            actors = {one for voice in record.voices.all() for one in (voice.actor, voice.speaker)}
            topics = {record.topic}
        case "source":
            actors = {record.publisher, record.original_publisher, record.agency}
    cited = [part for part in (record, *parts) if kind not in ("topic", "source")]
    fields = {"actorname": "actor_name"}
    sources = {record} if kind == "source" else set()
    for part in cited:
        field = fields.get(part._meta.model_name, part._meta.model_name)
        sources |= {citation.source for citation in Citation.objects.filter(**{field: part})}
    named = {"actor": actors, "topic": topics, "source": sources}
    return {name: {one.slug for one in ones if one} for name, ones in named.items()}


def test_highlights_are_safe_html(blank, get):
    text = """He said: <script>alert("x")</script> & <mark>it's</mark> an "alert" for all"""
    with editing():
        source = make_source()
        make_position("said", make_topic(), make_actor("russia", source), source, summary=text)
    [row] = get(SEARCH, q="alert").json()["results"]
    assert row["text"] == text
    [fragment] = row["highlights"]
    assert re.sub("<mark>alert</mark>", "", fragment).count("<") == 0
    assert html.unescape(re.sub("</?mark>", "", fragment)) in text


def test_as_of_searches_the_old_revision(blank, get):
    with editing():
        source = make_source()
        holder, topic = make_actor("russia", source), make_topic()
        position = make_position("said", topic, holder, source, summary="Wants a corridor.")
        meeting = make_meeting("talks", source)
        envoy = make_actor("envoy", source, kind="person", name="Ivan Petrov")
        cite(meeting.participations.create(actor=envoy, role="party"), source)
    with editing():
        Position.objects.filter(pk=position.pk).update(summary="Wants a ceasefire.")
        meeting.participations.all().delete()
    statement, talks = ("position", "said"), ("meeting", "talks")
    assert (find(get, "corridor"), find(get, "ceasefire")) == ([], [statement])
    assert (find(get, "corridor", as_of=1), find(get, "ceasefire", as_of=1)) == ([statement], [])
    assert talks not in find(get, "Petrov")
    assert talks in find(get, "Petrov", as_of=1)
    assert find(get, "Petrov", as_of="1999-01-01T00:00:00Z") == []


def test_exclusions_apply_to_all_parts_of_a_record(blank, get):
    with editing():
        source = make_source()
        meeting = make_meeting("talks", source, description="A corridor was spoken of.")
        outcome = meeting.outcomes.create(described_by=make_actor("russia", source), summary="They made progress.")
        cite(outcome, source)
        envoy = make_actor("envoy", source, kind="person", name="Ivan Petrov")
        cite(meeting.participations.create(actor=envoy, role="party"), source)
    assert find(get, "progress") == [("meeting", "talks")]
    assert find(get, "progress -corridor") == []
    assert find(get, "progress -Russia") == []
    assert find(get, "progress -Petrov") == []


def test_results_over_the_cap_are_marked(blank, get):
    with editing():
        source, topic = make_source(), make_topic()
        holder = make_actor("russia", source)
        for number in range(CAP + 3):
            make_position(f"said-{number}", topic, holder, source, summary="Wants a corridor.")
    answer = get(SEARCH, q="corridor").json()
    assert answer["capped"]
    assert CAP <= answer["count"] < CAP + 10
