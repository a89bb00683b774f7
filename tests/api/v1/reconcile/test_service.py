"""Tests of the Reconciliation Service API 0.2 as OpenRefine uses it."""

import json

import pytest
from django.test import Client

from factbase.models import Actor
from factbase.names.reconciliation import PROPERTIES
from tests.facts import cite, editing, make_actor, make_source

URL = "/api/v1/reconcile/"


def reconcile(get, **queries) -> dict[str, list[dict]]:
    response = get(URL, queries=json.dumps(queries))
    assert response.status_code == 200, response.content
    return {key: answer["result"] for key, answer in response.json().items()}


def test_the_urls_of_the_manifest_work(seeded, get):
    response = get(URL)
    manifest = response.json()
    assert manifest["versions"] == ["0.2"]
    assert {"id": "person", "name": "Person"} in manifest["defaultTypes"]
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    for key in ("identifierSpace", "schemaSpace"):
        assert get(manifest[key].removeprefix("http://testserver")).status_code == 200
    for pattern in (manifest["view"]["url"], manifest["preview"]["url"]):
        page = pattern.replace("{{id}}", "vladimir-putin").removeprefix("http://testserver")
        assert get(page).status_code == 200
    assert set(manifest["suggest"]) == {"entity", "type", "property"}
    suggest = manifest["suggest"]["entity"]
    url = (suggest["service_url"] + suggest["service_path"]).removeprefix("http://testserver")
    [actor] = get(url, prefix="Zelen").json()["result"]
    assert (actor["id"], actor["notable"]) == ("volodymyr-zelenskyy", [{"id": "person", "name": "Person"}])


def test_each_query_of_a_batch_has_its_candidates(seeded, get):
    results = reconcile(
        get,
        b={"query": "Володимир Зеленський"},
        a={"query": "Ukrainian", "type": "delegation", "limit": 1, "type_strict": "should"},
        none={"query": "🕊"},
        empty={"query": ""},
        kinds={"query": "Moscow", "type": ["state", "alliance"]},
        other={"query": "Moscow", "type": "person"},
    )
    assert list(results) == ["b", "a", "none", "empty", "kinds", "other"]
    [zelenskyy] = results["b"]
    assert zelenskyy == {
        "id": "volodymyr-zelenskyy",
        "name": "Volodymyr Zelenskyy",
        "description": "",
        "score": 95,
        "match": True,
        "type": [{"id": "person", "name": "Person"}],
    }
    [delegation] = results["a"]
    assert (delegation["type"][0]["id"], delegation["match"]) == ("delegation", False)
    assert [candidate["id"] for candidate in results["kinds"]] == ["russia"]
    assert (results["none"], results["empty"], results["other"]) == ([], [], [])
    assert reconcile(get) == {}


def test_a_batch_may_be_sent_by_post_without_a_token(seeded, get):
    queries = {f"q{number}": {"query": name} for number, name in enumerate(["Putin", "FM Sybiha"] * 25)}
    client = Client(enforce_csrf_checks=True)
    response = client.post(URL, {"queries": json.dumps(queries)})
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert {key: answer["result"] for key, answer in response.json().items()} == reconcile(get, **queries)


@pytest.mark.parametrize(
    "queries",
    [
        "",
        "[]",
        "{",
        '{"q0": {}, "q1": []}',
        '{"q0": {"query": "x", "limit": 0}}',
        '{"q0": {"query": "x", "type": "planet"}}',
        '{"q0": {"query": "x", "type": ["person", "planet"]}}',
        '{"q0": {"query": "x", "properties": [{"pid": "colour", "v": "red"}]}}',
        '{"q0": {"query": "x", "properties": [{"pid": "country"}]}}',
        '{"q0": {"query": "x", "properties": [{"pid": "country", "v": null}]}}',
        '{"q0": {"query": "x", "properties": [{"pid": "country", "v": "UA"}, {"pid": "country", "v": "RU"}]}}',
        '{"q0": {"query": "x", "properties": {"country": "UA"}}}',
        '{"q0": {"query": ["x"]}}',
        '{"q0": {"query": "x", "limit": "5"}}',
        '{"q0": {"query": "x"}} {}',
        "[" * 5000,
        json.dumps({"q0": {"query": "x" * 10_000}}),
        json.dumps({"q0": {"query": "x", "properties": [{"pid": "country", "v": ["x"] * 21}]}}),
        '{"q0": {"query": "x", "colour": "red"}}',
        '{"q0": {"query": "\\u0000"}}',
        '{"q0": {"query": "\\ud800"}}',
        json.dumps({"q0": {"query": "ы" * 201}}),
        json.dumps({f"q{number}": {"query": "x"} for number in range(51)}),
    ],
)
def test_invalid_batches_are_refused(seeded, get, client, queries):
    for response in (get(URL, queries=queries), client.post(URL, {"queries": queries})):
        assert response.status_code == 400
        assert [error["parameter"] for error in response.json()["errors"]] == ["queries"]


