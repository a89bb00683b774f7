"""A free text: which actors, topics and positions it may speak of, why, and nothing about whether it is right."""

import pytest

from factbase.models import Position
from tests.api.http.test_errors import problem
from tests.facts import editing, make_actor, make_position, make_source, make_topic

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
    assert list(ask(get, "Russia opposes NATO")) == ["revision", "actors", "topics", "positions"]


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
    assert (answer["actors"], answer["topics"], answer["positions"]) == ([], [], [])


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
