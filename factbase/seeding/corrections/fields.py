"""Field values of corrections: conversion from and to YAML, and validation by the model's fields."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from factbase.models.base import key_fields
from factbase.seeding.read.problems import did_you_mean, format_value
from factbase.seeding.read.rows import DAY_FIELDS, to_fixture_value
from factbase.seeding.read.schema.values import read_boolean, read_integer, read_number

REQUIRED = object()
"""Marks a field without a default."""


def get_editable_fields(model: type[models.Model]) -> dict[str, models.Field]:
    """Return the fields that a correction may set: all but the id, the natural key and derived days."""
    fields = {field.name: field for field in [*model._meta.local_concrete_fields, *model._meta.many_to_many]}
    return {name: fields[name] for name in fields if name not in {"id", *DAY_FIELDS, *key_fields(model)}}


def get_default(field: models.Field) -> Any:
    """Return the value of a field that an added row leaves out, or REQUIRED."""
    if isinstance(field, models.ManyToManyField):
        return []
    if field.has_default():
        return to_fixture_value(field.get_default())
    return None if field.null else "" if field.blank else REQUIRED


def read_value(field: models.Field, data: object) -> Any:
    """Convert a YAML value to a fixture value; empty text means null. Raises ValueError with a readable message."""
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
        raise ValueError(f"{format_value(data)} is not one of {', '.join(names)}{did_you_mean(data, names)}")
    try:
        value = _convert(field, data)
        field.clean(value, None)
    except ValidationError as error:
        message = " ".join(error.messages)
        raise ValueError(message if f"“{data}”" in message else f"{format_value(data)}: {message}") from error
    return to_fixture_value(value)


def _convert(field: models.Field, data: str) -> Any:
    readers = {models.BooleanField: read_boolean, models.IntegerField: read_integer, models.DecimalField: read_number}
    for field_class, read in readers.items():
        if isinstance(field, field_class):
            try:
                return read(data)
            except ValueError as error:
                raise ValueError(f"{format_value(data)} {error}") from error
    return data


def _read_links(data: object) -> list[tuple[str]]:
    if not isinstance(data, list) or not all(isinstance(slug, str) for slug in data):
        raise ValueError("expected a list of slugs")
    for number, slug in enumerate(data):
        if slug in data[:number]:
            raise ValueError(f"{format_value(slug)} appears twice")
    return sorted((slug,) for slug in data)


def to_yaml(value: Any) -> Any:
    """Convert a fixture value to its form in YAML."""
    if value is None:
        return ""
    if isinstance(value, list):
        return [slug for (slug,) in value]
    return value[0] if isinstance(value, tuple) else value
