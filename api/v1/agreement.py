"""Agreement: how far an actor agrees with others on a day, topic by topic."""

import functools
import json
from typing import Any, cast

from django.db import models
from django.db.models import Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse
from rest_framework import serializers

from api.http import paging
from api.http.absent import moved
from api.http.binding import Given, GivenList, Slot
from api.http.filters import SlugFilter, refuse_unknown
from api.http.parameters import Number, Parameter
from api.http.shape import json_of, rows_of
from api.http.statement import Statement, compiled, never_were, one_of
from api.http.views import AS_OF, REVISION, json_response, next_page
from factbase.analysis import agreement, stances
from factbase.history.snapshot import At
from factbase.models import Actor, Comparison
from factbase.models.position import NEWEST_FIRST

from .comparing import DAY, FILTERS, IN_FORCE_ON, NARROWER, Narrowing, OnADay, StanceInForceSerializer
from .refs import ROOT, ActorRef, TopicRef

BY_SLUG = paging.orderings("slug", slug=("slug",))["slug"]
PAGE_SIZE = 10
LEFT_OUT = [each for each in Comparison.values if each != Comparison.COMPARED]
ASKED = {
    "with": SlugFilter(Actor, "pk", "These other actors only, whether they share a topic or not."),
    "topic": FILTERS["topic"],
    "process": FILTERS["process"],
}
SCORE = "From 0 (opposite sides) to 1 (the same), with four decimals"


class ComparedTopicSerializer(serializers.Serializer):
    """One topic on which at least one of the two took a side, and what both hold on it."""

    topic = TopicRef(help_text="The topic.")
    comparison = serializers.ChoiceField(
        Comparison.choices, help_text="Whether the two can be compared on it; why not, otherwise."
    )
    score = serializers.FloatField(allow_null=True, help_text=f"{SCORE}; null where the two cannot be compared.")
    differing = serializers.BooleanField(
        help_text="Whether several stances of one of them are in force, as its speakers differ: the score is a mean."
    )
    ours = StanceInForceSerializer(
        many=True, help_text="The stances of the actor asked about on the topic itself that the score rests on."
    )
    theirs = StanceInForceSerializer(many=True, help_text="Those of the other actor.")


class LeftOutSerializer(serializers.Serializer):
    """How many topics are left out, by why."""

    on_proposal = serializers.IntegerField(help_text="Where one took a side on versions of proposals only.")
    no_stance = serializers.IntegerField(help_text="Where one of them spoke and took no side.")
    missing = serializers.IntegerField(help_text="Where the base has no word of one of them.")


class AgreementSerializer(serializers.Serializer):
    """How far two actors agree."""

    other = ActorRef(help_text="The other actor.")
    score = serializers.FloatField(
        allow_null=True, help_text=f"{SCORE}: the mean over the topics compared; null where none is."
    )
    compared = serializers.IntegerField(help_text="How many topics it is the mean of.")
    left_out = LeftOutSerializer(help_text="How many topics are left out: they count for nothing in the score.")
    topics = ComparedTopicSerializer(many=True, help_text="The topics, by slug, those that are left out too.")


class AgreementsSerializer(serializers.Serializer):
    """A page of agreements."""

    revision = serializers.IntegerField(help_text=REVISION)
    in_force_on = serializers.DateField(help_text="The day.")
    method = serializers.CharField(help_text="How the scores are worked out, in short.")
    rule = serializers.CharField(help_text="Where the rule is written.")
    next = serializers.URLField(allow_null=True, help_text="The next page of other actors; null on the last.")
    actor = ActorRef(help_text="The actor asked about.")
    results = AgreementSerializer(
        many=True,
        help_text="The other actors, by slug: those who took a side on a topic on which this one took one as well, or "
        "those that `with` names.",
    )


