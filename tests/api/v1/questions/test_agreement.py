"""Tests of the agreement of an actor with others on a day, topic by topic."""

import itertools
import random
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factbase.codebook import entry
from factbase.models import Actor, Topic
from factbase.stances.agreement import METHOD, METHOD_ON_PROPOSALS, WEIGHTS
from factbase.vocabulary import Comparison, Stance
from tests.api.http.request.test_pagination import follow
from tests.api.http.test_problems import problem
from tests.facts import editing, make_actor, make_position, make_proposal, make_source, make_topic

DAY = "2025-12-15"
WORTH = {"supports": 1, "conditional": 0.5, "undecided": 0, "opposes": -1}


def url(actor: str) -> str:
    return f"/api/v1/actors/{actor}/agreement/"


def agreements(get, actor: str, **parameters) -> dict[str, dict]:
    parameters = {"comparison": ",".join(Comparison.values)} | parameters
    pages = follow(get, url(actor), "next", **parameters)
    return {row["other"]["slug"]: row for page in pages for row in page["results"]}


def agree(ours: list[str], theirs: list[str]) -> float | None:
    """Compute the score of two actors' stances on one topic, independently of the code under test."""
    pairs = itertools.product(ours, theirs)
    scores = [1 - abs(WORTH[one] - WORTH[other]) / 2 for one, other in pairs]
    return fmean(scores) if scores else None


def on_record(get, day: str) -> tuple[dict, dict]:
    """Return, by holder and topic, the stances in force on the topic itself and all self-declared stances."""
    held, declared = {}, {}
    for page in follow(get, "/api/v1/positions/", "next", in_force_on=day, page_size=200):
        for p in page["results"]:
            if p["proposal"] is None:
                held.setdefault((p["holder"]["slug"], p["topic"]["slug"]), []).append((p["slug"], p["stance"]))
    for page in follow(get, "/api/v1/positions/", "next", date_to=day, attribution="self_declared", page_size=200):
        for p in page["results"]:
            declared.setdefault((p["holder"]["slug"], p["topic"]["slug"]), set()).add(p["stance"])
    return held, declared


@pytest.mark.parametrize("day", ["2008-12-31", "2025-11-28", "2025-12-03", DAY])
def test_agreement_equals_an_independent_computation(seeded, get, day):
    held, declared = on_record(get, day)
    holders = sorted({holder for holder, _ in declared})
    sides = {
        holder: {t for (h, t), stances in declared.items() if h == holder and stances - {"no_stance"}}
        for holder in holders
    }
    for actor in holders:
        rows = agreements(get, actor, in_force_on=day, page_size=25)
        assert list(rows) == [other for other in holders if other != actor and sides[actor] & sides[other]]
        for other, row in rows.items():
            expected = {}
            for topic in sides[actor] | sides[other]:
                ours, theirs = (held.get((holder, topic), []) for holder in (actor, other))
                expected[topic] = agree([s for _, s in ours], [s for _, s in theirs])
            assert [topic["topic"]["slug"] for topic in row["topics"]] == sorted(expected)
            for topic in row["topics"]:
                slug, score = topic["topic"]["slug"], expected[topic["topic"]["slug"]]
                assert topic["score"] == pytest.approx(score, abs=1e-4) if score is not None else topic["score"] is None
                assert (topic["comparison"] == "compared") is (score is not None)
                for name, holder in (("ours", actor), ("theirs", other)):
                    assert {s["slug"] for s in topic[name]} == {p for p, _ in held.get((holder, slug), [])}
            scores = [score for score in expected.values() if score is not None]
            assert row["compared"] == len(scores)
            assert sum(row["left_out"].values()) == len(expected) - len(scores)
            assert row["score"] == (pytest.approx(fmean(scores), abs=1e-4) if scores else None)


