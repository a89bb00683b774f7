"""Whom a text names."""

import pytest
from django.db import connection

from factbase.analysis.names import named_in
from factbase.models import Actor


def named(text: str) -> list[tuple[str, str, bool]]:
    """Slug, words in the text and whether they are a whole name, in the order of the text."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT actor_id, words, whole FROM ({named_in('%s::text')}) named ORDER BY place, actor_id", [text]
        )
        found = cursor.fetchall()
    slugs = dict(Actor.objects.values_list("pk", "slug"))
    return [(slugs[actor], words, whole) for actor, words, whole in found]


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
    ],
)
def test_a_text_names_whom_it_names(seeded, text, expected):
    assert named(text) == expected


def test_a_long_text_is_read_up_to_a_bound(seeded):
    assert named("word " * 299 + "Putin") == [("vladimir-putin", "Putin", False)]
    assert named("word " * 300 + "Putin") == []
