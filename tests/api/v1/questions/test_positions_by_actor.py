"""Tests of positions on a topic by actor, on the example of NATO membership."""

import pytest

from factbase.models import Actor, Position, Topic
from tests.facts import editing, make_actor, make_position, make_source, make_topic

URL = "/api/v1/topics/nato-membership/positions/by-actor/"


def holders(get, **parameters) -> dict[str, dict]:
    return {row["actor"]["slug"]: row for row in get(URL, **parameters).json()["results"]}


def stances(get, day: str) -> dict[str, list[str]]:
    return {
        slug: [p["stance"] for p in row["in_force"]]
        for slug, row in holders(get, in_force_on=day).items()
        if row["in_force"]
    }


def test_stances_on_3_december(seeded, get):
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


def test_no_stance_is_in_force_before_2008(seeded, get):
    assert holders(get, in_force_on="2007-12-31") == {}


def test_year_precision_counts_from_the_last_day(seeded, get):
    assert stances(get, "2008-12-30") == {}
    assert stances(get, "2008-12-31") == {"nato": ["supports"]}


def test_every_position_has_citations(seeded, get):
    for row in holders(get, in_force_on="2025-12-31").values():
        for position in [*row["in_force"], *row["statements"], *row["attributed"]]:
            assert position["citations"], position["slug"]
            assert position["stated_latest"] <= "2025-12-31"


def test_own_and_attributed_positions_are_separate(seeded, get):
    for row in holders(get, in_force_on="2025-12-31").values():
        own = [*row["in_force"], *row["statements"]]
        assert {p["attribution"] for p in own} <= {"self_declared"}
        assert "self_declared" not in {p["attribution"] for p in row["attributed"]}
        slugs = [p["slug"] for p in [*own, *row["attributed"]]]
        assert len(slugs) == len(set(slugs))
        for position in row["attributed"]:
            assert position["own_word_on_record"] is bool(own)


def test_the_day_defaults_to_today(seeded, get):
    response = get(URL)
    assert response.json()["in_force_on"] in response.headers["ETag"]


def test_include_narrower_adds_narrower_topics(scratch, get):
    with editing():
        source = Position.objects.first().citations.first().source
        above = Topic.objects.get(slug="nato-membership")
        below = make_topic("fast-track", process=above.process, broader=above)
        make_position("russia-on-fast-track", below, Actor.objects.get(slug="russia"), source, stated="2025-12-01")
    slugs = lambda **p: [s["slug"] for s in holders(get, in_force_on="2025-12-31", **p)["russia"]["in_force"]]  # noqa: E731
    assert "russia-on-fast-track" not in slugs()
    assert "russia-on-fast-track" in slugs(include_narrower="true")


def test_long_lists_are_cut_counted_and_linked(blank, get):
    with editing():
        source = make_source()
        topic, holder = make_topic(), make_actor("russia", source)
        below = make_topic("below", broader=topic)
        for number in range(30):
            day, others = f"2025-11-{number + 1:02}", {"speech_act": "", "attribution": "narrated"}
            make_position(f"own-{number:02}", topic, holder, source, stated=day)
            make_position(f"narrated-{number:02}", topic, holder, source, stated=day, **others)
        make_position("later", topic, holder, source, stated="2025-12-02")
        make_position("lower", below, holder, source, stated="2025-10-01")
    before = get("/api/v1/positions/").json()["revision"]
    with editing():
        make_position(
            "narrated-late", topic, holder, source, stated="2025-11-30", speech_act="", attribution="narrated"
        )

    def read(**parameters) -> tuple[list[str], list[str], list[str], list[int], set[str]]:
        url = "/api/v1/topics/topic/positions/by-actor/"
        [row] = get(url, in_force_on="2025-12-01", fields="slug", **parameters).json()["results"]
        lists = [[one["slug"] for one in row[name]] for name in ("in_force", "statements", "attributed")]
        everything = get(f"{row['positions']}&page_size=200&fields=slug").json()["results"]
        counts = [row["statements_count"], row["attributed_count"]]
        return *lists, counts, {one["slug"] for one in everything}

    in_force, statements, attributed, counts, everything = read()
    assert in_force == ["own-29"]
    assert statements == [f"own-{number:02}" for number in range(28, 3, -1)]
    assert attributed == ["narrated-late", *(f"narrated-{number:02}" for number in range(29, 5, -1))]
    assert counts == [29, 31]
    assert everything == {f"{kind}-{number:02}" for kind in ("own", "narrated") for number in range(30)} | {
        "narrated-late"
    }
    *_, counts, past = read(as_of=before)
    assert (counts, past) == ([29, 30], everything - {"narrated-late"})
    in_force, *_, counts, wider = read(include_narrower="true")
    assert (in_force, counts, wider) == (["own-29", "lower"], [29, 31], everything | {"lower"})


@pytest.mark.parametrize("day", ["3 Dec", "2025-12-32", "", "today"])
def test_a_bad_day_is_refused(seeded, get, day):
    [error] = get(URL, in_force_on=day).json()["errors"]
    assert error["parameter"] == "in_force_on"
