"""Merges keep everything known of two facts, or report it as lost."""

import pytest

from factbase.history.changes import Change
from factbase.history.describe import EditError
from factbase.history.integrity import find_faults
from factbase.history.merge import merge
from factbase.history.revision import revision
from factbase.history.row_access import references
from factbase.models import (
    Actor,
    ActorName,
    Affiliation,
    Citation,
    Claim,
    Figure,
    Identification,
    Meeting,
    Participation,
    Process,
    Slug,
    Source,
    Topic,
)
from factbase.vocabulary import ReasonCode, RevisionKind
from tests.facts import cite, editing, make_actor, make_meeting, make_position, make_proposal, make_source, make_topic


def merging():
    return revision(author="olena", kind=RevisionKind.CORRECTION, reason_code=ReasonCode.DUPLICATE, reason="Are one")


@pytest.fixture
def source(blank) -> Source:
    with editing():
        return make_source()


def assert_gone(fact) -> None:
    for model, key in references(type(fact)):
        assert not model._base_manager.filter(**{key.attname: fact.pk}).exists(), (model, key.name)


def test_references_are_updated(scratch, get):
    one, two = Actor.objects.get(slug="jared-kushner"), Actor.objects.get(slug="steve-witkoff")
    names = {*one.names.values_list("name", flat=True), one.name, *two.names.values_list("name", flat=True)}
    cited = Citation.objects.count()
    with merging():
        merged = merge(one, two)
    assert_gone(one)
    assert not Actor.objects.filter(pk=one.pk).exists()
    assert {*two.names.values_list("name", flat=True)} == names - {two.name}
    assert Citation.objects.count() <= cited
    assert any("participation" in line for line in merged.done)
    moved = get("/api/v1/actors/jared-kushner/")
    assert (moved.status_code, moved.headers["Location"]) == (308, "/api/v1/actors/steve-witkoff/")
    meetings = [get("/api/v1/meetings/", actor=slug).json() for slug in ("jared-kushner", "steve-witkoff")]
    assert meetings[0]["results"] == meetings[1]["results"] != []


def test_a_name_becomes_an_alias_with_its_citations(source):
    with editing():
        moscow, russia = make_actor("moscow", source), make_actor("russia", source)
        cite(moscow, source, line=7)
    with merging():
        merge(moscow, russia)
    alias = ActorName.objects.get()
    assert (alias.actor, alias.name, alias.kind) == (russia, "Moscow", "alias")
    assert {*alias.citations.values_list("line", flat=True)} == {1, 7}
    assert {*russia.citations.values_list("line", flat=True)} == {1}


def test_equal_names_are_merged(source):
    with editing():
        moscow, russia = make_actor("moscow", source), make_actor("russia", source)
        cite(moscow, source, line=7)
        known = ActorName.objects.create(actor=russia, name="Moscow", kind="alias")
        cite(known, source)
        of_the_merged = ActorName.objects.create(actor=moscow, name="Russia", kind="official")
        cite(of_the_merged, source, line=9)
    with merging():
        merge(moscow, russia)
    assert list(ActorName.objects.values_list("pk", flat=True)) == [known.pk]
    assert {*known.citations.values_list("line", flat=True)} == {1, 7}
    assert {*russia.citations.values_list("line", flat=True)} == {1, 9}


def test_earlier_changes_of_a_moved_name_keep_their_record(source):
    with editing():
        moscow, russia = make_actor("moscow", source), make_actor("russia", source)
        name = ActorName.objects.create(actor=moscow, name="Kremlin", kind="alias")
        evidence = cite(name, source)
    with editing():
        Citation.objects.filter(pk=evidence.pk).update(line=8)
    with merging():
        merge(moscow, russia)
    assert ActorName.objects.get(name="Kremlin").actor == russia
    assert Change.objects.filter(revision=3, kind="actor").values_list("record_id").get() == (moscow.pk,)
    assert list(find_faults()) == []


def test_participations_in_one_meeting_are_merged(source):
    with editing():
        moscow, russia, us = (make_actor(name, source) for name in ("moscow", "russia", "us"))
        meeting, other = make_meeting("talks", source), make_meeting("call", source)
        first = Participation.objects.create(meeting=meeting, actor=moscow, role="party", described_as="Moscow")
        second = Participation.objects.create(meeting=meeting, actor=russia, role="host")
        third = Participation.objects.create(meeting=other, actor=moscow, role="party")
        for participation, line in ((first, 1), (first, 2), (second, 1), (third, 1)):
            cite(participation, source, line=line)
    with merging():
        merged = merge(moscow, russia)
    assert {*Participation.objects.values_list("pk", "actor", "role")} == {
        (second.pk, russia.pk, "host"),
        (third.pk, russia.pk, "party"),
    }
    assert {*second.citations.values_list("line", flat=True)} == {1, 2}
    assert any("has “Party” as “role”; the remaining one has “Host”" in line for line in merged.lost)
    assert any("has “Moscow” as “described as”; the remaining one has nothing" in line for line in merged.lost)
    assert us.pk


def test_links_from_one_meeting_are_merged(source):
    with editing():
        one, two = make_topic("one"), make_topic("two", broader=None)
        meeting = make_meeting("talks", source)
        meeting.topics.add(one, two)
        narrower = make_topic("narrower", broader=one)
    with merging():
        merge(one, two)
    assert list(meeting.topics.all()) == [two]
    narrower.refresh_from_db()
    assert narrower.broader == two


