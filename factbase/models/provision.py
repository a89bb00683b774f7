"""One point of a proposal."""

from django.db import models

from .base import KeyedQuerySet, Slugged
from .citation import RequireCitation
from .search_document import search_index
from .slug import KeepSlug, slug_constraint


class Provision(Slugged):
    """One point of a proposal, or one part of a point."""

    proposal = models.ForeignKey(
        "Proposal", models.PROTECT, related_name="provisions", help_text="The version it stands in."
    )
    number = models.PositiveSmallIntegerField(null=True, blank=True, help_text="The number of the point, where known.")
    part = models.CharField(max_length=10, blank=True, help_text="The part of the point: a, b.")
    summary = models.TextField(help_text="What it provides, in our own words.")
    topic = models.ForeignKey(
        "Topic", models.PROTECT, null=True, blank=True, related_name="provisions", help_text="The topic it settles."
    )
    obliged = models.ManyToManyField(
        "Actor", blank=True, related_name="obligations", help_text="Who would have to do something."
    )
    demanded_by = models.ForeignKey(
        "Actor",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="provisions_demanded",
        help_text="Whose demand it is, where the text says.",
    )

    objects = KeyedQuerySet.as_manager()

    class Meta:
        ordering = ["proposal", models.F("number").asc(nulls_last=True), "part", "slug"]
        constraints = [
            slug_constraint(),
            models.UniqueConstraint(
                fields=["proposal", "number", "part"],
                name="provision_number_is_unique",
                violation_error_message="This proposal has a provision with this number and part already.",
            ),
        ]
        indexes = [search_index("provision", body=["summary"], actors=["demanded_by"], topics=["topic"])]
        triggers = [KeepSlug(), RequireCitation()]

    def __str__(self) -> str:
        return self.summary[:80]
