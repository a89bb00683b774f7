"""The headline question: who holds what on a topic, on a day."""

import functools
import json
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.db.models import Count, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from rest_framework import serializers

from api.http.request import pagination
from api.http.request.fields import Fields
from api.http.request.parameters import MOST_VALUES, Flag, Number, Parameter
from api.http.slug_redirects import slug_redirect
from api.http.sql.json_builder import annotated_rows, json_of
from api.http.sql.placeholders import Param, ParamExpr
from api.http.sql.prepared_query import MOST_KEPT, PreparedQuery, compiled, one_of
from api.http.views import AS_OF, REVISION, json_response, next_page
from api.v1.entities.position import PositionSerializer
from api.v1.entities.refs import ActorRef, TopicRef
from factbase.history.snapshot import At
from factbase.models import Position, Topic
from factbase.models.position import NEWEST_FIRST
from factbase.stances import by_actor
from factbase.vocabulary import StanceGroup

from . import stance_history
from .stance_history import MOST, SpokenSerializer, StepSerializer
from .stance_queries import DAY, IN_FORCE_ON, Narrowing, OnADay

BY_SLUG = pagination.orderings("slug", slug=("slug",))["slug"]
PAGE_SIZE = 25


class HolderSerializer(serializers.Serializer):
    """One holder with its stance on the day, how it came to it, its other statements, and what others say of it."""

    actor = ActorRef(help_text="The holder.")
    in_force = PositionSerializer(
        many=True,
        help_text="Its stances in force on the day: its latest own word, on the topic and on each proposal by itself. "
        "More than one where its speakers differ on one day.",
    )
    moved = serializers.BooleanField(
        help_text="Whether it ever gave up a stance that was in force, for one to another effect: see `steps`."
    )
    steps = StepSerializer(
        many=True,
        help_text="How it came to what it holds: its stances that were in force one after the other up to the day, on "
        "the topic and on each version of a proposal by itself. What was said again to the same effect (the same "
        "stance on the same condition) is one step, told by its first statement and in force since that one's latest "
        "day; those with no `until` are what is in force. A step has several stances where speakers differed on one "
        f"day. The newest {MOST} stances, newest first.",
    )
    speakers_agree = serializers.BooleanField(
        allow_null=True,
        help_text="Whether those who speak for it agree: false where the latest stances of any two, on the topic or on "
        "one version of a proposal, are not to the same effect, however far apart their days; null where no two "
        "named speakers took sides on one thing. The codebook has the rule under Stance.",
    )
    speakers = SpokenSerializer(
        many=True,
        help_text="What each of its named speakers said last: the latest stance declared for it up to the day, on the "
        "topic and on each version of a proposal by itself, whether in force or not. "
        f"The newest {MOST}, newest first.",
    )
    statements = PositionSerializer(
        many=True,
        help_text="Its other own statements up to the day, those without a stance too: "
        f"the newest {MOST}, newest first.",
    )
    attributed = PositionSerializer(
        many=True,
        help_text="What others relay or assert of it, or narrate, up to the day: "
        f"the newest {MOST}, newest first. Never its own word.",
    )
    steps_count = serializers.IntegerField(help_text="How many stances all its steps have.")
    speakers_count = serializers.IntegerField(help_text="How many latest stances its speakers have.")
    statements_count = serializers.IntegerField(help_text="How many other own statements it has made up to the day.")
    attributed_count = serializers.IntegerField(help_text="How many positions others attribute to it up to the day.")
    positions = serializers.URLField(
        allow_null=True,
        help_text="The list of all its positions up to the day, on the topic and, if asked for, on those below; null "
        f"where they are on more than {MOST_VALUES} topics, which is more than a list can be asked for.",
    )


class PositionsByActorSerializer(serializers.Serializer):
    """Who holds what on a topic, on a day."""

    revision = serializers.IntegerField(help_text=REVISION)
    in_force_on = serializers.DateField(help_text="The day.")
    next = serializers.URLField(allow_null=True, help_text="The next page of holders; null on the last.")
    topic = TopicRef(help_text="The topic, with the proposition that stances are measured against.")
    results = HolderSerializer(many=True, help_text="The holders, by slug.")


class PositionsByActor(OnADay):
    """Who holds what on a topic, on a day: for each holder the stance in force and the position it rests on, the steps
    that led to it, what each of its speakers said last and whether they agree, its other statements up to that day,
    and, apart from them, what others attribute to it. Of each list the newest are shown, with the number of all and a
    link to the list that has them."""

    summary = "Positions on a topic by actor"
    example = {"slug": "nato-membership", "in_force_on": "2025-12-03"}
    serializer_class = PositionsByActorSerializer
    parameters = {
        "in_force_on": IN_FORCE_ON,
        "include_narrower": Flag("Whether to include the topics below this one."),
        "fields": Fields(PositionSerializer, "each position", StepSerializer),
        "page_size": Number(1, 200, PAGE_SIZE, "How many holders a page has at the most."),
        "cursor": Parameter("Where the page starts: take it from the “next” link of the page before."),
        "as_of": AS_OF,
    }

    def values(self, request: HttpRequest, given: dict[str, Any], path: dict[str, str]) -> dict[str, Any]:
        values = super().values(request, given, path) | {"slugs": [path["slug"]]}
        asked = {"date_to": values["day"]} | ({"as_of": request.GET["as_of"]} if "as_of" in given else {})
        values["list"] = request.build_absolute_uri(f"{reverse('v1:position-list')}?{urlencode(asked)}")
        if pagination.CURSOR in given:
            values[pagination.CURSOR] = pagination.read_cursor(given[pagination.CURSOR], _bound_to(values))
        return values

    def statement(self, given: dict[str, Any]) -> PreparedQuery:
        only = frozenset(given["fields"]) if "fields" in given else None
        narrower = given.get("include_narrower", False)
        return _by_actor(narrower, given.get("page_size", PAGE_SIZE), pagination.CURSOR in given, only)

    def shape(
        self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any], row: tuple
    ) -> HttpResponse | None:
        topic, results, last, more = row
        if topic is None:
            return None
        cursor = pagination.write_cursor(_bound_to(values), last) if more else None
        head = {"revision": at.number, "in_force_on": str(values["day"]), "next": next_page(request, cursor)}
        return json_response(f'{json.dumps(head)[:-1]}, "topic": {topic}, "results": [{results}]}}')

    def missing(self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any]) -> HttpResponse:
        return slug_redirect(request, Topic, values["slug"])


