"""Tests of records in JSON-LD with the terms of schema.org and PROV-O."""

import json
from typing import Any

import pytest
from pyld import jsonld

from api.http.list_and_detail_views import DetailView, ListView
from api.v1 import urls
from factbase.vocabulary import Attribution

VIEWS = [
    (str(pattern.pattern), pattern.callback.view_class)
    for pattern in urls.urlpatterns
    if issubclass(pattern.callback.view_class, ListView | DetailView) and pattern.callback.view_class.node
]
SCHEMA, PROV = "https://schema.org/", "http://www.w3.org/ns/prov#"


def refuse_to_load(*_):
    raise AssertionError("a context was fetched from the internet")


OPTIONS = {"documentLoader": refuse_to_load}


def graph(document: Any) -> str:
    """Return the triples of a document in canonical order."""
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
def test_json_ld_round_trips_with_absolute_ids(seeded, get, route, view):
    path = f"/api/v1/{route}".replace("<slug:slug>", view.example.get("slug", ""))
    params = {} if issubclass(view, DetailView) else {"page_size": 50}
    response = get(path, headers={"Accept": "application/ld+json"}, **params)
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


def test_the_data_feed_has_every_record_of_the_page(seeded, get):
    response = get("/api/v1/positions/", format="jsonld", page_size=7)
    slugs = [row["slug"] for row in get("/api/v1/positions/", page_size=7).json()["results"]]
    assert [element["@id"].rsplit("/", 2)[1] for element in response.json()["dataFeedElement"]] == slugs
    assert 'rel="next"' in response.headers["Link"]


def test_positions_are_attributed_to_holder_or_reporter(seeded, get):
    rows = get("/api/v1/positions/", page_size=200).json()["results"]
    claims = {
        element["@id"].rsplit("/", 2)[1]: element
        for element in get("/api/v1/positions/", format="jsonld", page_size=200).json()["dataFeedElement"]
    }
    seen = set()
    for row in rows:
        claim = claims[row["slug"]]
        seen.add(row["attribution"])
        assert claim["@type"] == ["Claim", "prov:Entity"]
        assert claim["fb:holder"]["@id"].endswith(f"/actors/{row['holder']['slug']}/")
        actor = row["holder"] if row["attribution"] == Attribution.SELF_DECLARED else row["attributed_by"]
        if actor is None:
            assert "prov:wasAttributedTo" not in claim
        else:
            assert claim["prov:wasAttributedTo"]["@id"].endswith(f"/actors/{actor['slug']}/")
    assert seen >= {"self_declared", "attributed", "narrated"}


def test_citations_are_derivations_from_articles(seeded, get):
    [claim] = jsonld.expand(get("/api/v1/positions/rutte-on-nato-membership/", format="jsonld").json(), OPTIONS)
    [derivation] = claim[f"{PROV}qualifiedDerivation"]
    [article] = derivation[f"{PROV}entity"]
    assert set(article["@type"]) == {f"{SCHEMA}NewsArticle", f"{PROV}Entity"}
    assert article["@id"].endswith("/api/v1/sources/afp-nato-key-question/")


def test_a_dispute_is_a_claim_review(seeded, get):
    claim = get("/api/v1/claims/capture-of-pokrovsk/", format="jsonld").json()
    assert claim["review"]["@type"] == "ClaimReview" or claim["review"]["@type"] == ["ClaimReview"]
    assert claim["review"]["author"]["@id"].endswith("/actors/ukraine/")
    assert claim["fb:voice"]["author"]["@id"].endswith("/actors/russia/")


def test_planned_meetings_have_event_status_scheduled(seeded, get):
    for status, event_status in [("planned", "https://schema.org/EventScheduled"), ("held", None)]:
        feed = get("/api/v1/meetings/", format="jsonld", status=status, page_size=200).json()["dataFeedElement"]
        events = feed if isinstance(feed, list) else [feed]
        assert events
        assert {event.get("eventStatus") for event in events} == {event_status}


def test_fields_selects_keys(seeded, get):
    path = "/api/v1/positions/rutte-on-nato-membership/"
    claim = get(path, format="jsonld", fields="slug,stance,holder.name").json()
    assert json.dumps(claim).count("fb:") == json.dumps(claim["@context"]).count("fb:") + 2
    assert claim["fb:holder"] == {"@type": ["Organization", "prov:Organization"], "name": "NATO"}
