"""Actors with their names and affiliations."""

from pydantic import Field, ValidationInfo, field_validator

from factbase import models, vocabulary
from factbase.models.fields.edtf import bounds

from .cited_entry import Cited, DatedCited
from .values import Boolean, Reference


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
    official: Boolean = True
    starts: str = ""
    ends: str = ""

    @field_validator("ends")
    @classmethod
    def check_order(cls, value: str, info: ValidationInfo) -> str:
        starts = info.data.get("starts")
        if value and starts and bounds(starts)[0] > bounds(value)[1]:
            raise ValueError("is before starts")
        return value


class Actor(Cited):
    entity = models.Actor

    slug: str
    name: str
    kind: vocabulary.ActorKind
    anonymous: Boolean = False
    country: str = ""
    wikidata: str = ""
    description: str = ""
    names: list[ActorName] = Field(default_factory=list)
    affiliations: list[Affiliation] = Field(default_factory=list)
