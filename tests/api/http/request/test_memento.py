"""The past by header (RFC 7089), by release, and on every endpoint that there is."""

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


@pytest.fixture
def three(blank):
    """Three revisions, a day apart: a position is made, and changed twice."""
    with editing():
        source = make_source()
        make_position("said", make_topic(), make_actor("russia", source), source)
    for stance in ("undecided", "opposes"):
        with editing():
            Position.objects.update(stance=stance)
    put_apart()


def put_apart() -> None:
    """Let there be a day between revisions, each made amid a second: nobody should have to wait for that."""
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


def asking(when: str) -> dict[str, str]:
    return {"Accept-Datetime": when}


def path_of(url: str) -> str:
    return url.removeprefix("http://testserver")


def test_a_moment_by_header_is_the_base_of_that_moment(three, get):
    for number, stance in enumerate(("supports", "undecided", "opposes"), start=1):
        response = get(f"{POSITIONS}said/", headers=asking(moment(number)))
        assert (response.status_code, response.json()["stance"]) == (200, stance)
        assert response.headers["Memento-Datetime"] == moment(number)
        assert response.headers["Link"] == f'<http://testserver{POSITIONS}said/>; rel="original timegate"'
        direct = get(path_of(response.headers["Content-Location"]))
        assert direct.content == response.content
        assert "Content-Location" not in direct.headers
        for name in ("ETag", "Memento-Datetime", "Link", "Last-Modified"):
            assert direct.headers[name] == response.headers[name]


def test_the_time_of_an_answer_leads_back_to_it(three, get):
    first = get(POSITIONS, as_of=2)
    again = get(POSITIONS, headers=asking(first.headers["Memento-Datetime"]))
    assert again.json()["results"] == first.json()["results"]
    a_second_before = parsedate_to_datetime(first.headers["Memento-Datetime"]) - datetime.timedelta(seconds=1)
    assert get(POSITIONS, headers=asking(http_date(a_second_before.timestamp()))).json()["revision"] == 1


def test_before_the_first_revision_is_an_empty_base(three, get):
    when = "Sat, 01 Jan 2000 00:00:00 GMT"
    response = get(POSITIONS, headers=asking(when))
    assert response.json() == {"revision": 0, "next": None, "results": []}
    assert response.headers["Memento-Datetime"] == when
    assert get(path_of(response.headers["Content-Location"])).headers["Memento-Datetime"] == when
    problem(get(f"{POSITIONS}said/", headers=asking(when)), 404)


def test_the_present_moment_is_the_present(three, get):
    now = get(POSITIONS, headers=asking(http_date()))
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
def test_a_wrong_header_is_refused(three, get, when):
    response = get(POSITIONS, headers=asking(when))
    assert "Accept-Datetime" in problem(response, 400)["detail"]
    assert "Accept-Datetime" in response.headers["Vary"]
    assert get(POSITIONS, headers=asking(when), as_of=1).status_code == 200  # the URL has the last word


def test_the_url_comes_before_the_header(three, get):
    response = get(f"{POSITIONS}said/", headers=asking(moment(3)), as_of=1)
    assert response.json()["stance"] == "supports"
    assert response.headers["Memento-Datetime"] == moment(1)
    assert "Content-Location" not in response.headers


def test_the_present_says_where_the_past_is_asked_for(three, get):
    response = get(POSITIONS, page_size=1)
    assert response.headers["Link"] == f'<http://testserver{POSITIONS}?page_size=1>; rel="original timegate"'
    assert "Memento-Datetime" not in response.headers


@pytest.mark.parametrize("headers", [{}, {"Accept-Datetime": "Sat, 01 Jan 2000 00:00:00 GMT"}])
@pytest.mark.parametrize("path", [POSITIONS, f"{POSITIONS}said/", f"{POSITIONS}nowhere/", f"{POSITIONS}?colour=blue"])
def test_every_answer_says_what_it_depends_on(three, client, path, headers):
    response = client.get(path, headers=headers)
    assert {"Accept", "Accept-Datetime"} <= set(re.split(r",\s*", response.headers["Vary"]))


def test_a_copy_is_good_for_its_own_time_only(three, get):
    present, past = get(POSITIONS), get(POSITIONS, headers=asking(moment(1)))
    assert present.headers["ETag"] != past.headers["ETag"]
    same = get(POSITIONS, headers={**asking(moment(1)), "If-None-Match": past.headers["ETag"]})
    assert (same.status_code, same.headers["Memento-Datetime"]) == (304, moment(1))
    assert same.headers["Content-Location"] == past.headers["Content-Location"]
    assert get(POSITIONS, headers={"If-None-Match": past.headers["ETag"]}).status_code == 200


def test_pages_of_the_past_stay_in_the_past(three, get):
    with editing():
        position = Position.objects.get()
        make_position("later", position.topic, position.holder, position.citations.get().source)
    with editing():
        Position.objects.update(stance="supports")
    put_apart()
    seen, response = [], get(POSITIONS, headers=asking(moment(4)), page_size=1, ordering="slug")
    while True:
        seen += [(row["slug"], row["stance"]) for row in response.json()["results"]]
        following = response.json()["next"]
        if following is None:
            break
        response = get(path_of(following))  # with no header
    assert seen == [("later", "supports"), ("said", "opposes")]


