"""Suggestions of actors, types and properties for a prefix (Reconciliation Service API 0.2)."""

import functools
import hashlib
import json
from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes

from api.http.formats.json import JSON
from api.http.request.parameters import InvalidValue, Number, OneOf, Parameter
from api.http.revision_independent_view import StaticView
from api.http.sql.prepared_query import PreparedQuery, with_ctes
from factbase.history.snapshot import At
from factbase.names import matching
from factbase.names.reconciliation import PROPERTIES
from factbase.vocabulary import ActorKind

from .base import (
    LIMIT,
    TYPES,
    ActorSerializer,
    CorsView,
    ReconciliationView,
    TypeSerializer,
    build_actor,
    build_ctes,
    build_row,
)


class Prefix(Parameter):
    """The text typed so far."""

    schema = {"type": "string", "maxLength": matching.LONGEST}
    required = True

    def parse(self, text: str) -> str:
        if len(text) > matching.LONGEST:
            raise InvalidValue(f"The prefix has {len(text)} characters; the maximum is {matching.LONGEST}.")
        return text


COMMON = {
    "prefix": Prefix("The text typed so far; if empty, the first types or properties are suggested."),
    "cursor": Number(0, 1000, 0, "Number of suggestions to skip."),
    **{name: Parameter("Sent by OpenRefine; ignored.") for name in ("spell", "exact", "prefixed", "filter")},
}
"""The parameters of the specification, and those that OpenRefine adds for the service that it was written for."""


class SuggestionSerializer(ActorSerializer):
    """A suggestion of an actor, with its types."""

    notable = TypeSerializer(many=True)


class ReconcileSuggest(ReconciliationView):
    """Suggestions of actors for a prefix (suggest service of the Reconciliation Service API 0.2).

    They are the actors that `actors/resolve/` finds, those with a name or a word of a name that starts with the prefix,
    and the actor with this id.
    """

    summary = "Suggest actors to reconcile with"
    example = {"prefix": "Zel"}
    serializer_class = OpenApiTypes.OBJECT
    parameters = {**COMMON, "type": OneOf(["", *ActorKind.values], "Only actors of this type.")}

    def query_values(self) -> dict[str, Any]:
        kinds = [self.params["type"]] if self.params.get("type") else None
        prefix, skipped = self.params["prefix"], self.params.get("cursor", 0)
        return {"queries": json.dumps([build_row(0, "", prefix, kinds=kinds, begun=True, skipped=skipped)])}

    def statement(self) -> PreparedQuery:
        return _build_query()

    def render(self, at: At, row: tuple) -> HttpResponse:
        return JSON.respond(f'{{"result": [{row[0]}]}}')


class StaticSuggestView(CorsView, StaticView):
    """Suggestions from a list in the code."""

    serializer_class = OpenApiTypes.OBJECT
    parameters = COMMON

    def suggestions(self) -> list[dict[str, str]]:
        raise NotImplementedError

    def fingerprint(self) -> str:
        content = json.dumps([self.suggestions(), self.asked.digest])
        return hashlib.sha256(content.encode()).hexdigest()[:12]

    def body(self) -> str:
        """Return the suggestions whose id or name, or a word of the name, starts with the prefix."""
        prefix, skipped = self.params["prefix"].strip().lower(), self.params.get("cursor", 0)
        matches = []
        for suggestion in self.suggestions():
            name = suggestion["name"].lower()
            if any(text.startswith(prefix) for text in (suggestion["id"], name, *name.split())):
                matches.append(suggestion)
        return json.dumps({"result": matches[skipped : skipped + LIMIT]})


class ReconcileSuggestType(StaticSuggestView):
    """Suggestions of types for a prefix. Types are the kinds of actors."""

    summary = "Suggest types to reconcile with"
    example = {"prefix": "gov"}

    def suggestions(self) -> list[dict[str, str]]:
        return TYPES


class ReconcileSuggestProperty(StaticSuggestView):
    """Suggestions of properties for a prefix. Queries can filter by these properties."""

    summary = "Suggest properties to filter queries by"
    example = {"prefix": "country"}

    def suggestions(self) -> list[dict[str, str]]:
        return [{"id": pid, "name": name, "description": text} for pid, (name, text) in PROPERTIES.items()]


@functools.cache
def _build_query() -> PreparedQuery:
    suggestion = build_actor(SuggestionSerializer, "notable")
    results = f"coalesce(string_agg({suggestion}, ', ' ORDER BY score DESC, slug), '')"
    return with_ctes(build_ctes(), [results], "FROM candidates JOIN actors ON actors.id = candidates.actor_id")
