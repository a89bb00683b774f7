"""Tests of shifts: changes of stances in force between two days."""

import itertools

import pytest

from factbase.models import Actor, Position, Topic
from tests.api.http.request.test_pagination import follow
from tests.api.http.test_problems import problem
from tests.facts import editing, make_position

URL = "/api/v1/positions/shifts/"
DAYS = ["2007-12-31", "2008-12-31", "2025-11-28", "2025-12-03", "2025-12-15"]


def shifts(get, before: str, after: str, **parameters) -> list[dict]:
    pages = follow(get, URL, "next", **{"from": before, "to": after}, **parameters)
    return [shift for page in pages for shift in page["results"]]


def in_force(get, day: str) -> dict[tuple, set]:
    """Return the stances in force on a day with their positions, by holder, topic and version of a proposal."""
    result = {}
    for page in follow(get, "/api/v1/positions/", "next", in_force_on=day, page_size=100):
        for p in page["results"]:
            key = p["holder"]["slug"], p["topic"]["slug"], p["proposal"] and p["proposal"]["slug"]
            result.setdefault(key, set()).add((p["slug"], p["stance"], p["condition"], p["condition_effect"]))
    return result


@pytest.mark.parametrize(("before", "after"), list(itertools.combinations(DAYS, 2)))
def test_shifts_are_the_differences_between_two_lists(seeded, get, before, after):
    was, now = in_force(get, before), in_force(get, after)
    effects = lambda stances: {stance[1:] for stance in stances}  # noqa: E731
    expected = {key for key in was.keys() | now.keys() if effects(was.get(key, ())) != effects(now.get(key, ()))}
    for size in (200, 2):
        by_key = {}
        for shift in shifts(get, before, after, page_size=size):
            proposal = shift["after"][0]["proposal"]
            key = shift["actor"]["slug"], shift["topic"]["slug"], proposal and proposal["slug"]
            by_key[key] = shift
        assert by_key.keys() == expected
        for key, shift in by_key.items():
            for name, stances in (("before", was), ("after", now)):
                assert {s["slug"] for s in shift[name]} == {slug for slug, *_ in stances.get(key, ())}
            assert (shift["shift"] == "taken") is (key not in was)


def test_ukraine_moves_on_membership_between_3_and_15_december(seeded, get):
    [shift] = shifts(get, "2025-12-03", "2025-12-15", actor="ukraine", topic="nato-membership")
    assert shift["shift"] == "changed"
    assert [stance["stance"] for stance in shift["before"]] == ["supports"]
    [after] = shift["after"]
    assert (after["stance"], after["stated"], after["speaker"]["slug"]) == (
        "conditional",
        "2025-12-14",
        "volodymyr-zelenskyy",
    )


def test_a_repetition_is_no_shift_but_a_new_condition_is(scratch, get):
    with editing():
        topic, ukraine = Topic.objects.get(slug="nato-membership"), Actor.objects.get(slug="ukraine")
        last = Position.objects.get(slug="zelenskyy-on-nato-membership-and-guarantees")
        source = last.citations.first().source
        stance = {"stance": "conditional", "condition_effect": "gives_up_if"}
        make_position("again", topic, ukraine, source, stated="2025-12-20", condition=last.condition, **stance)
        make_position("anew", topic, ukraine, source, stated="2025-12-22", condition="There is peace.", **stance)
    params = {"actor": "ukraine", "topic": "nato-membership"}
    assert shifts(get, "2025-12-15", "2025-12-20", **params) == []
    [shift] = shifts(get, "2025-12-20", "2025-12-22", **params)
    assert (shift["shift"], shift["before"][0]["slug"], shift["after"][0]["slug"]) == ("condition", "again", "anew")
    assert shifts(get, "2025-12-22", "2025-12-22", **params) == []


def test_days_default_to_the_last_thirty(seeded, get):
    response = get(URL)
    assert response.json()["last_day"] in response.headers["ETag"]
    page = get(URL, to="2025-12-15").json()
    assert (page["first_day"], page["last_day"]) == ("2025-11-15", "2025-12-15")
    assert get(URL, to="0001-01-01").json()["results"] == []


@pytest.mark.parametrize(
    ("params", "name"),
    [
        ({"from": "2025-12-15", "to": "2025-12-03"}, "from"),
        ({"actor": "ukrane"}, "actor"),
        ({"topic": "🕊️"}, "topic"),
        ({"since": "2025-12-03"}, "since"),
        ({"cursor": "x"}, "cursor"),
    ],
)
def test_errors_name_the_parameter(seeded, get, params, name):
    assert [error["parameter"] for error in problem(get(URL, **params), 400)["errors"]] == [name]


def test_as_of_revision_0_has_no_shifts(seeded, get):
    assert get(URL, **{"from": "2007-12-31", "to": "2025-12-15"}, as_of="0").json()["results"] == []
