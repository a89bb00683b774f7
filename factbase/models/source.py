"""A document that reports facts."""

from django.core.validators import RegexValidator
from django.db import models

from factbase.models.fields.edtf import Dated
from factbase.vocabulary import DateBasis, Reliability

from .base import KeyedQuerySet, Slugged, known_values
from .search_document import search_index
from .slug import KeepSlug, slug_constraint


def _basis(whose: str) -> models.CharField:
    return models.CharField(
        max_length=10,
        choices=DateBasis,
        blank=True,
        help_text=f"Whether the {whose} is stated in the document, inferred from it, or known from outside.",
    )


class Source(Slugged, Dated):
    """A document that reports facts. The stated date is its date of publication."""

    title = models.CharField(max_length=300, help_text="Its title.")
    publisher = models.ForeignKey(
        "Actor",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sources_published",
        help_text="Who published this copy; empty when it does not say.",
    )
    publisher_basis = _basis("publisher")
    original_publisher = models.ForeignKey(
        "Actor",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sources_first_published",
        help_text="Who published it first, when this copy is a republication.",
    )
    original_publisher_basis = _basis("original publisher")
    agency = models.ForeignKey(
        "Actor",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sources_supplied",
        help_text="The news agency that supplied the text.",
    )
    agency_basis = _basis("agency")
    author = models.CharField(max_length=200, blank=True, help_text="Its author, as the byline gives it.")
    language = models.CharField(max_length=20, help_text="Its language, as a BCP 47 tag.")
    place_line = models.CharField(max_length=100, blank=True, help_text="The place in its dateline.")
    url = models.URLField(max_length=500, blank=True, help_text="Where it can be read; empty when unknown.")
    rights = models.CharField(max_length=300, blank=True, help_text="What it says about its rights.")
    file_name = models.CharField(max_length=200, unique=True, help_text="The file name of the text that was checked.")
    sha256 = models.CharField(
        max_length=64,
        unique=True,
        validators=[RegexValidator(r"^[0-9a-f]{64}$", "Use 64 hexadecimal digits.")],
        help_text="The SHA-256 of the text that was checked, in hexadecimal.",
    )
    reliability = models.CharField(
        max_length=1, choices=Reliability, help_text="How reliable it is, from A to F (Admiralty system)."
    )

    objects = KeyedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["-stated_latest", "-slug"]
        constraints = [
            *Dated.Meta.constraints,
            *known_values(
                reliability=Reliability,
                date_basis=DateBasis,
                publisher_basis=[*DateBasis.values, ""],
                original_publisher_basis=[*DateBasis.values, ""],
                agency_basis=[*DateBasis.values, ""],
            ),
            slug_constraint(),
            models.CheckConstraint(
                name="source_sha256_is_hexadecimal",
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"),
                violation_error_message="A SHA-256 has 64 hexadecimal digits.",
            ),
        ]
        indexes = [
            models.Index(fields=["stated_latest", "slug"]),
            search_index(
                "source",
                title=["title"],
                body=["author"],
                rest=["place_line"],
                actors=["publisher", "original_publisher", "agency"],
            ),
        ]
        triggers = [KeepSlug()]

    def __str__(self) -> str:
        return self.title