@pytest.mark.parametrize(
    ("query", "suggestion"),
    [
        ({"query": "x", "type": "persn"}, "person"),
        ({"query": "x", "properties": [{"pid": "contry", "v": "UA"}]}, "country"),
    ],
)
def test_the_nearest_name_is_suggested(seeded, get, query, suggestion):
    [error] = get(URL, queries=json.dumps({"q0": query})).json()["errors"]
    assert error["suggestion"] == suggestion


@pytest.mark.parametrize("text", ["🕊🕊", "فولوديمير زيلينسكي", "\u202eZelensky", "' OR 1=1 --", "%s %% \\", "%", "_"])
def test_any_text_gets_a_response(seeded, get, text):
    assert set(reconcile(get, q0={"query": text, "properties": [{"pid": "country", "v": text}]})) == {"q0"}
    assert get(f"{URL}suggest/", prefix=text).status_code == 200
    for kind in ("type", "property"):
        assert get(f"{URL}suggest/{kind}/", prefix=text).json() == {"result": []}


def test_errors_have_cors_headers(seeded, get):
    for url, params in ((URL, {"queries": "{"}), (f"{URL}suggest/", {}), (f"{URL}preview/nobody/", {})):
        response = get(url, **params)
        assert response.status_code in (400, 404)
        assert response.headers["Access-Control-Allow-Origin"] == "*"


def make_namesakes() -> None:
    """Add two persons and a group of the same name, a state, and a body of that state."""
    with editing():
        source = make_source()
        state = make_actor("atlantis", source, country="AT", wikidata="Q1")
        body = make_actor("ministry", source, kind="government_body", country="AT", name="Ministry of Tides")
        one = make_actor("ana-one", source, kind="person", name="Ana Lee", country="AT", wikidata="Q42")
        make_actor("ana-two", source, kind="person", name="Ana Lee", country="BE")
        make_actor("ana-three", source, kind="group", name="Ana Lee")
        cite(one.affiliations.create(organisation=body, role="minister", stated="2025", **DATES), source)
        cite(state.names.create(name="Poseidonia", kind="alias"), source)


@pytest.fixture
def namesakes(databases, blank_template):
    with databases.filled(blank_template, make_namesakes):
        yield


@pytest.fixture
def own_namesakes(blank):
    """Use a separate database, for tests that write."""
    make_namesakes()


DATES = {"stated_earliest": "2025-01-01", "stated_latest": "2025-12-31", "date_basis": "stated"}


@pytest.mark.parametrize(
    ("properties", "ids"),
    [
        ({}, ["ana-one", "ana-three", "ana-two"]),
        ({"country": "AT"}, ["ana-one"]),
        ({"country": "at"}, ["ana-one"]),
        ({"country": ["AT", "BE"]}, ["ana-one", "ana-two"]),
        ({"country": "Poseidonia"}, ["ana-one"]),
        ({"country": {"id": "atlantis", "name": "Atlantis"}}, ["ana-one"]),
        ({"country": ""}, []),
        ({"kind": "Person"}, ["ana-one", "ana-two"]),
        ({"kind": "group", "country": "AT"}, []),
        ({"organisation": "ministry of tides"}, ["ana-one"]),
        ({"organisation": {"id": "ministry"}}, ["ana-one"]),
        ({"organisation": "nobody"}, []),
        ({"wikidata": "Q42"}, ["ana-one"]),
        ({"wikidata": "http://www.wikidata.org/entity/Q42"}, ["ana-one"]),
        ({"wikidata": ["", 42, True, 1.5]}, []),
    ],
)
def test_properties_filter_candidates(namesakes, get, properties, ids):
    conditions = [{"pid": pid, "v": value} for pid, value in properties.items()]
    candidates = reconcile(get, q0={"query": "Ana Lee", "properties": conditions})["q0"]
    assert [candidate["id"] for candidate in candidates] == ids
    assert [candidate["match"] for candidate in candidates] == [len(ids) == 1] * len(ids)


