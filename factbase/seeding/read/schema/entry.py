"""What all entries share. The schema gives their shape; what a field may hold is asked of the model's own field."""

import unicodedata
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator

from factbase.models.route_words import route_words
from factbase.seeding.read.problems import did_you_mean, shown
from factbase.vocabulary import DateBasis

from .context import context, kind


class SeedEntry(BaseModel):
    """One fact as written. Its fields are called as the model's are; foreign keys are slugs.

    A rule over several fields is a validator of the last of them: so it is judged whenever those fields are sound,
    whatever else is wrong with the entry, and its error points at that field.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    entity: ClassVar[type[models.Model]]

    @field_validator("*")
    @classmethod
    def obeys_the_model(cls, value: object, info: ValidationInfo) -> object:
        """Hold a value against the model's field: length, shape, known slug."""
        field = model_field(cls.entity, info.field_name or "")
        if field is None or value is None:
            return value
        if isinstance(field, models.ForeignKey):
            _known_slug(field.remote_field.model, value, info)
        elif isinstance(field, models.ManyToManyField):
            _known_slugs(field.remote_field.model, value, info)
        else:
            _plain_value(field, value)
        return value


def model_field(entity: type[models.Model], name: str) -> models.Field | None:
    """The model's own field of this name, if it has one (nested entries are no fields)."""
    found = {field.name: field for field in [*entity._meta.concrete_fields, *entity._meta.many_to_many]}
    return found.get(name)


def _known_slug(target: type[models.Model], value: object, info: ValidationInfo) -> None:
    known = context(info).known
    if not known.has(kind(target), value):
        near = did_you_mean(str(value), known.slugs(kind(target)))
        raise ValueError(f"{shown(value)} is no known {kind(target)}{near}")


def _known_slugs(target: type[models.Model], value: object, info: ValidationInfo) -> None:
    assert isinstance(value, list)
    for number, slug in enumerate(value):
        _known_slug(target, slug, info)
        if slug in value[:number]:
            raise ValueError(f"{shown(slug)} stands twice")


def _plain_value(field: models.Field, value: object) -> None:
    if value == "" and not field.blank:
        raise ValueError("is empty")
    if isinstance(value, str):
        _clean_text(field, value)
    if field.name == "slug" and value in route_words():
        raise ValueError(f"{shown(value)} is a word of the API's own routes: choose another slug")
    try:
        field.run_validators(value)
    except ValidationError as error:
        told = " ".join(error.messages)
        raise ValueError(told if f"“{value}”" in told else f"{shown(value)}: {told}") from error


def _clean_text(field: models.Field, value: str) -> None:
    if not isinstance(field, models.TextField) and "\n" in value:
        raise ValueError("is one line of text, not several")
    for character in value:
        if unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t":
            raise ValueError(f"holds a character that is no text (U+{ord(character):04X})")


class DatedEntry(SeedEntry):
    """An entry with a stated date."""

    stated: str
    date_basis: DateBasis = DateBasis.STATED
    date_note: str = ""


def together(info: ValidationInfo, *fields: str) -> bool:
    """Whether these fields, checked before, are sound, so that a rule over them can be judged."""
    return all(field in info.data for field in fields)
