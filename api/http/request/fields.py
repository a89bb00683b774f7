"""`fields=`: which keys of a record are asked for, nested ones by paths such as `citations.source.title`."""

from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from rest_framework import serializers

from .parameters import InvalidValue, Parameter, values_of
from .suggestions import nearest

Branches = Mapping[str, frozenset[str] | None]
"""Keys, each with the paths that are asked for below it; none stands for all that it has."""


class Fields(Parameter):
    """Paths into what a serializer declares, separated by commas. A path to what has keys itself asks for them all.

    `others` are the shapes of other records that stand among those of the first.
    """

    schema = {"type": "array", "items": {"type": "string", "examples": ["slug"]}}

    def __init__(
        self,
        serializer_class: type[serializers.BaseSerializer],
        of_what: str,
        *others: type[serializers.BaseSerializer],
    ) -> None:
        self.known = list(dict.fromkeys(path for shape in (serializer_class, *others) for path in paths(shape())))
        nested = next((path for path in self.known if "." in path), None)
        example = f" A dot leads to what is nested: `fields={self.known[0]},{nested}`." if nested else ""
        super().__init__(f"Keep only these keys of {of_what}.{example}")

    def parse(self, text: str) -> list[str]:
        asked = values_of(text)
        for path in asked:
            if path not in self.known:
                raise InvalidValue(f"There is no key “{path[:100]}”.", nearest(path, self.known))
        return asked


def paths(serializer: serializers.BaseSerializer, prefix: str = "") -> Iterator[str]:
    """Every path of keys that a serializer declares, those of keys before those below them."""
    for name, field in cast(serializers.Serializer, serializer).fields.items():
        yield f"{prefix}{name}"
        nested = field.child if isinstance(field, serializers.ListSerializer) else field
        if isinstance(nested, serializers.Serializer):
            yield from paths(nested, f"{prefix}{name}.")


def branches(asked: Iterable[str]) -> Branches:
    """The paths by their first keys."""
    found: dict[str, frozenset[str] | None] = {}
    for key, dot, below in (path.partition(".") for path in asked):
        others = found.get(key, frozenset())
        found[key] = others | {below} if dot and others is not None else None
    return found
