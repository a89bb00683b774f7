"""Records in JSON-LD: what machines that know schema.org and PROV-O read in them."""

import json
from typing import Any

import pytest
from pyld import jsonld

from api.http.resources import DetailView, ListView
from api.v1 import urls
from factbase.vocabulary import Attribution

VIEWS = [
    (str(pattern.pattern), pattern.callback.view_class)
    for pattern in urls.urlpatterns
    if issubclass(pattern.callback.view_class, ListView | DetailView) and pattern.callback.view_class.node
]
SCHEMA, PROV = "https://schema.org/", "http://www.w3.org/ns/prov#"


def no_internet(*_):
    raise AssertionError("a context is fetched")


OPTIONS = {"documentLoader": no_internet}


def graph(document: Any) -> str:
    """The triples that a document says, in canonical order."""
    return jsonld.normalize(
        document, {**OPTIONS, "algorithm": "URDNA2015", "format": "application/n-quads", "safe": False}
    )


def nodes(value: Any):
    if isinstance(value, list):
        for each in value:
            yield from nodes(each)
    elif isinstance(value, dict):
        yield value
        for each in value.values():
            yield from nodes(each)


@pytest.mark.parametrize(("route", "view"), VIEWS, ids=[view.__name__ for _, view in VIEWS])
def test_it_expands_and_goes_round_with_absolute_ids(seeded, get, route, view):
    path = f"/api/v1/{route}".replace("<slug:slug>", view.example.get("slug", ""))
    asked = {} if issubclass(view, DetailView) else {"page_size": 50}
    response = get(path, headers={"Accept": "application/ld+json"}, **asked)
    assert response.headers["Content-Type"] == "application/ld+json"
    document = response.json()
    expanded = jsonld.expand(document, OPTIONS)
    assert graph(jsonld.compact(expanded, document["@context"], OPTIONS)) == graph(document)
    types = set()
    for node in nodes(expanded):
        for key in node:
            assert key.startswith(("@", "http://", "https://")), key
        assert node.get("@id", "http://").startswith(("http://", "https://"))
        types |= set(node.get("@type", [])) if isinstance(node.get("@type"), list) else set()
    assert all(kind.startswith(("http://", "https://")) for kind in types)


def test_every_record_of_a_page_is_in_the_feed(seeded, get):
    response = get("/api/v1/positions/", format="jsonld", page_size=7)
    slugs = [row["slug"] for row in get("/api/v1/positions/", page_size=7).json()["results"]]
    found = [element["@id"].rsplit("/", 2)[1] for element in response.json()["dataFeedElement"]]
    assert found == slugs
    assert 'rel="next"' in response.headers["Link"]


def test_a_position_is_attributed_to_whose_word_it_is(seeded, get):
    rows = get("/api/v1/positions/", page_size=200).json()["results"]
    said = {
        element["@id"].rsplit("/", 2)[1]: element
        for element in get("/api/v1/positions/", format="jsonld", page_size=200).json()["dataFeedElement"]
    }
    seen = set()
    for row in rows:
        claim = said[row["slug"]]
        seen.add(row["attribution"])
        assert claim["@type"] == ["Claim", "prov:Entity"]
        assert claim["fb:holder"]["@id"].endswith(f"/actors/{row['holder']['slug']}/")
        whose = row["holder"] if row["attribution"] == Attribution.SELF_DECLARED else row["attributed_by"]
        if whose is None:
            assert "prov:wasAttributedTo" not in claim
        else:
            assert claim["prov:wasAttributedTo"]["@id"].endswith(f"/actors/{whose['slug']}/")
    assert seen >= {"self_declared", "attributed", "narrated"}


def test_evidence_is_a_derivation_from_an_article(seeded, get):
    [claim] = jsonld.expand(get("/api/v1/positions/rutte-on-nato-membership/", format="jsonld").json(), OPTIONS)
    [derivation] = claim[f"{PROV}qualifiedDerivation"]
    [article] = derivation[f"{PROV}entity"]
    assert set(article["@type"]) == {f"{SCHEMA}NewsArticle", f"{PROV}Entity"}
    assert article["@id"].endswith("/api/v1/sources/afp-nato-key-question/")


def test_who_disputes_a_claim_reviews_it(seeded, get):
    claim = get("/api/v1/claims/capture-of-pokrovsk/", format="jsonld").json()
    assert claim["review"]["@type"] == "ClaimReview" or claim["review"]["@type"] == ["ClaimReview"]
    assert claim["review"]["author"]["@id"].endswith("/actors/ukraine/")
    assert claim["fb:voice"]["author"]["@id"].endswith("/actors/russia/")


def test_a_planned_meeting_is_scheduled_and_a_held_one_is_not(seeded, get):
    for status, said in [("planned", "https://schema.org/EventScheduled"), ("held", None)]:
        feed = get("/api/v1/meetings/", format="jsonld", status=status, page_size=200).json()["dataFeedElement"]
        events = feed if isinstance(feed, list) else [feed]
        assert events
        assert {event.get("eventStatus") for event in events} == {said}


def test_only_what_was_asked_for_is_said(seeded, get):
    path = "/api/v1/positions/rutte-on-nato-membership/"
    claim = get(path, format="jsonld", fields="slug,stance,holder.name").json()
    assert json.dumps(claim).count("fb:") == json.dumps(claim["@context"]).count("fb:") + 2
    assert claim["fb:holder"] == {"@type": ["Organization", "prov:Organization"], "name": "NATO"}
