"""Proposals: peace plans, one record for each version."""

from django.db import models

from factbase.models.fields.edtf import Dated
from factbase.vocabulary import ProposalStatus

from .base import Slugged, known_values, optional_foreign_key
from .citation import RequireCitation
from .search_document import search_index
from .slug import KeepSlug, slug_constraint


class Proposal(Slugged, Dated):
    """One version of a peace plan. The stated date is when this version was made or first became known."""

    process = models.ForeignKey("Process", models.PROTECT, related_name="proposals", help_text="The peace process.")
    name = models.CharField(max_length=200, help_text="A name that distinguishes this version from the others.")
    description = models.TextField(blank=True, help_text="The version described in our own words.")
    revises = optional_foreign_key("self", "revised_by", "The earlier version that this one revises.")
    proposers = models.ManyToManyField(
        "Actor", blank=True, related_name="proposals", help_text="The actors that proposed it, one or several."
    )
    status = models.CharField(max_length=20, choices=ProposalStatus, help_text="The status of this version.")
    number_of_points = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The number of points, if a source says it."
    )

    class Meta(Dated.Meta):
        ordering = ["-stated_latest", "-slug"]
        constraints = [
            *Dated.Meta.constraints,
            slug_constraint(),
            *known_values(status=ProposalStatus),
        ]
        indexes = [
            models.Index(fields=["stated_latest", "slug"]),
            search_index("proposal", title=["name"], body=["description"]),
        ]
        triggers = [KeepSlug(), RequireCitation()]