def test_a_slug_of_the_past_is_judged_in_the_past(three, get):
    with editing():
        Actor.objects.filter(slug="russia").update(slug="russian-federation")
    assert get("/api/v1/actors/russia/", headers=asking(moment(1))).status_code == 200
    assert get("/api/v1/actors/russia/").status_code == 308


def release(tag: str, number: int) -> None:
    at = Revision.objects.get(number=number).time
    Release.objects.create(tag=tag, revision=number, time=at, title="A release", counts={})


def test_a_release_is_a_moment_too(three, get):
    release("2025.12", 2)
    response = get(f"{POSITIONS}said/", as_of="2025.12")
    assert response.json()["stance"] == "undecided"
    assert response.headers["Memento-Datetime"] == moment(2)
    assert get(POSITIONS, as_of="2025.12").json()["revision"] == 2


@pytest.mark.parametrize(
    ("tag", "suggestion"), [("2025-12", "2025.12"), ("v2025.12", "2025.12"), ("yesterday", None), ("x" * 50, None)]
)
def test_an_unknown_release_is_named_and_the_nearest(three, get, tag, suggestion):
    release("2025.12", 2)
    [error] = problem(get(POSITIONS, as_of=tag), 400)["errors"]
    assert (error["parameter"], error.get("suggestion")) == ("as_of", suggestion)
    assert "releases/" in error["detail"]


@pytest.mark.parametrize("tag", ["UPPER", "a b", "x" * 51, "-1", "1.", "a--b", "2025-12-03T10:00:00", ""])
def test_what_is_neither_number_nor_time_nor_tag_is_told_so(three, get, tag):
    assert "as_of" in problem(get(POSITIONS, as_of=tag), 400)["detail"]


def test_every_endpoint_reads_the_past(scratch, get):
    """All that the OpenAPI document lists, save the codebook, which is part of the code, what is in a release,
    reconciling, whose answers have shapes of others' (test_reconcile.py), and the archive (test_export.py)."""
    asked = {url: given for url, given in filter(None, map(example, PATHS)) if "since" not in given}
    assert len(asked) > 25
    before = {url: strip(get(url, **given)) for url, given in asked.items()}
    with editing():
        Actor.objects.update(description="Changed since.")
        Position.objects.update(summary="Changed since.")
    changed = [url for url, given in asked.items() if strip(get(url, **given)) != before[url]]
    assert len(changed) > 10
    for url, given in asked.items():
        assert strip(get(url, as_of=1, **given)) == before[url], url
        empty = get(url, headers=asking("Sat, 01 Jan 2000 00:00:00 GMT"), **given)
        if empty.status_code == 404:
            problem(empty, 404)
        else:
            assert records(empty.json()) == [], url


def example(path: str) -> tuple[str, dict] | None:
    """A call of an endpoint, from its examples in the document; none if it knows no past."""
    [operation] = PATHS[path].values()
    names = {parameter["name"] for parameter in operation["parameters"]}
    if path.startswith(("/api/v1/codebook/", "/api/v1/releases/{", "/api/v1/reconcile/", "/api/v1/export/")):
        return None
    assert {"as_of", "Accept-Datetime"} <= names
    assert {"Memento-Datetime", "Link", "Content-Location"} <= set(operation["responses"]["200"]["headers"])
    given = {p["name"]: next(iter(p["examples"].values()))["value"] for p in operation["parameters"] if "examples" in p}
    return path.replace("{slug}", given.pop("slug", "")), given


def records(told) -> list:
    """What an answer names, at any depth, that has a slug: in an empty base nothing has."""
    parts = list(told.values()) if isinstance(told, dict) else told if isinstance(told, list) else []
    return [told] * (isinstance(told, dict) and "slug" in told) + [found for part in parts for found in records(part)]


def strip(response) -> dict:
    """The answer without the link to its next page, and without the moment that other links name."""
    assert response.status_code == 200, response.content
    answer = json.loads(response.content.replace(b"as_of=1&", b""))
    return {key: value for key, value in answer.items() if key != "next"}


def test_a_filter_by_what_came_later_finds_nothing_and_is_no_mistake(three, get):
    with editing():
        make_actor("ukraine", Position.objects.get().citations.get().source)
    for asked in ({"actor": "ukraine"}, {"actor": "ukraine,russia"}, {"topic": "topic", "actor": "ukraine"}):
        for number in (0, 1, 3):
            found = get(POSITIONS, as_of=number, **asked).json()["results"]
            assert [row["slug"] for row in found] == ["said"] * (asked["actor"] == "ukraine,russia" and number > 0)
    problem(get(POSITIONS, as_of=1, actor="ukrain"), 400)
    [error] = problem(get(POSITIONS, as_of=1, actor="ukraine,ukrain"), 400)["errors"]
    assert "“ukrain”" in error["detail"]
