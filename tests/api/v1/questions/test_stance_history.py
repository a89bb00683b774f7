"""Tests of the steps that led to a stance in force, and of the latest stance of each speaker."""

import datetime
import itertools

import pytest

from factbase.models import Position
from tests.facts import editing, make_actor, make_position, make_proposal, make_source, make_topic

URL = "/api/v1/topics/topic/positions/by-actor/"
NARRATED = {"speech_act": "", "attribution": "narrated"}


class Scene:
    """A topic with a narrower topic, a proposal, and a holder with three speakers."""

    def __init__(self) -> None:
        with editing():
            self.source = make_source()
            self.topic = make_topic()
            self.below = make_topic("below", broader=self.topic)
            self.holder = make_actor("russia", self.source)
            self.ada, self.ben, self.eve = (
                make_actor(name, self.source, kind="person") for name in ("ada", "ben", "eve")
            )
            self.plan = make_proposal("plan", self.source)

    def say(self, slug: str, stated: str, stance: str = "opposes", **options) -> Position:
        topic = options.pop("topic", self.topic)
        return make_position(slug, topic, self.holder, self.source, stated=stated, stance=stance, **options)


@pytest.fixture
def scene(blank) -> Scene:
    return Scene()


@pytest.fixture
def ask(get):
    def ask(day: str = "2025-12-31", **parameters) -> dict:
        [holder] = get(URL, in_force_on=day, **parameters).json()["results"]
        return holder

    return ask


def steps(holder: dict) -> list[tuple[str, str | None]]:
    return [(step["slug"], step["until"]) for step in holder["steps"]]


def latest(holder: dict) -> list[str]:
    return [stance["slug"] for stance in holder["speakers"]]


def test_repetitions_and_relayed_positions_are_not_steps(scene, ask):
    with editing():
        scene.say("no", "2025-11-01")
        scene.say("told", "2025-11-05", "supports", attribution="relayed", attributed_by=scene.ada)
        scene.say("no-again", "2025-11-10", speaker=scene.ben)
        scene.say("aside", "2025-11-12", "no_stance")
        terms = {"condition": "There is peace.", "condition_effect": "supports_if"}
        scene.say("if", "2025-11-15", "conditional", speaker=scene.ada, date_basis="inferred", **terms)
        scene.say("if-again", "2025-11-17", "conditional", **terms)
        scene.say("if-else", "2025-11-18", "conditional", condition="All agree.", condition_effect="supports_if")
        scene.say("yes", "2025-11-20", "supports")
    holder = ask()
    assert steps(holder) == [("yes", None), ("if-else", "2025-11-20"), ("if", "2025-11-18"), ("no", "2025-11-15")]
    assert (holder["moved"], holder["steps_count"]) == (True, 4)
    assert holder["steps"][2] == {
        "slug": "if",
        "path": "/api/v1/positions/if/",
        "topic": {"slug": "topic", "name": "Topic"},
        "proposal": None,
        "stance": "conditional",
        **terms,
        "speaker": {"slug": "ada", "name": "Ada", "kind": "person"},
        "stated": "2025-11-15",
        "stated_latest": "2025-11-15",
        "date_basis": "inferred",
        "until": "2025-11-18",
    }
    assert holder["steps"][0]["speaker"] is None
    assert [position["slug"] for position in holder["in_force"]] == ["yes"]
    before = ask("2025-11-14")
    assert (before["moved"], steps(before)) == (False, [("no", None)])
    assert [position["slug"] for position in before["in_force"]] == ["no-again"]


def test_a_holder_without_own_stances_has_no_steps(scene, ask):
    with editing():
        scene.say("told", "2025-11-05", **NARRATED)
        scene.say("aside", "2025-11-12", "no_stance", speaker=scene.ada)
    holder = ask()
    assert (holder["moved"], holder["steps"], holder["steps_count"]) == (False, [], 0)
    assert (holder["speakers_agree"], holder["speakers"], holder["speakers_count"]) == (None, [], 0)


