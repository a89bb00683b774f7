"""Whether the base bears out that an actor held a stance on a topic on a day."""

import datetime
import functools
import json
from typing import Any, cast

from django.db import models
from django.db.models import Subquery, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse
from rest_framework import serializers

from api.http.request.filters import SlugFilter, refuse_unknown
from api.http.request.parameters import Day, InvalidValue, OneOf
from api.http.sql.json_builder import annotated_rows, json_of
from api.http.sql.placeholders import Param, ParamExpr, ParamList
from api.http.sql.prepared_query import PreparedQuery, compiled, never_were, one_of
from api.http.views import AS_OF, REVISION, QueryView, json_response
from api.v1.entities.position import PositionSerializer
from api.v1.entities.refs import ActorRef, TopicRef
from api.v1.paths import ROOT
from factbase.history.snapshot import At
from factbase.models import Actor, Topic
from factbase.models.position import NEWEST_FIRST
from factbase.stances import verify
from factbase.stances.verify import SIDES, finding
from factbase.vocabulary import EvidenceList, Finding

MOST = 25
"""How many positions a list has at the most, the newest."""

LISTS = EvidenceList.values


class OneSlug(SlugFilter):
    """One slug of a model; renamed ones are followed."""

    required = True

    def __init__(self, model: type[models.Model], example: str, description: str) -> None:
        super().__init__(model, "", description)
        self.schema = {"type": "string", "examples": [example]}

    def parse(self, text: str) -> list[str]:
        if not text or "," in text:
            raise InvalidValue("One slug is expected.")
        return [text]


class OneStance(OneOf):
    """A stance, with none that is taken for granted."""

    required = True

    def __init__(self, known: list[str], description: str) -> None:
        super().__init__(known, description)
        self.schema = {"type": "string", "enum": known}


class StanceClaimedSerializer(serializers.Serializer):
    """A claim about a stance, and what the base says to it."""

    revision = serializers.IntegerField(help_text=REVISION)
    actor = ActorRef(allow_null=True, help_text="Who is said to hold it; null where the revision shown knows no such.")
    topic = TopicRef(
        allow_null=True, help_text="On what, with the proposition; null where the revision shown knows no such."
    )
    stance = serializers.ChoiceField(SIDES, help_text="The stance claimed.")
    on = serializers.DateField(help_text="The day.")
    finding = serializers.ChoiceField(Finding.choices, help_text="What the base says to the claim.")
    rule = serializers.CharField(help_text="Where the rule is written by which the finding was made.")
    rests_on = PositionSerializer(
        many=True,
        help_text="What the finding rests on: the actor's own stances on the topic itself in force on the day.",
    )
    on_proposals = PositionSerializer(
        many=True, help_text="Its own stances in force on single versions of proposals, which never decide."
    )
    statements = PositionSerializer(
        many=True, help_text="Its other own statements up to the day, those without a stance too. They never decide."
    )
    attributed = PositionSerializer(
        many=True, help_text="What others relay or assert of it, or narrate, up to the day. It never decides."
    )
    spoken_for_others = PositionSerializer(
        many=True,
        help_text="What it said on the topic for other holders up to the day. It never decides: a person's words in "
        "office are those of the state or body.",
    )
    cut = serializers.ListField(
        child=serializers.ChoiceField(EvidenceList.choices),
        help_text=f"The lists that show no more than their {MOST} newest positions.",
    )


FILTERS = {
    "actor": OneSlug(Actor, "ukraine", "Who is said to hold the stance."),
    "topic": OneSlug(Topic, "nato-membership", "On what: its proposition is what the stance is measured against."),
}