class ActorAgreement(OnADay):
    """How far an actor agrees with another on a day, or with each who took a side on a topic that it took one on:
    a score for each topic, with the positions of both that it rests on, and their mean. Where only one of the two has a
    stance in force on the topic itself, the topic is left out and counted. The codebook gives the rule under
    Comparison."""

    summary = "Agreement of an actor with others"
    example = {"slug": "ukraine", "with": "united-states", "in_force_on": "2025-12-15"}
    serializer_class = AgreementsSerializer
    parameters = {
        "in_force_on": IN_FORCE_ON,
        **ASKED,
        "include_narrower": NARROWER,
        "page_size": Number(1, 50, PAGE_SIZE, "How many other actors a page has at the most."),
        "cursor": Parameter("Where the page starts: take it from the “next” link of the page before."),
        "as_of": AS_OF,
    }

    def values(self, request: HttpRequest, given: dict[str, Any], path: dict[str, str]) -> dict[str, Any]:
        values = super().values(request, given, path)
        if paging.CURSOR in given:
            values[paging.CURSOR] = paging.read_cursor(given[paging.CURSOR], _bound_to(request, values))
        return values

    def statement(self, given: dict[str, Any]) -> Statement:
        others = len(given.get("with", ()))
        return _agreement(Narrowing.of(given), others, given.get("page_size", PAGE_SIZE), paging.CURSOR in given)

    def shape(
        self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any], row: tuple
    ) -> HttpResponse | None:
        actor, last, more, results, *unknown = row
        if actor is None or any(unknown):
            return None
        cursor = paging.write_cursor(_bound_to(request, values), last) if more else None
        head = {
            "revision": at.number,
            "in_force_on": str(values["day"]),
            "method": agreement.METHOD,
            "rule": f"{ROOT}codebook/comparison/",
            "next": next_page(request, cursor),
        }
        return json_response(f'{json.dumps(head)[:-1]}, "actor": {actor}, "results": [{results}]}}')

    def missing(self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any]) -> HttpResponse:
        refuse_unknown(given, ASKED)
        row = self.statement(given).read_within(values)  # a slug came into being since the first try
        return self.shape(request, at, given, values, row) or moved(request, Actor, values["slug"])


