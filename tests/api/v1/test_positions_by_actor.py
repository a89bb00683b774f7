"""The headline: positions on NATO membership by actor."""

import pytest

from factbase.models import Actor, Position, Topic
from tests.facts import editing, make_position, make_topic

URL = "/api/v1/topics/nato-membership/positions/by-actor/"


def holders(get, **parameters) -> dict[str, dict]:
    return {row["actor"]["slug"]: row for row in get(URL, **parameters).json()["results"]}


def stances(get, day: str) -> dict[str, list[str]]:
    return {
        slug: [p["stance"] for p in row["in_force"]]
        for slug, row in holders(get, in_force_on=day).items()
        if row["in_force"]
    }


def test_the_sides_on_3_december(seeded, get):
    assert stances(get, "2025-12-03") == {
        "nato": ["undecided"],
        "russia": ["opposes"],
        "ukraine": ["supports"],
        "united-states": ["opposes"],
    }


def test_ukraine_is_conditional_on_15_december(seeded, get):
    [position] = holders(get, in_force_on="2025-12-15")["ukraine"]["in_force"]
    assert position["stance"] == "conditional"
    assert position["condition_effect"] == "gives_up_if"
    assert "security guarantees" in position["condition"]
    assert position["speaker"]["slug"] == "volodymyr-zelenskyy"
    assert (position["stated"], position["date_basis"]) == ("2025-12-14", "external")
    assert position["citations"][0]["source"]["slug"]


def test_nobody_holds_one_before_2008(seeded, get):
    assert holders(get, in_force_on="2007-12-31") == {}


def test_a_day_in_2008_claims_nothing_early(seeded, get):
    assert stances(get, "2008-12-30") == {}
    assert stances(get, "2008-12-31") == {"nato": ["supports"]}


def test_every_stance_rests_on_evidence(seeded, get):
    for row in holders(get, in_force_on="2025-12-31").values():
        for position in [*row["in_force"], *row["statements"], *row["attributed"]]:
            assert position["citations"], position["slug"]
            assert position["stated_latest"] <= "2025-12-31"


def test_own_words_and_others_words_are_kept_apart(seeded, get):
    for row in holders(get, in_force_on="2025-12-31").values():
        own = [*row["in_force"], *row["statements"]]
        assert {p["attribution"] for p in own} <= {"self_declared"}
        assert "self_declared" not in {p["attribution"] for p in row["attributed"]}
        slugs = [p["slug"] for p in [*own, *row["attributed"]]]
        assert len(slugs) == len(set(slugs))
        for position in row["attributed"]:
            assert position["own_word_on_record"] is bool(own)


def test_today_is_meant_when_no_day_is_given(seeded, get):
    response = get(URL)
    assert response.json()["in_force_on"] in response.headers["ETag"]


def test_narrower_topics_on_request(scratch, get):
    with editing():
        source = Position.objects.first().citations.first().source
        above = Topic.objects.get(slug="nato-membership")
        below = make_topic("fast-track", process=above.process, broader=above)
        make_position("russia-on-fast-track", below, Actor.objects.get(slug="russia"), source, stated="2025-12-01")
    slugs = lambda **p: [s["slug"] for s in holders(get, in_force_on="2025-12-31", **p)["russia"]["in_force"]]  # noqa: E731
    assert "russia-on-fast-track" not in slugs()
    assert "russia-on-fast-track" in slugs(include_narrower="true")


@pytest.mark.parametrize("day", ["3 Dec", "2025-12-32", "", "today"])
def test_a_bad_day_is_refused(seeded, get, day):
    [error] = get(URL, in_force_on=day).json()["errors"]
    assert error["parameter"] == "in_force_on"
