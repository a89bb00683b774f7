"""The Reconciliation Service API 0.2, with which OpenRefine and other clients match names with actors."""

import functools
import json
from collections.abc import Callable
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from rest_framework import serializers

from api.http.formats.json import JSON
from api.http.problems import InvalidParameters
from api.http.request.parameters import InvalidValue, Parameter, error_of, parse
from api.http.request.suggestions import nearest
from api.http.sql.prepared_query import PreparedQuery, with_ctes
from factbase.history.snapshot import At
from factbase.names import matching
from factbase.names.reconciliation import KINDS, PROPERTIES
from factbase.vocabulary import ActorKind

from .base import LIMIT, TYPES, ActorSerializer, ReconciliationView, TypeSerializer, build_actor, build_ctes, build_row

MOST_QUERIES, MOST_VALUES = 50, 20
CERTAIN = 0.95
"""The score from which a candidate is marked as the match, if it is the only one."""

Text = Annotated[str, Field(max_length=matching.LONGEST)]


class Entity(BaseModel):
    """A property value that is itself a reconciled entity."""

    model_config = ConfigDict(strict=True, extra="ignore")

    id: Text
    name: str = ""


Value = Text | bool | int | float | Entity


class Property(BaseModel):
    """A property that a candidate must have, with one of the values."""

    model_config = ConfigDict(strict=True, extra="forbid")

    pid: str
    v: Value | Annotated[list[Value], Field(max_length=MOST_VALUES)]

    def texts(self) -> list[str]:
        values = self.v if isinstance(self.v, list) else [self.v]
        texts = [value.id if isinstance(value, Entity) else str(value) for value in values]
        return [KINDS.get(text.lower(), text) for text in texts] if self.pid == "kind" else texts


class Query(BaseModel):
    """One query of a batch, as in the specification."""

    model_config = ConfigDict(strict=True, extra="forbid")

    query: Text | None = None
    type: str | list[str] | None = None
    limit: int = Field(LIMIT, ge=1, le=50)
    properties: list[Property] = Field([], max_length=len(PROPERTIES))
    type_strict: str = Field("any", pattern="^(any|should|all)$")

    def to_row(self, place: int, key: str) -> dict[str, Any]:
        """Return the query as a row for `build_ctes`. Raises InvalidValue."""
        types = self.type if isinstance(self.type, list) else [self.type] if self.type else None
        pids = [one.pid for one in self.properties]
        for known, names in ((ActorKind.values, types or []), (PROPERTIES, pids)):
            for name in names:
                if name not in known:
                    problem = f"{key[:40]}: “{name[:40]}” is not one of {', '.join(known)}."
                    raise InvalidValue(problem, nearest(name, known))
        if len(set(pids)) < len(pids):
            raise InvalidValue(f"{key[:40]}: a property is given twice: give its values as a list.")
        properties = {one.pid: one.texts() for one in self.properties} or None
        if self.query is None and properties is None:
            raise InvalidValue(f"{key[:40]}: it has neither a query nor properties: give one of them.")
        return build_row(place, key, self.query or "", kinds=types, properties=properties, most=self.limit)


BATCH = TypeAdapter(dict[str, Query])


class CandidateSerializer(ActorSerializer):
    """A candidate for a query, with its types."""

    score = serializers.FloatField(help_text="From 0 to 100.")
    match = serializers.BooleanField(help_text="Whether it is the only one whose score is certain.")
    type = TypeSerializer(many=True)


class Queries(Parameter):
    """A batch of queries, as JSON."""

    schema = {"type": "string", "examples": ['{"q0": {"query": "Zelensky", "type": "person"}}']}

    def parse(self, text: str) -> list[dict[str, Any]]:
        try:
            queries = BATCH.validate_json(text)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(map(str, first["loc"]))[:100]
            raise InvalidValue(f"Not a batch of queries: {place and place + ': '}{first['msg'][:200]}.") from error
        if len(queries) > MOST_QUERIES:
            raise InvalidValue(f"The batch has {len(queries)} queries; the maximum is {MOST_QUERIES}.")
        rows = [query.to_row(place, key) for place, (key, query) in enumerate(queries.items())]
        if "\\u0000" in json.dumps(rows):
            raise InvalidValue("The batch has a NUL character: leave it out.")
        return rows


