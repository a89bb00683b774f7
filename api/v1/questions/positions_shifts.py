"""Shifts: where a stance in force changed from one day to another."""

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

from api.http.problems import InvalidParameters
from api.http.request import pagination
from api.http.request.fields import Fields
from api.http.request.filters import refuse_unknown
from api.http.request.parameters import Day, Number, Parameter
from api.http.sql.json_builder import annotated_rows, json_of
from api.http.sql.placeholders import Param, ParamExpr
from api.http.sql.prepared_query import MOST_KEPT, PreparedQuery, compiled, never_were, one_of
from api.http.views import AS_OF, REVISION, QueryView, json_response, next_page
from api.v1.entities.refs import ActorRef, TopicRef
from factbase.history.snapshot import At
from factbase.models import Topic
from factbase.models.in_force import version
from factbase.models.position import NEWEST_FIRST
from factbase.stances import by_actor
from factbase.vocabulary import Shift

from .stance_queries import FILTERS, PARAMETERS, Narrowing, StanceInForceSerializer, day_of

BY_SLUG = pagination.orderings("slug", slug=("slug",))["slug"]
PAGE_SIZE = 25
DAYS = 30
"""How many days are looked back on, unless the question says from when."""


class ShiftSerializer(serializers.Serializer):
    """What one holder changed on one topic, or on one version of a proposal on that topic."""

    actor = ActorRef(help_text="The holder.")
    topic = TopicRef(help_text="The topic.")
    shift = serializers.ChoiceField(
        Shift.choices,
        help_text="What changed: `taken`, a side where none was on record before; `changed`, another side; "
        "`condition`, the same side on another condition or with another effect. Conditions are compared as the base "
        "words them.",
    )
    before = StanceInForceSerializer(
        many=True, help_text="What was in force on the first day; several where its speakers differed."
    )
    after = StanceInForceSerializer(
        many=True, help_text="What is in force on the last day; several where its speakers differ."
    )


class ShiftsSerializer(serializers.Serializer):
    """A page of shifts."""

    revision = serializers.IntegerField(help_text=REVISION)
    first_day = serializers.DateField(help_text="The day before: `from`, or what stands for it.")
    last_day = serializers.DateField(help_text="The day after: `to`, or what stands for it.")
    next = serializers.URLField(allow_null=True, help_text="The next page of holders; null on the last.")
    results = ShiftSerializer(
        many=True,
        help_text="The shifts of this page's holders, by holder and topic. A page may have few or none and still not "
        "be the last: its holders spoke, and said the same as before.",
    )


class PositionsShifts(QueryView):
    """Who moved between two days: for each holder and topic, and for each version of a proposal by itself, what was in
    force on the first day and what is on the last, where they differ. A stance that was only said again is no shift;
    nor is what others say of a holder."""

    summary = "Changes of stance between two days"
    example = {"from": "2025-12-03", "to": "2025-12-15", "topic": "nato-membership"}
    serializer_class = ShiftsSerializer
    parameters = {
        "from": Day(f"The first day; {DAYS} days before the last when left out."),
        "to": Day("The last day; today (UTC) when left out."),
        **PARAMETERS,
        "fields": Fields(StanceInForceSerializer, "each stance"),
        "page_size": Number(1, 200, PAGE_SIZE, "How many holders who spoke in between a page looks at, at the most."),
        "cursor": Parameter("Where the page starts: take it from the “next” link of the page before."),
        "as_of": AS_OF,
    }

    def is_of_today(self, given: dict[str, Any]) -> bool:
        return "to" not in given

    def etag(self, at: At, given: dict[str, Any]) -> str:
        return f'{super().etag(at, given)[:-1]}-{day_of(given, "to")}"'  # without to, tomorrow's answer is another

    def values(self, request: HttpRequest, given: dict[str, Any], path: dict[str, str]) -> dict[str, Any]:
        after = day_of(given, "to")
        before = given.get("from", max(after, datetime.date.min + datetime.timedelta(DAYS)) - datetime.timedelta(DAYS))
        if before > after:
            detail = f"from: {before} is after {after}: the earlier day comes first."
            raise InvalidParameters([{"parameter": "from", "detail": detail}])
        values = super().values(request, given, path) | {"before": before, "after": after}
        if pagination.CURSOR in given:
            values[pagination.CURSOR] = pagination.read_cursor(given[pagination.CURSOR], _bound_to(request, values))
        return values

    def statement(self, given: dict[str, Any]) -> PreparedQuery:
        only = frozenset(given["fields"]) if "fields" in given else None
        return _shifts(Narrowing.of(given), given.get("page_size", PAGE_SIZE), pagination.CURSOR in given, only)

    def shape(
        self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any], row: tuple
    ) -> HttpResponse | None:
        last, more, results, *unknown = row
        if any(unknown):
            return None
        cursor = pagination.write_cursor(_bound_to(request, values), last) if more else None
        days = {"first_day": str(values["before"]), "last_day": str(values["after"])}
        head = {"revision": at.number, **days, "next": next_page(request, cursor)}
        return json_response(f'{json.dumps(head)[:-1]}, "results": [{results}]}}')

    def missing(self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any]) -> HttpResponse:
        refuse_unknown(given, FILTERS)
        row = self.statement(given).read_within(values)  # a slug came into being since the first try
        response = self.shape(request, at, given, values, row)
        assert response is not None
        return response


