"""Positions on a topic on a day, grouped by holder."""

from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.db.models import Count, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import RowNumber
from django.http import HttpResponse
from django.urls import reverse
from rest_framework import serializers

from api.http.base_views import page_parameters
from api.http.envelope import EnvelopeSerializer
from api.http.request.fields import Fields
from api.http.request.parameters import MOST_VALUES, Flag
from api.http.sql.json_builder import json_of, json_of_row
from api.http.sql.placeholders import Param, ParamExpr
from api.http.sql.prepared_query import Cte, PreparedQuery, query_cache, texts, with_ctes
from api.v1.entities.position import PositionSerializer
from api.v1.entities.refs import ActorRef, TopicRef
from factbase.history.snapshot import At
from factbase.models import Position, Topic
from factbase.models.position import NEWEST_FIRST
from factbase.stances import by_actor
from factbase.vocabulary import StanceGroup

from . import stance_history
from .stance_history import MOST, SpokenSerializer, StepSerializer
from .stance_queries import DAY, IN_FORCE_ON, DayView, StanceFilters, slug_page


class HolderSerializer(serializers.Serializer):
    """One holder: its stances in force on the day, the steps to them, and its other and attributed positions."""

    actor = ActorRef(help_text="The holder.")
    in_force = PositionSerializer(
        many=True,
        help_text="The stances in force on the day: the holder's latest declared stance on the topic and on each "
        "version of a proposal. There are several if the holder's speakers differ on one day.",
    )
    moved = serializers.BooleanField(
        help_text="Whether the holder ever replaced a stance in force by one to another effect; see `steps`."
    )
    steps = StepSerializer(
        many=True,
        help_text="The holder's stances that were in force one after another up to the day, on the topic and on each "
        "version of a proposal separately. Repeated statements to the same effect (the same stance on the same "
        "condition) are one step: it shows the first statement and is in force from that statement's latest day. A "
        "step without `until` is still in force. A step has several stances if speakers differ on one day. The newest "
        f"{MOST} stances, newest first.",
    )
    speakers_agree = serializers.BooleanField(
        allow_null=True,
        help_text="Whether the holder's speakers agree: false if the latest stances of two speakers on the topic, or "
        "on one version of a proposal, are not to the same effect, on whatever days; null if no two named speakers "
        "took a side on the same thing. The codebook gives the rule under Stance.",
    )
    speakers = SpokenSerializer(
        many=True,
        help_text="The latest stance that each named speaker declared for the holder up to the day, on the topic and "
        f"on each version of a proposal separately, in force or not. The newest {MOST}, newest first.",
    )
    statements = PositionSerializer(
        many=True,
        help_text="The holder's other statements up to the day, including those that take no side. "
        f"The newest {MOST}, newest first.",
    )
    attributed = PositionSerializer(
        many=True,
        help_text="Positions that others relay, assert or narrate about the holder up to the day; they are never the "
        f"holder's own statements. The newest {MOST}, newest first.",
    )
    steps_count = serializers.IntegerField(help_text="Total number of stances in steps.")
    speakers_count = serializers.IntegerField(help_text="Total number of latest stances of speakers.")
    statements_count = serializers.IntegerField(help_text="Total number of other statements up to the day.")
    attributed_count = serializers.IntegerField(help_text="Total number of attributed positions up to the day.")
    positions = serializers.URLField(
        allow_null=True,
        help_text="URL of the list of all positions of the holder up to the day on the topic and, if requested, on "
        f"narrower topics; null if these are more than {MOST_VALUES} topics, the maximum for a list.",
    )


class PositionsByActorSerializer(EnvelopeSerializer):
    """Positions on a topic on a day, grouped by holder."""

    in_force_on = serializers.DateField(help_text="The day.")
    next = serializers.URLField(allow_null=True, help_text="URL of the next page of holders; null on the last page.")
    topic = TopicRef(help_text="The topic, with the proposition that stances are measured against.")
    results = HolderSerializer(many=True, help_text="The holders, ordered by slug.")


