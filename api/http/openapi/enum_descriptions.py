"""The meanings of enum values in the OpenAPI document, from the codebook."""

from collections.abc import Iterator
from typing import Any

from factbase.codebook import codebook, described, listed

SCHEMAS = "#/components/schemas/"


def describe_enums(result: dict[str, Any], generator: object, request: object, public: bool) -> dict[str, Any]:
    """Add the meanings of enum values to the document (a postprocessing hook of drf-spectacular).

    They go into the schema of the enum, into each field of it (Swagger UI and Redoc show the field's description
    instead of the enum's) and into each parameter that takes its values.
    """
    schemas = result.get("components", {}).get("schemas", {})
    for name in codebook().enums:
        if name in schemas:
            schemas[name]["description"] = described(name)
    for target, name in [*_fields(schemas), *_parameters(result)]:
        target["description"] = f"{target['description']}\n\n{listed(name)}"
    return result


def _fields(schemas: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield the fields with an enum and its name; nullable fields use `oneOf`, where tools show the enum itself."""
    for schema in schemas.values():
        for field in schema.get("properties", {}).values():
            for part in field.get("allOf", []):
                name = part.get("$ref", "").removeprefix(SCHEMAS)
                if name in codebook().enums:
                    yield field, name


def _parameters(result: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield the parameters that take values of an enum, and the enum's name."""
    by_values = {tuple(value.value for value in known.values): name for name, known in codebook().enums.items()}
    for path in result["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", []):
                values = parameter["schema"].get("items", parameter["schema"]).get("enum", [])
                if tuple(values) in by_values:
                    yield parameter, by_values[tuple(values)]
