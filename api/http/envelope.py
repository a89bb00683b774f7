"""The envelope of a response: the body with the revision, values from the request, and JSON that PostgreSQL built."""

import functools
import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from rest_framework import serializers

from factbase.history.snapshot import At

_to_json = json.JSONEncoder(ensure_ascii=False).encode

REVISION = "The revision of the fact base that this response shows."


class EnvelopeSerializer(serializers.Serializer):
    """The key that every envelope has."""

    revision = serializers.IntegerField(help_text=REVISION)


def envelope(
    serializer_class: type[serializers.Serializer], at: At, head: Mapping[str, Any], **texts: str | None
) -> str:
    """Return the body of a response: the keys of the serializer, in their order.

    `head` has values, `texts` JSON: of an object, or of the members of a list or a DictField joined by commas. None
    is null, or no members. Raises ImproperlyConfigured if a key is missing or is not one of the serializer's.
    """
    templates, required = _keys(serializer_class)
    values = {"revision": str(at.number), **{name: _to_json(value) for name, value in head.items()}}
    values |= {name: templates.get(name, "%s") % (text or "") or "null" for name, text in texts.items()}
    if not required <= values.keys() <= templates.keys():
        differing = ", ".join(sorted(templates.keys() ^ values.keys()))
        raise ImproperlyConfigured(f"{serializer_class.__name__} and its response differ: {differing}.")
    members = (f'"{name}": {values[name]}' for name in templates if name in values)
    return f"{{{', '.join(members)}}}"


@functools.cache
def _keys(serializer_class: type[serializers.Serializer]) -> tuple[dict[str, str], frozenset[str]]:
    """Return the serializer's keys, each with the template of its JSON, and those of them that are not optional."""
    brackets = {serializers.ListSerializer: "[%s]", serializers.DictField: "{%s}"}
    fields = serializer_class().fields
    templates = {name: brackets.get(type(field), "%s") for name, field in fields.items()}
    return templates, frozenset(name for name, field in fields.items() if field.required or field.read_only)


@functools.cache
def list_page(serializer_class: type[serializers.Serializer]) -> type[serializers.Serializer]:
    """Return the serializer of a page of a list, for a record's serializer."""
    keys = {
        "revision": serializers.IntegerField(help_text=REVISION),
        "count": serializers.IntegerField(
            required=False, help_text="The number of results on all pages; only with `count=true`."
        ),
        "next": serializers.URLField(allow_null=True, help_text="The URL of the next page; null on the last page."),
        "results": serializer_class(many=True, help_text="The results of this page."),
    }
    return type(f"{serializer_class.__name__.removesuffix('Serializer')}Page", (serializers.Serializer,), keys)