class PositionsByActor(DayView):
    """Positions on a topic on a day, grouped by holder.

    Each holder has its stances in force with the positions behind them, the steps that led to them, the latest stance
    of each of its speakers and whether they agree, its other statements up to that day and, separately, the positions
    that others attribute to it. Each list shows its newest members, with the total number and a link to all.
    """

    summary = "Positions on a topic by actor"
    example = {"slug": "nato-membership", "in_force_on": "2025-12-03"}
    serializer_class = PositionsByActorSerializer
    model = Topic
    parameters = {
        "in_force_on": IN_FORCE_ON,
        "include_narrower": Flag("Whether to include the topics below this one in the tree."),
        "fields": Fields(PositionSerializer, "each position", StepSerializer),
        **page_parameters(200, 25, "Maximum number of holders per page."),
    }

    def query_values(self) -> dict[str, Any]:
        query = {"date_to": self.day} | ({"as_of": self.asked.sent["as_of"]} if "as_of" in self.params else {})
        listed = self.url(f"{reverse('v1:position-list')}?{urlencode(query)}")
        return {**super().query_values(), "slugs": [self.asked.path["slug"]], "list": listed}

    def statement(self) -> PreparedQuery:
        return _build_query(self.params.get("include_narrower", False), *self.page(), self.only)

    def render(self, at: At, row: tuple) -> HttpResponse | None:
        topic, results, last, more = row
        if topic is None:
            return None
        head = {"in_force_on": str(self.day), "next": self.page_url(last if more else None)}
        return self.respond(at, head, topic=topic, results=results)


@query_cache
def _build_query(narrower: bool, size: int, continued: bool, only: frozenset[str] | None) -> PreparedQuery:
    """Return the query for a page of holders: their stances in force, steps and other positions, as JSON per holder."""
    slug = ParamExpr(Param("slug"), models.TextField())
    topics = Topic.objects.with_narrower(Param("slugs")) if narrower else Topic.objects.filter(slug=slug)
    holders = by_actor.holders_up_to(DAY, topics)
    on_page: Any
    on_page, in_force = RawSQL("SELECT id FROM rows", []), RawSQL("SELECT id FROM in_force", [])
    own = Position.objects.on(topics).held_by(on_page)
    positions = by_actor.positions_up_to(DAY, topics, on_page, in_force).order_by()
    place = Window(RowNumber(), ["holder", "group"], NEWEST_FIRST)
    number = Window(Count("*"), ["holder", "group"])
    shown = f"SELECT id FROM positions WHERE place <= {MOST} OR part = '{StanceGroup.IN_FORCE.value}'"
    page, last_and_more = slug_page("rows", holders, json_of(ActorRef), size, continued)
    ctes: dict[str, Cte] = {
        "requested (topic)": Topic.objects.filter(slug=slug).values_list(json_of(TopicRef)),
        **page,
        "pairs (holder, topic)": own.declared_by(DAY).order_by().values_list("holder", "topic").distinct(),
        "in_force (holder, topic, id)": StanceFilters((), narrower).in_force("pairs"),
        "positions (id, holder, part, topic, place, number)": positions.values_list(
            "pk", "holder_id", "group", "topic__slug", place, number
        ),
        "texts (id, json)": texts(PositionSerializer, shown, only),
        **stance_history.build_ctes(own, only),
        "grouped": _GROUPED,
        "results": _RESULTS,
    }
    columns = ["(SELECT topic FROM requested)", "string_agg(json, ', ' ORDER BY slug)", *last_and_more]
    return with_ctes(ctes, columns, "FROM results")


_LISTS = ", ".join(
    f"string_agg(texts.json, ', ' ORDER BY place) FILTER (WHERE part = '{group}') AS {group},"
    f" coalesce(max(number) FILTER (WHERE part = '{group}'), 0) AS {group}_count"
    for group in StanceGroup.values
)
_GROUPED = (
    f"SELECT holder, {_LISTS}, CASE WHEN count(DISTINCT topic) <= {MOST_VALUES}"
    " THEN '&topic=' || string_agg(DISTINCT topic, ',') END AS topics"
    " FROM positions LEFT JOIN texts USING (id) GROUP BY holder"
)
_HOLDER = json_of_row(
    HolderSerializer,
    actor="rows.json",
    in_force="in_force",
    moved="coalesce(moved, false)",
    steps="stepped.json",
    speakers_agree="agree",
    speakers="speakers.json",
    statements="statements",
    attributed="attributed",
    steps_count="coalesce(stepped.number, 0)",
    speakers_count="coalesce(speakers.number, 0)",
    statements_count="statements_count",
    attributed_count="attributed_count",
    positions="%(list)s::text || '&actor=' || slug || topics",
)
_RESULTS = (
    f"SELECT slug, {_HOLDER} AS json FROM rows JOIN grouped ON grouped.holder = rows.id"
    " LEFT JOIN stepped ON stepped.holder = rows.id LEFT JOIN speakers ON speakers.holder = rows.id"
)