def sides_on_proposals(get, day: str) -> dict[str, dict[tuple, list[str]]]:
    """Return, by holder, the stances in force on a day on each topic and version of a proposal."""
    held: dict[str, dict[tuple, list[str]]] = {}
    for page in follow(get, "/api/v1/positions/", "next", in_force_on=day, page_size=200):
        for p in page["results"]:
            if p["proposal"]:
                key = p["topic"]["slug"], p["proposal"]["slug"]
                held.setdefault(p["holder"]["slug"], {}).setdefault(key, []).append(p["stance"])
    return held


def make_random_positions(rng: random.Random) -> None:
    """Add 40 positions of four holders on three topics, on three versions of proposals or on the topics themselves."""
    with editing():
        source = make_source()
        holders = [make_actor(f"holder-{n}", source) for n in range(4)]
        proposals = [make_proposal(f"version-{n}", source) for n in range(3)]
        topics = [make_topic(f"topic-{n}") for n in range(3)]
        everything = list(itertools.product(holders, topics, [None, *proposals], ["2025-12-01", "2025-12-14"]))
        for n, (holder, topic, proposal, stated) in enumerate(rng.sample(everything, 40)):
            stance = rng.choice(["supports", "undecided", "opposes", "no_stance"])
            make_position(f"said-{n}", topic, holder, source, stance=stance, proposal=proposal, stated=stated)


@pytest.mark.parametrize("seed", range(3))
def test_agreement_on_proposals_equals_an_independent_computation(blank, get, seed):
    make_random_positions(random.Random(seed))
    held = sides_on_proposals(get, DAY)
    proposals = sorted({proposal for sides in held.values() for _, proposal in sides})
    scores = []
    for selected in [*([name] for name in proposals), proposals]:
        by_holder = {
            holder: {key: stances for key, stances in sides.items() if key[1] in selected}
            for holder, sides in held.items()
        }
        for actor, ours in by_holder.items():
            rows = agreements(get, actor, in_force_on=DAY, proposal=",".join(selected))
            topics = {topic for topic, _ in ours}
            others = (
                holder for holder, sides in by_holder.items() if holder != actor and topics & {t for t, _ in sides}
            )
            assert list(rows) == sorted(others)
            for other, row in rows.items():
                theirs = by_holder[other]
                expected = {key: agree(ours.get(key, []), theirs.get(key, [])) for key in ours.keys() | theirs.keys()}
                shown = {(t["topic"]["slug"], t["proposal"]["slug"]): t["score"] for t in row["topics"]}
                assert list(shown) == sorted(expected)
                assert shown == expected
                scores += [score for score in expected.values() if score is not None]
    assert len(set(scores)) > 1


def test_agreement_is_symmetric_and_independent_of_page_size(seeded, get):
    ukraine = agreements(get, "ukraine", in_force_on=DAY)
    assert agreements(get, "ukraine", in_force_on=DAY, page_size=1) == ukraine
    for other, row in ukraine.items():
        back = agreements(get, other, in_force_on=DAY, **{"with": "ukraine"})["ukraine"]
        assert [row[name] for name in ("score", "compared", "left_out")] == [
            back[name] for name in ("score", "compared", "left_out")
        ]
        assert row["score"] is None or 0 <= row["score"] <= 1
        assert [(t["ours"], t["theirs"]) for t in row["topics"]] == [(t["theirs"], t["ours"]) for t in back["topics"]]