def test_differing_citations_are_reported(source):
    with editing():
        topic, actor = make_topic(), make_actor("russia", source)
        one, two = (make_position(slug, topic, actor, source) for slug in ("one", "two"))
        one.citations.update(quote="some words", directness="direct_quote")
    with merging():
        merged = merge(one, two)
    assert two.citations.get().quote == ""
    assert any("has “some words” as “quote”" in line for line in merged.lost)


def test_figures_are_kept_unless_equal(source):
    with editing():
        claims = []
        for slug in ("one", "two"):
            claim = Claim(
                process=Process.objects.get_or_create(slug="process", name="P")[0],
                slug=slug,
                kind="figure",
                summary=slug,
                stated="2025",
            )
            claim.work_out_dates()
            claim.save()
            cite(claim, source)
            claims.append(claim)
        for claim, low in zip(claims, (19, 20), strict=True):
            Figure.objects.create(claim=claim, number=1, measures="land", low=low, unit="percent")
            Figure.objects.create(claim=claim, number=2, measures="troops", low=5, unit="people")
    with merging():
        merge(*claims)
    assert list(Figure.objects.values_list("claim", "number", "low")) == [
        (claims[1].pk, 1, 20),
        (claims[1].pk, 2, 5),
        (claims[1].pk, 3, 19),
    ]


def test_merging_processes_merges_topics_of_one_name(source):
    with editing():
        other = Process.objects.create(slug="other", name="Other")
        here, there = make_topic("here"), make_topic("there", process=other)
        Topic.objects.update(name="Same")
        position = make_position("p", there, make_actor("russia", source), source)
    with merging():
        merge(other, here.process)
    position.refresh_from_db()
    assert position.topic == here
    assert Slug.objects.get(kind="topic", slug="there").object_id == here.pk
    assert list(Process.objects.all()) == [here.process]


def test_cycles_are_refused(source):
    with editing():
        top = make_topic("top")
        middle = make_topic("middle", broader=top)
        low = make_topic("low", broader=middle)
        first = make_proposal("first", source)
        second = make_proposal("second", source, revises=first)
    for merged, target in ((top, low), (top, middle), (first, second)):
        with pytest.raises(EditError, match=r"would form a cycle: “.*” → “.*”"), merging():
            merge(merged, target)
    with merging():
        merge(low, top)  # the other way round forms no cycle
    assert {*Topic.objects.values_list("slug", "broader__slug")} == {("top", None), ("middle", "top")}


def test_two_parties_of_one_fact_are_refused(source):
    with editing():
        russia, moscow, envoy = (make_actor(name, source) for name in ("russia", "moscow", "envoy"))
        one, two = make_meeting("one", source), make_meeting("two", source)
        identification = Identification.objects.create(
            slug="i", verdict="same", meeting=one, other_meeting=two, note="."
        )
        cite(identification, source)
        role = Affiliation(member=moscow, organisation=russia, role="capital", stated="2025")
        role.work_out_dates()
        role.save()
        cite(role, source)
        attribution = {"attribution": "attributed", "attributed_by": envoy, "speech_act": ""}
        make_position("p", make_topic(), russia, source, **attribution)
    with (
        pytest.raises(EditError, match="The identification “i” names both the meeting “One” and the meeting “Two”"),
        merging(),
    ):
        merge(one, two)
    with pytest.raises(EditError, match=r"The affiliation “capital”.* names both"), merging():
        merge(moscow, russia)
    with pytest.raises(EditError, match="The position “p” names both"), merging():
        merge(envoy, russia)
    assert Actor.objects.filter(pk__in=[russia.pk, moscow.pk, envoy.pk]).count() == 3


def test_impossible_merges_are_refused(source):
    with editing():
        topic, russia = make_topic(), make_actor("russia", source)
        elsewhere = make_topic("elsewhere", process=Process.objects.create(slug="other", name="Other"))
    for merged, target, why in (
        (russia, topic, "one kind"),
        (russia, russia, "into itself"),
        (topic, elsewhere, "another process"),
        (Actor(pk=10**9), russia, "not in the fact base"),
    ):
        with pytest.raises(EditError, match=why), merging():
            merge(merged, target)


@pytest.mark.parametrize("proposition", ["", "It does not happen"])
def test_stances_on_different_propositions_are_refused(source, proposition):
    with editing():
        one, two = make_topic("one"), make_topic("two", proposition=proposition)
        position = make_position("p", one, make_actor("russia", source), source)
    with pytest.raises(EditError, match="1 position on the topic “One” took sides on another proposition"), merging():
        merge(one, two)
    with merging():
        Topic.objects.update(proposition="It happens")
    with merging():
        merge(one, two)
    position.refresh_from_db()
    assert position.topic == two


def test_repeated_and_chained_merges(source):
    with editing():
        one, two, three = (make_actor(name, source) for name in ("one", "two", "three"))
    with merging():
        merge(one, two)
    with pytest.raises(EditError, match="not in the fact base any more"), merging():
        merge(one, two)
    with merging():
        merge(two, three)
    assert {*Slug.objects.filter(slug__in=["one", "two", "three"]).values_list("object_id", flat=True)} == {three.pk}
    assert {*three.names.values_list("name", flat=True)} == {"One", "Two"}


def test_every_pair_of_a_kind_merges_or_is_refused(scratch):
    """Merge pairs of real facts; history must stay consistent."""
    tried = refused = 0
    for model in (Actor, Topic, Meeting, Source, Claim):
        facts = list(model.objects.order_by("slug")[:6])
        for merged, target in zip(facts[:3], reversed(facts[3:]), strict=False):
            tried += 1
            try:
                with merging():
                    merge(merged, target)
            except EditError:
                refused += 1
            else:
                assert_gone(merged)
    assert tried > refused
