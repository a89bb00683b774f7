"""What the values in a correction may be: asked of the model's own fields. In YAML they are text, true or a list."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from factbase.seeding.read.problems import did_you_mean, shown
from factbase.seeding.read.rows import DAYS, key_fields, plain
from factbase.seeding.read.schema.values import read_number, read_truth, read_whole

NEEDED = object()
"""In place of a default: there is none."""

Fields = dict[str, models.Field]


def settable(model: type[models.Model]) -> Fields:
    """The fields that a correction may set: not those that tell rows apart, nor what is worked out from others."""
    found = {field.name: field for field in [*model._meta.local_concrete_fields, *model._meta.many_to_many]}
    return {name: found[name] for name in found if name not in {"id", *DAYS, *key_fields(model)}}


def default(field: models.Field) -> Any:
    """What a field is when an added row does not say; NEEDED when it has to."""
    if isinstance(field, models.ManyToManyField):
        return []
    if field.has_default():
        return plain(field.get_default())
    if field.null:
        return None
    if field.blank:
        return ""
    return NEEDED


def read_value(field: models.Field, data: object) -> Any:
    """A value as a fixture has it; empty text stands for nothing. Raises ValueError with what is wrong."""
    if isinstance(field, models.ManyToManyField):
        return _read_links(data)
    if not isinstance(data, str):
        raise ValueError("expected text")
    if data == "" and field.null:
        return None
    if isinstance(field, models.ForeignKey):
        if not data:
            raise ValueError("is empty")
        return (data,)
    names = [str(name) for name, _ in field.flatchoices] if field.choices else []  # type: ignore[attr-defined]
    if names and data not in names and not (data == "" and field.blank):
        raise ValueError(f"{shown(data)} is not one of {', '.join(names)}{did_you_mean(data, names)}")
    try:
        value = _read(field, data)
        field.clean(value, None)
    except ValidationError as error:
        told = " ".join(error.messages)
        raise ValueError(told if f"“{data}”" in told else f"{shown(data)}: {told}") from error
    return plain(value)


def _read(field: models.Field, data: str) -> Any:
    readers = {models.BooleanField: read_truth, models.IntegerField: read_whole, models.DecimalField: read_number}
    for of, read in readers.items():
        if isinstance(field, of):
            try:
                return read(data)
            except ValueError as error:
                raise ValueError(f"{shown(data)} {error}") from error
    return data


def _read_links(data: object) -> list[tuple[str]]:
    if not isinstance(data, list) or not all(isinstance(slug, str) for slug in data):
        raise ValueError("expected a list of slugs")
    for number, slug in enumerate(data):
        if slug in data[:number]:
            raise ValueError(f"{shown(slug)} stands twice")
    return sorted((slug,) for slug in data)


def written_value(value: Any) -> Any:
    """A value of a fixture as YAML has it."""
    if value is None:
        return ""
    if isinstance(value, list):
        return [slug for (slug,) in value]
    return value[0] if isinstance(value, tuple) else value
