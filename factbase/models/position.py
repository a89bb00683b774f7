"""What one actor holds on one topic."""

from collections.abc import Iterable
from typing import Any, Self, cast

import pgtrigger
from django.db import models
from django.db.models import F, Q

from factbase.models.fields.edtf import Dated
from factbase.vocabulary import Attribution, ConditionEffect, DateBasis, SpeechAct, Stance

from .base import KeyedQuerySet, Slugged, known_values
from .citation import RequireCitation
from .in_force import in_force, standing, version
from .search_document import search_index
from .slug import KeepSlug, slug_constraint


class StanceNeedsProposition(pgtrigger.Trigger):
    """Refuse a side taken on a topic that has no proposition to take a side on."""

    name = "stance_needs_proposition"
    when = pgtrigger.Before
    operation = pgtrigger.Insert | pgtrigger.UpdateOf("stance", "topic_id")
    condition = pgtrigger.Q(new__stance__in=[s for s in Stance.values if s != Stance.NO_STANCE])
    func = """
        IF EXISTS (SELECT FROM factbase_topic WHERE id = NEW.topic_id AND proposition = '') THEN
            RAISE check_violation USING CONSTRAINT = 'position_stance_needs_proposition',
                MESSAGE = 'The topic has no proposition, so the only stance on it is no_stance.';
        END IF;
        RETURN NEW;
    """


NEWEST_FIRST = ("-stated_latest", "-stated_earliest", "-slug")
"""The order of positions, and how ties between statements are broken."""


class PositionQuerySet(KeyedQuerySet["Position"]):
    def on(self, topics: Iterable[int] | models.QuerySet) -> Self:
        """Positions on one of these topics."""
        return self.filter(topic__in=topics)

    def held_by(self, actors: Iterable[int] | models.QuerySet) -> Self:
        """Positions whose holder is one of these actors."""
        return self.filter(holder__in=actors)

    def for_listing(self) -> Self:
        """With `own_word_on_record`: whether a statement of the holder's own on the topic is on record."""
        own = Position.objects.self_declared().filter(holder=models.OuterRef("holder"), topic=models.OuterRef("topic"))
        itself = models.When(attribution=Attribution.SELF_DECLARED, then=True)  # most are: none has to be looked for
        return self.annotate(own_word_on_record=models.Case(itself, default=models.Exists(own)))

    def on_the_topic_itself(self) -> Self:
        """Positions that speak of no version of a proposal."""
        return self.alias(version=version("proposal")).filter(version=0)

    def on_proposals(self) -> Self:
        """Positions that speak of a version of a proposal."""
        return self.alias(version=version("proposal")).filter(version__gt=0)

    def self_declared(self) -> Self:
        """Positions in the holder's own word, or its spokesperson's."""
        return self.filter(attribution=Attribution.SELF_DECLARED)

    def stated_by(self, day: Any) -> Self:
        """Positions stated on or before a day. One known only to an interval is never claimed early."""
        return self.filter(stated_latest__lte=day)

    def declared_by(self, day: Any) -> Self:
        """The holders' own stances up to a day: where there is any, one is in force."""
        return self.self_declared().stated_by(day).exclude(stance=Stance.NO_STANCE)

    def in_force_on(self, day: Any) -> Self:
        """The stances in force on a day: for each holder, topic and proposal the latest that the holder declared.

        - Statements without a stance displace nothing.
        - A statement with an open start ("by 28 November") may be older than it looks: it gives way to any exactly
          dated one inside its interval.
        - Ties go to the latest day, the earliest day, the slug. Speakers of one holder who differ on the same day are
          both in force; where they agree, one stands for both.

        Each position is judged against all others of its holder, whatever else the queryset is narrowed by.
        """
        return cast(Self, in_force(self, day))

    def once_in_force(self) -> Self:
        """The stances that were in force on any day: those that were on their own latest day.

        On a later day a stance has the same rivals and more, so that what is displaced at first never comes into force.
        """
        return self.in_force_on(F("stated_latest"))

    def spoken_by(self, day: Any) -> Self:
        """Stances that named speakers declared for the holders up to a day, each speaker heard alone: one with an open
        start gives way to an exactly dated one of the same speaker only. The latest of a speaker is what would be in
        force if nobody else spoke."""
        return cast(Self, standing(self.filter(speaker__isnull=False), day, "speaker"))


