"""What the parts of the reconciliation service share."""

from typing import Any

from django.db.models.expressions import RawSQL
from django.http import HttpRequest
from django.urls import reverse

from api.http.sql.placeholders import Param
from api.http.sql.prepared_query import compiled, one_of
from api.http.views import QueryView, ReadView
from factbase.models import Actor
from factbase.names.reconciliation import candidates
from factbase.vocabulary import ActorKind

LIMIT = 10
TYPES = [{"id": value, "name": label} for value, label in ActorKind.choices]


class Open(ReadView):
    """A read that pages of other sites may read, errors too: all of it is public."""

    @property
    def default_response_headers(self) -> dict[str, str]:
        return {**super().default_response_headers, "Access-Control-Allow-Origin": "*"}


class ReconciliationView(Open, QueryView):
    """A part of the service that reads the base."""


def address(request: HttpRequest, name: str, *path: str) -> str:
    return request.build_absolute_uri(reverse(f"v1:{name}", args=path))


def query(place: int, key: str, name: str, **others: Any) -> dict[str, Any]:
    """A query as the statements take it."""
    row = {"kinds": None, "properties": None, "begun": False, "skipped": 0, "most": LIMIT}
    return {"place": place, "key": key, "name": name, **row, **others}


def found(nameless: bool = False) -> tuple[str, tuple[Any, ...]]:
    """SQL that begins a statement with `asked`, the queries, `found`, their candidates, and `actors`, whom they are.

    Queries that are `nameless` are answered only where that is said.
    """
    actors, parameters = compiled(
        Actor.objects.filter(one_of(RawSQL("ARRAY(SELECT actor_id FROM found)", [])))
        .order_by()
        .values_list("pk", "slug", "name", "kind", "description")
    )
    columns = "place int, key text, name text, kinds text[], properties json, begun bool, skipped int, most int"
    sql = (
        f"WITH asked AS MATERIALIZED (SELECT * FROM json_to_recordset(%s::json) AS asked ({columns})),"
        f" found AS MATERIALIZED ({candidates('SELECT * FROM asked', nameless)}),"
        f" actors (id, slug, name, kind, description) AS ({actors})"
    )
    return sql, (Param("queries"), *parameters)


def type_of() -> str:
    """SQL of the type of an actor."""
    labels = " ".join(f"WHEN '{value}' THEN '{label}'" for value, label in ActorKind.choices)
    return f"json_build_object('id', kind, 'name', CASE kind {labels} END)"
