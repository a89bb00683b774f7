"""What stands in the codebook: schemes of others, entities, and enums with their values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Sentence = Annotated[str, Field(pattern=r"^\S(?s:.*\S)?\.$")]
"""Text for people: it is not empty, has no space around it, and ends with a full stop."""

Word = Annotated[str, Field(pattern=r"^\S(.*\S)?$")]


class CodebookPart(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Scheme(CodebookPart):
    """A vocabulary of others. `code` is the regular expression that each of its codes matches."""

    scheme: Word
    title: Word
    version: Word | None = None
    url: Annotated[str, Field(pattern=r"^https://\S+$")]
    code: Word
    covers: Sentence


class Crosswalk(CodebookPart):
    """A term of another scheme. The relation reads from ours to theirs, as in SKOS: `broad` means theirs is broader."""

    scheme: Word
    code: Word
    title: Word
    relation: Literal["exact", "close", "broad", "narrow"]


class Example(CodebookPart):
    """A fact of the base that has the value: a resource, its slug, and the path of the field in the API's answer."""

    resource: Annotated[str, Field(pattern=r"^[a-z]+$")]
    slug: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    field: Annotated[str, Field(pattern=r"^[a-z_]+(\.[a-z_]+)*$")]


class Value(CodebookPart):
    """One value of an enum. It has an example from the base, or says in `no_example` why there is none."""

    value: str | int
    label: Word
    definition: Sentence
    rule: Sentence
    not_when: Sentence
    example: Example | None = None
    no_example: Sentence | None = None
    crosswalks: list[Crosswalk] = Field(default_factory=list)

    @model_validator(mode="after")
    def example_or_reason(self) -> "Value":
        if (self.example is None) == (self.no_example is None):
            raise ValueError("give an example, or say in no_example why there is none")
        return self


class CodebookEntry(CodebookPart):
    """One enum: its name in the code, its slug in the API, and its values in their order in the code."""

    slug: Word
    name: Word
    definition: Sentence
    crosswalks: list[Crosswalk] = Field(default_factory=list)
    crosswalk_note: Sentence | None = None
    values: list[Value]


class CodebookEntity(CodebookPart):
    """One kind of thing that the base is made of."""

    name: Word
    definition: Sentence
    crosswalks: list[Crosswalk] = Field(default_factory=list)


@dataclass(frozen=True)
class Codebook:
    """The whole: schemes by name, entities by name, enums by name, each in the order in which they are shown."""

    schemes: Mapping[str, Scheme]
    entities: Mapping[str, CodebookEntity]
    enums: Mapping[str, CodebookEntry]
