"""Tests of pagination: every row exactly once at any page size and order; a cursor belongs to its list."""

import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factbase.models import Position
from tests.facts import editing, make_actor, make_position, make_source, make_topic


@pytest.fixture
def many(blank):
    """Make forty positions of two holders, many stated on one day."""
    with editing():
        source, topic = make_source(), make_topic()
        holders = [make_actor(name, source) for name in ("russia", "ukraine")]
        for number in range(40):
            day = datetime.date(2025, 12, 1) + datetime.timedelta(days=number % 3)
            stated = str(day) if number % 4 else f"../{day}"
            make_position(f"said-{number}", topic, holders[number % 2], source, stated=stated)


def follow(get, url: str, link: str, **parameters) -> list[dict]:
    """Return all pages, by following a link."""
    pages = [get(url, **parameters).json()]
    while pages[-1][link] is not None:
        pages.append(get(pages[-1][link]).json())
    return pages


def walk(get, url: str, **parameters) -> list[str]:
    """Return the slugs of all pages, by following `next`."""
    return [row["slug"] for page in follow(get, url, "next", **parameters) for row in page["results"]]


def test_every_row_once_in_order(many, get):
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.integers(1, 45), st.sampled_from(["stated", "-stated", "slug", "-slug"]), st.sampled_from([None, "russia"])
    )
    def once(size, ordering, actor):
        filters = {"actor": actor} if actor else {}
        seen = walk(get, "/api/v1/positions/", page_size=size, ordering=ordering, fields="slug", **filters)
        columns = ["slug"] if "slug" in ordering else ["stated_latest", "stated_earliest", "slug"]
        sign = "-" if ordering.startswith("-") else ""
        rows = Position.objects.filter(**({"holder__slug": actor} if actor else {}))
        assert seen == list(rows.order_by(*(sign + column for column in columns)).values_list("slug", flat=True))

    once()


def test_a_new_row_between_pages_repeats_and_skips_none(many, get):
    page = get("/api/v1/positions/", page_size=10).json()
    with editing():
        first = Position.objects.first()
        make_position("newest", first.topic, first.holder, first.citations.first().source, stated="2025-12-31")
    following = parse_qs(urlsplit(page["next"]).query)
    rest = walk(get, "/api/v1/positions/", page_size=100, cursor=following["cursor"][0])
    seen = [row["slug"] for row in page["results"]] + rest
    assert len(seen) == len(set(seen)) == 40


def test_a_cursor_is_bound_to_its_list(many, get):
    cursor = parse_qs(urlsplit(get("/api/v1/positions/", page_size=5, actor="russia").json()["next"]).query)["cursor"][
        0
    ]
    for other in ({}, {"actor": "ukraine"}, {"actor": "russia", "ordering": "slug"}):
        response = get("/api/v1/positions/", cursor=cursor, **other)
        assert response.status_code == 400
        assert "belongs to other filters" in response.json()["errors"][0]["detail"]
    assert get("/api/v1/positions/", cursor=cursor, actor="russia", page_size=7).status_code == 200


def test_a_changed_cursor_is_an_error(many, get):
    cursor = parse_qs(urlsplit(get("/api/v1/positions/", page_size=5).json()["next"]).query)["cursor"][0]

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.integers(0, len(cursor) - 1), st.sampled_from("AZaz09_-:"))
    def is_rejected(place, letter):
        forged = cursor[:place] + letter + cursor[place + 1 :]
        if forged != cursor:
            assert get("/api/v1/positions/", cursor=forged).status_code == 400

    is_rejected()


def test_a_total_is_counted_on_request(many, get):
    assert "count" not in get("/api/v1/positions/").json()
    assert get("/api/v1/positions/", count="true", page_size=3, actor="russia").json()["count"] == 20


def test_holders_have_pages(many, get):
    url = "/api/v1/topics/topic/positions/by-actor/"
    first = get(url, page_size=1, in_force_on="2025-12-31").json()
    assert [row["actor"]["slug"] for row in first["results"]] == ["russia"]
    cursor = parse_qs(urlsplit(first["next"]).query)["cursor"][0]
    second = get(url, page_size=1, in_force_on="2025-12-31", cursor=cursor).json()
    assert ([row["actor"]["slug"] for row in second["results"]], second["next"]) == (["ukraine"], None)
    assert get(url, page_size=1, in_force_on="2025-12-30", cursor=cursor).status_code == 400


def test_a_list_may_have_commas_or_be_repeated(seeded, client):
    """Generated clients repeat it. The next page and its cursor are the same."""
    positions = "/api/v1/positions/?page_size=3&"
    commas, repeated = (
        client.get(f"{positions}{actors}") for actors in ("actor=russia,nato", "actor=russia&actor=nato")
    )
    assert repeated.content == commas.content
    following = client.get(repeated.json()["next"])
    assert following.status_code == 200
    assert {position["holder"]["slug"] for position in following.json()["results"]} <= {"russia", "nato"}
    changed = repeated.json()["next"].replace("russia,nato", "nato")
    assert client.get(changed).status_code == 400  # the cursor is for both actors


def test_the_count_is_the_same_on_every_page(many, get):
    page = get("/api/v1/positions/", page_size=10, count="true").json()
    assert page["count"] == 40
    assert get(page["next"]).json()["count"] == 40
