"""Tests of past revisions: by Accept-Datetime (RFC 7089), by release, and on every endpoint."""

import datetime
import json
import re
from email.utils import parsedate_to_datetime

import pgtrigger
import pytest
from django.db import connection
from django.utils.http import http_date

from api.v1 import documentation
from factbase.history.revision import Revision
from factbase.models import Actor, Position, Release
from tests.api.http.test_problems import problem
from tests.facts import editing, make_actor, make_position, make_source, make_topic

POSITIONS = "/api/v1/positions/"
PATHS = json.loads(documentation.DOCUMENT.read_text())["paths"]


def make_three() -> None:
    """Make three revisions, a day apart: a new position and two changes to it. The second is released."""
    with editing():
        source = make_source()
        make_position("said", make_topic(), make_actor("russia", source), source)
    for stance in ("undecided", "opposes"):
        with editing():
            Position.objects.update(stance=stance)
    space_out()
    at = Revision.objects.get(number=2).time
    Release.objects.create(tag="2025.12", revision=2, time=at, title="A release", counts={})


@pytest.fixture
def three(databases, blank_template):
    with databases.filled(blank_template, make_three):
        yield


@pytest.fixture
def own_three(blank):
    """Use a separate database, for tests that write."""
    make_three()


def space_out() -> None:
    """Set the times of revisions a day apart, each in the middle of a second."""
    with pgtrigger.ignore("factbase.Revision:never_changed"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE factbase_revision SET time = timestamptz '2026-01-01 12:00:00.7Z' + number * interval '1 day'"
        )
        cursor.execute(
            "UPDATE factbase_revisioncounter latest SET time = made.time FROM factbase_revision made"
            " WHERE made.number = latest.number"
        )


def moment(number: int) -> str:
    return http_date(Revision.objects.get(number=number).time.timestamp())


def accept_datetime(when: str) -> dict[str, str]:
    return {"Accept-Datetime": when}


def path_of(url: str) -> str:
    return url.removeprefix("http://testserver")


def test_accept_datetime_reads_the_revision_of_that_time(three, get):
    for number, stance in enumerate(("supports", "undecided", "opposes"), start=1):
        response = get(f"{POSITIONS}said/", headers=accept_datetime(moment(number)))
        assert (response.status_code, response.json()["stance"]) == (200, stance)
        assert response.headers["Memento-Datetime"] == moment(number)
        assert response.headers["Link"] == f'<http://testserver{POSITIONS}said/>; rel="original timegate"'
        direct = get(path_of(response.headers["Content-Location"]))
        assert direct.content == response.content
        assert "Content-Location" not in direct.headers
        for name in ("ETag", "Memento-Datetime", "Link", "Last-Modified"):
            assert direct.headers[name] == response.headers[name]


def test_memento_datetime_leads_back_to_its_response(three, get):
    first = get(POSITIONS, as_of=2)
    again = get(POSITIONS, headers=accept_datetime(first.headers["Memento-Datetime"]))
    assert again.json()["results"] == first.json()["results"]
    a_second_before = parsedate_to_datetime(first.headers["Memento-Datetime"]) - datetime.timedelta(seconds=1)
    assert get(POSITIONS, headers=accept_datetime(http_date(a_second_before.timestamp()))).json()["revision"] == 1


def test_the_base_is_empty_before_the_first_revision(three, get):
    when = "Sat, 01 Jan 2000 00:00:00 GMT"
    response = get(POSITIONS, headers=accept_datetime(when))
    assert response.json() == {"revision": 0, "next": None, "results": []}
    assert response.headers["Memento-Datetime"] == when
    assert get(path_of(response.headers["Content-Location"])).headers["Memento-Datetime"] == when
    problem(get(f"{POSITIONS}said/", headers=accept_datetime(when)), 404)


def test_the_present_time_reads_the_present(three, get):
    now = get(POSITIONS, headers=accept_datetime(http_date()))
    assert now.json()["results"] == get(POSITIONS).json()["results"]


