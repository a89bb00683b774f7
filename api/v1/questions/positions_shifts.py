"""Shifts: changes of stances in force between two days."""

import datetime
import functools
import json
from typing import Any

from django.db import models
from django.db.models import Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse
from rest_framework import serializers

from api.http.base_views import AS_OF, PAGE_CURSOR, REVISION, json_response, next_page
from api.http.problems import InvalidParameters
from api.http.request import pagination
from api.http.request.fields import Fields
from api.http.request.parameters import Day, Number
from api.http.sql.json_builder import annotated_rows, json_of
from api.http.sql.placeholders import Param, ParamExpr
from api.http.sql.prepared_query import MOST_KEPT, PreparedQuery, compiled, never_were
from api.v1.entities.refs import ActorRef, TopicRef
from factbase.history.snapshot import At
from factbase.models import Topic
from factbase.models.in_force import version
from factbase.models.position import NEWEST_FIRST
from factbase.models.sql.planner import id_in_array
from factbase.stances import by_actor
from factbase.vocabulary import Shift

from .stance_queries import FILTERS, PARAMETERS, DayView, StanceFilters, StanceInForceSerializer

BY_SLUG = pagination.orderings("slug", slug=("slug",))["slug"]
PAGE_SIZE = 25
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


class ShiftsSerializer(serializers.Serializer):
    """A page of shifts."""

    revision = serializers.IntegerField(help_text=REVISION)
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
        "page_size": Number(1, 200, PAGE_SIZE, "Maximum number of holders compared per page."),
        "cursor": PAGE_CURSOR,
        "as_of": AS_OF,
    }
    filters = FILTERS
    day_parameter = "to"

    def values(self, request: HttpRequest, params: dict[str, Any], path: dict[str, str]) -> dict[str, Any]:
        after = self.day(params)
        before = params.get("from", max(after, datetime.date.min + datetime.timedelta(DAYS)) - datetime.timedelta(DAYS))
        if before > after:
            detail = f"from: {before} is after {after}: the earlier day comes first."
            raise InvalidParameters([{"parameter": "from", "detail": detail}])
        values = super().values(request, params, path) | {"before": before, "after": after}
        if pagination.CURSOR in params:
            values[pagination.CURSOR] = pagination.read_cursor(params[pagination.CURSOR], _bound_to(request, values))
        return values

    def statement(self, params: dict[str, Any]) -> PreparedQuery:
        only = frozenset(params["fields"]) if "fields" in params else None
        return _build_query(
            StanceFilters.of(params), params.get("page_size", PAGE_SIZE), pagination.CURSOR in params, only
        )

    def render(
        self, request: HttpRequest, at: At, params: dict[str, Any], values: dict[str, Any], row: tuple
    ) -> HttpResponse | None:
        last, more, results, *unknown = row
        if any(unknown):
            return None
        cursor = pagination.write_cursor(_bound_to(request, values), last) if more else None
        days = {"first_day": str(values["before"]), "last_day": str(values["after"])}
        head = {"revision": at.number, **days, "next": next_page(request, cursor)}
        return json_response(f'{json.dumps(head)[:-1]}, "results": [{results}]}}')


@functools.lru_cache(maxsize=MOST_KEPT)
def _build_query(filters: StanceFilters, size: int, continued: bool, only: frozenset[str] | None) -> PreparedQuery:
    """Return the query for a page of holders that declared a stance in between, with their stances on both days."""
    before, after = (ParamExpr(Param(name), models.DateField()) for name in ("before", "after"))
    declared = filters.declared(after).filter(stated_latest__gt=before)  # only these change what is in force
    holders = filters.holders(declared)
    holders = (BY_SLUG.after(holders) if continued else holders).order_by(*BY_SLUG.terms)
    on_page = declared.filter(holder__in=RawSQL("SELECT id FROM rows", ())).order_by()
    in_force = id_in_array("SELECT id FROM in_force")
    texts = annotated_rows(StanceInForceSerializer).filter(in_force).order_by()
    place = Window(RowNumber(), order_by=NEWEST_FIRST)
    text = json_of(StanceInForceSerializer, only)
    topics = Topic.objects.filter(pk__in=RawSQL("SELECT topic FROM declared", ())).order_by()
    parts = [
        compiled(holders.values_list("pk", "slug", BY_SLUG.key(), json_of(ActorRef))[: size + 1]),
        compiled(on_page.values_list("holder", "topic", version("proposal")).distinct()),
        by_actor.in_force_of_each("declared", before),
        by_actor.in_force_of_each("declared", after),
        compiled(texts.values_list("pk", place, "stance", by_actor.effect(), text)),
        compiled(topics.values_list("pk", "slug", json_of(TopicRef))),
    ]
    unknown, unknown_params = never_were(filters.slug_kinds())
    was, now = "FILTER (WHERE NOT later)", "FILTER (WHERE later)"
    sql = (
        f"WITH holders (id, slug, key, json) AS ({parts[0][0]}),"
        f" rows AS (SELECT * FROM holders ORDER BY slug LIMIT {size}),"
        f" declared (holder, topic, version) AS MATERIALIZED ({parts[1][0]}),"
        " in_force (later, holder, topic, version, id) AS MATERIALIZED"
        f" (SELECT false, was.* FROM ({parts[2][0]}) was UNION ALL SELECT true, now.* FROM ({parts[3][0]}) now),"
        f" texts (id, place, stance, effect, json) AS ({parts[4][0]}),"
        f" topics (id, slug, json) AS ({parts[5][0]}),"
        f" shifts AS (SELECT holder, topic, version, CASE WHEN count(*) {was} = 0 THEN '{Shift.TAKEN}'"
        f" WHEN array_agg(DISTINCT stance) {was} <> array_agg(DISTINCT stance) {now} THEN '{Shift.CHANGED}'"
        f" ELSE '{Shift.CONDITION}' END AS shift,"
        f" coalesce(string_agg(json, ', ' ORDER BY place) {was}, '') AS before,"
        f" coalesce(string_agg(json, ', ' ORDER BY place) {now}, '') AS after"
        " FROM in_force JOIN texts USING (id) GROUP BY holder, topic, version"
        f" HAVING array_agg(DISTINCT effect) {was} IS DISTINCT FROM array_agg(DISTINCT effect) {now}),"
        " results AS (SELECT rows.slug AS holder, topics.slug AS topic, version, '{\"actor\": ' || rows.json ||"
        ' \', "topic": \' || topics.json || \', "shift": "\' || shift || \'", "before": [\' || before ||'
        " '], \"after\": [' || after || ']}' AS json"
        " FROM shifts JOIN rows ON rows.id = holder JOIN topics ON topics.id = topic)"
        f" SELECT (SELECT key FROM rows ORDER BY slug DESC LIMIT 1), (SELECT count(*) > {size} FROM holders),"
        " (SELECT coalesce(string_agg(json, ', ' ORDER BY holder, topic, version), '') FROM results)"
        f"{''.join(f', {column}' for column in unknown)}"
    )
    return PreparedQuery(sql, (*(value for _, values in parts for value in values), *unknown_params))


def _bound_to(request: HttpRequest, values: dict[str, Any]) -> str:
    asked = {parameter: request.GET[parameter] for parameter in PARAMETERS if parameter in values}
    return pagination.fingerprint(PositionsShifts, "slug", {**asked, "days": f"{values['before']} {values['after']}"})
