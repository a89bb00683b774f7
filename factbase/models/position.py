"""What one actor holds on one topic."""

import datetime
from collections.abc import Iterable
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import F, Min, Q, Window
from django.db.models.functions import Rank, RowNumber

from .base import Slugged, SluggedQuerySet, known_values
from .citation import RequireCitation
from .dates import OPEN_START, DateBasis, Dated
from .slug import KeepSlug, slug_constraint


class Stance(models.TextChoices):
    """The side taken, measured against the topic's proposition."""

    SUPPORTS = "supports", "Supports"
    CONDITIONAL = "conditional", "Conditional"
    UNDECIDED = "undecided", "Undecided"
    OPPOSES = "opposes", "Opposes"
    NO_STANCE = "no_stance", "No stance"


class ConditionEffect(models.TextChoices):
    """What follows when the condition of a conditional stance is met."""

    SUPPORTS_IF = "supports_if", "Supports if"
    GIVES_UP_IF = "gives_up_if", "Gives up if"


class SpeechAct(models.TextChoices):
    """What the holder does by saying it."""

    ASSERTS = "asserts", "Asserts"
    DEMANDS = "demands", "Demands"
    OFFERS = "offers", "Offers"
    ACCEPTS = "accepts", "Accepts"
    COMMITS = "commits", "Commits"
    REJECTS = "rejects", "Rejects"
    THREATENS = "threatens", "Threatens"
    ACCUSES = "accuses", "Accuses"
    DENIES = "denies", "Denies"
    DECLINES_TO_COMMENT = "declines_to_comment", "Declines to comment"


class Attribution(models.TextChoices):
    """Whose word it is: the holder's own, or what others say of the holder."""

    SELF_DECLARED = "self_declared", "Self-declared"
    RELAYED = "relayed", "Relayed"
    ATTRIBUTED = "attributed", "Attributed"
    NARRATED = "narrated", "Narrated"


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


class PositionQuerySet(SluggedQuerySet["Position"]):
    def on(self, topics: Iterable[int] | models.QuerySet) -> Self:
        """Positions on one of these topics."""
        return self.filter(topic__in=topics)

    def held_by(self, actors: Iterable[int] | models.QuerySet) -> Self:
        """Positions whose holder is one of these actors."""
        return self.filter(holder__in=actors)

    def for_listing(self) -> Self:
        """With `own_word_on_record`: whether a statement of the holder's own on the topic is on record."""
        own = Position.objects.self_declared().filter(holder=models.OuterRef("holder"), topic=models.OuterRef("topic"))
        return self.annotate(own_word_on_record=models.Exists(own))

    def self_declared(self) -> Self:
        """Positions in the holder's own word, or its spokesperson's."""
        return self.filter(attribution=Attribution.SELF_DECLARED)

    def stated_by(self, day: datetime.date) -> Self:
        """Positions stated on or before a day. One known only to an interval is never claimed early."""
        return self.filter(stated_latest__lte=day)

    def in_force_on(self, day: datetime.date) -> Self:
        """The stances in force on a day: for each holder, topic and proposal the latest that the holder declared.

        - Statements without a stance displace nothing.
        - A statement with an open start ("by 28 November") may be older than it looks: it gives way to any exactly
          dated one inside its interval.
        - Ties go to the latest day, the earliest day, the slug. Speakers of one holder who differ on the same day are
          both in force; where they agree, one stands for both.

        Narrow by topic, holder or proposal first: filters that tell statements of one holder apart (a stance, a
        speaker, a date) belong after, or they would change the answer.
        """
        group = ["holder_id", "topic_id", "proposal_id"]
        everything = Position.objects.order_by()
        candidates = (
            self.self_declared()
            .stated_by(day)
            .exclude(stance=Stance.NO_STANCE)
            .order_by()
            .annotate(
                first_exact=Window(
                    Min("stated_latest", filter=Q(stated_earliest=F("stated_latest"))), partition_by=group
                )
            )
            .filter(
                ~Q(stated_earliest=OPEN_START) | Q(first_exact__isnull=True) | Q(first_exact__gt=F("stated_latest"))
            )
        )
        last_words = (
            everything.filter(pk__in=candidates.values("pk"))
            .annotate(
                place=Window(Rank(), partition_by=group, order_by=NEWEST_FIRST[:2]),
                word=Window(RowNumber(), partition_by=[*group, "speaker_id"], order_by=NEWEST_FIRST),
            )
            .filter(place=1, word=1)
        )
        each_stance_once = (
            everything.filter(pk__in=last_words.values("pk"))
            .order_by(*group, "stance", "condition", "-slug")
            .distinct(*group, "stance", "condition")
        )
        return self.filter(pk__in=each_stance_once.values("pk"))


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
        ]
        triggers = [KeepSlug(), RequireCitation(), StanceNeedsProposition()]
