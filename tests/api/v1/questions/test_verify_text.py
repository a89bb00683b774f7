"""A free text: which actors, topics and facts it may speak of, why, and nothing about whether it is right."""

import itertools
from urllib.parse import urlsplit

import pytest

from factbase.models import Position
from factbase.search.text_matches import FACTS, MOST_FACTS, MOST_WORDS
from tests.api.http.test_problems import problem
from tests.facts import cite, editing, make_actor, make_meeting, make_position, make_source, make_topic

URL = "/api/v1/verify/text/"


def ask(get, text: str, **parameters) -> dict:
    response = get(URL, text=text, **parameters)
    assert response.status_code == 200, response.content
    return response.json()


def actors(answer: dict) -> dict[str, tuple]:
    return {one["actor"]["slug"]: (one["name"], one["words"], one["whole"]) for one in answer["actors"]}


@pytest.mark.parametrize("name", ["Zelensky", "Zelenskyy", "Зеленський"])
def test_actors_topics_and_positions_are_named_with_the_reason(seeded, get, name):
    answer = ask(get, f"{name} gives up joining NATO, if Ukraine gets guarantees")
    found = actors(answer)
    assert found["volodymyr-zelenskyy"][1:] == (name, False)
    assert found["nato"][1:] == ("NATO", True) and found["ukraine"][1:] == ("Ukraine", True)
    topics = {one["topic"]["slug"]: set(one["words"]) for one in answer["topics"]}
    assert {"NATO", "Ukraine"} <= topics["nato-membership"]
    spoken = [one for one in answer["positions"] if one["actor"] == "volodymyr-zelenskyy"]
    assert {one["role"] for one in spoken} == {"speaker"}
    assert "zelenskyy-on-nato-membership-and-guarantees" in {one["position"]["slug"] for one in spoken}


def test_there_is_no_verdict(seeded, get):
    assert list(ask(get, "Russia opposes NATO")) == ["revision", "actors", "topics", "positions", "facts"]


def test_each_position_is_of_an_actor_and_a_topic_that_were_found(seeded, get):
    answer = ask(get, "Russia, Ukraine and the United States on NATO and on territory")
    topics = {one["topic"]["slug"] for one in answer["topics"]}
    assert answer["positions"]
    for one in answer["positions"]:
        assert one["actor"] in actors(answer)
        assert one["position"][one["role"]]["slug"] == one["actor"]
        assert one["position"]["topic"]["slug"] in topics


@pytest.mark.parametrize("text", ["qwertyuiop", "🕊🕊🕊", "سلام", "'; DROP TABLE x --", "%s %% \\", "the of and"])
def test_a_text_that_speaks_of_nothing_is_no_error(seeded, get, text):
    answer = ask(get, text)
    assert [answer[key] for key in ("actors", "topics", "positions", "facts")] == [[], [], [], []]


@pytest.mark.parametrize("text", ["", "   ", "x" * 10_000])
def test_a_text_that_is_none_or_too_long_is_refused(seeded, get, text):
    [error] = problem(get(URL, text=text), 400)["errors"]
    assert error["parameter"] == "text"


def test_a_text_must_be_given(seeded, get):
    assert [error["parameter"] for error in problem(get(URL), 400)["errors"]] == ["text"]


def test_the_past_is_matched_as_it_was(blank, get):
    with editing():
        source = make_source()
        make_position("said", make_topic("harbour"), make_actor("atlantis", source), source)
    with editing():
        Position.objects.update(summary="Another.")
    text = "Atlantis and the harbours"
    assert [one["position"]["summary"] for one in ask(get, text)["positions"]] == ["Another."]
    assert [one["position"]["summary"] for one in ask(get, text, as_of=1)["positions"]] == ["What said says."]
    assert ask(get, text, as_of=0)["actors"] == []
    assert ask(get, "Atlantis says")["facts"] == []
    [then] = ask(get, "Atlantis says", as_of=1)["facts"]
    assert (then["fact"]["text"], then["words"], then["actors"]) == ("What said says.", ["says"], ["atlantis"])


