"""Agreement: how far an actor agrees with others on a day, topic by topic."""

import functools
import json
from collections.abc import Iterable
from typing import Any, cast

from django.db import models
from django.db.models import Value
from django.db.models.expressions import RawSQL
from django.http import HttpRequest, HttpResponse
from rest_framework import serializers

from api.http.request import pagination
from api.http.request.fields import Branches, Fields, branches
from api.http.request.filters import SlugFilter, refuse_unknown
from api.http.request.parameters import Names, Number, Parameter
from api.http.slug_redirects import slug_redirect
from api.http.sql.json_builder import json_of
from api.http.sql.placeholders import Param, ParamExpr, ParamList
from api.http.sql.prepared_query import MOST_KEPT, PreparedQuery, compiled, never_were
from api.http.views import AS_OF, REVISION, json_response, next_page
from api.v1.entities.refs import ActorRef, ProposalRef, TopicRef
from api.v1.paths import ROOT
from factbase.history.snapshot import At
from factbase.models import Actor, Proposal
from factbase.stances import agreement
from factbase.vocabulary import Comparison

from .stance_queries import DAY, FILTERS, IN_FORCE_ON, NARROWER, Narrowing, OnADay, StanceInForceSerializer

BY_SLUG = pagination.orderings("slug", slug=("slug",))["slug"]
PAGE_SIZE = 10
LEFT_OUT = [each for each in Comparison.values if each != Comparison.COMPARED]
ASKED = {
    "with": SlugFilter(Actor, "pk", "These other actors only, whether they share a topic or not."),
    "topic": FILTERS["topic"],
    "process": FILTERS["process"],
    "proposal": SlugFilter(
        Proposal,
        "proposal",
        "Compare stances on these versions of proposals, each version by itself, instead of stances on the topics.",
    ),
}
SCORE = "From 0 (opposite sides) to 1 (the same), with four decimals"
ROUNDED = "coalesce(round(({})::numeric, 4)::float::text, 'null')"
"""SQL for the JSON of a score."""


class ComparedTopicSerializer(serializers.Serializer):
    """One topic on which at least one of the two took a side, and what both hold on it."""

    topic = TopicRef(help_text="The topic.")
    proposal = ProposalRef(
        allow_null=True,
        help_text="The version of a proposal on which they are compared; null for the topic itself.",
    )
    comparison = serializers.ChoiceField(
        Comparison.choices, help_text="Whether the two can be compared on it; why not, otherwise."
    )
    score = serializers.FloatField(allow_null=True, help_text=f"{SCORE}; null where the two cannot be compared.")
    differing = serializers.BooleanField(
        help_text="Whether several stances of one of them are in force, as its speakers differ: the score is a mean."
    )
    ours = StanceInForceSerializer(
        many=True,
        help_text="The stances that the score rests on of the actor asked about: on the topic itself, or the version.",
    )
    theirs = StanceInForceSerializer(many=True, help_text="Those of the other actor.")