def test_a_displaced_open_start_is_no_step(scene, ask):
    with editing():
        scene.say("open-before", "../2025-11-15")
        scene.say("exact", "2025-11-20", "supports")
        scene.say("open", "../2025-11-28")
        scene.say("year", "2025", "undecided")
    assert steps(ask("2025-11-30")) == [("exact", None), ("open-before", "2025-11-20")]
    assert steps(ask()) == [("year", None), ("exact", "2025-12-31"), ("open-before", "2025-11-20")]


def test_speakers_who_differ_on_one_day_share_a_step(scene, ask):
    with editing():
        scene.say("ada-says", "2025-11-01", speaker=scene.ada)
        scene.say("ada-still-says", "2025-11-10", speaker=scene.ada)
        scene.say("ben-says", "2025-11-10", "supports", speaker=scene.ben)
        scene.say("both-say", "2025-11-12", "supports")
    assert steps(ask("2025-11-11")) == [("ben-says", None), ("ada-still-says", None), ("ada-says", "2025-11-10")]
    assert steps(ask())[:2] == [("both-say", None), ("ben-says", "2025-11-12")]


def test_speakers_who_differ_on_different_days_do_not_agree(scene, ask):
    with editing():
        scene.say("ada-says", "2025-11-10", speaker=scene.ada)
        scene.say("nobody-says", "2025-11-11", "undecided")
        scene.say("ben-says", "2025-11-12", "supports", speaker=scene.ben)
        scene.say("ada-of-old", "../2025-11-14", "supports", speaker=scene.ada)
        scene.say("ben-aside", "2025-11-15", "no_stance", speaker=scene.ben)
        scene.say("eve-says", "../2025-11-20", speaker=scene.eve)
        scene.say("ben-gives-in", "2025-12-01", speaker=scene.ben)
    alone, apart, late, one = (ask(f"2025-{day}") for day in ("11-10", "11-15", "11-20", "12-01"))
    assert (alone["speakers_agree"], latest(alone)) == (None, ["ada-says"])
    assert (apart["speakers_agree"], latest(apart)) == (False, ["ben-says", "ada-says"])
    assert (late["speakers_agree"], latest(late)) == (False, ["eve-says", "ben-says", "ada-says"])
    assert (one["speakers_agree"], latest(one)) == (True, ["ben-gives-in", "eve-says", "ada-says"])
    assert [stance["speaker"]["slug"] for stance in one["speakers"]] == ["ben", "eve", "ada"]
    assert "until" not in one["speakers"][0]


def test_different_conditions_are_no_agreement(scene, ask):
    with editing():
        for speaker, effect in ((scene.ada, "supports_if"), (scene.ben, "gives_up_if")):
            terms = {"condition": "There is peace.", "condition_effect": effect}
            scene.say(f"{speaker.slug}-says", "2025-11-10", "conditional", speaker=speaker, **terms)
    assert ask()["speakers_agree"] is False


def test_versions_of_proposals_have_separate_steps(scene, ask):
    with editing():
        scene.say("in-general", "2025-11-01", speaker=scene.ada)
        scene.say("on-the-plan", "2025-11-21", "supports", proposal=scene.plan, speaker=scene.ben)
    holder = ask()
    assert (steps(holder), holder["moved"]) == ([("on-the-plan", None), ("in-general", None)], False)
    assert [step["proposal"] and step["proposal"]["slug"] for step in holder["steps"]] == ["plan", None]
    assert (latest(holder), holder["speakers_agree"]) == (["on-the-plan", "in-general"], None)
    with editing():
        scene.say("ada-on-the-plan", "2025-11-25", proposal=scene.plan, speaker=scene.ada)
    holder = ask()
    assert steps(holder) == [("ada-on-the-plan", None), ("on-the-plan", "2025-11-25"), ("in-general", None)]
    assert (holder["moved"], holder["speakers_agree"]) == (True, False)
    assert latest(holder) == ["ada-on-the-plan", "on-the-plan", "in-general"]


