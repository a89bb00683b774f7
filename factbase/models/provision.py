"""Provisions: the points of proposals."""

from django.db import models

from .base import Slugged, optional_foreign_key
from .citation import RequireCitation
from .search_document import search_index
from .slug import KeepSlug, slug_constraint


class Provision(Slugged):
    """A point of a proposal, or a part of a point."""

    proposal = models.ForeignKey(
        "Proposal",
        models.PROTECT,
        related_name="provisions",
        help_text="The version of a proposal that contains the provision.",
    )
    number = models.PositiveSmallIntegerField(null=True, blank=True, help_text="The number of the point, if known.")
    part = models.CharField(max_length=10, blank=True, help_text="The part of the point: a, b.")
    summary = models.TextField(help_text="The content of the provision, in our own words.")
    topic = optional_foreign_key("Topic", "provisions", "The topic that the provision settles.")
    obliged = models.ManyToManyField(
        "Actor",
        blank=True,
        related_name="obligations",
        help_text="The actors that the provision would oblige to do something.",
    )
    demanded_by = optional_foreign_key(
        "Actor", "provisions_demanded", "The actor that demands the provision, if a source says it."
    )

    class Meta:
        ordering = ["proposal", models.F("number").asc(nulls_last=True), "part", "slug"]
        constraints = [
            slug_constraint(),
            models.UniqueConstraint(
                fields=["proposal", "number", "part"],
                name="provision_number_is_unique",
                violation_error_message="This proposal already has a provision with this number and part.",
            ),
        ]
        indexes = [search_index("provision", body=["summary"], actors=["demanded_by"], topics=["topic"])]
        triggers = [KeepSlug(), RequireCitation()]
