"""Actors that a text names."""

import json

import pytest
from django.db import connection

from factbase.models import Actor
from factbase.names.matching import MOST_NAMESAKES, named_in
from tests.facts import editing, make_actor, make_source


def named(*phrases: str) -> list[tuple[str, str, bool]]:
    """Return the slug, the words in the text and `whole` for each named actor, in the order of the text."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT actor_id, words, whole FROM ({named_in('%s::text[]')}) named ORDER BY place, actor_id",
            [list(phrases)],
        )
        rows = cursor.fetchall()
    slugs = dict(Actor.objects.values_list("pk", "slug"))
    return [(slugs[actor], words, whole) for actor, words, whole in rows]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("🕊 %s", []),
        ("NATO", [("nato", "NATO", True)]),
        ("What does Kyiv say?", [("ukraine", "Kyiv", True)]),
        ("“Зеленський”, said he.", [("volodymyr-zelenskyy", "Зеленський", False)]),
        ("Selenskyj's plan", [("volodymyr-zelenskyy", "Selenskyj's", False)]),
        ("They tell us nothing", []),
        ("The US tells nothing", [("united-states", "US", True)]),
        ("us", [("united-states", "us", True)]),
        ("the U.S. delegation", [("us-delegation", "U.S. delegation", True)]),
        ("European members of NATO", [("european-members-of-nato", "European members of NATO", True)]),
        ("vladimir putin", [("vladimir-putin", "vladimir putin", True)]),
        (
            "Steve Witkoff/Jared Kushner",
            [("steve-witkoff", "Steve Witkoff", True), ("jared-kushner", "Jared Kushner", True)],
        ),
        ("a witkoffian idea", []),
        ("The Kremlin", [("kremlin", "Kremlin", True)]),
        ("Moscow and Kyiv", [("russia", "Moscow", True), ("ukraine", "Kyiv", True)]),
        ("us nato", [("united-states", "us", True), ("nato", "nato", True)]),
        ("who are they, and what is it for", []),
    ],
)
def test_a_text_names_these_actors(seeded, text, expected):
    assert named(text) == expected


def test_only_the_beginning_of_a_long_text_is_read(seeded):
    assert named("word " * 299 + "Putin") == [("vladimir-putin", "Putin", False)]
    assert named("word " * 300 + "Putin") == []


SPELLINGS = ["Zelensky", "Zelenskyy", "ZELENSKYY", "Zelenskiy", "Selenskyj", "Зеленский", "Зеленський"]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_names_the_same_actor_everywhere(seeded, get, spelling):
    """A text, a search, name resolution and reconciliation find the same actor."""
    assert [slug for slug, _, _ in named(f"What did {spelling} say?")] == ["volodymyr-zelenskyy"]
    [first, *_] = get("/api/v1/search/", q=spelling).json()["results"]
    [resolved, *_] = get("/api/v1/actors/resolve/", name=spelling).json()["results"]
    queries = json.dumps({"q0": {"query": spelling}})
    [candidate, *_] = get("/api/v1/reconcile/", queries=queries).json()["q0"]["result"]
    assert {first["slug"], resolved["actor"]["slug"], candidate["id"]} == {"volodymyr-zelenskyy"}


@pytest.mark.parametrize(("metonym", "actor"), [("Kyiv", "ukraine"), ("Moscow", "russia"), ("the Kremlin", "kremlin")])
def test_a_metonym_names_the_same_actor_everywhere(seeded, get, metonym, actor):
    assert [slug for slug, _, _ in named(f"What did {metonym} say?")] == [actor]
    assert get("/api/v1/search/", q=metonym).json()["results"][0]["slug"] == actor
    assert get("/api/v1/actors/resolve/", name=metonym).json()["results"][0]["actor"]["slug"] == actor


def test_an_article_makes_no_difference(blank, get):
    with editing():
        source = make_source()
        make_actor("hague-group", source, kind="group", name="The Hague Group")
        make_actor("elders", source, kind="group", name="Elders")
    for name, actor in (("Hague Group", "hague-group"), ("The Hague Group", "hague-group"), ("the Elders", "elders")):
        assert named(f"So {name} said.") == [(actor, name.removeprefix("The ").removeprefix("the "), True)]
        assert [row["slug"] for row in get("/api/v1/search/", q=name, kind="actor").json()["results"]] == [actor]
        [resolved] = get("/api/v1/actors/resolve/", name=name).json()["results"]
        assert (resolved["actor"]["slug"], resolved["score"] > 0.9) == (actor, True)


def test_surnames_have_at_least_three_letters_and_few_namesakes(blank):
    with editing():
        source = make_source()
        for number in range(MOST_NAMESAKES + 5):
            make_actor(f"lee-{number}", source, kind="person", name=f"N{number} Lee")
    assert len(named("Lee said so")) == MOST_NAMESAKES
    assert named("Li said so") == []


def test_a_name_does_not_span_two_phrases(seeded):
    assert named("Steve", "Witkoff") == [("steve-witkoff", "Witkoff", False)]
