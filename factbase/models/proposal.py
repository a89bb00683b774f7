"""A peace plan in one version."""

from django.db import models

from factbase.models.fields.edtf import Dated
from factbase.vocabulary import DateBasis, ProposalStatus

from .base import KeyedQuerySet, Slugged, known_values
from .citation import RequireCitation
from .search_document import search_index
from .slug import KeepSlug, slug_constraint


class Proposal(Slugged, Dated):
    """A peace plan in one version. The stated date is when this version was made or first known."""

    process = models.ForeignKey(
        "Process", models.PROTECT, related_name="proposals", help_text="The process it belongs to."
    )
    name = models.CharField(max_length=200, help_text="A name that tells this version from the others.")
    description = models.TextField(blank=True, help_text="What it is, in our own words.")
    revises = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="revised_by", help_text="The version it revises."
    )
    proposers = models.ManyToManyField(
        "Actor", blank=True, related_name="proposals", help_text="Who proposed it; several may."
    )
    status = models.CharField(max_length=20, choices=ProposalStatus, help_text="How far this version has come.")
    number_of_points = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How many points it has, where the text says."
    )

    objects = KeyedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["-stated_latest", "-slug"]
        constraints = [
            *Dated.Meta.constraints,
            slug_constraint(),
            *known_values(status=ProposalStatus, date_basis=DateBasis),
        ]
        indexes = [
            models.Index(fields=["stated_latest", "slug"]),
            search_index("proposal", title=["name"], body=["description"]),
        ]
        triggers = [KeepSlug(), RequireCitation()]

    def __str__(self) -> str:
        return self.name
