"""Outcomes: descriptions of the results of meetings."""

from django.db import models

from .base import Keyed, exactly_one, optional_foreign_key
from .citation import RequireCitation
from .search_document import search_index


class Outcome(Keyed):
    """A description of a meeting's result by one actor, or by a source in its own voice."""

    meeting = models.ForeignKey(
        "Meeting", models.PROTECT, related_name="outcomes", help_text="The meeting whose result is described."
    )
    described_by = optional_foreign_key("Actor", "outcomes_described", "The actor that describes the result.")
    source = optional_foreign_key(
        "Source", "outcomes_described", "The source that describes the result in its own voice, if no actor does."
    )
    relayed_by = optional_foreign_key("Actor", "outcomes_relayed", "The actor that passed the description on.")
    summary = models.TextField(help_text="The description, in our own words.")

    class Meta:
        ordering = ["meeting", "id"]
        constraints = [
            exactly_one(
                "described_by",
                "source",
                name="outcome_has_one_describer",
                message="An outcome needs an actor or a source that describes it, not both.",
            ),
            models.UniqueConstraint(
                fields=["meeting", "described_by", "source", "relayed_by"],
                name="outcome_is_unique",
                nulls_distinct=False,
                violation_error_message="This meeting already has an outcome by this describer. Edit that one.",
            ),
        ]
        indexes = [search_index("outcome", body=["summary"], actors=["described_by", "relayed_by"])]
        triggers = [RequireCitation()]
