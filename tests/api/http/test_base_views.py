"""Tests of all reads: one snapshot, its ETag, past revisions, and a constant number of queries."""

from collections.abc import Callable

import pytest
from django.db import connections

from factbase.history.snapshot import READ
from factbase.models import Actor, Citation, Position
from tests.facts import cite, editing, make_actor, make_meeting, make_position, make_source, make_topic
from tests.sql_capture import statements


def make_base() -> Callable[[int], None]:
    """Return a function that makes more facts of every kind that lists nest."""
    with editing():
        source, topic = make_source(), make_topic()
        holder, meeting = make_actor("russia", source), make_meeting("talks", source)
    numbers = iter(range(1000))

    def grow(number: int) -> None:
        with editing():
            for n in (next(numbers) for _ in range(number)):
                position = make_position(f"said-{n}", topic, holder, source, meeting=meeting, about_meeting=meeting)
                cite(position, source, line=2)
                other = make_meeting(f"meeting-{n}", source, follows=meeting)
                other.topics.add(topic)
                make_actor(f"actor-{n}", source)

    return grow


@pytest.fixture
def grow(blank):
    return make_base()


def make_few() -> None:
    make_base()(3)


def make_many() -> None:
    grow = make_base()
    grow(3)
    grow(27)


def queries(get, url: str, **parameters) -> list[str]:
    with statements() as captured:
        assert get(url, **parameters).status_code == 200
    return [each.sql for each in captured]


@pytest.mark.parametrize(
    ("url", "parameters", "budget"),
    [
        # one query reads the slugs, the rows, their JSON and the revision
        ("/api/v1/positions/", {}, 1),
        ("/api/v1/actors/", {}, 1),
        ("/api/v1/meetings/", {}, 1),
        ("/api/v1/topics/", {}, 1),
        ("/api/v1/sources/", {}, 1),
        ("/api/v1/positions/", {"topic": "topic", "actor": "russia", "meeting": "talks"}, 1),
        ("/api/v1/positions/", {"actor": "russia", "count": "true"}, 1),
        ("/api/v1/meetings/talks/", {}, 1),
        ("/api/v1/actors/russia/", {}, 1),
        ("/api/v1/positions/said-0/", {}, 1),
        ("/api/v1/topics/topic/positions/by-actor/", {"in_force_on": "2025-12-31"}, 1),
        ("/api/v1/actors/resolve/", {"name": "Russia"}, 1),
        ("/api/v1/reconcile/", {"queries": '{"a": {"query": "Russia"}, "b": {"query": "Source"}}'}, 1),
        ("/api/v1/reconcile/suggest/", {"prefix": "Ru"}, 1),
        ("/api/v1/search/", {"q": "russia or talks or said"}, 1),
        ("/api/v1/search/", {"q": "nowhere", "actor": "russia", "topic": "topic"}, 1),
        ("/api/v1/timeline/", {}, 1),
        ("/api/v1/timeline/", {"topic": "topic", "actor": "russia", "kind": "position,meeting"}, 1),
        ("/api/v1/sources/source/facts/", {}, 1),
        ("/api/v1/positions/matrix/", {"in_force_on": "2025-12-31"}, 1),
        ("/api/v1/verify/", {"actor": "russia", "topic": "topic", "stance": "opposes", "on": "2025-12-31"}, 1),
        ("/api/v1/verify/text/", {"text": "Russia opposes the topic"}, 1),
        ("/api/v1/positions/shifts/", {"from": "2025-11-01", "to": "2025-12-31"}, 1),
        ("/api/v1/actors/russia/agreement/", {"in_force_on": "2025-12-31"}, 1),
        # the switch to the revision, the response
        ("/api/v1/positions/", {"as_of": "2"}, 2),
    ],
)
def test_a_read_takes_a_constant_number_of_queries(databases, blank_template, get, url, parameters, budget):
    with databases.filled(blank_template, make_few):
        few = queries(get, url, **parameters)
    with databases.filled(blank_template, make_many):
        many = queries(get, url, **parameters)
    assert (len(few), len(many)) == (budget, budget), "\n".join(many)