class Verify(QueryView):
    """Whether an actor held a stance on a topic on a day, by its own word alone: supported, contradicted, mixed or not
    found, by the rule that the codebook gives under Finding, with the positions that this rests on and, apart from
    them, what others say of the actor. What a free text may speak of, `verify/text/` tells."""

    summary = "Verify a claim about a stance"
    example = {"actor": "ukraine", "topic": "nato-membership", "stance": "supports", "on": "2025-12-15"}
    serializer_class = StanceClaimedSerializer
    parameters = {
        **FILTERS,
        "stance": OneStance(SIDES, "The stance that is claimed."),
        "on": Day("The day; today (UTC) when left out."),
        "as_of": AS_OF,
    }

    def is_of_today(self, given: dict[str, Any]) -> bool:
        return "on" not in given

    def etag(self, at: At, given: dict[str, Any]) -> str:
        return f'{super().etag(at, given)[:-1]}-{_day(given)}"'  # without a day, tomorrow's answer is another

    def values(self, request: HttpRequest, given: dict[str, Any], path: dict[str, str]) -> dict[str, Any]:
        return super().values(request, given, path) | {"day": _day(given)}

    def statement(self, given: dict[str, Any]) -> PreparedQuery:
        return _claim()

    def shape(
        self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any], row: tuple
    ) -> HttpResponse | None:
        actor, topic, held, cut, *others = row
        lists, unknown = others[: len(LISTS)], others[len(LISTS) :]
        if any(unknown):
            return None
        claim = {
            "stance": given["stance"],
            "on": str(values["day"]),
            "finding": finding(given["stance"], held).value,
            "rule": f"{ROOT}codebook/finding/",
        }
        shown = ", ".join(f'"{name}": [{texts}]' for name, texts in zip(LISTS, lists, strict=True))
        return json_response(
            f'{{"revision": {at.number}, "actor": {actor or "null"}, "topic": {topic or "null"},'
            f' {json.dumps(claim)[1:-1]}, {shown}, "cut": {json.dumps(cut)}}}'
        )

    def missing(self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any]) -> HttpResponse:
        refuse_unknown(given, FILTERS)
        row = self.statement(given).read_within(values)  # a slug came into being since the first try
        return cast(HttpResponse, self.shape(request, at, given, values, row))


@functools.cache
def _claim() -> PreparedQuery:
    """The statement: the positions that have a part in the finding, in their lists, and the stances that decide it."""
    ids = {name: by.ids(ParamList(name, 1, models.TextField()).equal("slug")) for name, by in FILTERS.items()}
    asked = {name: Subquery(rows) for name, rows in ids.items()}
    day = ParamExpr(Param("day"), models.DateField())
    in_force = verify.in_force(asked["actor"], asked["topic"], day)
    beside = verify.beside(asked["actor"], asked["topic"], day, RawSQL("SELECT id FROM in_force", []))
    texts = annotated_rows(PositionSerializer).filter(
        one_of(RawSQL(f"ARRAY(SELECT id FROM said WHERE place <= {MOST})", []))
    )
    parts = [
        compiled(Actor.objects.filter(pk__in=ids["actor"]).order_by().values_list(json_of(ActorRef))),
        compiled(Topic.objects.filter(pk__in=ids["topic"]).order_by().values_list(json_of(TopicRef))),
        *(_newest(part, positions.order_by()) for part, positions in in_force.items()),
        *(_newest(part, positions.order_by(*NEWEST_FIRST)[: MOST + 1]) for part, positions in beside.items()),
        compiled(texts.order_by().values_list("pk", json_of(PositionSerializer))),
    ]
    never, slots = never_were({name: by.kind for name, by in FILTERS.items()})
    columns = [
        "(SELECT json FROM actor)",
        "(SELECT json FROM topic)",
        f"ARRAY(SELECT DISTINCT stance FROM in_force WHERE part = '{EvidenceList.RESTS_ON.value}')",
        f"ARRAY(SELECT DISTINCT part FROM said WHERE place > {MOST})",
        *(f"coalesce(string_agg(json, ', ' ORDER BY place) FILTER (WHERE part = '{name}'), '')" for name in LISTS),
        *never,
    ]
    sql = (
        "WITH actor (json) AS ({}), topic (json) AS ({}),"
        " in_force (id, part, stance, place) AS MATERIALIZED (({}) UNION ALL ({})),"
        " said (id, part, stance, place) AS MATERIALIZED"
        " (SELECT * FROM in_force UNION ALL ({}) UNION ALL ({}) UNION ALL ({})), texts (id, json) AS ({})"
        f" SELECT {', '.join(columns)} FROM said JOIN texts USING (id) WHERE place <= {MOST}"
    )
    return PreparedQuery(
        sql.format(*(part for part, _ in parts)), (*(value for _, values in parts for value in values), *slots)
    )


def _newest(part: EvidenceList, positions: models.QuerySet) -> tuple[str, list]:
    """The SQL of the ids of positions, with the part that they have, their stances and their places by age."""
    place = Window(RowNumber(), order_by=NEWEST_FIRST)
    return compiled(positions.values_list("pk", RawSQL(f"'{part.value}'", []), "stance", place))


def _day(given: dict[str, Any]) -> datetime.date:
    return given.get("on", datetime.datetime.now(datetime.UTC).date())
