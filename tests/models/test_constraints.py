"""Constraints and triggers of the database, which apply to every way of writing facts."""

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, models

from factbase.models import ActorName, Claim, Meeting, Outcome, Position, Provision, Topic, Voice
from tests.facts import cite, editing, make_actor, make_meeting, make_position, make_proposal, make_source, make_topic


@pytest.fixture
def facts(blank):
    with editing():
        source = make_source()
        topic, actor = make_topic(), make_actor("russia", source)
        position = make_position("said", topic, actor, source)
    return source, topic, actor, position


def refused(name: str):
    return pytest.raises(IntegrityError, match=name)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"stance": ""}, "position_stance_is_known"),
        ({"stance": "opose"}, "position_stance_is_known"),
        ({"stance": "conditional"}, "position_condition_when_conditional"),
        ({"stance": "conditional", "condition": "if asked"}, "position_condition_when_conditional"),
        ({"condition": "if asked", "condition_effect": "supports_if"}, "position_condition_when_conditional"),
        ({"attribution": "attributed"}, "position_attributed_by_someone"),
        ({"stated": "on Sunday"}, "position_stated_is_edtf"),
        ({"stated_earliest": "2026-01-01"}, "position_stated_in_order"),
        ({"summary": ""}, "position_summary_is_not_empty"),
        ({"slug": "Not A Slug"}, "position_slug"),
        ({"slug": "by-actor"}, "is a word of the API's routes"),
    ],
)
def test_an_invalid_position_is_refused(facts, values, constraint):
    with refused(constraint), editing():
        Position.objects.filter(slug="said").update(**values)


def test_a_stance_needs_a_proposition(facts):
    source, _, actor, _ = facts
    with refused("no proposition"), editing():
        make_position("side", make_topic("vague", proposition=""), actor, source)
    with editing():
        make_position("no-side", make_topic("vague", proposition=""), actor, source, stance="no_stance")


def test_every_fact_needs_a_citation(facts):
    with refused("has no citation"), editing():
        ActorName.objects.create(actor=facts[2], name="Moscow", kind="alias")
    with refused("has no citation"), editing():
        facts[3].citations.all().delete()
    with editing():  # the order inside a transaction does not matter
        facts[3].citations.all().delete()
        cite(facts[3], facts[0], line=2)


@pytest.mark.parametrize("words", [12, 13])
def test_a_quote_has_at_most_12_words(facts, words):
    def quote():
        with editing():
            cite(facts[3], facts[0], line=9, directness="direct_quote", quote=" ".join(["word"] * words))

    if words > 12:
        with refused("citation_quote_has_at_most_12_words"):
            quote()
    else:
        quote()


def test_a_paraphrase_has_no_quote_and_a_quote_has_words(facts):
    with refused("citation_quote_unless_paraphrase"), editing():
        cite(facts[3], facts[0], line=9, quote="words")
    with refused("citation_quote_unless_paraphrase"), editing():
        cite(facts[3], facts[0], line=9, directness="direct_quote")


def test_a_citation_supports_exactly_one_fact(facts):
    with refused("citation_supports_one_fact"), editing():
        cite(facts[3], facts[0], line=9, actor=facts[2])


def test_slugs_are_unique_and_never_reused(facts):
    source, topic, actor, position = facts
    with refused("unique"), editing():
        make_position("said", topic, actor, source)
    with editing():
        Position.objects.filter(pk=position.pk).update(slug="renamed")
    with refused("used before"), editing():
        make_position("said", topic, actor, source)
    with editing():  # a record may get its former slug back
        Position.objects.filter(pk=position.pk).update(slug="said")


def test_the_number_of_a_provision_is_unique_in_its_proposal(facts):
    with editing():
        plan, other = make_proposal("plan", facts[0]), make_proposal("other", facts[0])
        for proposal, slug, part in [(plan, "p-7", ""), (plan, "p-7a", "a"), (other, "o-7", "")]:
            cite(Provision.objects.create(proposal=proposal, slug=slug, number=7, part=part, summary="x"), facts[0])
        for slug in ("p-1", "p-2"):  # numbers may be unknown
            cite(Provision.objects.create(proposal=plan, slug=slug, summary="x"), facts[0])
    with refused("provision_number_is_unique"), editing():
        cite(Provision.objects.create(proposal=plan, slug="p-again", number=7, summary="x"), facts[0])


def test_a_meeting_without_a_date_needs_a_date_note(facts):
    with refused("meeting_has_a_date_or_says_why_not"), editing():
        make_meeting("someday", facts[0], starts="")
    with editing():
        make_meeting("someday", facts[0], starts="", date_note="The text names no day.")


def test_a_meeting_does_not_end_before_it_starts(facts):
    with editing():
        meeting = make_meeting("talks", facts[0], starts="2025-12-02", ends="2025-12-03")
    with refused("meeting_dates_in_order"), editing():
        Meeting.objects.filter(pk=meeting.pk).update(latest="2025-12-01")


def test_one_outcome_has_one_describer(facts):
    with refused("outcome_has_one_describer"), editing():
        meeting = make_meeting("talks", facts[0])
        cite(Outcome.objects.create(meeting=meeting, summary="x"), facts[0])


def test_one_voice_is_an_actor_or_a_source(facts):
    source, topic, actor, _ = facts
    with refused("voice_is_an_actor_or_a_source"), editing():
        claim = Claim(slug="c", process=topic.process, kind="history", summary="x", stated="2025")
        claim.work_out_dates()
        claim.save()
        cite(claim, source)
        voice = Voice(claim=claim, actor=actor, source=source, role="asserts", stated="2025")
        voice.work_out_dates()
        voice.save()


def test_a_topic_is_not_its_own_broader(facts):
    with refused("topic_is_not_its_own_broader"), editing():
        Topic.objects.filter(pk=facts[1].pk).update(broader=facts[1].pk)


def test_facts_are_not_truncated(facts):
    with pytest.raises(DatabaseError, match="TRUNCATE is refused"), connection.cursor() as cursor:
        cursor.execute("TRUNCATE factbase_position CASCADE")


def test_every_field_has_a_help_text():
    """The admin and the API show help texts."""
    without_help_text = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("factbase").get_models()
        if not model.__name__.endswith("History")
        for field in model._meta.local_fields + model._meta.local_many_to_many
        if not field.help_text and not field.primary_key and field.name != "slug"
    ]
    assert without_help_text == []


def test_every_enum_field_has_a_constraint():
    """The database refuses values that are not in the codebook, not only the forms."""
    unconstrained = []
    for model in apps.get_app_config("factbase").get_models():
        names = {constraint.name for constraint in model._meta.constraints}
        for field in model._meta.local_fields:
            is_enum = isinstance(field, models.CharField) and field.choices
            if is_enum and f"{model._meta.model_name}_{field.name}_is_known" not in names:
                unconstrained.append(f"{model.__name__}.{field.name}")
    assert unconstrained == []
