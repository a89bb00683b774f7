"""Sources: documents that report facts."""

from django.core.validators import RegexValidator
from django.db import models

from factbase.models.fields.edtf import Dated
from factbase.vocabulary import DateBasis, Reliability

from .base import Slugged, known_values, optional_foreign_key
from .search_document import search_index
from .slug import KeepSlug, slug_constraint


def _basis(of: str) -> models.CharField:
    return models.CharField(
        max_length=10,
        choices=DateBasis,
        blank=True,
        help_text=f"Whether the {of} is stated in the document, inferred from it, or known from outside it.",
    )


class Source(Slugged, Dated):
    """A document that reports facts. The stated date is its date of publication."""

    title = models.CharField(max_length=300, help_text="The title of the document.")
    publisher = optional_foreign_key(
        "Actor", "sources_published", "The publisher of this copy; empty if the document does not say."
    )
    publisher_basis = _basis("publisher")
    original_publisher = optional_foreign_key(
        "Actor", "sources_first_published", "The first publisher, if this copy is a republication."
    )
    original_publisher_basis = _basis("original publisher")
    agency = optional_foreign_key("Actor", "sources_supplied", "The news agency that supplied the text.")
    agency_basis = _basis("agency")
    author = models.CharField(max_length=200, blank=True, help_text="The author, as the byline gives it.")
    language = models.CharField(max_length=20, help_text="The language of the document, as a BCP 47 tag.")
    place_line = models.CharField(max_length=100, blank=True, help_text="The place in the dateline.")
    url = models.URLField(max_length=500, blank=True, help_text="The address of the document; empty if unknown.")
    rights = models.CharField(max_length=300, blank=True, help_text="The rights statement of the document.")
    file_name = models.CharField(max_length=200, unique=True, help_text="The file name of the text that was checked.")
    sha256 = models.CharField(
        max_length=64,
        unique=True,
        validators=[RegexValidator(r"^[0-9a-f]{64}$", "Use 64 hexadecimal digits.")],
        help_text="The SHA-256 of the text that was checked, in hexadecimal.",
    )
    reliability = models.CharField(
        max_length=1,
        choices=Reliability,
        help_text="How reliable the source is: A to E, or F if unknown (Admiralty system).",
    )

    class Meta(Dated.Meta):
        ordering = ["-stated_latest", "-slug"]
        constraints = [
            *Dated.Meta.constraints,
            *known_values(
                reliability=Reliability,
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
