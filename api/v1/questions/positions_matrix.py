"""The matrix: actors by topics, with the stances in force on a day."""

import csv
import functools
import json
from typing import Any

from django.db import models
from django.db.models import Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse
from rest_framework import serializers

from api.http.formats.negotiation import CSV, JSON
from api.http.request import pagination
from api.http.request.fields import Fields
from api.http.request.filters import refuse_unknown
from api.http.request.parameters import Number, Parameter
from api.http.sql.json_builder import annotated_rows, json_of
from api.http.sql.placeholders import Param, ParamExpr
from api.http.sql.prepared_query import MOST_KEPT, PreparedQuery, compiled, never_were, one_of
from api.http.views import AS_OF, REVISION, json_response, next_page
from api.v1.entities.refs import ActorRef, TopicRef
from factbase.history.snapshot import At
from factbase.models.in_force import version
from factbase.models.position import NEWEST_FIRST

from .stance_queries import FILTERS, IN_FORCE_ON, PARAMETERS, Narrowing, OnADay, StanceInForceSerializer

BY_SLUG = pagination.orderings("slug", slug=("slug",))["slug"]
ACTORS, TOPICS = 25, 50
"""How many rows and columns a page has, unless it is asked for another number."""

TOPICS_CURSOR = "topics_cursor"
OF_A_TOPIC = {"": "stance", ".condition": "condition", ".stated": "stated", ".position": "slug"}
"""What a topic has in CSV: columns named by its slug and a suffix, with this of each stance."""


class CellSerializer(serializers.Serializer):
    """What one actor holds on one topic."""

    differing = serializers.BooleanField(
        help_text="Whether several stances are in force on one and the same thing, as its speakers differ on one day."
    )
    in_force = StanceInForceSerializer(
        many=True, help_text="Its stances in force: on the topic itself first, then on versions of proposals."
    )


class MatrixSerializer(serializers.Serializer):
    """Actors by topics, with the stances in force on a day."""

    revision = serializers.IntegerField(help_text=REVISION)
    in_force_on = serializers.DateField(help_text="The day.")
    next = serializers.URLField(allow_null=True, help_text="The same topics with the next actors; null on the last.")
    next_topics = serializers.URLField(
        allow_null=True, help_text="The same actors with the next topics; null on the last."
    )
    topics = TopicRef(many=True, help_text="The columns, by slug: topics on which a side can be taken.")
    actors = ActorRef(
        many=True,
        help_text="The rows, by slug: holders with a stance in force on any topic asked for, on this page or another.",
    )
    cells = serializers.DictField(
        child=serializers.DictField(child=CellSerializer()),
        help_text="The cells, by the slug of the actor and then that of the topic. One in which nothing is in force is "
        "left out.",
    )


class PositionsMatrix(OnADay):
    """Who holds what on everything, on a day: actors by topics, each cell with the stances in force and the positions
    that they rest on. In force is judged for each holder, topic and version of a proposal by itself: a cell may have
    one on the topic itself and others on versions, told apart by `proposal`. What others say of a holder, and
    statements that take no side, are never in a cell.

    As CSV: a row an actor, and for each topic of the page the columns `{topic}` (the stance), `{topic}.condition`,
    `{topic}.stated` and `{topic}.position`; `fields=stance` keeps the first of them. They tell of stances on the topic
    itself or, with `proposal`, on those versions; where several are in force, they are separated by `|` in the same
    order in each column. The header Link leads to the next actors and to the next topics, told apart by `title`."""

    summary = "Stances of actors by topic"
    example = {"in_force_on": "2025-12-15", "topic": "nato-membership,security-guarantees", "page_size": "2"}
    serializer_class = MatrixSerializer
    formats = [JSON, CSV]
    parameters = {
        "in_force_on": IN_FORCE_ON,
        **PARAMETERS,
        "fields": Fields(StanceInForceSerializer, "each stance"),
        "page_size": Number(1, 200, ACTORS, "How many actors a page has at the most."),
        "cursor": Parameter("Where the actors start: take it from the “next” link of the page before."),
        "topics_size": Number(1, 100, TOPICS, "How many topics a page has at the most."),
        TOPICS_CURSOR: Parameter("Where the topics start: take it from the “next_topics” link of the page before."),
        "as_of": AS_OF,
    }

    def values(self, request: HttpRequest, given: dict[str, Any], path: dict[str, str]) -> dict[str, Any]:
        values = super().values(request, given, path)
        for name in (pagination.CURSOR, TOPICS_CURSOR):
            if name in given:
                values[name] = pagination.read_cursor(given[name], _bound_to(request, values, name), name)
        return values

    def statement(self, given: dict[str, Any]) -> PreparedQuery:
        only = frozenset(given["fields"]) if "fields" in given else None
        if only and self.format is CSV:
            only |= {"proposal"}  # tells which stances are on the topic itself
        sizes = given.get("page_size", ACTORS), given.get("topics_size", TOPICS)
        return _matrix(Narrowing.of(given), *sizes, pagination.CURSOR in given, TOPICS_CURSOR in given, only)

    def shape(
        self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any], row: tuple
    ) -> HttpResponse | None:
        topics, last_topic, more_topics, actors, last, more, cells, *unknown = row
        if any(unknown):
            return None
        following = {
            "next": (pagination.CURSOR, last if more else None),
            "next_topics": (TOPICS_CURSOR, last_topic if more_topics else None),
        }
        links = {
            link: next_page(request, key and pagination.write_cursor(_bound_to(request, values, name), key), name)
            for link, (name, key) in following.items()
        }
        head = {"revision": at.number, "in_force_on": str(values["day"]), **links}
        body = f'{json.dumps(head)[:-1]}, "topics": [{topics}], "actors": [{actors}], "cells": {{{cells}}}}}'
        return json_response(body) if self.format is JSON else _table(json.loads(body), given)

    def missing(self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any]) -> HttpResponse:
        refuse_unknown(given, FILTERS)
        row = self.statement(given).read_within(values)  # a slug came into being since the first try
        response = self.shape(request, at, given, values, row)
        assert response is not None
        return response


