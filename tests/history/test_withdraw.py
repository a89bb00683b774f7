"""A withdrawn fact is removed with all its parts, and restored unchanged."""

import pytest
from django.apps import apps

from factbase.history.describe import EditError
from factbase.history.history_tables import TRACKED
from factbase.history.revision import revision
from factbase.history.withdraw import restore, withdraw
from factbase.models import Actor, Position, Proposal, Provision, Slug, Source, Topic, Withdrawal
from factbase.vocabulary import ReasonCode, RevisionKind
from tests.facts import cite, editing, make_position


def withdrawing():
    return revision(author="olena", kind=RevisionKind.WITHDRAWAL, reason_code=ReasonCode.OTHER, reason="Not so")


def correcting():
    return revision(author="olena", kind=RevisionKind.CORRECTION, reason_code=ReasonCode.OTHER, reason="It is so")


def contents() -> dict:
    """Return every row of every tracked table."""
    return {
        model: {row["id"]: row for row in model._base_manager.values(*[f.attname for f in model._meta.concrete_fields])}
        for model in TRACKED
    }


@pytest.mark.parametrize("kind", ["position", "claim", "identification", "discrepancy", "provision"])
def test_restoring_brings_back_every_row(scratch, kind):
    fact = apps.get_model("factbase", kind).objects.first()
    before = contents()
    with withdrawing():
        withdraw(fact, "The source does not say so.")
    assert not type(fact).objects.filter(pk=fact.pk).exists()
    gone = Withdrawal.objects.get()
    assert (gone.kind, gone.object_id, gone.slug, gone.reason) == (
        kind,
        fact.pk,
        fact.slug,
        "The source does not say so.",
    )
    assert Slug.objects.filter(kind=kind, slug=fact.slug, object_id=fact.pk).exists()
    with correcting():
        restore(kind, fact.pk)
    assert contents() == before


def test_parts_are_withdrawn_and_restored_together(scratch):
    proposal = Proposal.objects.filter(provisions__isnull=False).first()
    with withdrawing():
        for position in Position.objects.filter(proposal=proposal):
            withdraw(position, "Not so")
    with correcting():
        proposal.meetings.clear()
        Proposal.objects.filter(revises=proposal).update(revises=None)
    blockers = [*proposal.identifications.all(), *proposal.identifications_as_other.all()]
    with withdrawing():
        for identification in blockers:
            withdraw(identification, "Not so")
    provision = proposal.provisions.first()
    with withdrawing():
        withdraw(provision, "Not a point of it")
    before = contents()
    with withdrawing():
        done = withdraw(proposal, "No such plan")
    assert "provision" in done[0] and "citation" in done[0]
    assert not Provision.objects.filter(proposal=proposal.pk).exists()
    with correcting():
        restore("proposal", proposal.pk)
    assert contents() == before
    assert not Provision.objects.filter(pk=provision.pk).exists()  # withdrawn separately before


def test_facts_with_references_are_not_withdrawn(scratch):
    topic = Topic.objects.get(slug="nato-membership")
    with pytest.raises(EditError, match=r"still referred to as “topic”: the position “.*and \d+ more"), withdrawing():
        withdraw(topic, "No topic")
    russia = Actor.objects.get(slug="russia")
    with pytest.raises(EditError) as refusal, withdrawing():
        withdraw(russia, "No state")
    assert any("as “holder”" in message for message in refusal.value.messages)
    assert any(
        "as “organisation”" in message for message in refusal.value.messages
    )  # its own affiliations are withdrawn with it
    assert not any("as “member”" in message for message in refusal.value.messages)
    source = Source.objects.first()
    with pytest.raises(EditError, match="as “source”: the citation"), withdrawing():
        withdraw(source, "No source")
    assert not Withdrawal.objects.exists()


def test_withdrawing_twice(scratch):
    position = Position.objects.first()
    with withdrawing():
        withdraw(position, "Not so")
    with pytest.raises(EditError, match="not in the fact base any more"), withdrawing():
        withdraw(position, "Not so")
    with correcting():
        restore("position", position.pk)
    with pytest.raises(EditError, match="nothing to restore"), correcting():
        restore("position", position.pk)


def test_a_withdrawal_needs_a_reason(scratch):
    with pytest.raises(EditError, match="why"), withdrawing():
        withdraw(Position.objects.first(), " ")


def test_a_fact_with_missing_references_is_not_restored(scratch):
    with editing():
        topic = Topic.objects.create(process=Topic.objects.first().process, slug="new", name="New", proposition="It is")
        position = make_position("p", topic, Actor.objects.get(slug="russia"), Source.objects.first())
    with withdrawing():
        withdraw(position, "Not so")
    with withdrawing():
        withdraw(topic, "No topic")
    missing = "refers to the topic “New” as “topic”, removed in revision 4"
    with pytest.raises(EditError, match=missing), correcting():
        restore("position", position.pk)
    with correcting():
        restore("topic", topic.pk)
    with correcting():
        restore("position", position.pk)
    assert Position.objects.get(slug="p").topic == topic


def test_a_duplicate_prevents_restoring(scratch):
    process = Topic.objects.first().process
    with editing():
        topic = Topic.objects.create(process=process, slug="new", name="New")
    with withdrawing():
        withdraw(topic, "No topic")
    with editing():
        Topic.objects.create(process=process, slug="newer", name="New")
    with pytest.raises(EditError, match="would be a duplicate: the topic “New” exists"), correcting():
        restore("topic", topic.pk)


def test_only_the_latest_of_two_withdrawals_is_restored(scratch):
    """Parts removed before the withdrawal stay removed, and corrections stay."""
    position = Position.objects.first()
    with editing():
        extra = cite(position, Source.objects.first(), line=77)
    with withdrawing():
        withdraw(position, "Not so")
    with correcting():
        restore("position", position.pk)
    with correcting():
        extra.delete()
        Position.objects.filter(pk=position.pk).update(summary="Better words.")
    before = contents()
    with withdrawing():
        withdraw(position, "Not so after all")
    with correcting():
        restore("position", position.pk)
    assert contents() == before


def test_a_fact_without_history_cannot_be_restored(scratch):
    with withdrawing():
        Withdrawal.objects.create(kind="position", object_id=10**6, slug="never-here", reason="Withdrawn elsewhere")
    before = contents()
    with pytest.raises(EditError, match="never held it"), correcting():
        restore("position", 10**6)
    assert contents() == before
