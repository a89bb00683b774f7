"""The place in a source that supports a fact."""

import datetime
from collections.abc import Iterable
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from factbase import models, vocabulary
from factbase.seeding.read.problems import shown

from .context import context
from .entry import SeedEntry, together
from .values import ReadWhole, Reference, Whole


class Citation(SeedEntry):
    """The place in a source that supports a fact. In a dossier the source may be left out: it is the dossier's own."""

    entity = models.Citation

    source: Reference | None = Field(None, validate_default=True)
    line: Whole
    sentence: Whole | None = None
    directness: vocabulary.Directness
    quote: str = Field("", validate_default=True)
    credibility: Annotated[vocabulary.Credibility, ReadWhole] = vocabulary.Credibility.CANNOT_BE_JUDGED
    part: vocabulary.Part = vocabulary.Part.BODY

    @field_validator("source")
    @classmethod
    def of_the_dossier(cls, value: str | None, info: ValidationInfo) -> str:
        source = value or context(info).source
        if source is None:
            raise ValueError("is missing: only in a dossier does a citation without it mean the dossier's own")
        return source

    @field_validator("quote")
    @classmethod
    def unless_paraphrase(cls, value: str, info: ValidationInfo) -> str:
        if together(info, "directness"):
            directness = info.data["directness"]
            if directness == vocabulary.Directness.PARAPHRASE and value:
                raise ValueError("a paraphrase has no quote: leave it out, or call it a direct_quote or partial_quote")
            if directness != vocabulary.Directness.PARAPHRASE and not value:
                raise ValueError(f"is missing: a {directness.value} has its words")
        return value


class Reading(Citation):
    """A citation of a discrepancy: it says what this source has."""

    reading: str = ""


Citations = Annotated[list[Citation], Field(min_length=1)]
Readings = Annotated[list[Reading], Field(min_length=1)]


def not_after_its_sources(
    earliest: datetime.date, citations: Iterable[Citation], info: ValidationInfo, what: str
) -> None:
    """Refuse a fact that cannot have happened before a source that reports it came out."""
    for citation in citations:
        published = context(info).known.last_day(citation.source or "")
        if published and earliest > published:
            raise ValueError(
                f"{shown(citation.source)} was published by {published} and cannot report what was {what} on "
                f"{earliest} or later"
            )
