"""Whether two meetings or two proposals are one."""

from django.db import models
from django.db.models import F, Q

from factbase.vocabulary import Verdict

from .base import KeyedQuerySet, Slugged, known_values
from .citation import RequireCitation
from .slug import KeepSlug, slug_constraint


class Identification(Slugged):
    """Whether two meetings or two proposals are one. “The texts do not say” is an answer."""

    verdict = models.CharField(max_length=20, choices=Verdict, help_text="Whether the two are one.")
    meeting = models.ForeignKey(
        "Meeting", models.PROTECT, null=True, blank=True, related_name="identifications", help_text="A meeting."
    )
    other_meeting = models.ForeignKey(
        "Meeting",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="identifications_as_other",
        help_text="The other meeting.",
    )
    proposal = models.ForeignKey(
        "Proposal", models.PROTECT, null=True, blank=True, related_name="identifications", help_text="A proposal."
    )
    other_proposal = models.ForeignKey(
        "Proposal",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="identifications_as_other",
        help_text="The other proposal.",
    )
    note = models.TextField(help_text="What the texts say about it, and what they do not.")

    objects = KeyedQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        constraints = [
            *known_values(verdict=Verdict),
            slug_constraint(),
            models.CheckConstraint(
                name="identification_of_one_pair",
                condition=Q(
                    meeting__isnull=False,
                    other_meeting__isnull=False,
                    proposal__isnull=True,
                    other_proposal__isnull=True,
                )
                | Q(
                    meeting__isnull=True,
                    other_meeting__isnull=True,
                    proposal__isnull=False,
                    other_proposal__isnull=False,
                ),
                violation_error_message="Name two meetings or two proposals.",
            ),
            models.CheckConstraint(
                name="identification_of_two_things",
                condition=(Q(meeting__isnull=True) | ~Q(meeting=F("other_meeting")))
                & (Q(proposal__isnull=True) | ~Q(proposal=F("other_proposal"))),
                violation_error_message="A thing is always the same as itself: name another.",
            ),
        ]
        triggers = [KeepSlug(), RequireCitation()]

    def __str__(self) -> str:
        return self.slug
