"""The `fields` parameter: the keys of a record to keep, nested ones as paths such as `citations.source.title`."""

from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from rest_framework import serializers

from .parameters import InvalidValue, Parameter, values_of
from .suggestions import nearest

Branches = Mapping[str, frozenset[str] | None]
"""Keys, each with the requested paths below it; None means all of them."""


class Fields(Parameter):
    """Paths into the keys of a serializer, separated by commas. A path to an object selects all its keys.

    `others` are the serializers of further kinds of records in the same list.
    """

    schema = {"type": "array", "items": {"type": "string", "examples": ["slug"]}}

    def __init__(
        self,
        serializer_class: type[serializers.BaseSerializer],
        of_what: str,
        *others: type[serializers.BaseSerializer],
    ) -> None:
        self.known = list(dict.fromkeys(path for each in (serializer_class, *others) for path in paths(each())))
        nested = next((path for path in self.known if "." in path), None)
        example = f" A dot leads to a nested key: `fields={self.known[0]},{nested}`." if nested else ""
        super().__init__(f"Keep only these keys of {of_what}.{example}")

    def parse(self, text: str) -> list[str]:
        requested = values_of(text)
        for path in requested:
            if path not in self.known:
                raise InvalidValue(f"There is no key “{path[:100]}”.", nearest(path, self.known))
        return requested


def paths(serializer: serializers.BaseSerializer, prefix: str = "") -> Iterator[str]:
    """Yield the paths of all keys of a serializer, each key before the keys below it."""
    for name, field in cast(serializers.Serializer, serializer).fields.items():
        yield f"{prefix}{name}"
        nested = field.child if isinstance(field, serializers.ListSerializer) else field
        if isinstance(nested, serializers.Serializer):
            yield from paths(nested, f"{prefix}{name}.")


def branches(requested: Iterable[str]) -> Branches:
    """Return the paths grouped by their first keys."""
    groups: dict[str, frozenset[str] | None] = {}
    for key, dot, below in (path.partition(".") for path in requested):
        others = groups.get(key, frozenset())
        groups[key] = others | {below} if dot and others is not None else None
    return groups