class Position(Slugged, Dated):
    """What one actor holds on one topic, in one utterance, on the evidence of its citations."""

    topic = models.ForeignKey(
        "Topic", models.PROTECT, related_name="positions", db_index=False, help_text="The topic it is on."
    )
    holder = models.ForeignKey(
        "Actor",
        models.PROTECT,
        related_name="positions",
        db_index=False,  # of the topic as well: other indexes begin with them
        help_text="The party whose position it is: the state or alliance, when someone speaks in its office.",
    )
    stance = models.CharField(
        max_length=20, choices=Stance, help_text="The side taken, measured against the topic's proposition."
    )
    condition = models.CharField(
        max_length=300, blank=True, help_text="What a conditional stance depends on, in our own words."
    )
    condition_effect = models.CharField(
        max_length=20, choices=ConditionEffect, blank=True, help_text="What follows when the condition is met."
    )
    summary = models.TextField(help_text="The position, in our own words.")
    speech_act = models.CharField(
        max_length=30,
        choices=SpeechAct,
        blank=True,
        help_text="What the holder does by saying it; empty where no act of the holder's own is reported.",
    )
    attribution = models.CharField(
        max_length=20,
        choices=Attribution,
        help_text="Whether it is the holder's own word, passed on, asserted of it by another, or told by the source.",
    )
    speaker = models.ForeignKey(
        "Actor",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,  # other indexes begin with it
        related_name="positions_spoken",
        help_text="Who spoke for the holder: a person or a body; empty when the text does not say.",
    )
    attributed_by = models.ForeignKey(
        "Actor",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="positions_attributed",
        help_text="Who passes the position on, or asserts that the holder has it.",
    )
    meeting = models.ForeignKey(
        "Meeting",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="positions",
        help_text="The occasion on which it was said.",
    )
    about_meeting = models.ForeignKey(
        "Meeting",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="positions_about",
        help_text="The meeting that it speaks of.",
    )
    proposal = models.ForeignKey(
        "Proposal",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="positions",
        help_text="The version of a proposal that it speaks of.",
    )
    statement = models.CharField(
        max_length=100,
        blank=True,
        db_index=True,
        help_text="A key shared by the positions of one utterance.",
    )

    objects = PositionQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = NEWEST_FIRST
        constraints = [
            *Dated.Meta.constraints,
            *known_values(
                stance=Stance,
                condition_effect=[*ConditionEffect.values, ""],
                speech_act=[*SpeechAct.values, ""],
                attribution=Attribution,
                date_basis=DateBasis,
            ),
            slug_constraint(),
            models.CheckConstraint(
                name="position_condition_when_conditional",
                condition=Q(stance=Stance.CONDITIONAL, condition__gt="", condition_effect__gt="")
                | Q(~Q(stance=Stance.CONDITIONAL), condition="", condition_effect=""),
                violation_error_message="A conditional stance has a condition and its effect; no other stance does.",
            ),
            models.CheckConstraint(
                name="position_own_word_is_an_act",
                condition=~Q(attribution=Attribution.SELF_DECLARED, speech_act=""),
                violation_error_message="A holder's own word is a speech act: say which.",
            ),
            models.CheckConstraint(
                name="position_attributed_by_someone",
                condition=Q(attribution__in=[Attribution.ATTRIBUTED, Attribution.RELAYED], attributed_by__isnull=False)
                | Q(attribution__in=[Attribution.SELF_DECLARED, Attribution.NARRATED], attributed_by__isnull=True),
                violation_error_message="An attributed or relayed position names who attributes it; no other does.",
            ),
            models.CheckConstraint(
                name="position_summary_is_not_empty",
                condition=Q(summary__gt=""),
                violation_error_message="A position has a summary.",
            ),
        ]
        indexes = [
            models.Index(fields=["stated_latest", "stated_earliest", "slug"]),
            models.Index(fields=["topic", "stated_latest", "stated_earliest", "slug"]),
            models.Index(fields=["holder", "stated_latest", "stated_earliest", "slug"]),
            models.Index(fields=["topic", "holder", "stated_latest", "stated_earliest", "slug"]),
            models.Index(fields=["speaker", "stated_latest", "stated_earliest", "slug"]),
            models.Index(fields=["topic", "slug"]),
            models.Index(fields=["holder", "slug"]),
            models.Index(fields=["speaker", "slug"]),
            search_index(
                "position",
                body=["summary"],
                rest=["condition"],
                actors=["holder", "speaker", "attributed_by"],
                topics=["topic"],
            ),
            models.Index(
                *("topic", "holder", version("proposal"), "stated_latest", "stated_earliest"),
                name="factbase_position_in_force",
            ),
        ]
        triggers = [KeepSlug(), RequireCitation(), StanceNeedsProposition()]