class LeftOutSerializer(serializers.Serializer):
    """How many topics are left out, by why."""

    on_proposal = serializers.IntegerField(help_text="Where one took a side on versions of proposals only.")
    not_on_proposal = serializers.IntegerField(
        help_text="With `proposal`: where one took a side on the topic, and not on that version."
    )
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
    topics = ComparedTopicSerializer(
        many=True,
        help_text="The topics, by slug, and for each the versions of proposals that are asked about: those with one of "
        "the comparisons that `comparison` names, or that stand for it.",
    )


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
    stance in force on the topic itself, the topic is left out and counted. With `proposal`, stances on versions of
    proposals are compared in the same way. The codebook gives the rule under Comparison.

    Where `with` names the other actors, topics that are left out are listed as well; in a list of all others they are
    only counted, unless `comparison` asks for them. `fields=other,score,compared` keeps the scores alone."""

    summary = "Agreement of an actor with others"
    example = {"slug": "ukraine", "with": "united-states", "in_force_on": "2025-12-15"}
    serializer_class = AgreementsSerializer
    parameters = {
        "in_force_on": IN_FORCE_ON,
        **ASKED,
        "include_narrower": NARROWER,
        "comparison": Names(
            Comparison.values,
            "List only topics with these comparisons. Left out: all if `with` is given, `compared` otherwise. What is "
            "not listed counts all the same.",
        ),
        "fields": Fields(AgreementSerializer, "each other actor"),
        "page_size": Number(1, 25, PAGE_SIZE, "How many other actors a page has at the most."),
        "cursor": Parameter("Where the page starts: take it from the “next” link of the page before."),
        "as_of": AS_OF,
    }

    def values(self, request: HttpRequest, given: dict[str, Any], path: dict[str, str]) -> dict[str, Any]:
        values = super().values(request, given, path)
        if pagination.CURSOR in given:
            values[pagination.CURSOR] = pagination.read_cursor(given[pagination.CURSOR], _bound_to(request, values))
        return values

    def statement(self, given: dict[str, Any]) -> PreparedQuery:
        others = len(given.get("with", ()))
        listed = frozenset(given.get("comparison", Comparison.values if others else [Comparison.COMPARED.value]))
        only = frozenset(given["fields"]) if "fields" in given else None
        size = given.get("page_size", PAGE_SIZE)
        return _agreement(Narrowing.of(given), others, size, pagination.CURSOR in given, listed, only)

    def shape(
        self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any], row: tuple
    ) -> HttpResponse | None:
        actor, last, more, results, *unknown = row
        if actor is None or any(unknown):
            return None
        cursor = pagination.write_cursor(_bound_to(request, values), last) if more else None
        head = {
            "revision": at.number,
            "in_force_on": str(values["day"]),
            "method": agreement.METHOD_ON_PROPOSALS if "proposal" in given else agreement.METHOD,
            "rule": f"{ROOT}codebook/comparison/",
            "next": next_page(request, cursor),
        }
        return json_response(f'{json.dumps(head)[:-1]}, "actor": {actor}, "results": [{results}]}}')

    def missing(self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any]) -> HttpResponse:
        refuse_unknown(given, ASKED)
        row = self.statement(given).read_within(values)  # a slug came into being since the first try
        return self.shape(request, at, given, values, row) or slug_redirect(request, Actor, values["slug"])


@functools.lru_cache(maxsize=MOST_KEPT)
def _agreement(
    narrowing: Narrowing, others: int, size: int, continued: bool, listed: frozenset[str], only: frozenset[str] | None
) -> PreparedQuery:
    """The statement: the other actors of the page, how they agree with the actor, and the JSON of what is asked for."""
    asked = Actor.objects.filter(slug=ParamExpr(Param("slug"), models.TextField())).order_by()
    declared = narrowing.declared()
    if others:
        rest = ASKED["with"].narrow(Actor.objects.all(), cast(ParamList, ASKED["with"].open("with", others)))
    else:
        rest = narrowing.holders(agreement.of_others(declared))
    rest = (BY_SLUG.after(rest) if continued else rest).order_by(*BY_SLUG.terms)
    keys = _keys(AgreementSerializer, only)
    of_a_topic = _keys(ComparedTopicSerializer, keys.get("topics"))
    other, topic = json_of(ActorRef, keys.get("other")), json_of(TopicRef, of_a_topic.get("topic"))
    stances = (
        json_of(StanceInForceSerializer, of_a_topic[side]) if side in of_a_topic else Value("")
        for side in ("ours", "theirs")
    )
    on_versions = declared if narrowing.names("proposal") else None
    proposals = Proposal.objects.filter(pk__in=RawSQL("SELECT version FROM compared", ())).order_by()
    proposal = json_of(ProposalRef, of_a_topic.get("proposal"))
    parts = {
        "asked (id, json) AS ({})": compiled(asked.values_list("pk", json_of(ActorRef))),
        "topics (id, slug, json) AS ({})": compiled(narrowing.topics().order_by().values_list("pk", "slug", topic)),
        "mine (id) AS MATERIALIZED ({})": agreement.topics_of_asked(declared),
        "others (id, slug, key, json) AS ({})": compiled(
            rest.values_list("pk", "slug", BY_SLUG.key(), other)[: size + 1]
        ),
        f"rows AS (SELECT * FROM others ORDER BY slug LIMIT {size}), {{}}": agreement.compared(
            DAY, on_versions, *stances
        ),
        "proposals (id, slug, json) AS MATERIALIZED ({})": compiled(proposals.values_list("pk", "slug", proposal)),
    }
    never, slots = never_were({**narrowing.unknown(), **({"with": ASKED["with"].kind} if others else {})})
    sql = (
        f"WITH {', '.join(clause.format(sql) for clause, (sql, _) in parts.items())},"
        f" told AS (SELECT rows.slug, {_told(keys, of_a_topic, listed)} AS json"
        " FROM rows LEFT JOIN compared c ON c.holder = rows.id"
        " LEFT JOIN topics ON topics.id = c.topic LEFT JOIN proposals ON proposals.id = c.version"
        " GROUP BY rows.slug, rows.json)"
        " SELECT (SELECT json FROM asked), (SELECT key FROM rows ORDER BY slug DESC LIMIT 1),"
        f" (SELECT count(*) > {size} FROM others),"
        " (SELECT coalesce(string_agg(json, ', ' ORDER BY slug), '') FROM told)"
        f"{''.join(f', {column}' for column in never)}"
    )
    return PreparedQuery(sql, (*(value for _, values in parts.values() for value in values), *slots))


def _told(keys: Branches, of_a_topic: Branches, listed: Iterable[str]) -> str:
    """SQL for the JSON of another actor, with those of its topics that are listed."""
    comparisons = ", ".join(f"'{each}'" for each in sorted(listed))
    left_out = _keys(LeftOutSerializer, keys.get("left_out"))
    row = _object(
        of_a_topic,
        topic="topics.json",
        proposal="coalesce(proposals.json, 'null')",
        comparison="""'"' || comparison || '"'""",
        score=ROUNDED.format("score"),
        differing="(coalesce(greatest(cardinality(ours), cardinality(theirs)), 0) > 1)::text",
        ours="'[' || coalesce(array_to_string(ours, ', '), '') || ']'",
        theirs="'[' || coalesce(array_to_string(theirs, ', '), '') || ']'",
    )
    in_order = f"string_agg({row}, ', ' ORDER BY topics.slug, proposals.slug)"
    return _object(
        keys,
        other="rows.json",
        score=ROUNDED.format("avg(score)"),
        compared="count(score)",
        left_out=_object(left_out, **{why: f"count(*) FILTER (WHERE comparison = '{why}')" for why in LEFT_OUT}),
        topics=f"'[' || coalesce({in_order} FILTER (WHERE comparison IN ({comparisons})), '') || ']'",
    )


def _keys(serializer_class: type[serializers.Serializer], only: Iterable[str] | None) -> Branches:
    """The keys that are asked for, in their declared order."""
    declared = [name for name, _ in serializer_class().fields.items()]
    asked = dict.fromkeys(declared) if only is None else branches(only)
    return {name: asked[name] for name in declared if name in asked}


def _object(keys: Branches, **values: str) -> str:
    """SQL for the JSON of an object that has these keys, of SQL for the JSON of their values."""
    members = (f"""'"{name}": ', {values[name]}""" for name in keys)
    return f"""concat('{{', {", ', ', ".join(members)}, '}}')"""


def _bound_to(request: HttpRequest, values: dict[str, Any]) -> str:
    asked = {name: request.GET[name] for name in (*ASKED, "include_narrower") if name in values}
    return pagination.fingerprint(ActorAgreement, "slug", {**asked, "slug": values["slug"], "day": str(values["day"])})
