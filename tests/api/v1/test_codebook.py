"""Tests of the codebook endpoints."""

import json

import pytest
from django.db import connections

from api.v1 import documentation
from api.v1.codebook import SLUGS, CodebookSerializer, EnumSerializer, ValueSerializer
from factbase.codebook import codebook, described, listed
from tests.api.http.test_problems import problem

DOCUMENT = json.loads(documentation.DOCUMENT.read_text())
ENUMS = DOCUMENT["components"]["schemas"]


@pytest.fixture
def no_database(monkeypatch):
    """Fail the test on any database query."""
    for alias in connections:
        monkeypatch.setattr(connections[alias], "cursor", lambda *a, **k: pytest.fail("the database was queried"))


def test_the_codebook_has_every_value_of_every_enum(get, no_database):
    body = get("/api/v1/codebook/").json()
    assert [enum["slug"] for enum in body["enums"]] == list(SLUGS) == sorted(SLUGS)
    assert sum(len(enum["values"]) for enum in body["enums"]) == sum(len(e.values) for e in codebook().enums.values())
    assert {"meeting-kind", "revision-kind", "voice-role"} <= set(SLUGS)


def test_keys_are_in_the_documented_order(get):
    body = get("/api/v1/codebook/").json()
    assert list(body) == list(CodebookSerializer().fields)
    assert list(body["enums"][0]) == list(EnumSerializer().fields)
    assert list(body["enums"][0]["values"][0]) == list(ValueSerializer().fields)


@pytest.mark.parametrize("slug", SLUGS)
def test_an_enum_detail_equals_its_list_entry(get, no_database, slug):
    [enum] = get("/api/v1/codebook/", enum=slug).json()["enums"]
    assert get(f"/api/v1/codebook/{slug}/").json() == enum
    assert enum["name"] == SLUGS[slug]


def test_grades_are_numbers(get):
    assert [value["value"] for value in get("/api/v1/codebook/credibility/").json()["values"]] == [1, 2, 3, 4, 5, 6]


def test_crosswalk_codes_keep_leading_zeros(get):
    values = {value["value"]: value for value in get("/api/v1/codebook/speech-act/").json()["values"]}
    assert values["declines_to_comment"]["crosswalks"] == [
        {"scheme": "cameo", "code": "011", "title": "Decline comment", "relation": "exact"}
    ]


def test_an_example_url_leads_to_the_fact(seeded, get):
    example = get("/api/v1/codebook/stance/").json()["values"][0]["example"]
    answer = get(example["url"].removeprefix("http://testserver")).json()
    assert (answer["slug"], answer[example["field"]]) == (example["slug"], "supports")


@pytest.mark.parametrize(
    ("url", "status", "suggestion"),
    [
        ("/api/v1/codebook/?enums=stance", 400, "enum"),
        ("/api/v1/codebook/?enum=stence", 400, "stance"),
        ("/api/v1/codebook/?as_of=1", 400, None),
        ("/api/v1/codebook/stance/?enum=stance", 400, None),
        ("/api/v1/codebook/speech-acts/", 404, "speech-act"),
        ("/api/v1/codebook/qqqqqqqq/", 404, None),
    ],
)
def test_errors_name_the_parameter(client, no_database, url, status, suggestion):
    body = problem(client.get(url), status)
    assert body.get("suggestion", body.get("errors", [{}])[0].get("suggestion")) == suggestion


@pytest.mark.parametrize("path", ["", "schema/", "codebook/", "codebook/stance/"])
def test_static_views_reject_as_of(client, no_database, path):
    for as_of in ("1", "2026-01-31T12:00:00Z", "nonsense", ""):
        [error] = problem(client.get(f"/api/v1/{path}?as_of={as_of}"), 400)["errors"]
        assert error["parameter"] == "as_of"
        assert "the same at every revision" in error["detail"]
    problem(client.get(f"/api/v1/{path}?colour=blue"), 400)
    assert client.get(f"/api/v1/{path}").status_code == 200


def test_the_etag_changes_with_the_codebook(get, no_database, monkeypatch):
    first = get("/api/v1/codebook/stance/")
    again = get("/api/v1/codebook/stance/", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    monkeypatch.setattr("api.v1.codebook.fingerprint", lambda: "another")
    assert get("/api/v1/codebook/stance/", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_if_none_match_star_on_an_unknown_enum_is_404(get):
    assert get("/api/v1/codebook/nowhere/", headers={"If-None-Match": "*"}).status_code == 404


@pytest.mark.parametrize("name", sorted(codebook().enums))
def test_openapi_enums_have_the_codebook_descriptions(name):
    """Check the committed document."""
    assert ENUMS[name]["description"] == described(name)


def test_openapi_fields_and_parameters_describe_enum_values():
    """Swagger UI shows the description of a field in place of that of its enum."""
    field = ENUMS["Position"]["properties"]["stance"]["description"]
    [filter] = [p for p in DOCUMENT["paths"]["/api/v1/positions/"]["get"]["parameters"] if p["name"] == "stance"]
    assert listed("Stance") in field
    assert listed("Stance") in filter["description"]
    assert "- Supports" not in json.dumps(DOCUMENT)
