"""The headline question: who holds what on a topic, on a day."""

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

from api.http import paging
from api.http.absent import moved
from api.http.binding import Given, Slot
from api.http.fields import Fields
from api.http.parameters import Day, Flag, Number, Parameter
from api.http.shape import json_of, rows_of
from api.http.statement import Statement, compiled, one_of
from api.http.views import AS_OF, REVISION, StatementView, json_response, next_page
from factbase.analysis import stances
from factbase.analysis.stances import Group
from factbase.history.snapshot import At
from factbase.models import Topic
from factbase.models.position import NEWEST_FIRST

from .positions import PositionSerializer
from .refs import ActorRef, TopicRef

BY_SLUG = paging.orderings("slug", slug=("slug",))["slug"]
PAGE_SIZE = 100


class HolderSerializer(serializers.Serializer):
    """One holder with its stance on the day, its other statements up to then, and what others say of it."""

    actor = ActorRef(help_text="The holder.")
    in_force = PositionSerializer(
        many=True,
        help_text="Its stances in force on the day: its latest own word, on the topic and on each proposal by itself. "
        "More than one where its speakers differ on one day.",
    )
    statements = PositionSerializer(
        many=True, help_text="Its other own statements up to the day, newest first, those without a stance too."
    )
    attributed = PositionSerializer(
        many=True, help_text="What others relay or assert of it, or narrate, up to the day. Never its own word."
    )


class PositionsByActorSerializer(serializers.Serializer):
    """Who holds what on a topic, on a day."""

    revision = serializers.IntegerField(help_text=REVISION)
    in_force_on = serializers.DateField(help_text="The day.")
    next = serializers.URLField(allow_null=True, help_text="The next page of holders; null on the last.")
    topic = TopicRef(help_text="The topic, with the proposition that stances are measured against.")
    results = HolderSerializer(many=True, help_text="The holders, by slug.")


class PositionsByActor(StatementView):
    """Who holds what on a topic, on a day: for each holder the stance in force and the position it rests on, its other
    statements up to that day, and, apart from them, what others attribute to it."""

    summary = "Positions on a topic by actor"
    example = {"slug": "nato-membership", "in_force_on": "2025-12-03"}
    serializer_class = PositionsByActorSerializer
    parameters = {
        "in_force_on": Day("The day; today (UTC) when left out."),
        "include_narrower": Flag("Whether to include the topics below this one."),
        "fields": Fields(PositionSerializer, "each position"),
        "page_size": Number(1, 200, PAGE_SIZE, "How many holders a page has at the most."),
        "cursor": Parameter("Where the page starts: take it from the “next” link of the page before."),
        "as_of": AS_OF,
    }

    def is_of_today(self, given: dict[str, Any]) -> bool:
        return "in_force_on" not in given

    def etag(self, at: At, given: dict[str, Any]) -> str:
        return f'{super().etag(at, given)[:-1]}-{_day(given)}"'  # without in_force_on, tomorrow's answer is another

    def values(self, request: HttpRequest, given: dict[str, Any], path: dict[str, str]) -> dict[str, Any]:
        values = super().values(request, given, path) | {"day": _day(given), "slugs": [path["slug"]]}
        if paging.CURSOR in given:
            values[paging.CURSOR] = paging.read_cursor(given[paging.CURSOR], _bound_to(values))
        return values

    def statement(self, given: dict[str, Any]) -> Statement:
        only = frozenset(given["fields"]) if "fields" in given else None
        narrower = given.get("include_narrower", False)
        return _by_actor(narrower, given.get("page_size", PAGE_SIZE), paging.CURSOR in given, only)

    def shape(
        self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any], row: tuple
    ) -> HttpResponse | None:
        topic, results, last, more = row
        if topic is None:
            return None
        cursor = paging.write_cursor(_bound_to(values), last) if more else None
        head = {"revision": at.number, "in_force_on": str(values["day"]), "next": next_page(request, cursor)}
        return json_response(f'{json.dumps(head)[:-1]}, "topic": {topic}, "results": [{results}]}}')

    def missing(self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any]) -> HttpResponse:
        return moved(request, Topic, values["slug"])


@functools.lru_cache(maxsize=512)
def _by_actor(narrower: bool, size: int, continued: bool, only: frozenset[str] | None) -> Statement:
    """The statement: first the holders of the page, then what they said, put together holder by holder."""
    slug, day = Given(Slot("slug"), models.TextField()), Given(Slot("day"), models.DateField())
    topics = Topic.objects.with_narrower(Slot("slugs")) if narrower else Topic.objects.filter(slug=slug)
    holders = stances.holders_up_to(day, topics)
    holders = (BY_SLUG.after(holders) if continued else holders).order_by(*BY_SLUG.terms)
    on_page = RawSQL(f"SELECT id FROM holders ORDER BY slug LIMIT {size}", [])
    said = stances.positions_up_to(day, topics, on_page).order_by()
    place = Window(RowNumber(), order_by=NEWEST_FIRST)
    texts = rows_of(PositionSerializer).filter(one_of(RawSQL("ARRAY(SELECT id FROM said)", []))).order_by()
    parts = [
        compiled(Topic.objects.filter(slug=slug).values_list(json_of(TopicRef))),
        compiled(holders.values_list("pk", "slug", BY_SLUG.key(), json_of(ActorRef))[: size + 1]),
        compiled(said.values_list("pk", "holder_id", "group", place)),
        compiled(texts.values_list("pk", json_of(PositionSerializer, only))),
    ]
    lists = " || ".join(
        f"""', "{group}": [' || coalesce(string_agg(texts.json, ', ' ORDER BY said.place)"""
        f""" FILTER (WHERE said.part = '{group}'), '') || ']'"""
        for group in Group.values
    )
    sql = (
        "WITH asked (topic) AS ({}), holders (id, slug, key, json) AS ({}),"
        " said (id, holder, part, place) AS MATERIALIZED ({}), texts (id, json) AS ({}),"
        f""" held AS (SELECT h.slug, h.key, '{{{{"actor": ' || h.json || {lists} || '}}}}' AS json"""
        " FROM holders h JOIN said ON said.holder = h.id JOIN texts ON texts.id = said.id"
        " GROUP BY h.slug, h.key, h.json)"
        " SELECT (SELECT topic FROM asked), coalesce(string_agg(json, ', ' ORDER BY slug), ''),"
        f" (array_agg(key ORDER BY slug DESC))[1], (SELECT count(*) > {size} FROM holders) FROM held"
    )
    return Statement(sql.format(*(part for part, _ in parts)), tuple(value for _, values in parts for value in values))


def _bound_to(values: dict[str, Any]) -> str:
    narrower = values.get("include_narrower", False)
    return paging.fingerprint(values["slug"], {"day": str(values["day"]), "narrower": str(narrower)})


def _day(given: dict[str, Any]) -> datetime.date:
    return given.get("in_force_on", datetime.datetime.now(datetime.UTC).date())
