"""Entries that rest on citations."""

from pydantic import ValidationInfo, field_validator

from factbase.models.fields.edtf import bounds

from .citation import Citation, Citations, not_after_its_sources
from .entry import DatedEntry, SeedEntry, together


class Cited(SeedEntry):
    """A fact with the places that support it."""

    citations: Citations


class DatedCited(DatedEntry):
    """A fact with a date and the places that support it; none of them is older than the fact."""

    citations: Citations

    @field_validator("citations")
    @classmethod
    def reported_afterwards(cls, value: list[Citation], info: ValidationInfo) -> list[Citation]:
        if together(info, "stated"):
            not_after_its_sources(bounds(info.data["stated"])[0], value, info, "stated")
        return value
