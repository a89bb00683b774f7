"""Citations: the sentences or lines of sources that support a fact."""

import datetime
from collections.abc import Iterable
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from factbase import models, vocabulary
from factbase.seeding.read.problems import format_value

from .context import get_context
from .entry import SeedEntry, are_valid
from .values import Integer, ReadInteger, Reference


class Citation(SeedEntry):
    """The sentence or line of a source that supports a fact. In a dossier, `source` defaults to the dossier's own."""

    entity = models.Citation

    source: Reference | None = Field(None, validate_default=True)
    line: Integer
    sentence: Integer | None = None
    directness: vocabulary.Directness
    quote: str = Field("", validate_default=True)
    credibility: Annotated[vocabulary.Credibility, ReadInteger] = vocabulary.Credibility.CANNOT_BE_JUDGED
    part: vocabulary.Part = vocabulary.Part.BODY

    @field_validator("source")
    @classmethod
    def default_to_dossier_source(cls, value: str | None, info: ValidationInfo) -> str:
        source = value or get_context(info).source
        if source is None:
            raise ValueError("is missing: only citations in a dossier have a default source")
        return source

    @field_validator("quote")
    @classmethod
    def check_quote(cls, value: str, info: ValidationInfo) -> str:
        if are_valid(info, "directness"):
            directness = info.data["directness"]
            if directness == vocabulary.Directness.PARAPHRASE and value:
                raise ValueError("a paraphrase has no quote: remove it, or use direct_quote or partial_quote")
            if directness != vocabulary.Directness.PARAPHRASE and not value:
                raise ValueError(f"is missing: a {directness.value} needs its words")
        return value


class Reading(Citation):
    """A citation of a discrepancy, with this source's version in `reading`."""

    reading: str = ""


Citations = Annotated[list[Citation], Field(min_length=1)]
Readings = Annotated[list[Reading], Field(min_length=1)]


def check_publication_dates(
    earliest: datetime.date, citations: Iterable[Citation], info: ValidationInfo, verb: str
) -> None:
    """Raise ValueError if a cited source was published before the fact can have happened."""
    for citation in citations:
        published = get_context(info).known.last_day(citation.source or "")
        if published and earliest > published:
            raise ValueError(
                f"{format_value(citation.source)} was published by {published} and cannot report what was {verb} on "
                f"{earliest} or later"
            )
