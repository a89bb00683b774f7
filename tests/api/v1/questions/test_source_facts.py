"""Tests of the facts of a source: every citation in the order of lines, with the fact and the path of its record."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from factbase.models import Actor, Citation, Position, Source
from factbase.models.citation import CITED
from tests.api.http.test_problems import problem
from tests.facts import cite, editing, make_actor, make_position, make_source, make_topic

RECORDS = {  # for each kind of nested fact, the foreign key to the enclosing record and its resource
    "actor_name": ("actor", "actors"),
    "affiliation": ("member", "actors"),
    "participation": ("meeting", "meetings"),
    "outcome": ("meeting", "meetings"),
    "provision": ("proposal", "proposals"),
    "voice": ("claim", "claims"),
}
OWN = {kind: f"{kind}s" for kind in ("actor", "meeting", "position", "proposal", "claim")} | {
    "discrepancy": "discrepancies"
}


def url(slug: str) -> str:
    return f"/api/v1/sources/{slug}/facts/"


def walk(get, slug: str, **parameters) -> list[dict]:
    results: list[dict] = []
    while True:
        page = get(url(slug), **parameters).json()
        assert page["source"]["slug"] == slug
        results += page["results"]
        if page["next"] is None:
            return results
        assert len(page["results"]) == parameters["page_size"]
        parameters = {**dict(parse_qsl(urlsplit(page["next"]).query)), "page_size": parameters["page_size"]}


def expected(citation: Citation) -> tuple:
    """Return the place, the kind and the record of a citation by following its foreign key."""
    fact = getattr(citation, citation.kind)
    if citation.kind in OWN:
        record, resource = fact, OWN[citation.kind]
    elif citation.kind == "identification":
        record, resource = (fact.meeting, "meetings") if fact.meeting else (fact.proposal, "proposals")
    else:
        relation, resource = RECORDS[citation.kind]
        record = getattr(fact, relation)
    place = (citation.line, citation.sentence, citation.part, citation.quote or None, citation.directness)
    return (*place, citation.credibility, citation.kind, record.slug, f"/api/v1/{resource}/{record.slug}/")


def actual(fact: dict) -> tuple:
    names = ("line", "sentence", "part", "quote", "directness", "credibility", "kind", "slug", "path")
    return tuple(fact[name] for name in names)


@pytest.mark.parametrize("size", [7, 200])
def test_facts_are_listed_in_the_order_of_lines(seeded, get, size):
    seen = set()
    for source in Source.objects.all():
        citations = sorted(source.citations.all(), key=lambda c: (c.line, c.sentence or 0, c.pk))
        facts = walk(get, source.slug, page_size=size)
        assert [actual(fact) for fact in facts] == [expected(citation) for citation in citations]
        assert all(fact["summary"] and fact["title"] for fact in facts)
        seen |= {fact["kind"] for fact in facts}
    assert seen == set(CITED)


def test_every_path_leads_to_a_record(seeded, get):
    paths = {fact["path"] for fact in walk(get, "afp-nato-key-question", page_size=200)}
    assert paths and all(get(path).status_code == 200 for path in paths)


def test_kind_filter(seeded, get):
    whole = walk(get, "afp-nato-key-question", page_size=200)
    for kind in CITED:
        assert walk(get, "afp-nato-key-question", page_size=200, kind=kind) == [f for f in whole if f["kind"] == kind]
    both = walk(get, "afp-nato-key-question", page_size=2, kind="voice,claim")
    assert both == [fact for fact in whole if fact["kind"] in ("voice", "claim")]


def test_nested_facts_have_a_summary(seeded, get):
    summaries = {
        fact["kind"]: fact["summary"] for s in Source.objects.all() for fact in walk(get, s.slug, page_size=200)
    }
    assert summaries["participation"].rpartition(": ")[2] in (
        "party",
        "mediator",
        "host",
        "observer",
        "speaker",
        "absent",
        "uncertain",
        "guarantor",
    )
    assert summaries["voice"].rpartition(": ")[2] in ("asserts", "disputes", "relays")


def test_lines_come_before_their_sentences(blank, get):
    with editing():
        source = make_source()
        position = make_position("said", make_topic(), make_actor("russia", source), source)
        cite(position, source, line=1, sentence=1)
        cite(position, source, line=1, sentence=2)
    places = [(f["line"], f["sentence"]) for f in walk(get, "source", page_size=1, kind="position")]
    assert places == [(1, None), (1, 1), (1, 2)]


def test_a_source_without_citations_has_no_facts(blank, get):
    with editing():
        other = make_source("other")
        Source.objects.create(
            slug="lonely",
            title="A title",
            publisher=Actor.objects.get(slug="publisher-of-other"),
            language="en",
            stated="2025-12-03",
            stated_earliest="2025-12-03",
            stated_latest="2025-12-03",
            file_name="lonely.txt",
            sha256="0" * 64,
            reliability="C",
        )
    answer = get(url("lonely")).json()
    assert (answer["results"], answer["next"], answer["source"]["slug"]) == ([], None, "lonely")
    assert other.slug != "lonely"


def test_as_of_shows_the_old_revision(scratch, get):
    before = walk(get, "afp-nato-key-question", page_size=200)
    with editing():
        Position.objects.filter(slug="rutte-on-nato-membership").update(slug="renamed", summary="Another.")
    assert walk(get, "afp-nato-key-question", page_size=200) != before
    assert walk(get, "afp-nato-key-question", page_size=200, as_of=1) == before


def test_renamed_and_unknown_sources(scratch, get):
    with editing():
        Source.objects.filter(slug="afp-nato-key-question").update(slug="afp-key")
    response = get(url("afp-nato-key-question"), kind="claim")
    assert (response.status_code, response.headers["Location"]) == (308, f"{url('afp-key')}?kind=claim")
    assert problem(get(url("afp-kez")), 404)["suggestion"] == "afp-key"
    [error] = problem(get(url("afp-key"), kind="positions"), 400)["errors"]
    assert error["suggestion"] == "position"