@pytest.mark.parametrize(
    "when",
    [
        "",
        "yesterday",
        "2025-12-03",
        "2025-12-03T10:00:00Z",
        "17",
        "Sat, 01 Jan 2000 00:00:00 +0100",
        "Sat, 31 Feb 2000 00:00:00 GMT",
        "Sat, 01 Jan 2000 25:00:00 GMT",
        "Sat, 01 Jan 2999 00:00:00 GMT",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "Sat, 01 Jan 2000 00:00:00 GMT, Sat, 01 Jan 2000 00:00:00 GMT",
    ],
)
def test_a_wrong_header_is_an_error(three, get, when):
    response = get(POSITIONS, headers=accept_datetime(when))
    assert "Accept-Datetime" in problem(response, 400)["detail"]
    assert "Accept-Datetime" in response.headers["Vary"]
    assert get(POSITIONS, headers=accept_datetime(when), as_of=1).status_code == 200  # as_of takes precedence


def test_as_of_takes_precedence_over_the_header(three, get):
    response = get(f"{POSITIONS}said/", headers=accept_datetime(moment(3)), as_of=1)
    assert response.json()["stance"] == "supports"
    assert response.headers["Memento-Datetime"] == moment(1)
    assert "Content-Location" not in response.headers


def test_the_present_links_to_its_timegate(three, get):
    response = get(POSITIONS, page_size=1)
    assert response.headers["Link"] == f'<http://testserver{POSITIONS}?page_size=1>; rel="original timegate"'
    assert "Memento-Datetime" not in response.headers


@pytest.mark.parametrize("headers", [{}, {"Accept-Datetime": "Sat, 01 Jan 2000 00:00:00 GMT"}])
@pytest.mark.parametrize("path", [POSITIONS, f"{POSITIONS}said/", f"{POSITIONS}nowhere/", f"{POSITIONS}?colour=blue"])
def test_every_response_has_the_vary_header(three, client, path, headers):
    response = client.get(path, headers=headers)
    assert {"Accept", "Accept-Datetime"} <= set(re.split(r",\s*", response.headers["Vary"]))


def test_an_etag_matches_at_its_own_time_only(three, get):
    present, past = get(POSITIONS), get(POSITIONS, headers=accept_datetime(moment(1)))
    assert present.headers["ETag"] != past.headers["ETag"]
    same = get(POSITIONS, headers={**accept_datetime(moment(1)), "If-None-Match": past.headers["ETag"]})
    assert (same.status_code, same.headers["Memento-Datetime"]) == (304, moment(1))
    assert same.headers["Content-Location"] == past.headers["Content-Location"]
    assert get(POSITIONS, headers={"If-None-Match": past.headers["ETag"]}).status_code == 200


def test_pages_of_the_past_stay_in_the_past(own_three, get):
    with editing():
        position = Position.objects.get()
        make_position("later", position.topic, position.holder, position.citations.get().source)
    with editing():
        Position.objects.update(stance="supports")
    space_out()
    seen, response = [], get(POSITIONS, headers=accept_datetime(moment(4)), page_size=1, ordering="slug")
    while True:
        seen += [(row["slug"], row["stance"]) for row in response.json()["results"]]
        following = response.json()["next"]
        if following is None:
            break
        response = get(path_of(following))  # without the header
    assert seen == [("later", "supports"), ("said", "opposes")]


def test_a_renamed_slug_is_valid_in_the_past(own_three, get):
    with editing():
        Actor.objects.filter(slug="russia").update(slug="russian-federation")
    assert get("/api/v1/actors/russia/", headers=accept_datetime(moment(1))).status_code == 200
    assert get("/api/v1/actors/russia/").status_code == 308


def test_a_release_tag_is_a_value_of_as_of(three, get):
    response = get(f"{POSITIONS}said/", as_of="2025.12")
    assert response.json()["stance"] == "undecided"
    assert response.headers["Memento-Datetime"] == moment(2)
    assert get(POSITIONS, as_of="2025.12").json()["revision"] == 2


