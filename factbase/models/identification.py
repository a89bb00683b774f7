"""Identifications: judgements on two meetings or two proposals being one."""

from django.db import models
from django.db.models import F, Q

from factbase.vocabulary import Verdict

from .base import Slugged, known_values, optional_foreign_key
from .citation import RequireCitation
from .slug import KeepSlug, slug_constraint


class Identification(Slugged):
    """A judgement on two meetings, or two proposals, being one. “The sources do not say” is a valid judgement."""

    verdict = models.CharField(max_length=20, choices=Verdict, help_text="Whether the two are the same thing.")
    meeting = optional_foreign_key("Meeting", "identifications", "One meeting.")
    other_meeting = optional_foreign_key("Meeting", "identifications_as_other", "The other meeting.")
    proposal = optional_foreign_key("Proposal", "identifications", "One proposal.")
    other_proposal = optional_foreign_key("Proposal", "identifications_as_other", "The other proposal.")
    note = models.TextField(help_text="What the sources say about the two, and what they do not say.")

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
                violation_error_message="Choose two meetings or two proposals.",
            ),
            models.CheckConstraint(
                name="identification_of_two_things",
                condition=(Q(meeting__isnull=True) | ~Q(meeting=F("other_meeting")))
                & (Q(proposal__isnull=True) | ~Q(proposal=F("other_proposal"))),
                violation_error_message="The two must be different records.",
            ),
        ]
        triggers = [KeepSlug(), RequireCitation()]
