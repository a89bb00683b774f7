"""The meanings of enum values in the OpenAPI document, from the codebook."""

from collections.abc import Iterator
from typing import Any

from factbase.codebook import codebook, described, listed

SCHEMAS = "#/components/schemas/"


def describe_enums(result: dict[str, Any], generator: object, request: object, public: bool) -> dict[str, Any]:
    """A postprocessing hook of drf-spectacular: say what the values of enums mean, wherever a reader meets them.

    That is in the schema of the enum, in each field that has it (Swagger UI and Redoc show the description of the field
    instead of the enum's), and in each parameter that takes its values.
    """
    schemas = result.get("components", {}).get("schemas", {})
    for name in codebook().enums:
        if name in schemas:
            schemas[name]["description"] = described(name)
    for place, name in [*_fields(schemas), *_parameters(result)]:
        place["description"] = f"{place['description']}\n\n{listed(name)}"
    return result


def _fields(schemas: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """The fields that have an enum, each with the enum's name. Where null is possible, the enum stands by itself."""
    for schema in schemas.values():
        for field in schema.get("properties", {}).values():
            for part in field.get("allOf", []):
                name = part.get("$ref", "").removeprefix(SCHEMAS)
                if name in codebook().enums:
                    yield field, name


def _parameters(result: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """The parameters that take values of an enum, each with the enum's name."""
    by_values = {tuple(value.value for value in known.values): name for name, known in codebook().enums.items()}
    for path in result["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", []):
                taken = parameter["schema"].get("items", parameter["schema"]).get("enum", [])
                if tuple(taken) in by_values:
                    yield parameter, by_values[tuple(taken)]
