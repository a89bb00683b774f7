"""The rule for stances in force: its boundaries, and a comparison with a reference implementation."""

import datetime
from itertools import groupby

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factbase.history.revision import set_revision_info
from factbase.models import Position
from factbase.models.fields.edtf import OPEN_START
from factbase.vocabulary import RevisionKind
from tests.facts import editing, make_actor, make_position, make_proposal, make_source, make_topic


class Scene:
    """A topic with two holders, two named speakers and one proposal."""

    def __init__(self) -> None:
        with editing():
            self.source = make_source()
            self.topic = make_topic()
            self.holders = [make_actor(name, self.source) for name in ("russia", "ukraine")]
            self.speakers = [None, *(make_actor(name, self.source, kind="person") for name in ("ada", "ben"))]
            self.proposals = [None, make_proposal("plan", self.source)]

    def say(self, slug: str, stated: str, stance: str = "opposes", holder: int = 0, **options) -> Position:
        return make_position(
            slug, self.topic, self.holders[holder], self.source, stated=stated, stance=stance, **options
        )


@pytest.fixture
def scene(blank) -> Scene:
    return Scene()


def in_force(day: str) -> set[str]:
    return set(Position.objects.in_force_on(datetime.date.fromisoformat(day)).values_list("slug", flat=True))


def test_the_latest_statement_counts_from_its_day(scene):
    with editing():
        scene.say("old", "2025-11-01")
        scene.say("new", "2025-12-03", "supports")
    assert in_force("2025-10-31") == set()
    assert in_force("2025-11-01") == {"old"}
    assert in_force("2025-12-02") == {"old"}
    assert in_force("2025-12-03") == {"new"}


def test_an_interval_counts_from_its_last_day(scene):
    with editing():
        scene.say("year", "2008")
    assert in_force("2008-12-30") == set()
    assert in_force("2008-12-31") == {"year"}


def test_an_exact_date_takes_precedence_over_an_open_start(scene):
    with editing():
        scene.say("exact", "2025-11-20", "supports")
        scene.say("open", "../2025-11-28")
    assert in_force("2025-11-28") == {"exact"}


def test_an_open_start_counts_if_no_exact_date_is_inside_it(scene):
    with editing():
        scene.say("year", "2019", "supports")
        scene.say("open", "../2025-11-28")
        scene.say("later", "2025-12-03", "undecided")
    assert in_force("2025-11-28") == {"open"}
    assert in_force("2025-12-03") == {"later"}


def test_only_self_declared_stances_count(scene):
    with editing():
        scene.say("own", "2025-11-01")
        scene.say("aside", "2025-11-02", "no_stance")
        scene.say("narrated", "2025-11-03", "supports", attribution="narrated")
        scene.say("attributed", "2025-11-04", "supports", attribution="attributed", attributed_by=scene.holders[1])
    assert in_force("2025-12-01") == {"own"}


def test_speakers_who_differ_on_one_day_are_both_in_force(scene):
    ada, ben = scene.speakers[1:]
    with editing():
        scene.say("ada-says", "2025-12-03", "supports", speaker=ada)
        scene.say("ben-says", "2025-12-03", "opposes", speaker=ben)
        scene.say("ben-said", "2025-12-02", "undecided", speaker=ben)
    assert in_force("2025-12-03") == {"ada-says", "ben-says"}


def test_of_speakers_who_agree_one_is_in_force(scene):
    ada, ben = scene.speakers[1:]
    with editing():
        scene.say("ada-says", "2025-12-03", speaker=ada)
        scene.say("ben-says", "2025-12-03", speaker=ben)
    assert in_force("2025-12-03") == {"ben-says"}


def test_versions_of_proposals_are_judged_separately(scene):
    with editing():
        scene.say("in-general", "2025-11-01", "supports")
        scene.say("on-the-plan", "2025-12-03", proposal=scene.proposals[1])
    assert in_force("2025-12-03") == {"in-general", "on-the-plan"}


def test_holders_are_judged_separately(scene):
    with editing():
        scene.say("one", "2025-11-01", holder=0)
        scene.say("other", "2025-12-01", holder=1)
    assert in_force("2025-12-01") == {"one", "other"}


DAYS = [datetime.date(2025, 12, day) for day in range(1, 7)]
DATES = st.one_of(
    st.sampled_from([str(day) for day in DAYS]),
    st.builds(lambda day: f"../{day}", st.sampled_from(DAYS)),
    st.builds(lambda a, b: "/".join(map(str, sorted([a, b]))), st.sampled_from(DAYS), st.sampled_from(DAYS)),
)
SIDES = [("supports", "", ""), ("opposes", "", ""), ("no_stance", "", "")]
SIDES += [
    ("conditional", what, effect) for what in ("A pause.", "A vote.") for effect in ("supports_if", "gives_up_if")
]
STATEMENTS = st.lists(
    st.fixed_dictionaries(
        {
            "stated": DATES,
            "side": st.sampled_from(SIDES),
            "attribution": st.sampled_from(["self_declared"] * 4 + ["narrated"]),
            "holder": st.integers(0, 1),
            "speaker": st.integers(0, 2),
            "proposal": st.integers(0, 1),
        }
    ),
    max_size=8,
)


def reference_in_force(positions: list[Position], day: datetime.date) -> set[str]:
    """Return the slugs in force, by a plain implementation of the rule."""
    candidates = [
        p for p in positions if p.attribution == "self_declared" and p.stance != "no_stance" and p.stated_latest <= day
    ]
    group = lambda p: (p.holder_id, p.topic_id, p.proposal_id or 0)  # noqa: E731
    answer = set()
    for _, members in groupby(sorted(candidates, key=group), key=group):
        members = list(members)
        exact = [p.stated_latest for p in members if p.stated_earliest == p.stated_latest]
        members = [
            p for p in members if p.stated_earliest != OPEN_START or not any(e <= p.stated_latest for e in exact)
        ]
        last = max((p.stated_latest, p.stated_earliest) for p in members)
        by_speaker = {}
        for p in sorted(members, key=lambda p: p.slug):
            if (p.stated_latest, p.stated_earliest) == last:
                by_speaker[p.speaker_id] = p
        by_effect = {}
        for p in sorted(by_speaker.values(), key=lambda p: p.slug):
            by_effect[p.stance, p.condition, p.condition_effect] = p
        answer |= {p.slug for p in by_effect.values()}
    return answer


@pytest.mark.slow
def test_the_reference_implementation_agrees(blank):
    scene = Scene()

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(STATEMENTS, st.sampled_from(DAYS))
    def agrees(statements, day):
        with transaction.atomic():
            set_revision_info(author="tester", kind=RevisionKind.ADDITION, reason="a try")
            positions = []
            for number, statement in enumerate(statements):
                position = Position(
                    slug=f"said-{number}",
                    topic=scene.topic,
                    summary="x",
                    speech_act="asserts",
                    stated=statement["stated"],
                    **dict(zip(("stance", "condition", "condition_effect"), statement["side"], strict=True)),
                    attribution=statement["attribution"],
                    holder=scene.holders[statement["holder"]],
                    speaker=scene.speakers[statement["speaker"]],
                    proposal=scene.proposals[statement["proposal"]],
                )
                position.work_out_dates()
                positions.append(position)
            Position.objects.bulk_create(positions)
            assert in_force(str(day)) == reference_in_force(positions, day)
            once = set(Position.objects.once_in_force().values_list("slug", flat=True))
            assert once == set().union(*(reference_in_force(positions, each) for each in DAYS))
            transaction.set_rollback(True)

    agrees()
