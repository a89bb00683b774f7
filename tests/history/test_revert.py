"""Reverting undoes all changes of a revision, or reports the obstacles and changes nothing."""

import random
from itertools import count
from uuid import uuid4

import pytest
from django.db import DatabaseError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factbase.history.describe import EditError
from factbase.history.history_tables import TRACKED
from factbase.history.integrity import find_faults
from factbase.history.merge import merge
from factbase.history.revert import Selection, plan_revert
from factbase.history.revision import Revision, revision
from factbase.history.row_access import columns
from factbase.history.withdraw import restore, withdraw
from factbase.models import (
    Actor,
    ActorName,
    Citation,
    Meeting,
    Participation,
    Position,
    Process,
    Proposal,
    Provision,
    Slug,
    Source,
    Topic,
    Withdrawal,
)
from factbase.vocabulary import ReasonCode, RevisionKind
from tests.facts import cite, editing, make_actor, make_meeting, make_position, make_source, make_topic


def correcting(author: str = "olena", kind: RevisionKind = RevisionKind.CORRECTION):
    return revision(author=author, kind=kind, reason_code=ReasonCode.OTHER, reason=f"So says {author}")


def revert(number: int, reason: str, only: Selection | None = None) -> list[str]:
    plan = plan_revert(number, only)
    plan.apply(reason)
    return plan.summary


def reverting(number: int | None = None, only: Selection | None = None) -> list[str]:
    """Revert a revision, by default the last one, as an editor would."""
    number = Revision.objects.first().number if number is None else number
    with correcting("the reverter"):
        return revert(number, "A mistake", only)


def contents() -> dict:
    return {model: {row["id"]: row for row in model._base_manager.values(*columns(model))} for model in TRACKED}


@pytest.fixture
def position(blank) -> Position:
    with editing():
        source = make_source()
        return make_position("p", make_topic(), make_actor("russia", source), source)


def edit(fact, author: str = "olena", **values) -> None:
    with correcting(author):
        for name, value in values.items():
            setattr(fact, name, value)
        if hasattr(fact, "work_out_dates"):
            fact.work_out_dates()
        fact.save()


def test_a_change_is_reverted_with_derived_columns(position):
    before = contents()
    edit(position, stance="opposes", stated="2025-12-01", summary="Other words.")
    messages = reverting()
    assert contents() == before
    assert "“Stance” of the position “p” changes from “Opposes” to “Supports”." in messages
    assert not any("earliest" in line for line in messages)


def test_one_field_is_reverted_alone(position):
    edit(position, stance="opposes", stated="2025-12-01/2025-12-02")
    reverting(only=Selection(Position, position.pk, "stated"))
    position.refresh_from_db()
    assert (position.stance, position.stated, str(position.stated_earliest)) == ("opposes", "2025-12-03", "2025-12-03")


def test_a_later_change_is_a_conflict_and_nothing_is_reverted(position):
    edit(position, stance="opposes", summary="Other words.")
    edit(position, "boris", summary="Still other words.")
    before = contents()
    with pytest.raises(EditError) as refused:
        reverting(2)
    (message,) = refused.value.messages
    assert "“Summary” of the position “p” was changed again in revision 3, by boris (“So says boris”)" in message
    assert "it is “Still other words.” now" in message
    assert contents() == before
    reverting(2, Selection(Position, position.pk, "stance"))
    position.refresh_from_db()
    assert (position.stance, position.summary) == ("supports", "Still other words.")


def test_already_reverted_values_are_left(position):
    edit(position, stance="opposes", summary="Other words.")
    edit(position, stance="supports")
    reverting(2)
    position.refresh_from_db()
    assert (position.stance, position.summary) == ("supports", "What p says.")
    with pytest.raises(EditError, match="left to undo"):
        reverting(2)


def test_an_addition_is_withdrawn_and_restored(position):
    with editing():
        added = make_position("q", position.topic, position.holder, Source.objects.get())
    before = contents()
    with correcting(kind=RevisionKind.WITHDRAWAL):
        plan = plan_revert(2)
        assert plan.kind == RevisionKind.WITHDRAWAL
        plan.apply("Entered by mistake")
    assert plan.summary == ["The position “q” is removed, with 1 citation."]
    assert Withdrawal.objects.values_list("kind", "object_id", "slug", "reason").get() == (
        "position",
        added.pk,
        "q",
        "Entered by mistake",
    )
    assert Slug.objects.filter(slug="q").exists()  # slugs are never reused
    reverting()
    assert contents() == before


def test_an_addition_with_later_references_is_refused(position):
    with editing():
        cite(position, Source.objects.get(), line=9)
    with pytest.raises(EditError, match="The position “p” is still referred to as “position”: the citation “line 9”"):
        reverting(1, Selection(Position, position.pk))
    with pytest.raises(EditError, match="still referred to as “topic”: the position “p”"):
        reverting(1, Selection(Topic, position.topic_id))


