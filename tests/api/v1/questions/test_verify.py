"""Tests of verification: only the holder's own statements decide, checked by an independent copy of the rule."""

import datetime
import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factbase.codebook import entry
from factbase.models import Actor, Position, Topic
from factbase.vocabulary import Finding
from tests.api.http.test_problems import problem
from tests.facts import editing, make_actor, make_position, make_topic
from tests.models.test_in_force import DATES, DAYS, Scene, reference_in_force

URL = "/api/v1/verify/"
STANCES = ["supports", "conditional", "undecided", "opposes"]
CONDITION = {"condition": "Something happens.", "condition_effect": "supports_if"}
LISTS = ("rests_on", "on_proposals", "statements", "attributed", "spoken_for_others")


def ask(
    get, actor: str = "russia", topic: str = "topic", stance: str = "opposes", on: str = "2025-12-31", **more
) -> dict:
    response = get(URL, actor=actor, topic=topic, stance=stance, on=on, **more)
    assert response.status_code == 200, response.content
    return response.json()


def slugs(answer: dict) -> dict[str, list[str]]:
    return {name: [position["slug"] for position in answer[name]] for name in LISTS}


def expected_finding(claimed: str, held: set[str]) -> str:
    """Apply the codebook's rule, independently of the code under test."""
    if not held:
        return "not_found"
    if held == {claimed}:
        return "supported"
    partly = {"supports": {"conditional"}, "opposes": {"conditional"}, "conditional": {"supports", "opposes"}}
    if claimed in held or held & partly.get(claimed, set()):
        return "mixed"
    return "contradicted"


@pytest.fixture
def scene(blank) -> Scene:
    return Scene()


def test_findings_of_the_readme_example(seeded, get):
    before = ask(get, "ukraine", "nato-membership", "supports", "2025-12-03")
    after = ask(get, "ukraine", "nato-membership", "supports", "2025-12-15")
    assert (before["finding"], after["finding"]) == ("supported", "mixed")
    assert [position["stance"] for position in after["rests_on"]] == ["conditional"]
    assert ask(get, "ukraine", "nato-membership", "conditional", "2025-12-15")["finding"] == "supported"
    assert ask(get, "ukraine", "nato-membership", "opposes", "2025-12-03")["finding"] == "contradicted"
    assert ask(get, "ukraine", "nato-membership", "supports", "2007-01-01")["finding"] == "not_found"


def test_findings_equal_an_independent_computation(seeded, get):
    positions = list(Position.objects.select_related("holder", "topic", "proposal"))
    pairs = sorted({(p.holder.slug, p.topic.slug) for p in positions})
    for (actor, topic), day in itertools.product(pairs, ["2025-12-03", "2025-12-31"]):
        claimed = STANCES[(len(actor) + len(topic)) % 4]
        own = [p for p in positions if (p.holder.slug, p.topic.slug) == (actor, topic)]
        in_force = reference_in_force(own, datetime.date.fromisoformat(day))
        deciding = {p.slug: p.stance for p in own if p.slug in in_force and p.proposal is None}
        answer = ask(get, actor, topic, claimed, day)
        lists = slugs(answer)
        assert set(lists["rests_on"]) == set(deciding)
        assert answer["finding"] == expected_finding(claimed, set(deciding.values()))
        assert set(lists["on_proposals"]) == in_force - set(deciding)
        up_to = [p for p in own if str(p.stated_latest) <= day]
        assert set(lists["attributed"]) == {p.slug for p in up_to if p.attribution != "self_declared"}
        assert sum(len(lists[name]) for name in LISTS[:4]) == len(up_to)


def test_findings_on_random_statements_equal_an_independent_computation(scene, get):
    statement = st.fixed_dictionaries(
        {
            "stated": DATES,
            "stance": st.sampled_from([*STANCES, "no_stance"]),
            "attribution": st.sampled_from(["self_declared"] * 4 + ["narrated"]),
            "speaker": st.integers(0, 2),
            "proposal": st.sampled_from([0, 0, 1]),
        }
    )
    number = itertools.count()

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(statement, max_size=5), st.sampled_from(DAYS))
    def check(statements, day):
        slug = f"topic-{next(number)}"
        with editing():
            topic = make_topic(slug)
            positions = [
                make_position(
                    f"said-{next(number)}",
                    topic,
                    scene.holders[0],
                    scene.source,
                    **one
                    | {"speaker": scene.speakers[one["speaker"]], "proposal": scene.proposals[one["proposal"]]}
                    | (CONDITION if one["stance"] == "conditional" else {}),
                )
                for one in statements
            ]
        in_force = reference_in_force(positions, day)
        held = {p.stance for p in positions if p.slug in in_force and p.proposal_id is None}
        for claimed in STANCES:
            assert ask(get, topic=slug, stance=claimed, on=str(day))["finding"] == expected_finding(claimed, held)

    check()


