"""Base views and queries shared by the endpoints of the reconciliation service."""

from typing import Any

from api.http.base_views import QueryView, ReadView
from api.http.sql.placeholders import Param
from api.http.sql.prepared_query import compiled
from factbase.models import Actor
from factbase.models.sql.planner import id_in_array
from factbase.names.reconciliation import candidates
from factbase.vocabulary import ActorKind

LIMIT = 10
TYPES = [{"id": value, "name": label} for value, label in ActorKind.choices]


class CorsView(ReadView):
    """A read view whose responses, including errors, web pages of any origin may read. All data is public."""

    @property
    def default_response_headers(self) -> dict[str, str]:
        return {**super().default_response_headers, "Access-Control-Allow-Origin": "*"}


class ReconciliationView(CorsView, QueryView):
    """An endpoint of the service that reads the fact base."""


def build_row(place: int, key: str, name: str, **others: Any) -> dict[str, Any]:
    """Return a query as a row of the JSON that `build_ctes` reads."""
    defaults = {"kinds": None, "properties": None, "begun": False, "skipped": 0, "most": LIMIT}
    return {"place": place, "key": key, "name": name, **defaults, **others}


def build_ctes(nameless: bool = False) -> tuple[str, tuple[Any, ...]]:
    """Return a WITH clause with the `batch` of queries, their `candidates` and the `actors` of these, and parameters.

    Queries without a name are answered only if `nameless`.
    """
    actors, parameters = compiled(
        Actor.objects.filter(id_in_array("SELECT actor_id FROM candidates"))
        .order_by()
        .values_list("pk", "slug", "name", "kind", "description")
    )
    columns = "place int, key text, name text, kinds text[], properties json, begun bool, skipped int, most int"
    sql = (
        f"WITH batch AS MATERIALIZED (SELECT * FROM json_to_recordset(%s::json) AS batch ({columns})),"
        f" candidates AS MATERIALIZED ({candidates('SELECT * FROM batch', nameless)}),"
        f" actors (id, slug, name, kind, description) AS ({actors})"
    )
    return sql, (Param("queries"), *parameters)


def type_sql() -> str:
    """Return SQL for the JSON of an actor's type."""
    labels = " ".join(f"WHEN '{value}' THEN '{label}'" for value, label in ActorKind.choices)
    return f"json_build_object('id', kind, 'name', CASE kind {labels} END)"