def test_a_withdrawal_is_restored_and_withdrawn_again(position):
    before = contents()
    with correcting(kind=RevisionKind.WITHDRAWAL):
        withdraw(position, "Not so")
    withdrawn = contents()
    reverting(2)
    assert contents() == before
    reverting(3)
    assert contents() == withdrawn
    with correcting():
        restore("position", position.pk)
    assert contents() == before
    reverting(5)
    assert contents() == withdrawn


def test_one_of_two_facts_withdrawn_together(position):
    with editing():
        other = make_position("q", position.topic, position.holder, Source.objects.get())
    with correcting(kind=RevisionKind.WITHDRAWAL):
        withdraw(position, "Not so")
        withdraw(other, "Not so")
    reverting(3, Selection(Position, other.pk))
    assert list(Position.objects.all()) == [other]
    assert Withdrawal.objects.get().object_id == position.pk


def test_a_merge_is_undone_in_every_row(scratch):
    one, two = Actor.objects.get(slug="jared-kushner"), Actor.objects.get(slug="steve-witkoff")
    before = contents()
    with correcting():
        merge(one, two)
    merged = contents()
    with pytest.raises(EditError, match=r"was merged into the actor “Steve Witkoff”: undo the whole revision 2"):
        reverting(2, Selection(Actor, one.pk))
    messages = reverting(2)
    assert contents() == before
    assert "The slug “jared-kushner” leads to the actor “Jared Kushner”." in messages
    reverting(3)
    assert contents() == merged
    assert not Withdrawal.objects.exists()
    assert list(find_faults()) == []


def test_part_of_a_merge_cannot_be_reverted(scratch):
    one, two = Actor.objects.get(slug="jared-kushner"), Actor.objects.get(slug="steve-witkoff")
    moved = Participation.objects.filter(actor=one).exclude(meeting__participations__actor=two).first()
    with correcting():
        if moved is None:
            moved = Participation.objects.create(meeting=Meeting.objects.first(), actor=one, role="party")
            cite(moved, Source.objects.first())
    with correcting():
        merge(one, two)
    number = Revision.objects.first().number
    with pytest.raises(EditError, match="refers to the actor “Jared Kushner” as “actor”, removed in"):
        reverting(number, Selection(Participation, moved.pk, "actor_id"))


def test_a_merge_cannot_be_undone_before_a_later_one(blank):
    with editing():
        source = make_source()
        one, two, three = (make_actor(name, source) for name in ("one", "two", "three"))
    before = contents()
    for gone, kept in ((one, two), (two, three)):
        with correcting():
            merge(gone, kept)
    with pytest.raises(EditError):
        reverting(2)
    reverting(3)
    reverting(2)
    assert contents() == before


def test_swapped_parts(blank):
    """Numbers that were swapped are swapped back."""
    with editing():
        source = make_source()
        meeting = make_meeting("talks", source)
        topics = [make_topic(slug) for slug in ("one", "two")]
        actors = [make_actor(slug, source) for slug in ("russia", "ukraine")]
        meeting.topics.add(topics[0])
        seats = [Participation.objects.create(meeting=meeting, actor=actor, role="party") for actor in actors]
        for seat in seats:
            cite(seat, source)
    before = contents()
    with correcting():
        third = make_actor("third", source)
        for seat, actor in ((seats[0], third), (seats[1], actors[0]), (seats[0], actors[1])):
            Participation.objects.filter(pk=seat.pk).update(actor=actor)
        meeting.topics.set([topics[1]])
    reverting(2)
    third_gone = contents()
    assert third_gone[Participation] == before[Participation]
    assert third_gone[Meeting.topics.through] == before[Meeting.topics.through]
    assert list(find_faults()) == []


def test_a_removed_participation_is_restored_with_citations(scratch):
    seat = Participation.objects.first()
    before = contents()
    with correcting():
        seat.citations.all().delete()
        seat.delete()
    seat_pk = before[Participation].keys() - contents()[Participation].keys()
    messages = reverting(only=Selection(Participation, seat_pk.pop()))
    assert contents() == before
    assert messages[0].startswith("The participation “") and "is restored, with" in messages[0]


def test_the_last_citation_cannot_be_reverted(position):
    with editing():
        cite(position, Source.objects.get(), line=2)
    with correcting():
        Citation.objects.filter(position=position, line=1).delete()
    with pytest.raises(DatabaseError, match="has no citation"):
        reverting(2)
    assert Citation.objects.filter(position=position).count() == 1


def test_a_later_duplicate_is_a_conflict(position):
    russia, source = position.holder, Source.objects.get()
    with editing():
        name = ActorName.objects.create(actor=russia, name="Moscow", kind="alias")
        cite(name, source)
    with correcting():
        name.citations.all().delete()
        name.delete()
    with editing():
        again = ActorName.objects.create(actor=russia, name="Moscow", kind="alias")
        cite(again, source)
    with pytest.raises(EditError, match="would be a duplicate: the actor name “Moscow”"):
        reverting(3)


