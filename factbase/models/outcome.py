"""How someone described a meeting's result."""

from django.db import models

from .base import exactly_one
from .citation import RequireCitation
from .search_document import search_index


class OutcomeQuerySet(models.QuerySet["Outcome"]):
    def get_by_natural_key(
        self, meeting: str, described_by: str | None, source: str | None, relayed_by: str | None
    ) -> "Outcome":
        return self.get(
            meeting__slug=meeting,
            described_by__slug=described_by,
            source__slug=source,
            relayed_by__slug=relayed_by,
        )


class Outcome(models.Model):
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

    objects = OutcomeQuerySet.as_manager()

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

    def natural_key(self) -> tuple[str, str | None, str | None, str | None]:
        return (
            self.meeting.slug,
            self.described_by.slug if self.described_by else None,
            self.source.slug if self.source else None,
            self.relayed_by.slug if self.relayed_by else None,
        )
