"""The Reconciliation Service API 0.2, as OpenRefine speaks it."""

import json

import pytest
from django.test import Client

from factbase.models import Actor
from tests.facts import editing

URL = "/api/v1/reconcile/"


def reconcile(get, **queries) -> dict[str, list[dict]]:
    response = get(URL, queries=json.dumps(queries))
    assert response.status_code == 200, response.content
    return {key: answer["result"] for key, answer in response.json().items()}


def test_the_manifest_says_what_is_offered_and_where(seeded, get):
    response = get(URL)
    manifest = response.json()
    assert manifest["versions"] == ["0.2"]
    assert {"id": "person", "name": "Person"} in manifest["defaultTypes"]
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    for place in ("identifierSpace", "schemaSpace"):
        assert get(manifest[place].removeprefix("http://testserver")).status_code == 200
    for pattern in (manifest["view"]["url"], manifest["preview"]["url"]):
        page = pattern.replace("{{id}}", "vladimir-putin").removeprefix("http://testserver")
        assert get(page).status_code == 200
    suggest = manifest["suggest"]["entity"]
    found = get((suggest["service_url"] + suggest["service_path"]).removeprefix("http://testserver"), prefix="Zelen")
    assert [actor["id"] for actor in found.json()["result"]] == ["volodymyr-zelenskyy"]
    assert found.json()["result"][0]["notable"] == [{"id": "person", "name": "Person"}]


def test_each_query_of_a_batch_has_its_candidates_in_its_place(seeded, get):
    found = reconcile(
        get,
        b={"query": "Володимир Зеленський"},
        a={"query": "Ukrainian", "type": "delegation", "limit": 1, "type_strict": "should"},
        none={"query": "🕊"},
        empty={"query": ""},
        kinds={"query": "Moscow", "type": ["state", "alliance"]},
        other={"query": "Moscow", "type": "person"},
    )
    assert list(found) == ["b", "a", "none", "empty", "kinds", "other"]
    [zelenskyy] = found["b"]
    assert zelenskyy == {
        "id": "volodymyr-zelenskyy",
        "name": "Volodymyr Zelenskyy",
        "description": "",
        "score": 95,
        "match": True,
        "type": [{"id": "person", "name": "Person"}],
    }
    [delegation] = found["a"]
    assert (delegation["type"][0]["id"], delegation["match"]) == ("delegation", False)
    assert [candidate["id"] for candidate in found["kinds"]] == ["russia"]
    assert (found["none"], found["empty"], found["other"]) == ([], [], [])
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
        '{"q0": {"query": "x", "properties": [{"pid": "country", "v": "UA"}]}}',
        '{"q0": {"query": "x", "colour": "red"}}',
        '{"q0": {"query": "\\u0000"}}',
        json.dumps({"q0": {"query": "ы" * 201}}),
        json.dumps({f"q{number}": {"query": "x"} for number in range(51)}),
    ],
)
def test_what_is_no_batch_is_refused(seeded, get, client, queries):
    for response in (get(URL, queries=queries), client.post(URL, {"queries": queries})):
        assert response.status_code == 400
        assert [error["parameter"] for error in response.json()["errors"]] == ["queries"]


def test_what_is_unknown_is_refused(seeded, get, client):
    assert get(URL, query="x").status_code == 400
    assert client.post(URL, {}).json()["errors"][0]["parameter"] == "queries"
    assert client.post(URL, {"queries": "{}", "colour": "red"}).json()["errors"][0]["parameter"] == "colour"
    assert client.put(URL).status_code == 405


def test_the_past_is_reconciled_with_what_it_knew(seeded, get):
    queries = json.dumps({"q0": {"query": "Russia"}})
    assert get(URL, queries=queries, as_of=0).json() == {"q0": {"result": []}}
    assert get(URL, queries=queries, as_of=1).json() == get(URL, queries=queries).json()
    assert get(f"{URL}suggest/", prefix="Russia", as_of=0).json() == {"result": []}
    assert get(f"{URL}preview/russia/", as_of=0).status_code == 404


def test_a_preview_is_a_page_for_a_frame_with_nothing_in_it_but_text(scratch, get):
    with editing():
        Actor.objects.filter(slug="nato").update(name="<script>alert(1)</script>")
    response = get(f"{URL}preview/nato/")
    assert response.headers["Content-Type"].startswith("text/html")
    assert "X-Frame-Options" not in response.headers
    assert "&lt;script&gt;" in response.text
    assert "<script" not in response.text
    assert get(f"{URL}preview/nobody/").status_code == 404
