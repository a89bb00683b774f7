"""The Reconciliation Service API 0.2, by which OpenRefine and others match their names with actors."""

import functools
import json
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from api.http.problems import InvalidParameters
from api.http.request.parameters import InvalidValue, Parameter, error_of, parse
from api.http.request.suggestions import nearest
from api.http.sql.prepared_query import PreparedQuery
from api.http.views import AS_OF, json_response
from factbase.history.snapshot import At
from factbase.names import matching
from factbase.names.reconciliation import KINDS, PROPERTIES
from factbase.vocabulary import ActorKind

from .base import LIMIT, TYPES, ReconciliationView, address, found, query, type_of

MOST_QUERIES, MOST_VALUES = 50, 20
CERTAIN = 0.95
"""From which score on a candidate is the match, if it is the only one."""

Text = Annotated[str, Field(max_length=matching.LONGEST)]


class Entity(BaseModel):
    """A value that was reconciled itself."""

    model_config = ConfigDict(strict=True, extra="ignore")

    id: Text
    name: str = ""


Value = Text | bool | int | float | Entity


class Property(BaseModel):
    """What an actor must have, beside its name: any of the values."""

    model_config = ConfigDict(strict=True, extra="forbid")

    pid: str
    v: Value | Annotated[list[Value], Field(max_length=MOST_VALUES)]

    def texts(self) -> list[str]:
        values = self.v if isinstance(self.v, list) else [self.v]
        texts = [value.id if isinstance(value, Entity) else str(value) for value in values]
        return [KINDS.get(text.lower(), text) for text in texts] if self.pid == "kind" else texts


class Query(BaseModel):
    """One query of a batch, as the specification has it."""

    model_config = ConfigDict(strict=True, extra="forbid")

    query: Text | None = None
    type: str | list[str] | None = None
    limit: int = Field(LIMIT, ge=1, le=50)
    properties: list[Property] = Field([], max_length=len(PROPERTIES))
    type_strict: str = Field("any", pattern="^(any|should|all)$")

    def row(self, place: int, key: str) -> dict[str, Any]:
        """As the statement takes it. Raises Refused."""
        types = self.type if isinstance(self.type, list) else [self.type] if self.type else None
        for known, given in ((ActorKind.values, types or []), (PROPERTIES, [one.pid for one in self.properties])):
            for one in given:
                if one not in known:
                    problem = f"{key[:40]}: “{one[:40]}” is not one of {', '.join(known)}."
                    raise InvalidValue(problem, nearest(one, known))
        if len({one.pid for one in self.properties}) < len(self.properties):
            raise InvalidValue(f"{key[:40]}: a property is given twice: give its values as a list.")
        properties = {one.pid: one.texts() for one in self.properties} or None
        if self.query is None and properties is None:
            raise InvalidValue(f"{key[:40]}: it has neither a query nor properties: give one of them.")
        return query(place, key, self.query or "", kinds=types, properties=properties, most=self.limit)


BATCH = TypeAdapter(dict[str, Query])


class Queries(Parameter):
    """A batch of queries, as JSON."""

    schema = {"type": "string", "examples": ['{"q0": {"query": "Zelensky", "type": "person"}}']}

    def parse(self, text: str) -> list[dict[str, Any]]:
        try:
            queries = BATCH.validate_json(text)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(map(str, first["loc"]))[:100]
            raise InvalidValue(f"It is no batch of queries: {place and place + ': '}{first['msg'][:200]}.") from error
        if len(queries) > MOST_QUERIES:
            raise InvalidValue(f"It has {len(queries)} queries: at most {MOST_QUERIES} are taken at once.")
        rows = [query.row(place, key) for place, (key, query) in enumerate(queries.items())]
        if "\\u0000" in json.dumps(rows):
            raise InvalidValue("It has a NUL character: leave it out.")
        return rows