@functools.lru_cache(maxsize=512)
def _agreement(narrowing: Narrowing, others: int, size: int, continued: bool) -> Statement:
    """The statement: the other actors of the page, what they and the actor hold on each topic, and how that agrees."""
    asked = Actor.objects.filter(slug=Given(Slot("slug"), models.TextField())).order_by()
    topics = narrowing.topics().order_by()
    ours = narrowing.declared().filter(holder=RawSQL("(SELECT id FROM asked)", ()), topic=RawSQL("topics.id", ()))
    if others:
        rest = ASKED["with"].narrow(Actor.objects.all(), cast(GivenList, ASKED["with"].open("with", others)))
    else:
        sharing = narrowing.declared().filter(topic__in=RawSQL("SELECT id FROM mine", ()))
        rest = stances.holders_of(sharing, few=False).exclude(pk=RawSQL("(SELECT id FROM asked)", ()))
    rest = (BY_SLUG.after(rest) if continued else rest).order_by(*BY_SLUG.terms)
    pair = RawSQL("pair.holder", ()), RawSQL("pair.topic", ()), DAY
    in_force, _ = stances.in_force_of(*pair)
    texts = rows_of(StanceInForceSerializer).filter(one_of(RawSQL("ARRAY(SELECT id FROM found)", ()))).order_by()
    place = Window(RowNumber(), order_by=NEWEST_FIRST)
    placed = {why: compiled(said.order_by().values("pk")) for why, said in agreement.placed_by(*pair).items()}
    parts = [
        compiled(asked.values_list("pk", json_of(ActorRef))),
        compiled(topics.values_list("pk", "slug", json_of(TopicRef))),
        compiled(ours.order_by().values("pk")),
        compiled(rest.values_list("pk", "slug", BY_SLUG.key(), json_of(ActorRef))[: size + 1]),
        compiled(in_force.order_by().values("pk")),
        compiled(texts.values_list("pk", place, agreement.weight(), json_of(StanceInForceSerializer))),
        *placed.values(),
    ]
    never, slots = never_were({**narrowing.unknown(), **({"with": ASKED["with"].kind} if others else {})})
    why = " ".join(f"WHEN EXISTS ({sql}) THEN '{each}'" for each, (sql, _) in placed.items())
    sides = f"'{Comparison.COMPARED}', '{Comparison.ON_PROPOSAL}'"
    left_out = " || ', ' || ".join(
        f"""'"{each}": ' || count(*) FILTER (WHERE comparison = '{each}')""" for each in LEFT_OUT
    )
    sql = (
        f"WITH asked (id, json) AS ({parts[0][0]}), topics (id, slug, json) AS ({parts[1][0]}),"
        f" mine (id) AS MATERIALIZED (SELECT id FROM topics WHERE EXISTS ({parts[2][0]})),"
        f" others (id, slug, key, json) AS ({parts[3][0]}),"
        f" rows AS (SELECT * FROM others ORDER BY slug LIMIT {size}),"
        " pairs (holder, topic) AS (SELECT who.id, topics.id"
        " FROM (SELECT id FROM asked UNION SELECT id FROM rows) who, topics),"
        " found (holder, topic, id) AS MATERIALIZED (SELECT pair.*, stance.id FROM pairs pair"
        # looked up pair by pair: without OFFSET 0, PostgreSQL would join the pairs with all that was ever said
        f" CROSS JOIN LATERAL ({parts[4][0]} OFFSET 0) stance (id)),"
        f" texts (id, place, weight, json) AS ({parts[5][0]}),"
        " said AS (SELECT holder, topic, array_agg(weight) AS weights, string_agg(json, ', ' ORDER BY place) AS json"
        " FROM found JOIN texts USING (id) GROUP BY holder, topic),"
        " placed AS MATERIALIZED (SELECT pair.*, weights, coalesce(json, '') AS json,"
        f" CASE WHEN weights IS NOT NULL THEN '{Comparison.COMPARED}' {why} ELSE '{Comparison.MISSING}' END AS by"
        " FROM pairs pair LEFT JOIN said USING (holder, topic)),"
        f" compared AS (SELECT other.holder, topics.slug, {agreement.comparison('ours.by', 'other.by')} AS comparison,"
        f" {agreement.score('ours.weights', 'other.weights')} AS score,"
        " coalesce(greatest(cardinality(ours.weights), cardinality(other.weights)) > 1, false) AS differing,"
        " topics.json AS topic, ours.json AS ours, other.json AS theirs"
        " FROM placed other JOIN placed ours ON ours.holder = (SELECT id FROM asked) AND ours.topic = other.topic"
        " JOIN topics ON topics.id = other.topic WHERE other.holder IN (SELECT id FROM rows)"
        f" AND (ours.by IN ({sides}) OR other.by IN ({sides}))),"
        " told AS (SELECT rows.slug, '{\"other\": ' || rows.json || ', \"score\": '"
        " || coalesce(round(avg(score)::numeric, 4)::float::text, 'null')"
        " || ', \"compared\": ' || count(score) || ', \"left_out\": {' || "
        f'{left_out} || \'}}, "topics": [\' || coalesce(string_agg(\'{{"topic": \' || topic || \', "comparison": "\''
        " || comparison || '\", \"score\": ' || coalesce(round(score::numeric, 4)::float::text, 'null')"
        " || ', \"differing\": ' || differing::text || ', \"ours\": [' || ours || '], \"theirs\": [' || theirs || ']}',"
        " ', ' ORDER BY compared.slug), '') || ']}' AS json"
        " FROM rows LEFT JOIN compared ON compared.holder = rows.id GROUP BY rows.slug, rows.json)"
        " SELECT (SELECT json FROM asked), (SELECT key FROM rows ORDER BY slug DESC LIMIT 1),"
        f" (SELECT count(*) > {size} FROM others),"
        " (SELECT coalesce(string_agg(json, ', ' ORDER BY slug), '') FROM told)"
        f"{''.join(f', {column}' for column in never)}"
    )
    return Statement(sql, (*(value for _, values in parts for value in values), *slots))


def _bound_to(request: HttpRequest, values: dict[str, Any]) -> str:
    asked = {name: request.GET[name] for name in (*ASKED, "include_narrower") if name in values}
    return paging.fingerprint("agreement", {**asked, "slug": values["slug"], "day": str(values["day"])})