def test_incomparable_topics_are_left_out_and_counted(blank, get):
    with editing():
        source = make_source()
        one, other = make_actor("one", source), make_actor("other", source)
        plan = make_proposal("plan", source)
        positions = {
            "both": (["supports"], ["opposes"]),
            "differing": (["supports", "opposes"], ["supports"]),
            "one-sided": (["supports"], []),
            "no-side": (["supports"], ["no_stance"]),
            "silent": (["no_stance"], ["no_stance"]),
        }
        for slug, stances in positions.items():
            topic = make_topic(slug)
            for holder, each in zip((one, other), stances, strict=True):
                for n, stance in enumerate(each):
                    speaker = make_actor(f"{slug}-{holder.slug}-{n}", source, kind="person")
                    name = f"{holder.slug}-{slug}-{n}"
                    make_position(name, topic, holder, source, stance=stance, speaker=speaker)
        topic = make_topic("on-a-plan")
        make_position("one-on-a-plan", topic, one, source)
        make_position("other-on-a-plan", topic, other, source, proposal=plan)
        make_position("said-of-other", Topic.objects.get(slug="one-sided"), other, source, attribution="narrated")
    [row] = agreements(get, "one", in_force_on=DAY).values()
    assert (row["score"], row["compared"]) == (0.25, 2)
    assert row["left_out"] == {"on_proposal": 1, "not_on_proposal": 0, "no_stance": 1, "missing": 1}
    assert {t["topic"]["slug"]: (t["comparison"], t["score"], t["differing"]) for t in row["topics"]} == {
        "both": ("compared", 0, False),
        "differing": ("compared", 0.5, True),
        "no-side": ("no_stance", None, False),
        "on-a-plan": ("on_proposal", None, False),
        "one-sided": ("missing", None, False),
    }
    [alone] = agreements(get, "one", in_force_on=DAY, topic="one-sided", **{"with": "other"}).values()
    assert (alone["score"], alone["compared"], len(alone["topics"])) == (None, 0, 1)
    assert agreements(get, "one", in_force_on=DAY, topic="one-sided") == {}
    assert agreements(get, "one", in_force_on="2025-12-02") == {}
    [itself] = agreements(get, "one", in_force_on=DAY, topic="both", **{"with": "one"}).values()
    assert itself["score"] == 1


def test_versions_of_proposals_are_compared_separately(blank, get):
    with editing():
        source = make_source()
        one, other = make_actor("one", source), make_actor("other", source)
        first, second = make_proposal("first", source), make_proposal("second", source)
        positions = {
            "both": ([(first, "supports"), (None, "opposes")], [(first, "undecided")]),
            "elsewhere": ([(first, "supports")], [(second, "supports"), (None, "supports")]),
            "no-side": ([(first, "supports")], [(None, "no_stance")]),
            "silent": ([(first, "supports")], []),
            "on-the-second": ([(second, "supports")], [(second, "opposes")]),
        }
        for slug, stances in positions.items():
            topic = make_topic(slug)
            for holder, each in zip((one, other), stances, strict=True):
                for proposal, stance in each:
                    name = f"{holder.slug}-{slug}-{proposal.slug if proposal else 'itself'}"
                    make_position(name, topic, holder, source, stance=stance, proposal=proposal)
    body = get(url("one"), in_force_on=DAY, proposal="first", **{"with": "other"}).json()
    assert body["method"] == METHOD_ON_PROPOSALS
    [row] = body["results"]
    assert {t["topic"]["slug"]: (t["comparison"], t["score"]) for t in row["topics"]} == {
        "both": ("compared", 0.5),
        "elsewhere": ("not_on_proposal", None),
        "no-side": ("no_stance", None),
        "silent": ("missing", None),
    }
    assert (row["score"], row["compared"]) == (0.5, 1)
    assert row["left_out"] == {"on_proposal": 0, "not_on_proposal": 1, "no_stance": 1, "missing": 1}
    assert {t["proposal"]["slug"] for t in row["topics"]} == {"first"}
    assert [s["slug"] for s in row["topics"][0]["ours"]] == ["one-both-first"]
    [either] = agreements(get, "one", in_force_on=DAY, proposal="first,second").values()
    assert (either["score"], either["compared"]) == (0.25, 2)
    both = [(t["proposal"]["slug"], t["comparison"]) for t in either["topics"] if t["topic"]["slug"] == "elsewhere"]
    assert both == [("first", "not_on_proposal"), ("second", "not_on_proposal")]
    [itself] = agreements(get, "one", in_force_on=DAY).values()
    assert {t["proposal"] for t in itself["topics"]} == {None}


