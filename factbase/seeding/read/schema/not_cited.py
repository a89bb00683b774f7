"""A sentence of a document that supports no fact, and why."""

import enum

from pydantic import BaseModel, ConfigDict, Field

from .values import Whole


class NotCitedAs(enum.StrEnum):
    """Why a sentence is not cited."""

    FURNITURE = "furniture"
    REPEATED = "repeated"
    NO_FACT = "no_fact"


class NotCited(BaseModel):
    """A sentence, or a whole line, that supports no fact: furniture of the page, a repetition, or nothing factual."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    line: Whole = Field(ge=1)
    sentence: Whole | None = Field(None, ge=1)
    as_: NotCitedAs = Field(alias="as")
    reason: str = Field(min_length=1)
