"""Pydantic's validation errors as problems that an editor can fix."""

import enum
from typing import get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from factbase.seeding.read.schema.entry import SeedEntry, model_field

from .problems import SeedProblem, did_you_mean, format_value
from .yaml_file import KeyPath, YamlFile, describe_type

EXPECTED = {
    "model_type": "a mapping (fields and their values)",
    "dict_type": "a mapping (fields and their values)",
    "list_type": "a list",
    "string_type": "text",
}


def schema_problem(error: ErrorDetails, file: YamlFile, path: KeyPath, schema: type[BaseModel]) -> SeedProblem:
    """Convert an error to a problem with its location, the expected value and the nearest valid name."""
    location = file.locate((*path, *error["loc"]), of_key=error["type"] == "extra_forbidden")
    return location.problem(_message(error, schema))


def _message(error: ErrorDetails, schema: type[BaseModel]) -> str:
    kind, value, loc = error["type"], error["input"], error["loc"]
    owner = _schema_at(schema, loc[:-1])
    if kind == "missing":
        return f"is missing{_hint(owner, str(loc[-1]))}"
    if kind == "extra_forbidden":
        fields = [field.alias or name for name, field in owner.model_fields.items()]
        return f"is not a field of this entry{did_you_mean(str(loc[-1]), fields) or '; it has ' + ', '.join(fields)}"
    if kind == "enum":
        names = [str(member.value) for member in _enum_at(owner, str(loc[-1]))]
        return f"{format_value(value)} is not one of {', '.join(names)}{did_you_mean(str(value), names)}"
    if kind == "too_short":
        return "is empty: a fact needs a citation"
    if kind in EXPECTED:
        return f"expected {EXPECTED[kind]}, found {describe_type(value)}"
    if kind == "value_error":
        message = str(error["ctx"]["error"])
        return f"{format_value(value)} {message}" if message.startswith("is not ") else message
    return f"{format_value(value)}: {error['msg']}"


def _schema_at(schema: type[BaseModel], loc: tuple[int | str, ...]) -> type[BaseModel]:
    for part in loc:
        if isinstance(part, str):
            schema = next(iter(_classes_in(_field(schema, part).annotation, BaseModel)), schema)
    return schema


def _enum_at(schema: type[BaseModel], name: str) -> type[enum.Enum]:
    return next(iter(_classes_in(_field(schema, name).annotation, enum.Enum)))


def _field(schema: type[BaseModel], name: str):
    fields = schema.model_fields
    return fields[name] if name in fields else next(field for field in fields.values() if field.alias == name)


def _classes_in(annotation: object, kind: type) -> list[type]:
    if isinstance(annotation, type) and issubclass(annotation, kind):
        return [annotation]
    return [match for argument in get_args(annotation) for match in _classes_in(argument, kind)]


def _hint(owner: type[BaseModel], name: str) -> str:
    field = model_field(owner.entity, name) if issubclass(owner, SeedEntry) else None
    return f": {field.help_text}" if field is not None and field.help_text else ""