def test_left_out_topics_are_listed_on_request(seeded, get):
    whole = agreements(get, "ukraine", in_force_on=DAY)["united-states"]
    assert sum(whole["left_out"].values()) > 0 < whole["compared"]
    [named] = get(url("ukraine"), in_force_on=DAY, **{"with": "united-states"}).json()["results"]
    assert named == whole
    for comparison in (None, "compared", "missing", "missing,on_proposal"):
        params = {"comparison": comparison} if comparison else {}
        rows = get(url("ukraine"), in_force_on=DAY, **params).json()["results"]
        [row] = [row for row in rows if row["other"]["slug"] == "united-states"]
        listed = (comparison or "compared").split(",")
        assert row == whole | {"topics": [t for t in whole["topics"] if t["comparison"] in listed]}


def test_fields_selects_scores_and_evidence(seeded, get):
    whole = get(url("ukraine"), in_force_on=DAY).json()["results"]
    scores = get(url("ukraine"), in_force_on=DAY, fields="score,other.slug").json()["results"]
    assert scores == [{"other": {"slug": row["other"]["slug"]}, "score": row["score"]} for row in whole]
    paths = "topics.score,topics.theirs.slug,topics.topic.slug,left_out.missing"
    selected = get(url("ukraine"), in_force_on=DAY, fields=paths).json()["results"]
    for row, part in zip(whole, selected, strict=True):
        topics = [
            {"topic": {"slug": t["topic"]["slug"]}, "score": t["score"], "theirs": [{"slug": t["theirs"][0]["slug"]}]}
            for t in row["topics"]
        ]
        assert part == {"left_out": {"missing": row["left_out"]["missing"]}, "topics": topics}


sides = st.lists(st.sampled_from(list(WORTH)), min_size=1, max_size=3)


@given(sides, sides)
def test_the_score_is_symmetric_and_within_bounds(ours, theirs):
    assert agree(ours, theirs) == agree(theirs, ours)
    assert 0 <= agree(ours, theirs) <= 1
    assert agree(ours[:1], ours[:1]) == 1


def test_the_codebook_gives_the_weights_of_stances():
    definition = entry(Comparison).definition
    assert {stance.value: worth for stance, worth in WEIGHTS.items()} == WORTH
    assert set(WEIGHTS) == set(Stance) - {Stance.NO_STANCE}
    for stance, worth in WEIGHTS.items():
        assert f"{worth:g} (`{stance}`)" in definition
        for method in (METHOD, METHOD_ON_PROPOSALS):
            assert f"{stance} {worth:g}" in method or f"{stance} is {worth:g}" in method


@pytest.mark.parametrize(
    ("params", "name"),
    [
        ({"with": "rusia"}, "with"),
        ({"topic": "🕊️"}, "topic"),
        ({"proposal": "28-point-plann"}, "proposal"),
        ({"comparison": "compare"}, "comparison"),
        ({"fields": "topics.ours.stanse"}, "fields"),
        ({"page_size": "50"}, "page_size"),
        ({"on": "2025-12-03"}, "on"),
        ({"cursor": "x"}, "cursor"),
        ({"in_force_on": "2025-13-01"}, "in_force_on"),
    ],
)
def test_errors_name_the_parameter(seeded, get, params, name):
    assert [error["parameter"] for error in problem(get(url("ukraine"), **params), 400)["errors"]] == [name]


def test_unknown_and_renamed_actors(scratch, get):
    assert problem(get(url("ukrane")), 404)["suggestion"] == "ukraine"
    before = agreements(get, "ukraine", in_force_on=DAY)["russia"]["score"]
    with editing():
        Actor.objects.filter(slug="ukraine").update(slug="ukraine-the-state")
    moved = get(url("ukraine"), in_force_on=DAY)
    assert (moved.status_code, moved.headers["Location"]) == (308, f"{url('ukraine-the-state')}?in_force_on={DAY}")
    assert agreements(get, "ukraine", in_force_on=DAY, as_of="1")["russia"]["score"] == before
