"""How someone described a meeting's result."""

from django.db import models

from .base import Keyed, KeyedQuerySet, exactly_one
from .citation import RequireCitation
from .search_document import search_index


class Outcome(Keyed):
    """How one actor, or a source in its own voice, described a meeting's result. There are as many as describers."""

    meeting = models.ForeignKey("Meeting", models.PROTECT, related_name="outcomes", help_text="The meeting described.")
    described_by = models.ForeignKey(
        "Actor",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="outcomes_described",
        help_text="Who describes the result.",
    )
    source = models.ForeignKey(
        "Source",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="outcomes_described",
        help_text="The source that describes it in its own voice, when no actor does.",
    )
    relayed_by = models.ForeignKey(
        "Actor",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="outcomes_relayed",
        help_text="Who passed the description on.",
    )
    summary = models.TextField(help_text="The description, in our own words.")

    objects = KeyedQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "id"]
        constraints = [
            exactly_one(
                "described_by",
                "source",
                name="outcome_has_one_describer",
                message="An outcome is described by an actor or by a source in its own voice.",
            ),
            models.UniqueConstraint(
                fields=["meeting", "described_by", "source", "relayed_by"],
                name="outcome_is_unique",
                nulls_distinct=False,
                violation_error_message="This description is entered already: add to it.",
            ),
        ]
        indexes = [search_index("outcome", body=["summary"], actors=["described_by", "relayed_by"])]
        triggers = [RequireCitation()]

    def __str__(self) -> str:
        return self.summary[:80]
