"""An actor with its names and its affiliations."""

from pydantic import Field, ValidationInfo, field_validator

from factbase import models, vocabulary
from factbase.models.fields.edtf import bounds

from .cited import Cited, DatedCited
from .values import Reference, Truth


class ActorName(Cited):
    entity = models.ActorName

    name: str
    kind: vocabulary.NameKind
    language: str = ""
    script: str = ""


class Affiliation(DatedCited):
    entity = models.Affiliation

    organisation: Reference | None = None
    role: str
    official: Truth = True
    starts: str = ""
    ends: str = ""

    @field_validator("ends")
    @classmethod
    def after_its_start(cls, value: str, info: ValidationInfo) -> str:
        starts = info.data.get("starts")
        if value and starts and bounds(starts)[0] > bounds(value)[1]:
            raise ValueError("it ends before it starts")
        return value


class Actor(Cited):
    entity = models.Actor

    slug: str
    name: str
    kind: vocabulary.ActorKind
    anonymous: Truth = False
    country: str = ""
    wikidata: str = ""
    description: str = ""
    names: list[ActorName] = Field(default_factory=list)
    affiliations: list[Affiliation] = Field(default_factory=list)