def test_differing_speakers_make_the_finding_mixed(scene, get):
    ada, ben = scene.speakers[1:]
    with editing():
        scene.say("ada-says", "2025-12-03", "supports", speaker=ada)
        scene.say("ben-says", "2025-12-03", "opposes", speaker=ben)
    for claimed, expected in {"opposes": "mixed", "supports": "mixed", "undecided": "contradicted"}.items():
        answer = ask(get, stance=claimed)
        assert (answer["finding"], set(slugs(answer)["rests_on"])) == (expected, {"ada-says", "ben-says"})


def test_attributed_positions_and_no_stance_do_not_decide(scene, get):
    with editing():
        scene.say("aside", "2025-12-01", "no_stance")
        scene.say("told", "2025-12-02", "opposes", attribution="narrated")
        scene.say("of-it", "2025-12-03", "supports", attribution="attributed", attributed_by=scene.holders[1])
    for claimed in STANCES:
        answer = ask(get, stance=claimed)
        assert answer["finding"] == "not_found"
        assert slugs(answer) == {
            "rests_on": [],
            "on_proposals": [],
            "statements": ["aside"],
            "attributed": ["of-it", "told"],
            "spoken_for_others": [],
        }
        assert {position["attribution"] for position in answer["attributed"]} == {"attributed", "narrated"}


def test_stances_on_proposals_do_not_decide(scene, get):
    with editing():
        scene.say("on-the-plan", "2025-12-03", "opposes", proposal=scene.proposals[1])
    answer = ask(get)
    assert (answer["finding"], slugs(answer)["on_proposals"]) == ("not_found", ["on-the-plan"])


def test_statements_in_office_are_listed_but_do_not_decide(scene, get):
    with editing():
        scene.say("in-office", "2025-12-03", "opposes", speaker=scene.speakers[1])
    answer = ask(get, actor="ada")
    assert (answer["finding"], slugs(answer)["spoken_for_others"]) == ("not_found", ["in-office"])


def test_long_lists_are_cut_and_marked(scene, get):
    with editing():
        for number in range(30):
            scene.say(f"told-{number:02}", f"2025-11-{number + 1:02}", "opposes", attribution="narrated")
    answer = ask(get)
    assert (len(answer["attributed"]), answer["cut"]) == (25, ["attributed"])
    assert answer["attributed"][0]["slug"] == "told-29"


def test_as_of_judges_by_the_old_revision(scene, get):
    with editing():
        scene.say("said", "2025-12-03", "opposes")
    with editing():
        Position.objects.update(stance="supports")
    assert ask(get)["finding"] == "contradicted"
    assert ask(get, as_of=2)["finding"] == "supported"
    empty = ask(get, as_of=0)
    assert (empty["finding"], empty["actor"], empty["topic"]) == ("not_found", None, None)


def test_renamed_slugs_are_followed(scratch, get):
    before = ask(get, "ukraine", "nato-membership", "supports", "2025-12-03")
    with editing():
        Actor.objects.filter(slug="ukraine").update(slug="ua")
        Topic.objects.filter(slug="nato-membership").update(slug="nato")
    after = ask(get, "ukraine", "nato-membership", "supports", "2025-12-03")
    assert slugs(after) == slugs(before) and after["actor"]["slug"] == "ua"


def test_rule_is_the_path_of_the_codebook_rule(seeded, get):
    answer = ask(get, "russia", "nato-membership")
    assert get(answer["rule"]).json()["slug"] == "finding"
    assert [value.value for value in entry(Finding).values] == Finding.values


def test_the_day_defaults_to_today(seeded, get):
    response = get(URL, actor="russia", topic="nato-membership", stance="opposes")
    assert response.json()["on"] in response.headers["ETag"]


@pytest.mark.parametrize(
    ("params", "parameter", "suggestion"),
    [
        ({"actor": "rusia"}, "actor", "russia"),
        ({"actor": "russia,ukraine"}, "actor", None),
        ({"actor": "🕊" * 3000}, "actor", None),
        ({"topic": "nato-membershp"}, "topic", "nato-membership"),
        ({"stance": "no_stance"}, "stance", None),
        ({"stance": "support"}, "stance", "supports"),
        ({"on": "3 December"}, "on", None),
        ({"stanse": "opposes"}, "stanse", "stance"),
    ],
)
def test_errors_name_the_parameter(seeded, get, params, parameter, suggestion):
    claim = {"actor": "russia", "topic": "nato-membership", "stance": "opposes", "on": "2025-12-03", **params}
    [error] = problem(get(URL, **claim), 400)["errors"]
    assert (error["parameter"], error.get("suggestion")) == (parameter, suggestion)


def test_missing_parameters_are_named(seeded, get):
    assert [e["parameter"] for e in problem(get(URL), 400)["errors"]] == ["actor", "topic", "stance"]


def test_an_actor_without_positions_is_no_error(scene, get):
    with editing():
        make_actor("elsewhere", scene.source)
    assert ask(get, actor="elsewhere")["finding"] == "not_found"
