"""A statement of fact with its voices and figures."""

from pydantic import Field, ValidationInfo, field_validator

from factbase import models, vocabulary

from .cited import DatedCited
from .entry import SeedEntry, together
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
    def one_voice(cls, value: str | None, info: ValidationInfo) -> str | None:
        if together(info, "actor") and bool(value) == bool(info.data["actor"]):
            raise ValueError("a voice has either actor or source (in its own voice)")
        return value


class Figure(SeedEntry):
    """A number in a claim; its place in the list is its number."""

    entity = models.Figure

    measures: str
    low: Number
    high: Number | None = None
    unit: str
    per: str = ""
    qualifier: vocabulary.Qualifier = vocabulary.Qualifier.UNQUALIFIED

    @field_validator("high")
    @classmethod
    def not_below_low(cls, value: Number | None, info: ValidationInfo) -> Number | None:
        if value is not None and together(info, "low") and value < info.data["low"]:
            raise ValueError("the upper end of a range is not below its lower end (low)")
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
