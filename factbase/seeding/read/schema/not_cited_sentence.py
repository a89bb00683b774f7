"""Declarations that a sentence of a document supports no fact."""

import enum

from pydantic import BaseModel, ConfigDict, Field

from .values import Integer


class NotCitedAs(enum.StrEnum):
    """The reason for not citing a sentence."""

    FURNITURE = "furniture"
    REPEATED = "repeated"
    NO_FACT = "no_fact"


class NotCited(BaseModel):
    """A sentence, or a whole line, that supports no fact: page furniture, a repetition, or nothing factual."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    line: Integer = Field(ge=1)
    sentence: Integer | None = Field(None, ge=1)
    as_: NotCitedAs = Field(alias="as")
    reason: str = Field(min_length=1)
