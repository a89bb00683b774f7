"""The history of one record, and what its address says once it moved or was withdrawn."""

from urllib.parse import parse_qs, urlsplit

import pytest

from factbase.history.merge import merge
from factbase.history.revision import Revision, revision
from factbase.history.withdraw import withdraw
from factbase.models import Actor, Position, Topic
from tests.api.http.test_problems import LISTS, problem
from tests.facts import editing, make_actor, make_position, make_source, make_topic

POSITION = "/api/v1/positions/said/"


@pytest.fixture
def lived(blank):
    """r1: two positions of two actors. r2: one is corrected, r3 renamed, r4 withdrawn. r5: the actors are merged."""
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


def verbs(get, url: str, **parameters) -> list[tuple]:
    return [(c["revision"], c["change"], c["slug"]) for c in get(url, **parameters).json()["results"]]


def test_oldest_first(lived, get):
    url = "/api/v1/positions/said-once/history/"
    told = [(1, "added", "said"), (2, "changed", "said"), (3, "changed", "said-once"), (4, "withdrawn", "said-once")]
    assert verbs(get, url) == told
    assert verbs(get, url, ordering="-revision") == told[::-1]
    assert verbs(get, url, as_of=3) == told[:3]
    assert verbs(get, url, page_size=2) == told[:2]


def test_a_cursor_belongs_to_its_record(lived, get):
    following = get("/api/v1/positions/said-once/history/", page_size=1).json()["next"]
    cursor = parse_qs(urlsplit(following).query)["cursor"][0]
    assert get("/api/v1/positions/said-once/history/", cursor=cursor).status_code == 200
    for other in ("positions/russian-federation-said", "topics/topic"):
        problem(get(f"/api/v1/{other}/history/", cursor=cursor), 400)


def test_it_is_the_part_of_changes_that_is_about_the_record(lived, get):
    changes = get("/api/v1/changes/", resource="positions").json()["results"]
    history = get("/api/v1/positions/said-once/history/").json()["results"]
    assert history == [change for change in changes if change["slug"] in ("said", "said-once")]


def test_an_old_slug_leads_to_the_history_of_the_new(lived, get):
    moved = get(f"{POSITION}history/", page_size=2)
    assert (moved.status_code, moved.headers["Location"]) == (
        308,
        "/api/v1/positions/said-once/history/?page_size=2",
    )
    assert get(f"{POSITION}history/", as_of=2).status_code == 200
    moved = get("/api/v1/actors/russia/history/")
    assert (moved.status_code, moved.headers["Location"]) == (308, "/api/v1/actors/russian-federation/history/")
    assert verbs(get, "/api/v1/actors/russia/history/", as_of=4) == [(1, "added", "russia")]


def test_what_was_merged_is_told_with_what_stays(lived, get):
    url = "/api/v1/actors/russian-federation/history/"
    told = [(1, "added", "russia"), (1, "added", "russian-federation")]
    merged = [(5, "merged", "russia"), (5, "changed", "russian-federation")]
    assert verbs(get, url) == told + merged
    assert verbs(get, url, as_of=4) == told[1:]
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


def test_what_never_was_has_none(lived, get):
    assert problem(get("/api/v1/actors/rusian-federation/history/"), 404)["suggestion"] == "russian-federation"
    problem(get("/api/v1/positions/said-once/history/", as_of=0), 404)
    problem(get("/api/v1/positions/said-once/history/", colour="blue"), 400)


@pytest.mark.parametrize("resource", LISTS)
def test_every_resource_has_them(seeded, get, resource):
    slug = get(f"/api/v1/{resource}/", page_size=1, fields="slug").json()["results"][0]["slug"]
    [change] = get(f"/api/v1/{resource}/{slug}/history/").json()["results"]
    assert (change["change"], change["kind"], change["resource"]) == ("added", "seed", resource)


def test_a_withdrawn_fact_says_why(lived, get):
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


def test_an_old_slug_of_a_withdrawn_fact_says_so_too(lived, get):
    body = problem(get(POSITION), 410)
    assert body["history"].endswith("/positions/said-once/history/")


def test_it_is_judged_at_the_revision_that_is_read(lived, get):
    assert get(POSITION, as_of=2).status_code == 200
    moved = get(POSITION, as_of=3)
    assert (moved.status_code, moved.headers["Location"]) == (308, "/api/v1/positions/said-once/?as_of=3")
    assert get("/api/v1/positions/said-once/", as_of=3).status_code == 200
    problem(get("/api/v1/positions/said-once/", as_of=2), 404)
    problem(get("/api/v1/positions/said-once/", as_of=4), 410)
    assert problem(get(POSITION, as_of=4), 410)["withdrawn_in"] == 4


def test_a_redirect_is_no_copy_to_keep(lived, get):
    moved = get("/api/v1/actors/russia/")
    assert (moved.status_code, moved.headers["Location"]) == (308, "/api/v1/actors/russian-federation/")
    assert "ETag" not in moved.headers
    assert "ETag" not in get("/api/v1/positions/said-once/").headers


def test_a_merged_slug_filters_as_the_one_that_stayed(lived, get):
    def found(**filters) -> list[str]:
        return [row["slug"] for row in get("/api/v1/positions/", **filters).json()["results"]]

    assert found(actor="russia") == found(actor="russian-federation") == ["russian-federation-said"]
    assert found(actor="russia", as_of=4) == []
    assert found(actor="russia", as_of=1) == ["said"]


def test_a_withdrawn_slug_filters_everything_out(lived, get):
    with revision(author="ada", kind="withdrawal", reason_code="other", reason="None of it."):
        withdraw(Position.objects.get(), "None of it.")
        withdraw(Actor.objects.get(slug="russian-federation"), "None of it.")
    for slug in ("russia", "russian-federation"):
        response = get("/api/v1/positions/", actor=slug)
        assert (response.status_code, response.json()["results"]) == (200, [])
    assert problem(get("/api/v1/actors/russia/"), 410)["history"].endswith("/actors/russian-federation/history/")


def test_the_slug_of_a_topic_that_is_gone(lived, get):
    """On a page below it as well, whatever the slug looks like."""
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
