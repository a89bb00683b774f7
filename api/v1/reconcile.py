"""The Reconciliation Service API 0.2, by which OpenRefine and others match their names with actors."""

import functools
import json
from typing import Any

from django.db import models
from django.db.models.expressions import RawSQL
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from api.http.absent import moved
from api.http.binding import Given, Slot
from api.http.formats import Format
from api.http.parameters import Parameter, Refused, error_of, parse
from api.http.problems import InvalidParameters
from api.http.statement import Statement, compiled, one, one_of
from api.http.views import AS_OF, StatementView, json_response
from factbase.analysis import names
from factbase.history.snapshot import At
from factbase.models import Actor, ActorKind

from .resolve import CandidateRef, Name

HTML = Format("html", "text/html", "an HTML page, to be shown in a frame")
MOST_QUERIES, LIMIT = 50, 10
CERTAIN = 0.95
"""From which score on a candidate is the match, if it is the only one."""

TYPES = [{"id": value, "name": label} for value, label in ActorKind.choices]
OPEN = {"Access-Control-Allow-Origin": "*"}
"""What lets pages of other sites read the answers: all of it is public."""


class Query(BaseModel):
    """One query of a batch, as the specification has it."""

    model_config = ConfigDict(strict=True, extra="forbid")

    query: str = Field("", max_length=names.LONGEST)
    type: ActorKind | list[ActorKind] | None = None
    limit: int = Field(LIMIT, ge=1, le=50)
    properties: list[dict[str, Any]] = Field([], max_length=0)
    type_strict: str = Field("any", pattern="^(any|should|all)$")

    def row(self, place: int, key: str) -> dict[str, Any]:
        """As the statement takes it."""
        types = self.type if isinstance(self.type, list) else [self.type] if self.type else None
        return {"place": place, "key": key, "name": self.query, "kinds": types, "most": self.limit}


BATCH = TypeAdapter(dict[str, Query])


class Queries(Parameter):
    """A batch of queries, as JSON."""

    schema = {"type": "string", "examples": ['{"q0": {"query": "Zelensky", "type": "person"}}']}

    def parse(self, text: str) -> str:
        try:
            queries = BATCH.validate_json(text)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(map(str, first["loc"]))[:100]
            raise Refused(f"It is no batch of queries: {place}: {first['msg'][:200]}.") from error
        if len(queries) > MOST_QUERIES:
            raise Refused(f"It has {len(queries)} queries: at most {MOST_QUERIES} are taken at once.")
        rows = json.dumps([query.row(place, key) for place, (key, query) in enumerate(queries.items())])
        if "\\u0000" in rows:
            raise Refused("It has a NUL character: leave it out.")
        return rows


class ReconciliationView(StatementView):
    """A part of the service, which pages of other sites may read."""

    @property
    def default_response_headers(self) -> dict[str, str]:
        return {**super().default_response_headers, **OPEN}


class Reconcile(ReconciliationView):
    """Match names with actors by the Reconciliation Service API 0.2, as OpenRefine does: add this address there as a
    standard service. Without `queries`, the answer is the service's manifest; with them, the candidates of each, as
    `actors/resolve/` finds them, with a score from 0 to 100. A candidate is marked as the match if it alone has a score
    of at least 95. Types are the kinds of actors. The same batch may be sent by POST, form-encoded."""

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
        at, row = _batch().read(given)
        return self.shape(request._request, at, given, given, row)

    def values(self, request: HttpRequest, given: dict[str, Any], path: dict[str, str]) -> dict[str, Any]:
        return {"queries": given.get("queries", "[]")}

    def statement(self, given: dict[str, Any]) -> Statement:
        return _batch()

    def shape(
        self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any], row: tuple
    ) -> HttpResponse | None:
        return json_response(f"{{{row[0]}}}" if "queries" in given else json.dumps(_manifest(request)))


class ReconcileSuggest(ReconciliationView):
    """Actors for what was typed so far, as the suggest service of the Reconciliation Service API 0.2 has them."""

    summary = "Suggest actors to reconcile with"
    example = {"prefix": "Zelen"}
    serializer_class = OpenApiTypes.OBJECT
    parameters = {"prefix": Name("What was typed so far."), "as_of": AS_OF}

    def values(self, request: HttpRequest, given: dict[str, Any], path: dict[str, str]) -> dict[str, Any]:
        asked = {"place": 0, "key": "result", "name": given["prefix"], "kinds": None, "most": LIMIT}
        return {"queries": json.dumps([asked])}

    def statement(self, given: dict[str, Any]) -> Statement:
        return _suggest()

    def shape(
        self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any], row: tuple
    ) -> HttpResponse | None:
        return json_response(f'{{"result": [{row[0]}]}}')


