"""The base class of entries. The schema defines their structure; the model's fields validate the values."""

import unicodedata
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator

from factbase.models.route_words import route_words
from factbase.seeding.read.problems import did_you_mean, format_value
from factbase.vocabulary import DateBasis

from .context import get_context, get_kind


class SeedEntry(BaseModel):
    """One fact as written. Its fields have the names of the model's; foreign keys are slugs.

    A rule over several fields is a validator of the last one, so it runs whenever those fields are valid, whatever
    else is wrong with the entry, and its error points at that field.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    entity: ClassVar[type[models.Model]]

    @field_validator("*")
    @classmethod
    def check_against_model(cls, value: object, info: ValidationInfo) -> object:
        """Validate a value with the model's field: length, format, known slug."""
        field = model_field(cls.entity, info.field_name or "")
        if field is None or value is None:
            return value
        if isinstance(field, models.ForeignKey):
            _check_slug(field.remote_field.model, value, info)
        elif isinstance(field, models.ManyToManyField):
            _check_slugs(field.remote_field.model, value, info)
        else:
            _check_value(field, value)
        return value


def model_field(entity: type[models.Model], name: str) -> models.Field | None:
    """Return the model's field of this name; None for nested entries."""
    fields = {field.name: field for field in [*entity._meta.concrete_fields, *entity._meta.many_to_many]}
    return fields.get(name)


def _check_slug(target: type[models.Model], value: object, info: ValidationInfo) -> None:
    known = get_context(info).known
    if not known.has(get_kind(target), value):
        hint = did_you_mean(str(value), known.slugs(get_kind(target)))
        raise ValueError(f"{format_value(value)} is not a known {get_kind(target)}{hint}")


def _check_slugs(target: type[models.Model], value: object, info: ValidationInfo) -> None:
    assert isinstance(value, list)
    for number, slug in enumerate(value):
        _check_slug(target, slug, info)
        if slug in value[:number]:
            raise ValueError(f"{format_value(slug)} appears twice")


def _check_value(field: models.Field, value: object) -> None:
    if value == "" and not field.blank:
        raise ValueError("is empty")
    if isinstance(value, str):
        _check_text(field, value)
    if field.name == "slug" and value in route_words():
        raise ValueError(f"{format_value(value)} is reserved for the API's URLs: choose another slug")
    try:
        field.run_validators(value)
    except ValidationError as error:
        message = " ".join(error.messages)
        raise ValueError(message if f"“{value}”" in message else f"{format_value(value)}: {message}") from error


def _check_text(field: models.Field, value: str) -> None:
    if not isinstance(field, models.TextField) and "\n" in value:
        raise ValueError("must be one line of text")
    for character in value:
        if unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t":
            raise ValueError(f"contains a control character (U+{ord(character):04X})")


class DatedEntry(SeedEntry):
    """An entry with a stated date."""

    stated: str
    date_basis: DateBasis = DateBasis.STATED
    date_note: str = ""


def are_valid(info: ValidationInfo, *fields: str) -> bool:
    """Return whether these fields, validated before, are valid, so that a rule over them can be checked."""
    return all(field in info.data for field in fields)
