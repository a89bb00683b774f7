"""Tests of errors: each is a problem (RFC 9457) with the error and what to do."""

import json

import pytest
from django.test import Client, override_settings
from django.urls import path

from api.http.problems import CONTENT_TYPE
from factbase.project import urls

LISTS = ("processes", "actors", "topics", "meetings", "positions", "proposals", "claims", "sources", "discrepancies")


def problem(response, status: int) -> dict:
    assert (response.status_code, response.headers["Content-Type"]) == (status, CONTENT_TYPE)
    body = json.loads(response.content)
    assert {"type", "title", "status", "detail", "instance"} <= set(body)
    assert body["status"] == status
    return body


@pytest.mark.parametrize(
    ("query", "parameter", "suggestion"),
    [
        ("actorr=russia", "actorr", "actor"),
        ("actor=rusia", "actor", "russia"),
        ("topic=nato-membershp", "topic", "nato-membership"),
        ("stance=opose", "stance", "opposes"),
        ("attribution=self-declared", "attribution", "self_declared"),
        ("fields=slug,stanze", "fields", "stance"),
        ("ordering=-state", "ordering", "-stated"),
        ("in_force_on=2025-13-01", "in_force_on", None),
        ("in_force_on=3+December", "in_force_on", None),
        ("date_from=2025-12-3", "date_from", None),
        ("date_from=", "date_from", None),
        ("date_to=%D9%A2%D9%A0%D9%A2%D9%A5-12-03", "date_to", None),
        ("page_size=0", "page_size", None),
        ("page_size=-1", "page_size", None),
        ("page_size=10000", "page_size", None),
        ("page_size=x", "page_size", None),
        ("page_size=99999999999999999999", "page_size", None),
        ("count=yes", "count", None),
        ("cursor=x", "cursor", None),
        ("cursor=%F0%9F%92%A5", "cursor", None),
        ("as_of=-1", "as_of", None),
        ("as_of=999999", "as_of", None),
        ("as_of=yesterday", "as_of", None),
        ("as_of=2025-12-03", "as_of", None),
        ("as_of=2025-12-03T10:00:00", "as_of", None),
        ("as_of=2025-99-03T10:00:00Z", "as_of", None),
        ("as_of=2999-01-01T00:00:00Z", "as_of", None),
        ("actor=", "actor", None),
        ("actor=russia,", "actor", None),
        ("page_size=1&page_size=2", "page_size", None),
        ("actor=" + ",".join(f"a{n}" for n in range(51)), "actor", None),
        ("actor=" + "x" * 5000, "actor", None),
        ("statement=" + "x" * 201, "statement", None),
    ],
)
def test_a_wrong_parameter_is_named(seeded, client, query, parameter, suggestion):
    [error] = problem(client.get(f"/api/v1/positions/?{query}"), 400)["errors"]
    assert error["parameter"] == parameter
    assert error.get("suggestion") == suggestion
    if suggestion:
        assert suggestion in error["detail"]


def test_all_errors_are_reported_at_once(seeded, get):
    body = problem(get("/api/v1/positions/", actorr="russia", page_size="0", stance="opose"), 400)
    assert [error["parameter"] for error in body["errors"]] == ["actorr", "page_size", "stance"]


@pytest.mark.parametrize("resource", LISTS)
def test_lists_and_details_reject_unknown_parameters(seeded, get, resource):
    problem(get(f"/api/v1/{resource}/", colour="blue"), 400)
    problem(get(f"/api/v1/{resource}/no-such-thing/", colour="blue"), 400)
    problem(get(f"/api/v1/{resource}/no-such-thing/"), 404)


@pytest.mark.parametrize(
    "url",
    [
        "/api/v1/positions/?actor=%00",
        "/api/v1/positions/?%00=russia",
        "/api/v1/positions/?cursor=%00",
        "/api/v1/positions/%00/",
        "/api/v1/topics/nato%00membership/positions/by-actor/",
        "/%00",
    ],
)
def test_a_nul_byte_anywhere_is_rejected(seeded, client, url):
    assert "NUL" in problem(client.get(url), 400)["detail"]


def test_a_nul_byte_is_reported_with_its_parameter(seeded, client):
    error_body = problem(client.get("/api/v1/search/?kind=actor&q=a%00b"), 400)
    assert [error["parameter"] for error in error_body["errors"]] == ["q"]


@pytest.mark.parametrize("path", ["positions/", "timeline/", "meetings/", "search/", "changes/"])
def test_the_first_day_must_not_be_after_the_last(seeded, get, path):
    params = {"q": "Putin"} if path == "search/" else {}
    days = {"date_from": "2025-12-10", "date_to": "2025-12-01"}
    error_body = problem(get(f"/api/v1/{path}", **params, **days), 400)
    assert [error["parameter"] for error in error_body["errors"]] == ["date_from"]
    assert "is after date_to" in error_body["detail"]
    assert get(f"/api/v1/{path}", **params, date_from="2025-12-01", date_to="2025-12-01").status_code == 200


@pytest.mark.parametrize("day", ["2025-12-03", "2025-13-45"])
def test_a_day_is_not_a_time_for_as_of(seeded, get, day):
    assert "T12:00:00Z" in problem(get("/api/v1/positions/", as_of=day), 400)["detail"]


def test_a_missing_fact_names_the_nearest(seeded, get):
    assert problem(get("/api/v1/actors/vladimir-puttin/"), 404)["suggestion"] == "vladimir-putin"
    assert problem(get("/api/v1/topics/nato-membershp/positions/by-actor/"), 404)["suggestion"] == "nato-membership"
    assert "suggestion" not in problem(get("/api/v1/actors/qqqqqqqqqqqq/"), 404)


@pytest.mark.parametrize(
    "url", ["/nowhere/", "/api/", "/api/v2/positions/", "/api/v1/position/", "/api/v1/actors/UPPER case/"]
)
def test_an_unknown_path_is_a_problem(client, url):
    problem(client.get(url), 404)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_api_is_read_only(seeded, client, method):
    response = getattr(client, method)("/api/v1/positions/", data="{}", content_type="application/json")
    problem(response, 405)
    assert "GET" in response.headers["Allow"]


def test_an_unavailable_format_is_a_problem(seeded, client):
    problem(client.get("/api/v1/positions/", headers={"Accept": "application/xml"}), 406)


class _Broken:
    urlpatterns = [*urls.urlpatterns, path("broken/", lambda request: 1 / 0)]
    handler500 = urls.handler500


def test_an_error_outside_the_api_is_a_problem():
    with override_settings(ROOT_URLCONF=_Broken):
        body = problem(Client(raise_request_exception=False).get("/broken/"), 500)
    assert "division" not in json.dumps(body)  # no internals leak


def test_an_error_inside_a_view_is_a_problem(seeded, monkeypatch):
    monkeypatch.setattr("api.v1.entities.position.PositionList.statement", lambda self, params: 1 / 0)
    problem(Client(raise_request_exception=False).get("/api/v1/positions/"), 500)


def test_an_unknown_host_is_a_problem(client):
    problem(client.get("/api/v1/", headers={"Host": "evil.example"}), 400)