def test_a_provision_removed_alone_is_withdrawn(scratch):
    proposal = Proposal.objects.filter(provisions__isnull=False).first()
    with editing():
        provision = Provision.objects.create(slug="new-point", proposal=proposal, summary="A point.")
        cite(provision, Source.objects.first())
    reverting(only=Selection(Proposal, proposal.pk))
    assert Withdrawal.objects.values_list("kind", "slug").get() == ("provision", "new-point")


def test_contradictory_dates_are_refused(blank):
    with editing():
        meeting = make_meeting("talks", make_source(), starts="2025-12-02")
    edit(meeting, starts="2025-11-01", ends="2025-11-03")
    edit(meeting, ends="2025-11-04")
    with pytest.raises(EditError, match="It ends before it starts"):
        reverting(2, Selection(Meeting, meeting.pk, "starts"))


def test_an_unknown_revision_is_refused(position):
    for number in (0, 2, 10**12):
        with pytest.raises(EditError, match="There is no revision"):
            reverting(number)
    with pytest.raises(EditError, match="left to undo"):
        reverting(1, Selection(Position, 10**9))


@pytest.mark.slow
def test_the_first_revision_can_be_reverted_and_restored(scratch):
    before = contents()
    with correcting(kind=RevisionKind.WITHDRAWAL):
        messages = revert(1, "All of it was wrong")
    assert messages[-1].startswith("And ")
    left = contents()
    assert not any(rows for model, rows in left.items() if model not in (Slug, Withdrawal))
    assert not Withdrawal.objects.filter(kind="provision").exists()  # removed with their proposals
    reverting(2)
    assert contents() == before
    assert list(find_faults()) == []


def _random_edit(chance: random.Random) -> None:
    """Make one random edit; the database may refuse it."""
    actors, positions = list(Actor.objects.order_by("pk")), list(Position.objects.order_by("pk"))
    source = Source.objects.order_by("pk").first()
    match chance.randrange(8):
        case 0:
            edit(
                chance.choice(positions), summary=f"Words {chance.random()}.", stated=f"2025-12-0{chance.randint(1, 9)}"
            )
        case 1:
            edit(chance.choice(actors), description=f"Words {chance.random()}", slug=f"a-{chance.randrange(10**9)}")
        case 2:
            with editing():
                make_position(f"p-{chance.randrange(10**9)}", Topic.objects.first(), chance.choice(actors), source)
        case 3:
            with correcting(kind=RevisionKind.WITHDRAWAL):
                withdraw(chance.choice(positions), "Not so")
        case 4:
            with correcting():
                merge(*chance.sample(actors, 2))
        case 5:
            with editing():
                cite(chance.choice(positions), source, line=chance.randint(2, 99))
        case 6:
            with correcting():
                chance.choice(list(Citation.objects.order_by("-line")[:4])).delete()
        case 7:
            with correcting():
                revert(chance.randint(1, Revision.objects.count()), "Back")


@pytest.fixture(scope="module")
def worked_on(databases, blank_template):
    """Use one small database for many edits."""
    name = databases.copy(blank_template)
    databases.use(name)
    with editing():
        source = make_source()
        topic = make_topic()
        actors = [make_actor(f"actor-{n}", source) for n in range(6)]
        meeting = make_meeting("talks", source)
        for n, actor in enumerate(actors):
            make_position(f"first-{n}", topic, actor, source, speaker=actors[n - 1])
            seat = Participation.objects.create(meeting=meeting, actor=actor, role="party")
            cite(seat, source)
    yield name
    databases.use(databases.home)
    databases.drop(name)


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_random_revisions_are_reverted_in_every_row_or_not_at_all(worked_on, seed):
    chance = random.Random(seed)
    if Actor.objects.count() < 4 or Position.objects.count() < 3:  # few are left after merges and withdrawals
        fresh = (f"fresh-{uuid4().hex[:12]}" for _ in count())  # slugs cannot be reused, but random seeds may repeat
        with editing():  # reverting the first revision may have removed everything
            source = Source.objects.first() or make_source(next(fresh))
            process = Process.objects.first() or Process.objects.create(slug=next(fresh), name="Process")
            topic = Topic.objects.first() or make_topic(next(fresh), process=process)
            for _ in range(3):
                actor = make_actor(next(fresh), source)
                make_position(next(fresh), topic, actor, source)
    before, number = contents(), Revision.objects.count()
    try:
        _random_edit(chance)
    except (EditError, DatabaseError):
        assert (contents(), Revision.objects.count()) == (before, number)
        return
    after = contents()
    if chance.random() < 0.3:
        earlier = chance.randint(1, number + 1)
        try:
            reverting(earlier)
        except (EditError, DatabaseError):
            assert contents() == after
        return
    if Revision.objects.count() == number:
        return  # the edit changed nothing
    reverting(number + 1)
    undone = contents()
    for register in (Slug, Withdrawal):  # slugs and withdrawals stay registered
        assert before.pop(register).items() <= undone.pop(register).items()
    assert undone == before
    assert list(find_faults()) == []