@functools.lru_cache(maxsize=MOST_KEPT)
def _shifts(narrowing: Narrowing, size: int, continued: bool, only: frozenset[str] | None) -> PreparedQuery:
    """The statement: the holders of the page, on what they spoke in between, and what was in force on both days."""
    before, after = (ParamExpr(Param(name), models.DateField()) for name in ("before", "after"))
    said = narrowing.declared(after).filter(stated_latest__gt=before)  # what is in force changes with nothing else
    holders = narrowing.holders(said)
    holders = (BY_SLUG.after(holders) if continued else holders).order_by(*BY_SLUG.terms)
    on_page = said.filter(holder__in=RawSQL("SELECT id FROM rows", ())).order_by()
    texts = annotated_rows(StanceInForceSerializer).filter(one_of(RawSQL("ARRAY(SELECT id FROM found)", ()))).order_by()
    place = Window(RowNumber(), order_by=NEWEST_FIRST)
    text = json_of(StanceInForceSerializer, only)
    topics = Topic.objects.filter(pk__in=RawSQL("SELECT topic FROM spoken", ())).order_by()
    parts = [
        compiled(holders.values_list("pk", "slug", BY_SLUG.key(), json_of(ActorRef))[: size + 1]),
        compiled(on_page.values_list("holder", "topic", version("proposal")).distinct()),
        by_actor.in_force_of_each("spoken", before),
        by_actor.in_force_of_each("spoken", after),
        compiled(texts.values_list("pk", place, "stance", by_actor.effect(), text)),
        compiled(topics.values_list("pk", "slug", json_of(TopicRef))),
    ]
    never, asked = never_were(narrowing.unknown())
    was, now = "FILTER (WHERE NOT later)", "FILTER (WHERE later)"
    sql = (
        f"WITH holders (id, slug, key, json) AS ({parts[0][0]}),"
        f" rows AS (SELECT * FROM holders ORDER BY slug LIMIT {size}),"
        f" spoken (holder, topic, version) AS MATERIALIZED ({parts[1][0]}),"
        " found (later, holder, topic, version, id) AS MATERIALIZED"
        f" (SELECT false, was.* FROM ({parts[2][0]}) was UNION ALL SELECT true, now.* FROM ({parts[3][0]}) now),"
        f" texts (id, place, stance, sense, json) AS ({parts[4][0]}),"
        f" topics (id, slug, json) AS ({parts[5][0]}),"
        f" shifts AS (SELECT holder, topic, version, CASE WHEN count(*) {was} = 0 THEN '{Shift.TAKEN}'"
        f" WHEN array_agg(DISTINCT stance) {was} <> array_agg(DISTINCT stance) {now} THEN '{Shift.CHANGED}'"
        f" ELSE '{Shift.CONDITION}' END AS shift,"
        f" coalesce(string_agg(json, ', ' ORDER BY place) {was}, '') AS before,"
        f" coalesce(string_agg(json, ', ' ORDER BY place) {now}, '') AS after"
        " FROM found JOIN texts USING (id) GROUP BY holder, topic, version"
        f" HAVING array_agg(DISTINCT sense) {was} IS DISTINCT FROM array_agg(DISTINCT sense) {now}),"
        " told AS (SELECT rows.slug AS holder, topics.slug AS topic, version, '{\"actor\": ' || rows.json ||"
        ' \', "topic": \' || topics.json || \', "shift": "\' || shift || \'", "before": [\' || before ||'
        " '], \"after\": [' || after || ']}' AS json"
        " FROM shifts JOIN rows ON rows.id = holder JOIN topics ON topics.id = topic)"
        f" SELECT (SELECT key FROM rows ORDER BY slug DESC LIMIT 1), (SELECT count(*) > {size} FROM holders),"
        " (SELECT coalesce(string_agg(json, ', ' ORDER BY holder, topic, version), '') FROM told)"
        f"{''.join(f', {column}' for column in never)}"
    )
    return PreparedQuery(sql, (*(value for _, values in parts for value in values), *asked))


def _bound_to(request: HttpRequest, values: dict[str, Any]) -> str:
    asked = {parameter: request.GET[parameter] for parameter in PARAMETERS if parameter in values}
    return pagination.fingerprint(PositionsShifts, "slug", {**asked, "days": f"{values['before']} {values['after']}"})
