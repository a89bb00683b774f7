"""Claims: statements of fact that someone makes."""

from django.db import models

from factbase.models.fields.edtf import Dated, EdtfField, edtf_shape
from factbase.vocabulary import ClaimKind

from .base import Slugged, known_values, optional_foreign_key
from .citation import RequireCitation
from .search_document import search_index
from .slug import KeepSlug, slug_constraint


class Claim(Slugged, Dated):
    """A statement of fact, true or not, with the voices that assert, dispute or relay it."""

    process = models.ForeignKey("Process", models.PROTECT, related_name="claims", help_text="The peace process.")
    kind = models.CharField(max_length=20, choices=ClaimKind, help_text="The kind of statement.")
    topic = optional_foreign_key("Topic", "claims", "The topic that the claim is about.")
    summary = models.TextField(help_text="The statement, in our own words.")
    about = EdtfField(
        blank=True, help_text="The time that the claim is about, as an EDTF date; empty if the source does not say."
    )

    class Meta(Dated.Meta):
        ordering = ["-stated_latest", "-slug"]
        constraints = [
            *Dated.Meta.constraints,
            *known_values(kind=ClaimKind),
            slug_constraint(),
            models.CheckConstraint(
                name="claim_about_is_edtf",
                condition=edtf_shape("about"),
                violation_error_message="The time that the claim is about must be an EDTF date.",
            ),
        ]
        indexes = [
            models.Index(fields=["stated_latest", "slug"]),
            search_index("claim", body=["summary"], topics=["topic"]),
        ]
        triggers = [KeepSlug(), RequireCitation()]
