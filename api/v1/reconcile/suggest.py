"""Actors, types and properties for what was typed so far, as the Reconciliation Service API 0.2 suggests them."""

import functools
import hashlib
import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from drf_spectacular.types import OpenApiTypes

from api.http.request.parameters import InvalidValue, Number, OneOf, Parameter
from api.http.sql.prepared_query import PreparedQuery
from api.http.static_views import StaticView
from api.http.views import AS_OF, json_response
from factbase.history.snapshot import At
from factbase.names import matching
from factbase.names.reconciliation import PROPERTIES
from factbase.vocabulary import ActorKind

from .base import LIMIT, TYPES, Open, ReconciliationView, found, query, type_of


class Prefix(Parameter):
    """What was typed so far."""

    schema = {"type": "string", "maxLength": matching.LONGEST}
    required = True

    def parse(self, text: str) -> str:
        if len(text) > matching.LONGEST:
            raise InvalidValue(f"It has {len(text)} characters: at most {matching.LONGEST} are taken.")
        return text


SENT = "OpenRefine sends it; it makes no difference."
PREFIX = Prefix("What was typed so far; empty for the first of all types or properties.")
COMMON = {
    "prefix": PREFIX,
    "cursor": Number(0, 1000, 0, "How many suggestions to skip."),
    **{name: Parameter(SENT) for name in ("spell", "exact", "prefixed", "filter")},
}
"""The parameters of the specification, and those that OpenRefine adds, as the service that it was made for had them."""


class ReconcileSuggest(ReconciliationView):
    """Actors for what was typed so far, as the suggest service of the Reconciliation Service API 0.2 has them: those
    that `actors/resolve/` finds, that have a name or a word of one that begins so, or whose id it is."""

    summary = "Suggest actors to reconcile with"
    example = {"prefix": "Zel"}
    serializer_class = OpenApiTypes.OBJECT
    parameters = {**COMMON, "type": OneOf(["", *ActorKind.values], "Only actors of this type."), "as_of": AS_OF}

    def values(self, request: HttpRequest, given: dict[str, Any], path: dict[str, str]) -> dict[str, Any]:
        kinds = [given["type"]] if given.get("type") else None
        asked = query(0, "", given["prefix"], kinds=kinds, begun=True, skipped=given.get("cursor", 0))
        return {"queries": json.dumps([asked])}

    def statement(self, given: dict[str, Any]) -> PreparedQuery:
        return _suggest()

    def shape(
        self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any], row: tuple
    ) -> HttpResponse | None:
        return json_response(f'{{"result": [{row[0]}]}}')


class SuggestFixed(Open, StaticView):
    """Suggestions of what is part of the code."""

    serializer_class = OpenApiTypes.OBJECT
    parameters = COMMON

    def suggestions(self) -> list[dict[str, str]]:
        raise NotImplementedError

    def fingerprint(self) -> str:
        told = json.dumps([self.suggestions(), self.request.GET.urlencode()])
        return hashlib.sha256(told.encode()).hexdigest()[:12]

    def body(self, request: HttpRequest, given: dict[str, Any], **path: str) -> str:
        """Those whose id or name, or a word of the name, begins as what was typed does."""
        typed, skipped = given["prefix"].strip().lower(), given.get("cursor", 0)
        known = []
        for one in self.suggestions():
            name = one["name"].lower()
            if any(text.startswith(typed) for text in (one["id"], name, *name.split())):
                known.append(one)
        return json.dumps({"result": known[skipped : skipped + LIMIT]})


class ReconcileSuggestType(SuggestFixed):
    """Types, which are the kinds of actors, for what was typed so far."""

    summary = "Suggest types to reconcile with"
    example = {"prefix": "gov"}

    def suggestions(self) -> list[dict[str, str]]:
        return TYPES


class ReconcileSuggestProperty(SuggestFixed):
    """Properties that queries can be narrowed by, for what was typed so far."""

    summary = "Suggest properties to narrow queries by"
    example = {"prefix": "country"}

    def suggestions(self) -> list[dict[str, str]]:
        return [{"id": pid, "name": name, "description": text} for pid, (name, text) in PROPERTIES.items()]


@functools.cache
def _suggest() -> PreparedQuery:
    """The statement for what was typed: the candidates, as suggestions."""
    each = (
        "json_build_object('id', slug, 'name', actors.name, 'description', description,"
        f" 'notable', json_build_array({type_of()}))::text"
    )
    sql, parameters = found()
    return PreparedQuery(
        f"{sql} SELECT coalesce(string_agg({each}, ', ' ORDER BY score DESC, slug), '')"
        " FROM found JOIN actors ON actors.id = found.actor_id",
        parameters,
    )
