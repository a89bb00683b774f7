"""Base views and queries shared by the endpoints of the reconciliation service."""

from typing import Any

from rest_framework import serializers

from api.http.base_views import QueryView, ReadView
from api.http.sql.json_builder import json_of_row
from api.http.sql.prepared_query import Cte
from factbase.models import Actor
from factbase.models.sql.planner import id_in_array
from factbase.names.reconciliation import candidates
from factbase.vocabulary import ActorKind

LIMIT = 10
TYPES = [{"id": value, "name": label} for value, label in ActorKind.choices]


class TypeSerializer(serializers.Serializer):
    """A type, which is a kind of actor."""

    id = serializers.SlugField()
    name = serializers.CharField()


class ActorSerializer(serializers.Serializer):
    """An actor, as the specification describes entities."""

    id = serializers.SlugField()
    name = serializers.CharField()
    description = serializers.CharField()


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


def build_ctes(nameless: bool = False) -> dict[str, Cte]:
    """Return common table expressions: the `batch` of queries, their `candidates` and the `actors` of these.

    Queries without a name are answered only if `nameless`.
    """
    actors = Actor.objects.filter(id_in_array("SELECT actor_id FROM candidates")).order_by()
    columns = "place int, key text, name text, kinds text[], properties json, begun bool, skipped int, most int"
    return {
        "batch": f"SELECT * FROM json_to_recordset(%(queries)s::json) AS batch ({columns})",
        "candidates": candidates("SELECT * FROM batch", nameless),
        "actors (id, slug, name, kind, description)": actors.values_list("pk", "slug", "name", "kind", "description"),
    }


def build_actor(serializer_class: type[ActorSerializer], types: str, **values: str) -> str:
    """Return SQL for the JSON of an actor in `actors`; its type is the value of the key `types`."""
    labels = " ".join(f"WHEN '{value}' THEN '{label}'" for value, label in ActorKind.choices)
    kind = json_of_row(TypeSerializer, id="kind", name=f"CASE kind {labels} END")
    actor = {"id": "slug", "name": "actors.name", "description": "description"}
    return json_of_row(serializer_class, **actor, **values, **{types: kind})
