"""Base classes of entries with citations."""

from pydantic import ValidationInfo, field_validator

from factbase.models.fields.edtf import bounds

from .citation import Citation, Citations, check_publication_dates
from .entry import DatedEntry, SeedEntry, are_valid


class Cited(SeedEntry):
    """A fact with its citations."""

    citations: Citations


class DatedCited(DatedEntry):
    """A dated fact with its citations, whose sources must not predate it."""

    citations: Citations

    @field_validator("citations")
    @classmethod
    def check_citations(cls, value: list[Citation], info: ValidationInfo) -> list[Citation]:
        if are_valid(info, "stated"):
            check_publication_dates(bounds(info.data["stated"])[0], value, info, "stated")
        return value
