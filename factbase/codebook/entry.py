"""The structure of the codebook: external schemes, entities, and enums with their values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Sentence = Annotated[str, Field(pattern=r"^\S(?s:.*\S)?\.$")]
"""Prose: text that is not empty, has no surrounding space, and ends with a full stop."""

Word = Annotated[str, Field(pattern=r"^\S(.*\S)?$")]


class CodebookPart(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Scheme(CodebookPart):
    """A vocabulary that others maintain. `code` is a regular expression that each of its codes matches."""

    scheme: Word
    title: Word
    version: Word | None = None
    url: Annotated[str, Field(pattern=r"^https://\S+$")]
    code: Word
    covers: Sentence


class Crosswalk(CodebookPart):
    """A term of an external scheme. As in SKOS, the relation `broad` means that the external term is broader."""

    scheme: Word
    code: Word
    title: Word
    relation: Literal["exact", "close", "broad", "narrow"]


class Example(CodebookPart):
    """A published fact with the value: its resource and slug, and the path of the field in the API's answer."""

    resource: Annotated[str, Field(pattern=r"^[a-z]+$")]
    slug: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    field: Annotated[str, Field(pattern=r"^[a-z_]+(\.[a-z_]+)*$")]


class Value(CodebookPart):
    """A value of an enum. It has an example from the fact base, or `no_example` says why there is none."""

    value: str | int
    label: Word
    definition: Sentence
    rule: Sentence
    not_when: Sentence
    example: Example | None = None
    no_example: Sentence | None = None
    crosswalks: list[Crosswalk] = Field(default_factory=list)

    @model_validator(mode="after")
    def require_example_or_reason(self) -> "Value":
        if (self.example is None) == (self.no_example is None):
            raise ValueError("give an example, or say in no_example why there is none")
        return self


class CodebookEntry(CodebookPart):
    """An enum: its slug in the API, its name in the code, and its values in the order of the code."""

    slug: Word
    name: Word
    definition: Sentence
    crosswalks: list[Crosswalk] = Field(default_factory=list)
    crosswalk_note: Sentence | None = None
    values: list[Value]


class CodebookEntity(CodebookPart):
    """A kind of entity in the fact base."""

    name: Word
    definition: Sentence
    crosswalks: list[Crosswalk] = Field(default_factory=list)


@dataclass(frozen=True)
class Codebook:
    """The whole codebook: schemes, entities and enums by name, in the order in which they are shown."""

    schemes: Mapping[str, Scheme]
    entities: Mapping[str, CodebookEntity]
    enums: Mapping[str, CodebookEntry]
