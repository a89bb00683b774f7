"""The history of a record, and responses at its URL after it was renamed, merged or withdrawn."""

from urllib.parse import parse_qs, urlsplit

import pytest

from factbase.history.merge import merge
from factbase.history.revision import Revision, revision
from factbase.history.withdraw import withdraw
from factbase.models import Actor, Position, Topic
from tests.api.http.test_problems import LISTS, problem
from tests.facts import editing, make_actor, make_position, make_source, make_topic

POSITION = "/api/v1/positions/said/"


def make_revisions() -> None:
    """Make five revisions.

    r1 adds two positions of two actors; one position is corrected in r2, renamed in r3 and withdrawn in r4; r5 merges
    the actors.
    """
    with editing():
        source, topic = make_source(), make_topic()
        for name in ("russia", "russian-federation"):
            make_position(f"{name}-said", topic, make_actor(name, source), source)
        Position.objects.filter(slug="russia-said").update(slug="said")
    with revision(author="ada", kind="correction", reason_code="date", reason="Another day."):
        Position.objects.filter(slug="said").update(date_note="Another day.")
    with editing():
        Position.objects.filter(slug="said").update(slug="said-once")
    with revision(author="ada", kind="withdrawal", reason_code="source_error", reason="The source took it back."):
        withdraw(Position.objects.get(slug="said-once"), "The source took it back.")
    with revision(author="ada", kind="correction", reason_code="duplicate", reason="One state."):
        merge(Actor.objects.get(slug="russia"), Actor.objects.get(slug="russian-federation"))


@pytest.fixture
def revisions(databases, blank_template):
    with databases.filled(blank_template, make_revisions):
        yield


@pytest.fixture
def own_revisions(blank):
    """Use a separate database, for tests that write."""
    make_revisions()


def verbs(get, url: str, **parameters) -> list[tuple]:
    return [(c["revision"], c["change"], c["slug"]) for c in get(url, **parameters).json()["results"]]


def test_history_is_ordered_oldest_first(revisions, get):
    url = "/api/v1/positions/said-once/history/"
    changes = [(1, "added", "said"), (2, "changed", "said"), (3, "changed", "said-once"), (4, "withdrawn", "said-once")]
    assert verbs(get, url) == changes
    assert verbs(get, url, ordering="-revision") == changes[::-1]
    assert verbs(get, url, as_of=3) == changes[:3]
    assert verbs(get, url, page_size=2) == changes[:2]


def test_a_cursor_is_bound_to_its_record(revisions, get):
    next_url = get("/api/v1/positions/said-once/history/", page_size=1).json()["next"]
    cursor = parse_qs(urlsplit(next_url).query)["cursor"][0]
    assert get("/api/v1/positions/said-once/history/", cursor=cursor).status_code == 200
    for other in ("positions/russian-federation-said", "topics/topic"):
        problem(get(f"/api/v1/{other}/history/", cursor=cursor), 400)


def test_history_is_the_part_of_changes_about_the_record(revisions, get):
    changes = get("/api/v1/changes/", resource="positions").json()["results"]
    history = get("/api/v1/positions/said-once/history/").json()["results"]
    assert history == [change for change in changes if change["slug"] in ("said", "said-once")]


def test_an_old_slug_redirects_to_the_current_history(revisions, get):
    moved = get(f"{POSITION}history/", page_size=2)
    assert (moved.status_code, moved.headers["Location"]) == (
        308,
        "/api/v1/positions/said-once/history/?page_size=2",
    )
    assert get(f"{POSITION}history/", as_of=2).status_code == 200
    moved = get("/api/v1/actors/russia/history/")
    assert (moved.status_code, moved.headers["Location"]) == (308, "/api/v1/actors/russian-federation/history/")
    assert verbs(get, "/api/v1/actors/russia/history/", as_of=4) == [(1, "added", "russia")]


def test_history_includes_merged_records(own_revisions, get):
    url = "/api/v1/actors/russian-federation/history/"
    added = [(1, "added", "russia"), (1, "added", "russian-federation")]
    merged = [(5, "merged", "russia"), (5, "changed", "russian-federation")]
    assert verbs(get, url) == added + merged
    assert verbs(get, url, as_of=4) == added[1:]
    with revision(author="ada", kind="correction", reason_code="duplicate", reason="One state."):
        merge(
            Actor.objects.get(slug="russian-federation"),
            make_actor("rossiya", Position.objects.get().citations.get().source),
        )
    assert {slug for _, _, slug in verbs(get, "/api/v1/actors/rossiya/history/")} == {
        "russia",
        "russian-federation",
        "rossiya",
    }