def test_an_unchanged_base_needs_no_query_on_facts(grow, get):
    grow(1)
    etag = get("/api/v1/positions/").headers["ETag"]
    with statements() as captured:
        response = get("/api/v1/positions/", headers={"If-None-Match": etag})
    assert (response.status_code, response.content, response.headers["ETag"]) == (304, b"", etag)
    assert [each.sql for each in captured if "factbase_position" in each.sql] == []
    grow(1)
    assert get("/api/v1/positions/", headers={"If-None-Match": etag}).status_code == 200


def test_a_star_matches_existing_pages_only(grow, get):
    assert get("/api/v1/positions/nowhere/", headers={"If-None-Match": "*"}).status_code == 404


def test_every_response_has_its_revision(grow, get):
    grow(1)
    now, then = get("/api/v1/positions/"), get("/api/v1/positions/", as_of="1")
    assert (now.json()["revision"], len(now.json()["results"])) == (2, 1)
    assert (then.json()["revision"], then.json()["results"]) == (1, [])
    assert now.headers["ETag"] != then.headers["ETag"]
    assert now.headers["Last-Modified"].endswith("GMT")


def test_the_past_can_be_read_by_time(grow, get):
    grow(1)
    with editing():
        Position.objects.update(stance="opposes")
    revision = get("/api/v1/positions/").headers["Last-Modified"]
    assert revision
    assert get("/api/v1/positions/said-0/").json()["stance"] == "opposes"
    assert get("/api/v1/positions/said-0/", as_of="2").json()["stance"] == "supports"
    assert get("/api/v1/positions/", as_of="1999-01-01T00:00:00+01:00").json() == {
        "revision": 0,
        "next": None,
        "results": [],
    }


def test_a_renamed_slug_redirects_to_the_new_one(grow, get):
    with editing():
        Actor.objects.filter(slug="russia").update(slug="russian-federation")
    moved = get("/api/v1/actors/russia/", as_of="2")
    assert (moved.status_code, moved.headers["Location"]) == (308, "/api/v1/actors/russian-federation/?as_of=2")
    assert get("/api/v1/actors/russia/", as_of="1").status_code == 200
    assert get("/api/v1/positions/", actor="russia").status_code == 200


def test_fields_selects_keys(grow, get):
    grow(1)
    [row] = get("/api/v1/positions/", fields="stance,slug").json()["results"]
    assert list(row) == ["slug", "stance"]


def test_head_has_no_body(grow, client):
    response = client.head("/api/v1/positions/")
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["ETag"]


def test_a_fact_may_have_several_citations(grow, get):
    grow(1)
    assert [c["line"] for c in get("/api/v1/positions/said-0/").json()["citations"]] == [1, 2]
    assert Citation.objects.filter(position__slug="said-0").count() == 2


def test_the_etag_of_one_page_matches_no_other(grow, get):
    """A page that does not exist, or a wrong request, included."""
    etag = get("/api/v1/positions/").headers["ETag"]
    for url, params, status in [
        ("/api/v1/positions/nowhere/", {}, 404),
        ("/api/v1/actors/", {}, 200),
        ("/api/v1/positions/", {"actor": "nobody"}, 400),
        ("/api/v1/positions/", {"cursor": "x"}, 400),
        ("/api/v1/positions/", {"page_size": "1"}, 200),
        ("/api/v1/topics/nowhere/positions/by-actor/", {}, 404),
        ("/api/v1/topics/nowhere/history/", {}, 404),
        ("/api/v1/positions/", {}, 304),
    ]:
        assert get(url, headers={"If-None-Match": etag}, **params).status_code == status, (url, params)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("positions/nothing/", 404),
        ("positions/?actor=nobody", 400),
        ("positions/?as_of=99", 400),
        ("positions/nothing/?as_of=2", 404),
    ],
)
def test_an_error_keeps_prepared_statements(grow, get, path, status):
    grow(1)
    for _ in range(3):  # psycopg prepares a repeated statement
        get("/api/v1/positions/")
    before = prepared()
    assert any("factbase_position" in statement for statement in before)
    assert get(f"/api/v1/{path}").status_code == status
    assert before <= prepared()


def prepared() -> set[str]:
    """Return the statements that are prepared on the reading connection."""
    with connections[READ].cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return {statement for (statement,) in cursor.fetchall()}


def test_the_api_has_no_sessions(grow, get, client):
    response = get("/api/v1/positions/")
    assert not hasattr(response.wsgi_request, "session") and not hasattr(response.wsgi_request, "user")
    assert client.get("/admin/login/").wsgi_request.user.is_anonymous
