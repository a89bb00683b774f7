"""Claims: statements of fact with their voices and figures."""

from pydantic import Field, ValidationInfo, field_validator

from factbase import models, vocabulary

from .cited_entry import DatedCited
from .entry import SeedEntry, are_valid
from .values import Number, Reference


class Voice(DatedCited):
    entity = models.Voice

    actor: Reference | None = None
    source: Reference | None = Field(None, validate_default=True)
    speaker: Reference | None = None
    meeting: Reference | None = None
    role: vocabulary.VoiceRole

    @field_validator("source")
    @classmethod
    def check_actor_or_source(cls, value: str | None, info: ValidationInfo) -> str | None:
        if are_valid(info, "actor") and bool(value) == bool(info.data["actor"]):
            raise ValueError("a voice needs either actor or source (the source in its own voice)")
        return value


class Figure(SeedEntry):
    """A figure in a claim. Its `number` is its position in the list, from 1."""

    entity = models.Figure

    measures: str
    low: Number
    high: Number | None = None
    unit: str
    per: str = ""
    qualifier: vocabulary.Qualifier = vocabulary.Qualifier.UNQUALIFIED

    @field_validator("high")
    @classmethod
    def check_range(cls, value: Number | None, info: ValidationInfo) -> Number | None:
        if value is not None and are_valid(info, "low") and value < info.data["low"]:
            raise ValueError("is below low")
        return value


class Claim(DatedCited):
    entity = models.Claim

    slug: str
    process: Reference
    kind: vocabulary.ClaimKind
    topic: Reference | None = None
    summary: str
    about: str = ""
    voices: list[Voice] = Field(default_factory=list)
    figures: list[Figure] = Field(default_factory=list)