def test_unknown_records_have_no_history(revisions, get):
    assert problem(get("/api/v1/actors/rusian-federation/history/"), 404)["suggestion"] == "russian-federation"
    problem(get("/api/v1/positions/said-once/history/", as_of=0), 404)
    problem(get("/api/v1/positions/said-once/history/", colour="blue"), 400)


@pytest.mark.parametrize("resource", LISTS)
def test_every_resource_has_a_history(seeded, get, resource):
    slug = get(f"/api/v1/{resource}/", page_size=1, fields="slug").json()["results"][0]["slug"]
    [change] = get(f"/api/v1/{resource}/{slug}/history/").json()["results"]
    assert (change["change"], change["kind"], change["resource"]) == ("added", "seed", resource)


def test_a_withdrawn_fact_gives_the_reason(revisions, get):
    body = problem(get("/api/v1/positions/said-once/"), 410)
    since = Revision.objects.get(number=4)
    assert body | {"withdrawn_at": None, "detail": None} == {
        "type": "about:blank",
        "title": "Gone",
        "status": 410,
        "detail": None,
        "instance": "/api/v1/positions/said-once/",
        "reason": "The source took it back.",
        "reason_code": "source_error",
        "withdrawn_in": 4,
        "withdrawn_at": None,
        "history": "http://testserver/api/v1/positions/said-once/history/",
    }
    assert body["withdrawn_at"] == since.time.isoformat().replace("+00:00", "Z")
    assert "The source took it back." in body["detail"]
    assert get(body["history"].removeprefix("http://testserver")).status_code == 200


def test_an_old_slug_of_a_withdrawn_fact_is_gone(revisions, get):
    body = problem(get(POSITION), 410)
    assert body["history"].endswith("/positions/said-once/history/")


def test_slugs_are_resolved_at_the_requested_revision(revisions, get):
    assert get(POSITION, as_of=2).status_code == 200
    moved = get(POSITION, as_of=3)
    assert (moved.status_code, moved.headers["Location"]) == (308, "/api/v1/positions/said-once/?as_of=3")
    assert get("/api/v1/positions/said-once/", as_of=3).status_code == 200
    problem(get("/api/v1/positions/said-once/", as_of=2), 404)
    problem(get("/api/v1/positions/said-once/", as_of=4), 410)
    assert problem(get(POSITION, as_of=4), 410)["withdrawn_in"] == 4


def test_redirects_have_no_etag(revisions, get):
    moved = get("/api/v1/actors/russia/")
    assert (moved.status_code, moved.headers["Location"]) == (308, "/api/v1/actors/russian-federation/")
    assert "ETag" not in moved.headers
    assert "ETag" not in get("/api/v1/positions/said-once/").headers


def test_filters_follow_merged_slugs(revisions, get):
    def slugs(**filters) -> list[str]:
        return [row["slug"] for row in get("/api/v1/positions/", **filters).json()["results"]]

    assert slugs(actor="russia") == slugs(actor="russian-federation") == ["russian-federation-said"]
    assert slugs(actor="russia", as_of=4) == []
    assert slugs(actor="russia", as_of=1) == ["said"]


def test_filters_by_withdrawn_slugs_match_nothing(own_revisions, get):
    with revision(author="ada", kind="withdrawal", reason_code="other", reason="None of it."):
        withdraw(Position.objects.get(), "None of it.")
        withdraw(Actor.objects.get(slug="russian-federation"), "None of it.")
    for slug in ("russia", "russian-federation"):
        response = get("/api/v1/positions/", actor=slug)
        assert (response.status_code, response.json()["results"]) == (200, [])
    assert problem(get("/api/v1/actors/russia/"), 410)["history"].endswith("/actors/russian-federation/history/")


def test_renamed_and_withdrawn_topics_on_nested_routes(own_revisions, get):
    """The redirect replaces the slug only, even if the slug looks like another part of the path."""
    with editing():
        make_topic("topics")
    with editing():
        for old, new in (("topics", "v1"), ("topic", "topics-of-old")):
            Topic.objects.filter(slug=old).update(slug=new)
    moved = get("/api/v1/topics/topics/positions/by-actor/")
    assert (moved.status_code, moved.headers["Location"]) == (308, "/api/v1/topics/v1/positions/by-actor/")
    with revision(author="ada", kind="withdrawal", reason_code="other", reason="No topic."):
        withdraw(Topic.objects.get(slug="v1"), "No topic.")
    body = problem(get("/api/v1/topics/topics/positions/by-actor/"), 410)
    assert body["history"] == "http://testserver/api/v1/topics/v1/history/"
