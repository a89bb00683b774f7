"""Where sources differ on one thing."""

from django.db import models

from factbase.vocabulary import DiscrepancyKind

from .base import KeyedQuerySet, Slugged, known_values
from .citation import RequireCitation
from .search_document import search_index
from .slug import KeepSlug, slug_constraint


class Discrepancy(Slugged):
    """Where sources differ on one thing, kept side by side: its citations carry the readings."""

    process = models.ForeignKey(
        "Process", models.PROTECT, related_name="discrepancies", help_text="The process it belongs to."
    )
    kind = models.CharField(max_length=20, choices=DiscrepancyKind, help_text="In what the sources differ.")
    title = models.CharField(max_length=200, help_text="What they differ on, in a few words.")
    note = models.TextField(help_text="How they differ, in our own words.")
    followed = models.CharField(
        max_length=300, blank=True, help_text="The reading that the base follows; empty when it follows none."
    )
    reason = models.TextField(blank=True, help_text="Why the base follows that reading, or none.")

    objects = KeyedQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name_plural = "discrepancies"
        constraints = [*known_values(kind=DiscrepancyKind), slug_constraint()]
        indexes = [
            models.Index(fields=["kind", "slug"]),
            search_index("discrepancy", title=["title"], body=["note"], rest=["followed", "reason"]),
        ]
        triggers = [KeepSlug(), RequireCitation()]

    def __str__(self) -> str:
        return self.title