class ReconcilePreview(ReconciliationView):
    """A small page about an actor, to be shown beside a candidate."""

    summary = "Preview an actor"
    example = {"slug": "volodymyr-zelenskyy"}
    serializer_class = OpenApiTypes.STR
    formats = [HTML]
    parameters = {"as_of": AS_OF}

    def statement(self, given: dict[str, Any]) -> Statement:
        return _preview()

    def shape(
        self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any], row: tuple
    ) -> HttpResponse | None:
        if row[0] is None:
            return None
        actor = json.loads(row[0])
        response = HttpResponse(
            format_html(
                '<!doctype html><html lang="en"><meta charset="utf-8"><title>{name}</title>'
                '<p><a href="{url}" target="_blank">{name}</a> ({kind}{country})</p><p>{description}</p></html>',
                name=actor["name"],
                url=_address(request, "actor-detail", values["slug"]),
                kind=ActorKind(actor["kind"]).label,
                country=f", {actor['country']}" if actor["country"] else "",
                description=actor["description"] or "",
            ),
            content_type="text/html; charset=utf-8",
        )
        response.xframe_options_exempt = True  # type: ignore[attr-defined]  # it is made to be framed
        return response

    def missing(self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any]) -> HttpResponse:
        return moved(request, Actor, values["slug"])


def _manifest(request: HttpRequest) -> dict[str, Any]:
    """What the service offers, and where."""
    here = _address(request, "reconcile")
    return {
        "versions": ["0.2"],
        "name": "Peace-talks fact base",
        "identifierSpace": _address(request, "actor-list"),
        "schemaSpace": _address(request, "codebook-enum", "actor-kind"),
        "documentation": _address(request, "docs"),
        "defaultTypes": TYPES,
        "view": {"url": f"{_address(request, 'actor-list')}{{{{id}}}}/"},
        "preview": {"url": f"{here}preview/{{{{id}}}}/", "width": 400, "height": 120},
        "suggest": {"entity": {"service_url": here.removesuffix("/"), "service_path": "/suggest/"}},
    }


def _address(request: HttpRequest, name: str, *path: str) -> str:
    return request.build_absolute_uri(reverse(name, args=path))


@functools.cache
def _batch() -> Statement:
    """The statement for a batch of queries: each of them with its candidates."""
    certain = f"score >= {CERTAIN} AND count(*) FILTER (WHERE score >= {CERTAIN}) OVER (PARTITION BY place) = 1"
    each = (
        "json_build_object('id', slug, 'name', actors.name, 'description', description"
        f", 'score', trim_scale(100 * score), 'match', {certain}, 'type', json_build_array({_type()}))::text"
    )
    sql, parameters = _found()
    return Statement(
        f"""{sql}, candidates AS (
                SELECT place, key, score, slug, CASE WHEN slug IS NOT NULL THEN {each} END AS json
                FROM found LEFT JOIN actors ON actors.id = actor_id
            ), results AS (
                SELECT place, key, coalesce(string_agg(json, ', ' ORDER BY score DESC, slug), '') AS json
                FROM candidates GROUP BY place, key
            )
            SELECT coalesce(string_agg(to_json(key) || ': {{"result": [' || json || ']}}', ', ' ORDER BY place), '')
            FROM results""",
        parameters,
    )


@functools.cache
def _suggest() -> Statement:
    """The statement for what was typed: the candidates, as suggestions."""
    each = (
        "json_build_object('id', slug, 'name', actors.name, 'description', description,"
        f" 'notable', json_build_array({_type()}))::text"
    )
    sql, parameters = _found()
    return Statement(
        f"{sql} SELECT coalesce(string_agg({each}, ', ' ORDER BY score DESC, slug), '')"
        " FROM found JOIN actors ON actors.id = actor_id",
        parameters,
    )


@functools.cache
def _preview() -> Statement:
    return one(CandidateRef, slug=Given(Slot("slug"), models.TextField()))


def _found() -> tuple[str, tuple[Any, ...]]:
    """SQL that begins a statement with `found`, the candidates for each query, and `actors`, whom they are."""
    actors, parameters = compiled(
        Actor.objects.filter(one_of(RawSQL("ARRAY(SELECT actor_id FROM found)", [])))
        .order_by()
        .values_list("pk", "slug", "name", "kind", "description")
    )
    asked = "json_to_recordset(%s::json) AS asked (place int, key text, name text, kinds text[], most int)"
    candidates = names.candidates("asked.name", "asked.kinds", "asked.most")
    sql = (
        "WITH found AS MATERIALIZED (SELECT asked.place, asked.key, candidate.actor_id, candidate.score"
        f" FROM {asked} LEFT JOIN LATERAL ({candidates}) candidate ON true),"
        f" actors (id, slug, name, kind, description) AS ({actors})"
    )
    return sql, (Slot("queries"), *parameters)


def _type() -> str:
    """SQL of the type of an actor."""
    labels = " ".join(f"WHEN '{value}' THEN '{label}'" for value, label in ActorKind.choices)
    return f"json_build_object('id', kind, 'name', CASE kind {labels} END)"
