"""Meetings: occasions on which something was said, negotiated or decided."""

from collections.abc import Iterable
from typing import Self

from django.db import models

from factbase.models.fields.edtf import Spanning
from factbase.vocabulary import DateBasis, MeetingFormat, MeetingKind, MeetingStatus, Qualifier

from .base import KeyedQuerySet, Slugged, known_values, optional_foreign_key
from .citation import RequireCitation
from .participation import Participation
from .search_document import search_index
from .slug import KeepSlug, slug_constraint

TOOK_PLACE = (MeetingStatus.HELD, MeetingStatus.ONGOING)
"""The statuses of a meeting that has begun. A source that reports it cannot be older than the meeting."""


class MeetingQuerySet(KeyedQuerySet["Meeting"]):
    def with_sides(self, actors: Iterable[int]) -> Self:
        """Return the meetings where each of these actors (ids) took part, itself or through someone on its side."""
        meetings = self
        for actor in actors:
            present = Participation.objects.present().on_side_of(actor)
            meetings = meetings.filter(models.Exists(present.filter(meeting=models.OuterRef("pk"))))
        return meetings


class Meeting(Slugged, Spanning):
    """An occasion, held or planned: talks, a call, a press briefing, a vote."""

    process = models.ForeignKey("Process", models.PROTECT, related_name="meetings", help_text="The peace process.")
    title = models.CharField(max_length=200, help_text="A short title in our own words.")
    description = models.TextField(blank=True, help_text="The meeting described in our own words.")
    kind = models.CharField(max_length=30, choices=MeetingKind, help_text="The kind of occasion.")
    format = models.CharField(
        max_length=20,
        choices=MeetingFormat,
        blank=True,
        help_text="How the participants met; empty if the source does not say.",
    )
    status = models.CharField(
        max_length=20, choices=MeetingStatus, help_text="Whether the meeting took place, as far as the sources say."
    )
    date_basis = models.CharField(
        max_length=10,
        choices=DateBasis,
        default=DateBasis.STATED,
        help_text="Whether the dates are stated in the source, inferred from it, or known from outside it.",
    )
    date_note = models.CharField(
        max_length=300,
        blank=True,
        help_text="The reasons for dates that the source does not state, or for a missing date.",
    )
    duration_minutes = models.PositiveIntegerField(null=True, blank=True, help_text="The duration in minutes.")
    duration_qualifier = models.CharField(
        max_length=20, choices=Qualifier, blank=True, help_text="How exact the duration is: almost, over."
    )
    place = models.CharField(
        max_length=200, blank=True, help_text="The city or building; empty if the source does not say."
    )
    host = optional_foreign_key("Actor", "hosted_meetings", "The actor that hosted the meeting.")
    topics = models.ManyToManyField(
        "Topic", blank=True, related_name="meetings", help_text="The topics that the meeting was about."
    )
    proposals = models.ManyToManyField(
        "Proposal", blank=True, related_name="meetings", help_text="The proposals that the meeting was about."
    )
    follows = optional_foreign_key("self", "followed_by", "The earlier meeting that this one follows up.")
    according_to = optional_foreign_key(
        "Actor", "meetings_told_of", "The only party that reports the meeting; empty if several parties do."
    )

    objects = MeetingQuerySet.as_manager()

    class Meta(Spanning.Meta):
        ordering = ["-earliest", "-slug"]
        constraints = [
            *Spanning.Meta.constraints,
            *known_values(
                kind=MeetingKind,
                format=[*MeetingFormat.values, ""],
                status=MeetingStatus,
                date_basis=DateBasis,
                duration_qualifier=[*Qualifier.values, ""],
            ),
            slug_constraint(),
            models.CheckConstraint(
                name="meeting_has_a_date_or_says_why_not",
                condition=~models.Q(starts="") | ~models.Q(date_note=""),
                violation_error_message="A meeting without a date needs a date note that says why.",
            ),
            models.CheckConstraint(
                name="meeting_duration_qualifier_needs_minutes",
                condition=models.Q(duration_qualifier="") | models.Q(duration_minutes__isnull=False),
                violation_error_message="A duration qualifier needs the duration in minutes.",
            ),
        ]
        indexes = [
            models.Index(fields=["earliest", "slug"]),
            models.Index(fields=["latest", "slug"]),
            search_index(
                "meeting", title=["title"], body=["description"], rest=["place"], actors=["host", "according_to"]
            ),
        ]
        triggers = [KeepSlug(), RequireCitation()]
