"""Tests of text matching: actors, topics and facts that a free text may mention, with reasons and without a verdict."""

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
def test_matches_have_reasons(seeded, get, name):
    answer = ask(get, f"{name} gives up joining NATO, if Ukraine gets guarantees")
    named = actors(answer)
    assert named["volodymyr-zelenskyy"][1:] == (name, False)
    assert named["nato"][1:] == ("NATO", True) and named["ukraine"][1:] == ("Ukraine", True)
    topics = {one["topic"]["slug"]: set(one["words"]) for one in answer["topics"]}
    assert {"NATO", "Ukraine"} <= topics["nato-membership"]
    positions = [one for one in answer["positions"] if one["actor"] == "volodymyr-zelenskyy"]
    assert {one["role"] for one in positions} == {"speaker"}
    assert "zelenskyy-on-nato-membership-and-guarantees" in {one["position"]["slug"] for one in positions}


def test_the_response_has_no_verdict(seeded, get):
    assert list(ask(get, "Russia opposes NATO")) == ["revision", "actors", "topics", "positions", "facts"]


def test_positions_belong_to_matched_actors_and_topics(seeded, get):
    answer = ask(get, "Russia, Ukraine and the United States on NATO and on territory")
    topics = {one["topic"]["slug"] for one in answer["topics"]}
    assert answer["positions"]
    for one in answer["positions"]:
        assert one["actor"] in actors(answer)
        assert one["position"][one["role"]]["slug"] == one["actor"]
        assert one["position"]["topic"]["slug"] in topics


@pytest.mark.parametrize("text", ["qwertyuiop", "🕊🕊🕊", "سلام", "'; DROP TABLE x --", "%s %% \\", "the of and"])
def test_a_text_without_matches_is_no_error(seeded, get, text):
    answer = ask(get, text)
    assert [answer[key] for key in ("actors", "topics", "positions", "facts")] == [[], [], [], []]


@pytest.mark.parametrize("text", ["", "   ", "x" * 10_000])
def test_empty_and_long_texts_are_refused(seeded, get, text):
    [error] = problem(get(URL, text=text), 400)["errors"]
    assert error["parameter"] == "text"


def test_text_is_required(seeded, get):
    assert [error["parameter"] for error in problem(get(URL), 400)["errors"]] == ["text"]


def test_as_of_matches_the_old_revision(blank, get):
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
    [match] = ask(get, "Atlantis says", as_of=1)["facts"]
    assert (match["fact"]["text"], match["words"], match["actors"]) == ("What said says.", ["says"], ["atlantis"])


def facts(answer: dict) -> dict[str, tuple]:
    """Return the matching words, actors and topics of each fact, by slug, in order."""
    return {one["fact"]["slug"]: (one["words"], one["actors"], one["topics"]) for one in answer["facts"]}


@pytest.mark.parametrize("name", ["Zelensky", "Selenskyj", "Зеленский"])
def test_facts_list_the_matching_words(seeded, get, name):
    slug, reasons = next(iter(facts(ask(get, f"{name} gives up joining NATO")).items()))
    assert slug == "zelenskyy-on-nato-membership-and-guarantees"
    assert reasons == (["joining", "NATO"], ["volodymyr-zelenskyy"], ["nato-membership"])


def test_facts_with_matched_actors_and_topics_come_first(seeded, get):
    answer = ask(get, "Russia demands territory in the Donbas, which Ukraine rejects in the talks")
    groups = [bool(one["actors"]) + bool(one["topics"]) for one in answer["facts"]]
    assert groups == sorted(groups, reverse=True)
    assert len(groups) == MOST_FACTS
    for one, following in itertools.pairwise(answer["facts"]):
        if bool(one["actors"]) + bool(one["topics"]) == bool(following["actors"]) + bool(following["topics"]):
            assert len(one["words"]) >= len(following["words"])
    topics = {one["topic"]["slug"] for one in answer["topics"]}
    for one in answer["facts"]:
        assert one["words"] or (one["actors"] and one["topics"])
        assert set(one["actors"]) <= set(actors(answer)) and set(one["topics"]) <= topics


def test_every_kind_of_fact_is_found_with_its_url(seeded, get):
    kinds = {}
    for text in ("Peace talks in Berlin about guarantees", "Russia demands the Donbas", "19 percent of the country"):
        kinds |= {one["fact"]["kind"]: one["fact"] for one in ask(get, text)["facts"]}
    kinds |= {one["fact"]["kind"]: one["fact"] for one in ask(get, "spelling of the name of Zelensky")["facts"]}
    assert set(kinds) == set(FACTS)
    for fact in kinds.values():
        assert get(urlsplit(fact["url"]).path).json()["slug"] == fact["slug"]


def test_a_name_alone_finds_facts_that_name_the_actor(seeded, get):
    matches = facts(ask(get, "Зеленський"))
    assert matches
    assert all(named == ["volodymyr-zelenskyy"] for _, named, _ in matches.values())


def test_facts_match_by_parts_and_links(blank, get):
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


def test_only_the_longest_words_are_searched(seeded, get):
    """The number of words that facts are matched by is limited, so that long texts take no longer."""
    long = [f"supercalifragilistic{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]
    assert ask(get, " ".join(["territory", *long[:MOST_WORDS]]))["facts"] == []
    assert ask(get, " ".join(["territory", *long[: MOST_WORDS - 1]]))["facts"]
