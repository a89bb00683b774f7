"""Positions: the stances of actors on topics."""

from collections.abc import Iterable
from typing import Any, Self, cast

import pgtrigger
from django.db import models
from django.db.models import F, Q

from factbase.models.fields.edtf import Dated
from factbase.vocabulary import Attribution, ConditionEffect, SpeechAct, Stance

from .base import KeyedQuerySet, Slugged, known_values, optional_foreign_key
from .citation import RequireCitation
from .in_force import in_force, version, without_uncertain_starts
from .search_document import search_index
from .slug import KeepSlug, slug_constraint


class StanceNeedsProposition(pgtrigger.Trigger):
    """Refuse a stance other than `no_stance` on a topic without a proposition."""

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
"""The order of positions, which also decides between statements of the same day."""


class PositionQuerySet(KeyedQuerySet["Position"]):
    def on(self, topics: Iterable[int] | models.QuerySet) -> Self:
        """Return the positions on any of these topics."""
        return self.filter(topic__in=topics)

    def held_by(self, actors: Iterable[int] | models.QuerySet) -> Self:
        """Return the positions whose holder is one of these actors."""
        return self.filter(holder__in=actors)

    def for_listing(self) -> Self:
        """Annotate `own_word_on_record`: True if the fact base has a statement by the holder itself on the topic."""
        own = Position.objects.self_declared().filter(holder=models.OuterRef("holder"), topic=models.OuterRef("topic"))
        is_own = models.When(attribution=Attribution.SELF_DECLARED, then=True)  # saves the lookup for most positions
        return self.annotate(own_word_on_record=models.Case(is_own, default=models.Exists(own)))

    def on_the_topic_itself(self) -> Self:
        """Return the positions that are not about a proposal."""
        return self.alias(version=version("proposal")).filter(version=0)

    def on_proposals(self) -> Self:
        """Return the positions that are about a version of a proposal."""
        return self.alias(version=version("proposal")).filter(version__gt=0)

    def self_declared(self) -> Self:
        """Return the positions that the holder or its spokesperson stated."""
        return self.filter(attribution=Attribution.SELF_DECLARED)

    def stated_by(self, day: Any) -> Self:
        """Return the positions stated on or before a day, judged by the latest day that their dates allow."""
        return self.filter(stated_latest__lte=day)

    def declared_by(self, day: Any) -> Self:
        """Return the self-declared stances up to a day. A holder with any of them has one in force."""
        return self.self_declared().stated_by(day).exclude(stance=Stance.NO_STANCE)

    def in_force_on(self, day: Any) -> Self:
        """Return the stances in force on a day: for each holder, topic and proposal the latest self-declared one.

        - Statements with `no_stance` do not replace a stance.
        - A statement with an open start ("by 28 November") may be older than its latest day. An exactly dated
          statement inside its interval takes precedence over it.
        - The order is by latest day, earliest day and slug. If speakers of one holder differ on the same day, both
          stances are in force; if they agree, one represents both.

        Each position is compared with all others of its holder, regardless of other filters of the queryset.
        """
        return cast(Self, in_force(self, day))

    def once_in_force(self) -> Self:
        """Return the stances that were in force on any day: those in force on their own latest day.

        On later days the same statements compete with a stance, and more. If it is not in force at first, it never is.
        """
        return self.in_force_on(F("stated_latest"))

    def spoken_by(self, day: Any) -> Self:
        """Return the stances that named speakers declared for the holders up to a day, judged for each speaker alone.

        An exactly dated stance takes precedence over one with an open start only if both have the same speaker. The
        latest stance of a speaker is the one that would be in force if nobody else had spoken.
        """
        return cast(Self, without_uncertain_starts(self.filter(speaker__isnull=False), day, "speaker"))


class Position(Slugged, Dated):
    """The stance of one actor on one topic, as one statement expressed it."""

    topic = models.ForeignKey(
        "Topic", models.PROTECT, related_name="positions", db_index=False, help_text="The topic of the position."
    )
    holder = models.ForeignKey(
        "Actor",
        models.PROTECT,
        related_name="positions",
        db_index=False,  # as for the topic: other indexes start with this column
        help_text="The party that holds the position. If someone speaks in office, it is their state or alliance.",
    )
    stance = models.CharField(
        max_length=20, choices=Stance, help_text="The side that the holder takes on the topic's proposition."
    )
    condition = models.CharField(
        max_length=300, blank=True, help_text="The condition of a conditional stance, in our own words."
    )
    condition_effect = models.CharField(
        max_length=20, choices=ConditionEffect, blank=True, help_text="What the holder does if the condition is met."
    )
    summary = models.TextField(help_text="The position, in our own words.")
    speech_act = models.CharField(
        max_length=30,
        choices=SpeechAct,
        blank=True,
        help_text="The act that the holder performs by speaking; empty if no statement by the holder is reported.",
    )
    attribution = models.CharField(
        max_length=20,
        choices=Attribution,
        help_text="Who states the position: the holder, someone who relays it, another party, or the source itself.",
    )
    speaker = optional_foreign_key(
        "Actor",
        "positions_spoken",
        "The person or body that spoke for the holder; empty if the source does not say.",
        db_index=False,
    )
    attributed_by = optional_foreign_key(
        "Actor", "positions_attributed", "The actor that relays the position, or attributes it to the holder."
    )
    meeting = optional_foreign_key("Meeting", "positions", "The occasion on which the statement was made.")
    about_meeting = optional_foreign_key("Meeting", "positions_about", "The meeting that the statement is about.")
    proposal = optional_foreign_key(
        "Proposal", "positions", "The version of a proposal that the position is about; empty for the topic itself."
    )
    statement = models.CharField(
        max_length=100, blank=True, db_index=True, help_text="A key shared by all positions of one statement."
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
            ),
            slug_constraint(),
            models.CheckConstraint(
                name="position_condition_when_conditional",
                condition=Q(stance=Stance.CONDITIONAL, condition__gt="", condition_effect__gt="")
                | Q(~Q(stance=Stance.CONDITIONAL), condition="", condition_effect=""),
                violation_error_message="A conditional stance needs a condition and its effect. Others have neither.",
            ),
            models.CheckConstraint(
                name="position_own_word_is_an_act",
                condition=~Q(attribution=Attribution.SELF_DECLARED, speech_act=""),
                violation_error_message="A self-declared position needs a speech act.",
            ),
            models.CheckConstraint(
                name="position_attributed_by_someone",
                condition=Q(attribution__in=[Attribution.ATTRIBUTED, Attribution.RELAYED], attributed_by__isnull=False)
                | Q(attribution__in=[Attribution.SELF_DECLARED, Attribution.NARRATED], attributed_by__isnull=True),
                violation_error_message="An attributed or relayed position needs “attributed by”. Others have none.",
            ),
            models.CheckConstraint(
                name="position_summary_is_not_empty",
                condition=Q(summary__gt=""),
                violation_error_message="A position needs a summary.",
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

    def __str__(self) -> str:
        return self.slug