@functools.lru_cache(maxsize=MOST_KEPT)
def _by_actor(narrower: bool, size: int, continued: bool, only: frozenset[str] | None) -> PreparedQuery:
    """The statement: the holders of the page, what is in force of them and was before, then all they said, put together
    by holder."""
    slug = ParamExpr(Param("slug"), models.TextField())
    topics = Topic.objects.with_narrower(Param("slugs")) if narrower else Topic.objects.filter(slug=slug)
    holders = by_actor.holders_up_to(DAY, topics)
    holders = (BY_SLUG.after(holders) if continued else holders).order_by(*BY_SLUG.terms)
    on_page: Any
    on_page, in_force = RawSQL("SELECT id FROM page", []), RawSQL("SELECT id FROM in_force", [])
    own = Position.objects.on(topics).held_by(on_page)
    said = by_actor.positions_up_to(DAY, topics, on_page, in_force).order_by()
    place = Window(RowNumber(), ["holder", "group"], NEWEST_FIRST)
    number = Window(Count("*"), ["holder", "group"])
    shown = f"ARRAY(SELECT id FROM said WHERE place <= {MOST} OR part = '{StanceGroup.IN_FORCE.value}')"
    texts = annotated_rows(PositionSerializer).filter(one_of(RawSQL(shown, []))).order_by()
    found: dict[str, tuple[str, list]] = {
        "asked (topic)": compiled(Topic.objects.filter(slug=slug).values_list(json_of(TopicRef))),
        "holders (id, slug, key, json)": compiled(
            holders.values_list("pk", "slug", BY_SLUG.key(), json_of(ActorRef))[: size + 1]
        ),
        "page": (f"SELECT id FROM holders ORDER BY slug LIMIT {size}", []),
        "pairs (holder, topic)": compiled(own.declared_by(DAY).order_by().values_list("holder", "topic").distinct()),
        "in_force (holder, topic, id)": Narrowing((), narrower).in_force("pairs"),
        "said (id, holder, part, topic, place, number)": compiled(
            said.values_list("pk", "holder_id", "group", "topic__slug", place, number)
        ),
        "texts (id, json)": compiled(texts.values_list("pk", json_of(PositionSerializer, only))),
        **stance_history.tables(own, only),
        "grouped": (_GROUPED, []),
        "held": (_HELD, [Param("list")]),
    }
    sql = (
        f"WITH {', '.join(f'{name} AS MATERIALIZED ({sql})' for name, (sql, _) in found.items())}"
        " SELECT (SELECT topic FROM asked), coalesce(string_agg(json, ', ' ORDER BY slug), ''),"
        f" (array_agg(key ORDER BY slug DESC))[1], (SELECT count(*) > {size} FROM holders) FROM held"
    )
    return PreparedQuery(sql, tuple(value for _, values in found.values() for value in values))


_LISTS = ", ".join(
    f"coalesce(string_agg(texts.json, ', ' ORDER BY place) FILTER (WHERE part = '{group}'), '') AS {group},"
    f" coalesce(max(number) FILTER (WHERE part = '{group}'), 0) AS {group}_count"
    for group in StanceGroup.values
)
_GROUPED = (
    f"SELECT holder, {_LISTS}, CASE WHEN count(DISTINCT topic) <= {MOST_VALUES}"
    " THEN '&topic=' || string_agg(DISTINCT topic, ',') END AS topics"
    " FROM said LEFT JOIN texts USING (id) GROUP BY holder"
)
_COUNTED = ", ".join(
    f"""', "{name}_count": ', coalesce({count}, 0)"""
    for name, count in {
        "steps": "stepped.number",
        "speakers": "speakers.number",
        "statements": "statements_count",
        "attributed": "attributed_count",
    }.items()
)
_HELD = (
    """SELECT slug, key, concat('{"actor": ', h.json, ', "in_force": [', in_force"""
    """, '], "moved": ', coalesce(moved, false)::text, ', "steps": [', stepped.json"""
    """, '], "speakers_agree": ', coalesce(agree, 'null'), ', "speakers": [', speakers.json"""
    f""", '], "statements": [', statements, '], "attributed": [', attributed, ']', {_COUNTED}"""
    """, ', "positions": ', coalesce(to_json(%s::text || '&actor=' || slug || topics)::text, 'null'), '}') AS json"""
    " FROM holders h JOIN grouped ON grouped.holder = h.id"
    " LEFT JOIN stepped ON stepped.holder = h.id LEFT JOIN speakers ON speakers.holder = h.id"
)


def _bound_to(values: dict[str, Any]) -> str:
    asked = {"slug": values["slug"], "day": str(values["day"]), "narrower": str(values.get("include_narrower", False))}
    return pagination.fingerprint(PositionsByActor, "slug", asked)