class Reconcile(ReconciliationView):
    """Matching of names with actors by the Reconciliation Service API 0.2, which OpenRefine supports.

    In OpenRefine, add this URL as a standard service. Without `queries` the response is the service manifest. With
    `queries` it has the candidates of each query, as `actors/resolve/` finds them, with a score from 0 to 100. A
    candidate is marked as the match if it is the only one with a score of at least 95. A query may give an actor's id
    instead of a name. Types are the kinds of actors. Candidates of other types are left out, and so are candidates that
    lack one of the `properties`; `reconcile/suggest/property/` lists these. A query with properties only finds the
    actors that have them, with a score of 100 for a Wikidata id and 50 otherwise. You can also send the batch by POST,
    form-encoded.
    """

    summary = "Reconcile names with actors"
    example = {"queries": '{"q0": {"query": "Зеленський", "type": "person", "limit": 1}}'}
    serializer_class = OpenApiTypes.OBJECT
    parameters = {"queries": Queries("A batch of queries by key, as JSON.")}

    @extend_schema(exclude=True)
    def post(self, request) -> HttpResponse | None:
        """Answer a batch that is too long for a URL. It only reads, so no CSRF token is required."""
        sent: HttpRequest = request._request
        params = parse(dict(sent.POST.lists()), {"queries": self.parameters["queries"]})
        if "queries" not in params:
            raise InvalidParameters([error_of("queries", "“queries” is missing: send a batch of them, form-encoded.")])
        _, row = _build_statement(params["queries"]).read({"queries": json.dumps(params["queries"])})
        return JSON.respond(f"{{{row[0]}}}")

    def query_values(self) -> dict[str, Any]:
        return {"queries": json.dumps(self.params.get("queries", []))}

    def statement(self) -> PreparedQuery:
        return _build_statement(self.params.get("queries", []))

    def render(self, at: At, row: tuple) -> HttpResponse:
        return JSON.respond(f"{{{row[0]}}}" if "queries" in self.params else json.dumps(_build_manifest(self.url)))


def _build_statement(queries: list[dict[str, Any]]) -> PreparedQuery:
    return _build_query(nameless=not all(row["name"] for row in queries))


def _build_manifest(url: Callable[[str], str]) -> dict[str, Any]:
    """Return the service manifest: the features of the service and their URLs."""
    service, actors = url(reverse("v1:reconcile")), url(reverse("v1:actor-list"))
    suggest = {"entity": "/suggest/", "type": "/suggest/type/", "property": "/suggest/property/"}
    return {
        "versions": ["0.2"],
        "name": "Peace-talks fact base",
        "identifierSpace": actors,
        "schemaSpace": url(reverse("v1:codebook-enum", args=["actor-kind"])),
        "documentation": url(reverse("v1:docs")),
        "batchSize": MOST_QUERIES,
        "defaultTypes": TYPES,
        "view": {"url": f"{actors}{{{{id}}}}/"},
        "preview": {"url": f"{service}preview/{{{{id}}}}/", "width": 400, "height": 120},
        "suggest": {
            kind: {"service_url": service.removesuffix("/"), "service_path": path} for kind, path in suggest.items()
        },
    }


@functools.cache
def _build_query(nameless: bool) -> PreparedQuery:
    """Return the query for a batch: the JSON of each query's candidates. With `nameless`, some queries have no name."""
    certain = f"score >= {CERTAIN} AND count(*) FILTER (WHERE score >= {CERTAIN}) OVER (PARTITION BY place) = 1"
    candidate = build_actor(CandidateSerializer, "type", score="trim_scale(100 * score)", match=certain)
    ctes = build_ctes(nameless) | {
        "rows": f"SELECT place, score, slug, CASE WHEN slug IS NOT NULL THEN {candidate} END AS json"
        " FROM candidates LEFT JOIN actors ON actors.id = actor_id",
        "results": "SELECT place, string_agg(json, ', ' ORDER BY score DESC, slug) AS json FROM rows GROUP BY place",
    }
    result = """concat(to_json(key), ': {"result": [', json, ']}')"""
    results = f"coalesce(string_agg({result}, ', ' ORDER BY place), '')"
    return with_ctes(ctes, [results], "FROM results JOIN batch USING (place)")
