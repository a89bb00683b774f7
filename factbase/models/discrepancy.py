"""Discrepancies between sources."""

from django.db import models

from factbase.vocabulary import DiscrepancyKind

from .base import Slugged, known_values
from .citation import RequireCitation
from .search_document import search_index
from .slug import KeepSlug, slug_constraint


class Discrepancy(Slugged):
    """A difference between sources on one thing. Each of its citations has the reading of one source."""

    process = models.ForeignKey("Process", models.PROTECT, related_name="discrepancies", help_text="The peace process.")
    kind = models.CharField(max_length=20, choices=DiscrepancyKind, help_text="The kind of difference.")
    title = models.CharField(max_length=200, help_text="The thing that the sources differ on, in a few words.")
    note = models.TextField(help_text="How the sources differ, in our own words.")
    followed = models.CharField(
        max_length=300, blank=True, help_text="The reading that the fact base follows; empty if it follows none."
    )
    reason = models.TextField(blank=True, help_text="Why the fact base follows that reading, or none.")

    class Meta:
        ordering = ["slug"]
        verbose_name_plural = "discrepancies"
        constraints = [*known_values(kind=DiscrepancyKind), slug_constraint()]
        indexes = [
            models.Index(fields=["kind", "slug"]),
            search_index("discrepancy", title=["title"], body=["note"], rest=["followed", "reason"]),
        ]
        triggers = [KeepSlug(), RequireCitation()]
