"""Shifts: changes of stances in force between two days."""

import datetime
from typing import Any

from django.db import models
from django.db.models import Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import RowNumber
from django.http import HttpResponse
from rest_framework import serializers

from api.http.base_views import page_parameters
from api.http.envelope import EnvelopeSerializer
from api.http.problems import InvalidParameters
from api.http.request.fields import Fields
from api.http.request.parameters import Day
from api.http.sql.json_builder import json_of, json_of_row
from api.http.sql.placeholders import Param, ParamExpr
from api.http.sql.prepared_query import PreparedQuery, query_cache, texts, with_ctes
from api.v1.entities.refs import ActorRef, TopicRef
from factbase.history.snapshot import At
from factbase.models.in_force import version
from factbase.models.position import NEWEST_FIRST
from factbase.stances import by_actor
from factbase.vocabulary import Shift

from .stance_queries import FILTERS, PARAMETERS, DayView, StanceFilters, StanceInForceSerializer, slug_page

DAYS = 30
"""The number of days before the last day at which a comparison starts by default."""


class ShiftSerializer(serializers.Serializer):
    """A change of one holder's stance on one topic, or on one version of a proposal on that topic."""

    actor = ActorRef(help_text="The holder.")
    topic = TopicRef(help_text="The topic.")
    shift = serializers.ChoiceField(
        Shift.choices,
        help_text="The kind of change: `taken`, a side where none was on record; `changed`, another side; "
        "`condition`, the same side with another condition or another effect. Conditions are compared by their text.",
    )
    before = StanceInForceSerializer(
        many=True, help_text="The stances in force on the first day; several if speakers differed."
    )
    after = StanceInForceSerializer(
        many=True, help_text="The stances in force on the last day; several if speakers differ."
    )


class ShiftsSerializer(EnvelopeSerializer):
    """A page of shifts."""

    first_day = serializers.DateField(help_text="The first day: the value of `from`, or its default.")
    last_day = serializers.DateField(help_text="The last day: the value of `to`, or its default.")
    next = serializers.URLField(allow_null=True, help_text="URL of the next page of holders; null on the last page.")
    results = ShiftSerializer(
        many=True,
        help_text="The shifts of this page's holders, ordered by holder and topic. A page with few or no shifts need "
        "not be the last: its holders may have repeated their stances.",
    )


class PositionsShifts(DayView):
    """Changes of stances in force between two days.

    For each holder and topic, and for each version of a proposal separately, a result shows the stances in force on the
    first day and on the last day if they differ. A repeated stance is not a shift. What others say about a holder does
    not count.
    """

    summary = "Changes of stance between two days"
    example = {"from": "2025-12-03", "to": "2025-12-15", "topic": "nato-membership"}
    serializer_class = ShiftsSerializer
    parameters = {
        "from": Day(f"The first day; defaults to {DAYS} days before the last day."),
        "to": Day("The last day; defaults to today (UTC)."),
        **PARAMETERS,
        "fields": Fields(StanceInForceSerializer, "each stance"),
        **page_parameters(200, 25, "Maximum number of holders compared per page."),
    }
    filters = FILTERS
    day_parameter = "to"

    def query_values(self) -> dict[str, Any]:
        after = self.day
        earliest = max(after, datetime.date.min + datetime.timedelta(DAYS)) - datetime.timedelta(DAYS)
        before = self.params.get("from", earliest)
        if before > after:
            detail = f"from: {before} is after {after}: the earlier day comes first."
            raise InvalidParameters([{"parameter": "from", "detail": detail}])
        return {**super().query_values(), "before": before, "after": after}

    def statement(self) -> PreparedQuery:
        return _build_query(StanceFilters.of(self.params), *self.page(), self.only)

    def render(self, at: At, row: tuple) -> HttpResponse:
        last, more, results = row
        days = {"first_day": str(self.values["before"]), "last_day": str(self.values["after"])}
        return self.respond(at, {**days, "next": self.page_url(last if more else None)}, results=results)


@query_cache
def _build_query(filters: StanceFilters, size: int, continued: bool, only: frozenset[str] | None) -> PreparedQuery:
    """Return the query for a page of holders that declared a stance in between, with their stances on both days."""
    before, after = (ParamExpr(Param(name), models.DateField()) for name in ("before", "after"))
    declared = filters.declared(after).filter(stated_latest__gt=before)  # only these change what is in force
    page, last = slug_page("rows", filters.holders(declared), json_of(ActorRef), size, continued)
    on_page = declared.filter(holder__in=RawSQL("SELECT id FROM rows", ())).order_by()
    place = Window(RowNumber(), order_by=NEWEST_FIRST)
    was, now = "FILTER (WHERE NOT later)", "FILTER (WHERE later)"
    shift = json_of_row(
        ShiftSerializer, actor="rows.json", topic="topics.json", shift="shift", before="before", after="after"
    )
    ctes = {
        **page,
        "declared (holder, topic, version)": on_page.values_list("holder", "topic", version("proposal")).distinct(),
        "was (holder, topic, version, id)": by_actor.in_force_of_each("declared", before),
        "now (holder, topic, version, id)": by_actor.in_force_of_each("declared", after),
        "in_force": "SELECT false AS later, was.* FROM was UNION ALL SELECT true, now.* FROM now",
        "texts (id, json, place, stance, effect)": texts(
            StanceInForceSerializer, "SELECT id FROM in_force", only, place, "stance", by_actor.effect()
        ),
        "topics (id, json, slug)": texts(TopicRef, "SELECT DISTINCT topic FROM declared", None, "slug"),
        "shifts": f"SELECT holder, topic, version, CASE WHEN count(*) {was} = 0 THEN '{Shift.TAKEN}'"
        f" WHEN array_agg(DISTINCT stance) {was} <> array_agg(DISTINCT stance) {now} THEN '{Shift.CHANGED}'"
        f" ELSE '{Shift.CONDITION}' END AS shift,"
        f" string_agg(json, ', ' ORDER BY place) {was} AS before, string_agg(json, ', ' ORDER BY place) {now} AS after"
        " FROM in_force JOIN texts USING (id) GROUP BY holder, topic, version"
        f" HAVING array_agg(DISTINCT effect) {was} IS DISTINCT FROM array_agg(DISTINCT effect) {now}",
        "results": f"SELECT rows.slug AS holder, topics.slug AS topic, version, {shift} AS json"
        " FROM shifts JOIN rows ON rows.id = holder JOIN topics ON topics.id = topic",
    }
    results = "(SELECT string_agg(json, ', ' ORDER BY holder, topic, version) FROM results)"
    return with_ctes(ctes, [*last, results], slug_kinds=filters.slug_kinds())