@pytest.mark.parametrize(
    ("tag", "suggestion"), [("2025-12", "2025.12"), ("v2025.12", "2025.12"), ("yesterday", None), ("x" * 50, None)]
)
def test_an_unknown_release_is_an_error_with_the_nearest(three, get, tag, suggestion):
    [error] = problem(get(POSITIONS, as_of=tag), 400)["errors"]
    assert (error["parameter"], error.get("suggestion")) == ("as_of", suggestion)
    assert "releases/" in error["detail"]


@pytest.mark.parametrize("tag", ["UPPER", "a b", "x" * 51, "-1", "1.", "a--b", "2025-12-03T10:00:00", ""])
def test_other_values_of_as_of_are_errors(three, get, tag):
    assert "as_of" in problem(get(POSITIONS, as_of=tag), 400)["detail"]


def test_every_endpoint_reads_the_past(scratch, get):
    """Call every endpoint in the OpenAPI document but those that `example` leaves out.

    The codebook is part of the code; the contents of releases never change; reconciliation has its own shapes
    (test_service.py); the archive has its own test (test_export.py).
    """
    calls = {url: params for url, params in filter(None, map(example, PATHS)) if "since" not in params}
    assert len(calls) > 25
    before = {url: strip(get(url, **params)) for url, params in calls.items()}
    with editing():
        Actor.objects.update(description="Changed since.")
        Position.objects.update(summary="Changed since.")
    changed = [url for url, params in calls.items() if strip(get(url, **params)) != before[url]]
    assert len(changed) > 10
    for url, params in calls.items():
        assert strip(get(url, as_of=1, **params)) == before[url], url
        empty = get(url, headers=accept_datetime("Sat, 01 Jan 2000 00:00:00 GMT"), **params)
        if empty.status_code == 404:
            problem(empty, 404)
        else:
            assert records(empty.json()) == [], url


def example(path: str) -> tuple[str, dict] | None:
    """Return the URL and parameters of an endpoint's example, or None for an endpoint without `as_of`."""
    [operation] = PATHS[path].values()
    names = {parameter["name"] for parameter in operation["parameters"]}
    if path.startswith(("/api/v1/codebook/", "/api/v1/releases/{", "/api/v1/reconcile/", "/api/v1/export/")):
        return None
    assert {"as_of", "Accept-Datetime"} <= names
    assert {"Memento-Datetime", "Link", "Content-Location"} <= set(operation["responses"]["200"]["headers"])
    with_examples = [parameter for parameter in operation["parameters"] if "examples" in parameter]
    params = {each["name"]: next(iter(each["examples"].values()))["value"] for each in with_examples}
    return path.replace("{slug}", params.pop("slug", "")), params


def records(value) -> list:
    """Return the objects with a slug in a JSON value, at any depth: an empty base has none."""
    parts = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return [value] * (isinstance(value, dict) and "slug" in value) + [each for part in parts for each in records(part)]


def strip(response) -> dict:
    """Return the body without the link to the next page, and without `as_of` in other links."""
    assert response.status_code == 200, response.content
    body = json.loads(response.content.replace(b"as_of=1&", b""))
    return {key: value for key, value in body.items() if key != "next"}


def test_a_filter_by_a_later_slug_finds_nothing_without_an_error(own_three, get):
    with editing():
        make_actor("ukraine", Position.objects.get().citations.get().source)
    for params in ({"actor": "ukraine"}, {"actor": "ukraine,russia"}, {"topic": "topic", "actor": "ukraine"}):
        for number in (0, 1, 3):
            rows = get(POSITIONS, as_of=number, **params).json()["results"]
            assert [row["slug"] for row in rows] == ["said"] * (params["actor"] == "ukraine,russia" and number > 0)
    problem(get(POSITIONS, as_of=1, actor="ukrain"), 400)
    [error] = problem(get(POSITIONS, as_of=1, actor="ukraine,ukrain"), 400)["errors"]
    assert "“ukrain”" in error["detail"]
