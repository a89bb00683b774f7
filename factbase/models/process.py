"""Peace processes."""

from django.db import models

from .base import Slugged
from .slug import KeepSlug, slug_constraint


class Process(Slugged):
    """A peace process, to which topics, meetings, proposals, claims and discrepancies belong."""

    name = models.CharField(max_length=200, unique=True, help_text="The name of the process.")
    description = models.TextField(blank=True, help_text="The process described in our own words.")

    class Meta:
        ordering = ["slug"]
        verbose_name_plural = "processes"
        constraints = [slug_constraint()]
        triggers = [KeepSlug()]