def facts(answer: dict) -> dict[str, tuple]:
    """The words, actors and topics for which each fact is there, in its order."""
    return {one["fact"]["slug"]: (one["words"], one["actors"], one["topics"]) for one in answer["facts"]}


@pytest.mark.parametrize("name", ["Zelensky", "Selenskyj", "Зеленский"])
def test_facts_have_words_of_the_text_and_say_which(seeded, get, name):
    found = facts(ask(get, f"{name} gives up joining NATO"))
    words, named, topics = found["zelenskyy-on-nato-membership-and-guarantees"]
    assert (words, named, topics) == (["joining", "NATO"], ["volodymyr-zelenskyy"], ["nato-membership"])
    assert next(iter(found)) == "zelenskyy-on-nato-membership-and-guarantees"


def test_facts_on_what_the_text_names_come_first(seeded, get):
    answer = ask(get, "Russia demands territory in the Donbas, which Ukraine rejects in the talks")
    named = [bool(one["actors"]) + bool(one["topics"]) for one in answer["facts"]]
    assert named == sorted(named, reverse=True)
    assert len(named) == MOST_FACTS
    for one, more in itertools.pairwise(answer["facts"]):
        if bool(one["actors"]) + bool(one["topics"]) == bool(more["actors"]) + bool(more["topics"]):
            assert len(one["words"]) >= len(more["words"])
    actors_found, topics_found = actors(answer), {one["topic"]["slug"] for one in answer["topics"]}
    for one in answer["facts"]:
        assert one["words"] or (one["actors"] and one["topics"])
        assert set(one["actors"]) <= set(actors_found) and set(one["topics"]) <= topics_found


def test_facts_of_every_kind_are_found_and_lead_to_their_records(seeded, get):
    kinds = {}
    for text in ("Peace talks in Berlin about guarantees", "Russia demands the Donbas", "19 percent of the country"):
        kinds |= {one["fact"]["kind"]: one["fact"] for one in ask(get, text)["facts"]}
    kinds |= {one["fact"]["kind"]: one["fact"] for one in ask(get, "spelling of the name of Zelensky")["facts"]}
    assert set(kinds) == set(FACTS)
    for fact in kinds.values():
        assert get(urlsplit(fact["url"]).path).json()["slug"] == fact["slug"]


def test_a_text_that_is_only_a_name_finds_what_names_it(seeded, get):
    found = facts(ask(get, "Зеленський"))
    assert found
    assert all(named == ["volodymyr-zelenskyy"] for _, named, _ in found.values())


def test_a_fact_is_found_by_parts_and_links_of_its_record(blank, get):
    with editing():
        source = make_source()
        envoy = make_actor("envoy", source, kind="person", name="Ivan Petrov")
        talks = make_meeting("session", source, description="They met in harbours.")
        others = make_meeting("other-session", source)
        cite(talks.participations.create(actor=envoy, role="party"), source)
        for meeting in (talks, others):
            outcome = meeting.outcomes.create(
                described_by=make_actor(f"host-{meeting.pk}", source), summary="A harbour."
            )
            cite(outcome, source)
        make_position(
            "said", make_topic("grain"), make_actor("atlantis", source), source, summary="Opens the corridor."
        )
    assert facts(ask(get, "Petrov and the harbours")) == {"session": (["harbours"], ["envoy"], [])}
    assert facts(ask(get, "harbours")) == {slug: (["harbours"], [], []) for slug in ("session", "other-session")}
    assert facts(ask(get, "harbours and whales")) == {}
    assert facts(ask(get, "a corridor was opened")) == {"said": (["corridor", "opened"], [], [])}


def test_only_the_longest_words_are_looked_for(seeded, get):
    """However many a text has: an answer takes no longer for them."""
    long = [f"supercalifragilistic{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]
    assert ask(get, " ".join(["territory", *long[:MOST_WORDS]]))["facts"] == []
    assert ask(get, " ".join(["territory", *long[: MOST_WORDS - 1]]))["facts"]
