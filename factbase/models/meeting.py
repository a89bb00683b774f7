"""An occasion on which something was said, negotiated or decided."""

from collections.abc import Iterable
from typing import Self

from django.db import models

from factbase.models.fields.edtf import Spanning
from factbase.vocabulary import DateBasis, MeetingFormat, MeetingKind, MeetingStatus, Qualifier

from .base import KeyedQuerySet, Slugged, known_values
from .citation import RequireCitation
from .participation import Participation
from .search_document import search_index
from .slug import KeepSlug, slug_constraint

TOOK_PLACE = (MeetingStatus.HELD, MeetingStatus.ONGOING)
"""Of what a source can only tell afterwards."""


class MeetingQuerySet(KeyedQuerySet["Meeting"]):
    def with_sides(self, actors: Iterable[int]) -> Self:
        """Meetings where each of these actors (ids) sat, in person or through someone on its side."""
        meetings = self
        for actor in actors:
            seats = Participation.objects.present().on_side_of(actor)
            meetings = meetings.filter(models.Exists(seats.filter(meeting=models.OuterRef("pk"))))
        return meetings


class Meeting(Slugged, Spanning):
    """An occasion: talks, a call, a press briefing, a vote. A planned one is not a held one."""

    process = models.ForeignKey(
        "Process", models.PROTECT, related_name="meetings", help_text="The process it belongs to."
    )
    title = models.CharField(max_length=200, help_text="A short title in our own words.")
    description = models.TextField(blank=True, help_text="What it was, in our own words.")
    kind = models.CharField(max_length=30, choices=MeetingKind, help_text="What sort of occasion it is.")
    format = models.CharField(
        max_length=20,
        choices=MeetingFormat,
        blank=True,
        help_text="How the participants met; empty when the text does not say.",
    )
    status = models.CharField(
        max_length=20, choices=MeetingStatus, help_text="Whether it took place, as far as the sources say."
    )
    date_basis = models.CharField(
        max_length=10,
        choices=DateBasis,
        default=DateBasis.STATED,
        help_text="Whether the source states the dates, they are inferred from the text, or known from outside.",
    )
    date_note = models.CharField(
        max_length=300, blank=True, help_text="The reasoning behind dates that the source does not state."
    )
    duration_minutes = models.PositiveIntegerField(null=True, blank=True, help_text="How long it lasted, in minutes.")
    duration_qualifier = models.CharField(
        max_length=20, choices=Qualifier, blank=True, help_text="How exact the duration is: almost, over."
    )
    place = models.CharField(
        max_length=200, blank=True, help_text="Where: a city or building; empty when the text does not say."
    )
    host = models.ForeignKey(
        "Actor", models.PROTECT, null=True, blank=True, related_name="hosted_meetings", help_text="Who hosted it."
    )
    topics = models.ManyToManyField("Topic", blank=True, related_name="meetings", help_text="What it was about.")
    proposals = models.ManyToManyField(
        "Proposal", blank=True, related_name="meetings", help_text="The proposals it dealt with."
    )
    follows = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        help_text="The meeting it follows up.",
    )
    according_to = models.ForeignKey(
        "Actor",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings_told_of",
        help_text="Who tells of it, when only one party does.",
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
                violation_error_message="A meeting without a date says in its date note why.",
            ),
            models.CheckConstraint(
                name="meeting_duration_qualifier_needs_minutes",
                condition=models.Q(duration_qualifier="") | models.Q(duration_minutes__isnull=False),
                violation_error_message="A duration has minutes.",
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

    def __str__(self) -> str:
        return self.title
