"""The positions matrix: actors by topics, with the stances in force on a day."""

from typing import Any

from django.db.models import Window
from django.db.models.functions import RowNumber
from django.http import HttpResponse
from rest_framework import serializers

from api.http.base_views import page_parameters
from api.http.envelope import EnvelopeSerializer
from api.http.request.fields import Fields
from api.http.sql.json_builder import json_of, json_of_row
from api.http.sql.prepared_query import PreparedQuery, query_cache, texts, with_ctes
from api.v1.entities.refs import ActorRef, TopicRef
from factbase.history.snapshot import At
from factbase.models.in_force import version
from factbase.models.position import NEWEST_FIRST

from .matrix_csv import MATRIX_CSV
from .stance_queries import FILTERS, IN_FORCE_ON, PARAMETERS, DayView, StanceFilters, StanceInForceSerializer, slug_page

TOPICS = "topics"
FIRST_TOPIC = "First topic of the page; take it from the `next_topics` link of the previous page."


class CellSerializer(serializers.Serializer):
    """The stances of one actor on one topic."""

    differing = serializers.BooleanField(
        help_text="Whether several stances on the same thing are in force because speakers differ on one day."
    )
    in_force = StanceInForceSerializer(
        many=True, help_text="The stances in force: on the topic itself first, then on versions of proposals."
    )


class MatrixSerializer(EnvelopeSerializer):
    """Actors by topics, with the stances in force on a day."""

    in_force_on = serializers.DateField(help_text="The day.")
    next = serializers.URLField(allow_null=True, help_text="URL of the next actors; null on the last page.")
    next_topics = serializers.URLField(allow_null=True, help_text="URL of the next topics; null on the last page.")
    topics = TopicRef(many=True, help_text="The columns: topics that have a proposition, ordered by slug.")
    actors = ActorRef(
        many=True,
        help_text="The rows: holders of a stance in force on a selected topic of this or any page, ordered by slug.",
    )
    cells = serializers.DictField(
        child=serializers.DictField(child=CellSerializer()),
        help_text="The cells, by actor slug and then by topic slug. A cell with no stance in force is left out.",
    )


class PositionsMatrix(DayView):
    """Actors by topics: the stances in force on a day, each with its position.

    Stances in force are found for each holder, topic and version of a proposal separately, so a cell may have a stance
    on the topic itself and others on versions; `proposal` tells them apart. Cells never show statements that take no
    side, or what others say about a holder.

    The CSV has one row per actor. Each topic of the page has the columns `{topic}` (the stance), `{topic}.condition`,
    `{topic}.stated` and `{topic}.position`; `fields=stance` keeps only the first. They show stances on the topic itself
    or, with `proposal`, on those versions. Several stances are separated by `|`, in the same order in each column. The
    `Link` header links the next actors and the next topics; `title` tells the two links apart.
    """

    summary = "Stances of actors by topic"
    example = {"in_force_on": "2025-12-15", "topic": "nato-membership,security-guarantees", "page_size": "2"}
    serializer_class = MatrixSerializer
    formats = [*DayView.formats, MATRIX_CSV]
    parameters = {
        "in_force_on": IN_FORCE_ON,
        **PARAMETERS,
        "fields": Fields(StanceInForceSerializer, "each stance"),
        **page_parameters(200, 25, "Maximum number of actors per page."),
        **page_parameters(100, 50, "Maximum number of topics per page.", TOPICS, FIRST_TOPIC),
    }
    filters = FILTERS

    def statement(self) -> PreparedQuery:
        return _build_query(StanceFilters.of(self.params), *self.page(), *self.page(TOPICS), self.only)

    def render(self, at: At, row: tuple) -> HttpResponse:
        topics, last_topic, more_topics, actors, last, more, cells = row
        head = {
            "in_force_on": str(self.day),
            "next": self.page_url(last if more else None),
            "next_topics": self.page_url(last_topic if more_topics else None, TOPICS),
        }
        return self.respond(at, head, topics=topics, actors=actors, cells=cells)


@query_cache
def _build_query(
    filters: StanceFilters, size: int, continued: bool, topics_size: int, topics_continued: bool, only: Any
) -> PreparedQuery:
    """Return the query for a page: its topics, its actors, and the JSON of the stances in force by cell."""
    topics, last_topic = slug_page(
        "columns", filters.topics(), json_of(TopicRef), topics_size, topics_continued, f"{TOPICS}_cursor"
    )
    holders = filters.holders(filters.declared())
    actors, last = slug_page("rows", holders, json_of(ActorRef), size, continued)
    place = Window(RowNumber(), order_by=[version("proposal"), *NEWEST_FIRST])
    cell = json_of_row(
        CellSerializer, differing="count(*) > count(DISTINCT version)", in_force="string_agg(json, ', ' ORDER BY place)"
    )
    members = """string_agg(concat('"', columns.slug, '": ', cells.json), ', ' ORDER BY columns.slug)"""
    ctes = {
        **topics,
        **actors,
        "pairs (holder, topic)": "SELECT rows.id, columns.id FROM rows, columns",
        "in_force (holder, topic, id)": filters.in_force("pairs"),
        "texts (id, json, version, place)": texts(
            StanceInForceSerializer, "SELECT id FROM in_force", only, version("proposal"), place
        ),
        "cells": f"SELECT holder, topic, {cell} AS json FROM in_force JOIN texts USING (id) GROUP BY holder, topic",
        "matrix": f"""SELECT rows.slug, concat('"', rows.slug, '": {{', {members}, '}}') AS json"""
        " FROM cells JOIN rows ON rows.id = holder JOIN columns ON columns.id = topic GROUP BY rows.slug",
    }
    shown = [f"(SELECT string_agg(json, ', ' ORDER BY slug) FROM {table})" for table in ("columns", "rows", "matrix")]
    return with_ctes(ctes, [shown[0], *last_topic, shown[1], *last, shown[2]], slug_kinds=filters.slug_kinds())
