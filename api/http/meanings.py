"""The meanings of enum values in the OpenAPI document, from the codebook."""

from typing import Any

from factbase.codebook import codebook, described


def describe_enums(result: dict[str, Any], generator: object, request: object, public: bool) -> dict[str, Any]:
    """A postprocessing hook of drf-spectacular: give the schema of each enum the codebook's text as its description."""
    schemas = result.get("components", {}).get("schemas", {})
    for name in codebook().enums:
        if name in schemas:
            schemas[name]["description"] = described(name)
    return result