class Reconcile(ReconciliationView):
    """Match names with actors by the Reconciliation Service API 0.2, as OpenRefine does: add this address there as a
    standard service. Without `queries`, the answer is the service's manifest; with them, the candidates of each, as
    `actors/resolve/` finds them, with a score from 0 to 100. A candidate is marked as the match if it alone has a score
    of at least 95. A query may give an actor's id in place of a name. Types are the kinds of actors; candidates of
    others are left out, as are those that lack one of the `properties`, which `reconcile/suggest/property/` lists. A
    query of properties alone finds who has them, with a score of 100 for a Wikidata id, of 50 otherwise. The same
    batch may be sent by POST, form-encoded."""

    summary = "Reconcile names with actors"
    example = {"queries": '{"q0": {"query": "Зеленський", "type": "person", "limit": 1}}'}
    serializer_class = OpenApiTypes.OBJECT
    parameters = {"queries": Queries("A batch of queries by their keys, as JSON."), "as_of": AS_OF}

    @extend_schema(exclude=True)
    def post(self, request) -> HttpResponse | None:
        """The same for batches that are too long for a URL. It is a read: no token is asked for."""
        given = parse(request._request.POST, {"queries": self.parameters["queries"]})
        if "queries" not in given:
            raise InvalidParameters([error_of("queries", "“queries” is missing: send a batch of them, form-encoded.")])
        values = self.values(request._request, given, {})
        at, row = self.statement(given).read(values)
        return self.shape(request._request, at, given, values, row)

    def values(self, request: HttpRequest, given: dict[str, Any], path: dict[str, str]) -> dict[str, Any]:
        return {"queries": json.dumps(given.get("queries", []))}

    def statement(self, given: dict[str, Any]) -> PreparedQuery:
        return _batch(nameless=not all(row["name"] for row in given.get("queries", [])))

    def shape(
        self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any], row: tuple
    ) -> HttpResponse | None:
        return json_response(f"{{{row[0]}}}" if "queries" in given else json.dumps(_manifest(request)))


def _manifest(request: HttpRequest) -> dict[str, Any]:
    """What the service offers, and where."""
    here = address(request, "reconcile")
    suggest = {"entity": "/suggest/", "type": "/suggest/type/", "property": "/suggest/property/"}
    return {
        "versions": ["0.2"],
        "name": "Peace-talks fact base",
        "identifierSpace": address(request, "actor-list"),
        "schemaSpace": address(request, "codebook-enum", "actor-kind"),
        "documentation": address(request, "docs"),
        "batchSize": MOST_QUERIES,
        "defaultTypes": TYPES,
        "view": {"url": f"{address(request, 'actor-list')}{{{{id}}}}/"},
        "preview": {"url": f"{here}preview/{{{{id}}}}/", "width": 400, "height": 120},
        "suggest": {
            kind: {"service_url": here.removesuffix("/"), "service_path": path} for kind, path in suggest.items()
        },
    }


@functools.cache
def _batch(nameless: bool) -> PreparedQuery:
    """The statement for a batch of queries: each of them with its candidates; some may have no name."""
    certain = f"score >= {CERTAIN} AND count(*) FILTER (WHERE score >= {CERTAIN}) OVER (PARTITION BY place) = 1"
    each = (
        "json_build_object('id', slug, 'name', actors.name, 'description', description"
        f", 'score', trim_scale(100 * score), 'match', {certain}, 'type', json_build_array({type_of()}))::text"
    )
    sql, parameters = found(nameless)
    return PreparedQuery(
        f"""{sql}, candidates AS (
                SELECT place, score, slug, CASE WHEN slug IS NOT NULL THEN {each} END AS json
                FROM found LEFT JOIN actors ON actors.id = actor_id
            ), results AS (
                SELECT place, coalesce(string_agg(json, ', ' ORDER BY score DESC, slug), '') AS json
                FROM candidates GROUP BY place
            )
            SELECT coalesce(string_agg(to_json(key) || ': {{"result": [' || json || ']}}', ', ' ORDER BY place), '')
            FROM results JOIN asked USING (place)""",
        parameters,
    )