@functools.lru_cache(maxsize=MOST_KEPT)
def _matrix(
    narrowing: Narrowing, actors_size: int, topics_size: int, continued: bool, topics_continued: bool, only: Any
) -> PreparedQuery:
    """The statement: the topics and the actors of the page, then the stances of each pair, put together by cell."""
    topics = narrowing.topics().order_by("slug")
    if topics_continued:
        topics = topics.filter(slug__gt=ParamExpr(Param(TOPICS_CURSOR, 0), models.TextField()))
    actors = narrowing.holders(narrowing.declared())
    actors = (BY_SLUG.after(actors) if continued else actors).order_by(*BY_SLUG.terms)
    texts = annotated_rows(StanceInForceSerializer).filter(one_of(RawSQL("ARRAY(SELECT id FROM found)", []))).order_by()
    place = Window(RowNumber(), order_by=[version("proposal"), *NEWEST_FIRST])
    parts = [
        compiled(topics.values_list("pk", "slug", json_of(TopicRef))[: topics_size + 1]),
        compiled(actors.values_list("pk", "slug", BY_SLUG.key(), json_of(ActorRef))[: actors_size + 1]),
        narrowing.in_force("pairs"),
        compiled(texts.values_list("pk", version("proposal"), place, json_of(StanceInForceSerializer, only))),
    ]
    never, asked = never_were(narrowing.unknown())
    sql = (
        f"WITH topics (id, slug, json) AS ({parts[0][0]}), actors (id, slug, key, json) AS ({parts[1][0]}),"
        f" columns AS (SELECT * FROM topics ORDER BY slug LIMIT {topics_size}),"
        f" rows AS (SELECT * FROM actors ORDER BY slug LIMIT {actors_size}),"
        " pairs (holder, topic) AS (SELECT rows.id, columns.id FROM rows, columns),"
        f" found (holder, topic, id) AS MATERIALIZED ({parts[2][0]}),"
        f" texts (id, version, place, json) AS ({parts[3][0]}),"
        """ cells AS (SELECT holder, topic, '{"differing": ' || to_json(count(*) > count(DISTINCT version))"""
        """ || ', "in_force": [' || string_agg(json, ', ' ORDER BY place) || ']}' AS json"""
        " FROM found JOIN texts USING (id) GROUP BY holder, topic),"
        """ filled AS (SELECT rows.slug, '"' || rows.slug || '": {'"""
        """ || string_agg('"' || columns.slug || '": ' || cells.json, ', ' ORDER BY columns.slug) || '}' AS json"""
        " FROM cells JOIN rows ON rows.id = holder JOIN columns ON columns.id = topic GROUP BY rows.slug)"
        " SELECT (SELECT coalesce(string_agg(json, ', ' ORDER BY slug), '') FROM columns),"
        " (SELECT json_build_array(max(slug))::text FROM columns),"
        f" (SELECT count(*) > {topics_size} FROM topics),"
        " (SELECT coalesce(string_agg(json, ', ' ORDER BY slug), '') FROM rows),"
        " (SELECT key FROM rows ORDER BY slug DESC LIMIT 1),"
        f" (SELECT count(*) > {actors_size} FROM actors),"
        " (SELECT coalesce(string_agg(json, ', ' ORDER BY slug), '') FROM filled)"
        f"{''.join(f', {column}' for column in never)}"
    )
    return PreparedQuery(sql, (*(value for _, values in parts for value in values), *asked))


def _bound_to(request: HttpRequest, values: dict[str, Any], name: str) -> str:
    asked = {parameter: request.GET[parameter] for parameter in PARAMETERS if parameter in values}
    return pagination.fingerprint(PositionsMatrix, name, {**asked, "day": str(values["day"])})


def _table(matrix: dict[str, Any], given: dict[str, Any]) -> HttpResponse:
    """The matrix as CSV (RFC 4180): a row an actor."""
    keys = {suffix: key for suffix, key in OF_A_TOPIC.items() if key in given.get("fields", OF_A_TOPIC.values())}
    topics = [topic["slug"] for topic in matrix["topics"]]
    response = HttpResponse(content_type=f"{CSV.media_type}; charset=utf-8")
    write = csv.writer(response).writerow
    write(["actor", *(f"{topic}{suffix}" for topic in topics for suffix in keys)])
    for actor in matrix["actors"]:
        cells = matrix["cells"].get(actor["slug"], {})
        row = [actor["slug"]]
        for topic in topics:
            stances = cells.get(topic, {"in_force": []})["in_force"]
            shown = [stance for stance in stances if "proposal" in given or stance["proposal"] is None]
            row += ["|".join(stance[key] or "" for stance in shown) for key in keys.values()]
        write(row)
    links = {"actors": matrix["next"], "topics": matrix["next_topics"]}
    following = [f'<{url}>; rel="next"; title="{of_what}"' for of_what, url in links.items() if url]
    if following:
        response.headers["Link"] = ", ".join(following)
    return response