def test_narrower_topics_have_separate_steps(scene, ask):
    with editing():
        scene.say("above", "2025-11-01", speaker=scene.ada)
        scene.say("lower", "2025-11-02", "supports", topic=scene.below, speaker=scene.ben)
        scene.say("above-again", "2025-11-03", speaker=scene.ada)
    assert steps(ask()) == [("above", None)]
    holder = ask(include_narrower="true")
    assert steps(holder) == [("lower", None), ("above", None)]
    assert [step["topic"]["slug"] for step in holder["steps"]] == ["below", "topic"]
    assert (latest(holder), holder["speakers_agree"]) == (["above-again", "lower"], None)


def test_as_of_shows_steps_before_a_correction(scene, ask, get):
    with editing():
        scene.say("ada-says", "2025-11-01", "supports", speaker=scene.ada)
        scene.say("ben-says", "2025-11-10", speaker=scene.ben)
    before = get(URL).json()["revision"]
    with editing("He was misheard."):
        Position.objects.filter(slug="ben-says").update(stance="supports")
    now, then = ask(), ask(as_of=before)
    assert (steps(now), now["moved"], now["speakers_agree"]) == ([("ada-says", None)], False, True)
    assert steps(then) == [("ben-says", None), ("ada-says", "2025-11-10")]
    assert (then["moved"], then["speakers_agree"]) == (True, False)


def test_lists_show_the_newest_and_count_all(scene, ask):
    with editing():
        speakers = [make_actor(f"voice-{number}", scene.source, kind="person") for number in range(30)]
        for number, speaker in enumerate(speakers):
            stance = "supports" if number % 2 else "opposes"
            scene.say(f"said-{number:02}", f"2025-11-{number + 1:02}", stance, speaker=speaker)
        scene.say("said-again", "2025-12-01", "supports", speaker=speakers[29])
    holder = ask(fields="slug,until")
    newest = [f"said-{number:02}" for number in range(29, 4, -1)]
    assert [slug for slug, _ in steps(holder)] == newest
    assert latest(holder) == ["said-again", *newest[1:]]
    assert (holder["steps_count"], holder["speakers_count"], holder["moved"]) == (30, 30, True)
    assert holder["speakers_agree"] is False
    with editing():
        for number in range(30):
            stance = "supports" if number % 2 else "opposes"
            scene.say(f"lower-{number:02}", f"2025-12-{number + 1:02}", stance, topic=scene.below, speaker=scene.ada)
    holder = ask(include_narrower="true", fields="slug,until")
    assert [slug for slug, _ in steps(holder)] == [f"lower-{number:02}" for number in range(29, 4, -1)]
    assert latest(holder) == ["lower-29", "said-again", *newest[1:24]]  # the older ones are no longer among the steps


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ("stance,until", [{"stance": "opposes", "until": None}]),
        ("topic.name", [{"topic": {"name": "Topic"}}]),
        ("until", [{"until": None}]),
        ("topic.proposition,until", [{"topic": {}, "until": None}]),
        ("summary", [{}]),
    ],
)
def test_fields_selects_keys(scene, ask, fields, kept):
    with editing():
        scene.say("said", "2025-11-01")
    assert ask(fields=fields)["steps"] == kept


def test_each_step_is_in_force_from_its_day_until_the_next(seeded, get):
    """Compare the steps with the list of positions in force, day by day."""
    url = "/api/v1/topics/nato-membership/positions/by-actor/"

    def in_force(holder: str, day: str) -> dict[str, tuple]:
        params = {"topic": "nato-membership", "actor": holder, "in_force_on": day}
        results = get("/api/v1/positions/", **params).json()["results"]
        return {position["slug"]: (position["stance"], position["condition"]) for position in results}

    holders = get(url, in_force_on="2025-12-31").json()["results"]
    assert {holder["actor"]["slug"] for holder in holders if holder["moved"]} >= {"nato", "ukraine"}
    for holder, step in itertools.chain(*([(holder, step) for step in holder["steps"]] for holder in holders)):
        actor, last = holder["actor"]["slug"], step["until"] or "2026-01-01"
        first_day = in_force(actor, step["stated_latest"])
        assert step["slug"] in first_day
        last_day = str(datetime.date.fromisoformat(last) - datetime.timedelta(days=1))
        assert set(first_day.values()) == set(in_force(actor, last_day).values())