def test_queries_with_properties_only(namesakes, get):
    results = reconcile(
        get,
        linked={"properties": [{"pid": "wikidata", "v": "Q1"}]},
        country={"properties": [{"pid": "country", "v": "AT"}]},
        member={"properties": [{"pid": "organisation", "v": "ministry"}]},
        kind={"properties": [{"pid": "kind", "v": "group"}]},
    )
    assert {key: [(one["id"], one["score"], one["match"]) for one in results[key]] for key in results} == {
        "linked": [("atlantis", 100, True)],
        "country": [("ana-one", 50, False), ("atlantis", 50, False), ("ministry", 50, False)],
        "member": [("ana-one", 50, False)],
        "kind": [("ana-three", 50, False)],
    }


def test_old_and_new_ids_find_a_renamed_actor(own_namesakes, get):
    with editing():
        Actor.objects.filter(slug="ana-two").update(slug="queen-of-belgium")
    for slug in ("ana-two", "queen-of-belgium"):
        [candidate] = reconcile(get, q0={"query": slug, "limit": 1})["q0"]
        assert (candidate["id"], candidate["score"], candidate["match"]) == ("queen-of-belgium", 100, True)
        assert suggest(get, prefix=slug)[0] == "queen-of-belgium"


def suggest(get, kind: str = "", **params) -> list[str]:
    response = get(f"{URL}suggest/{kind}", **params)
    assert response.status_code == 200, response.content
    return [one["id"] for one in response.json()["result"]]


def test_suggestions_start_with_the_prefix(seeded, get):
    for prefix in ("Ze", "Zel", "Зел", "zelen", "Volodymyr Z"):
        assert "volodymyr-zelenskyy" in suggest(get, prefix=prefix)[:3]
    assert set(suggest(get, prefix="Ukrain", type="delegation")) < set(suggest(get, prefix="Ukrain"))
    assert suggest(get, prefix="") == []
    suggestions = suggest(get, prefix="A")
    assert suggest(get, prefix="A", cursor=3)[:7] == suggestions[3:]


def test_suggestions_accept_the_parameters_of_openrefine(seeded, get):
    sent = {"prefix": "gov", "spell": "always", "exact": "false", "prefixed": "true"}
    assert suggest(get, "type/", **sent) == ["government_body"]
    assert suggest(get, "property/", **{**sent, "prefix": "iso"}) == []
    assert suggest(get, "property/", **{**sent, "prefix": ""}) == list(PROPERTIES)
    assert suggest(get, "property/", **{**sent, "prefix": "Wiki", "cursor": 1}) == []
    assert suggest(get, **{**sent, "prefix": "Putin", "type": "person"}) == ["vladimir-putin"]
    for kind in ("", "type/", "property/"):
        assert get(f"{URL}suggest/{kind}", prefix="x" * 10_000).status_code == 400
        assert get(f"{URL}suggest/{kind}").status_code == 400
        assert get(f"{URL}suggest/{kind}", prefix="x", colour="red").status_code == 400


def test_unknown_parameters_and_methods_are_refused(seeded, get, client):
    assert get(URL, query="x").status_code == 400
    assert client.post(URL, {}).json()["errors"][0]["parameter"] == "queries"
    assert client.post(URL, {"queries": "{}", "colour": "red"}).json()["errors"][0]["parameter"] == "colour"
    assert client.put(URL).status_code == 405


def test_as_of_reconciles_with_the_old_revision(seeded, get):
    queries = json.dumps({"q0": {"query": "Russia"}})
    assert get(URL, queries=queries, as_of=0).json() == {"q0": {"result": []}}
    assert get(URL, queries=queries, as_of=1).json() == get(URL, queries=queries).json()
    assert get(f"{URL}suggest/", prefix="Russia", as_of=0).json() == {"result": []}
    assert get(f"{URL}preview/russia/", as_of=0).status_code == 404


def test_the_preview_is_escaped_html_for_frames(scratch, get):
    with editing():
        Actor.objects.filter(slug="nato").update(name="<script>alert(1)</script>")
    response = get(f"{URL}preview/nato/")
    assert response.headers["Content-Type"].startswith("text/html")
    assert "X-Frame-Options" not in response.headers
    assert "&lt;script&gt;" in response.text
    assert "<script" not in response.text
    assert get(f"{URL}preview/nobody/").status_code == 404
