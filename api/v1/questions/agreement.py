"""Agreement of an actor with other actors on a day, topic by topic."""

from collections.abc import Iterable
from typing import cast

from django.db import models
from django.db.models import Value
from django.http import HttpResponse
from rest_framework import serializers

from api.http.base_views import page_parameters
from api.http.envelope import EnvelopeSerializer
from api.http.request.fields import Fields
from api.http.request.filters import SlugFilter
from api.http.request.parameters import Names
from api.http.sql.json_builder import json_of, json_of_row, select_keys
from api.http.sql.placeholders import Param, ParamExpr, ParamList
from api.http.sql.prepared_query import PreparedQuery, query_cache, texts, with_ctes
from api.v1.entities.refs import ActorRef, ProposalRef, TopicRef
from api.v1.paths import ROOT
from factbase.history.snapshot import At
from factbase.models import Actor, Proposal
from factbase.stances import agreement
from factbase.vocabulary import Comparison

from .stance_queries import (
    DAY,
    FILTERS,
    IN_FORCE_ON,
    NARROWER,
    DayView,
    StanceFilters,
    StanceInForceSerializer,
    slug_page,
)

LEFT_OUT = [comparison for comparison in Comparison.values if comparison != Comparison.COMPARED]
SLUG_FILTERS = {
    "with": SlugFilter(Actor, "pk", "Only these other actors, whether they share a topic or not."),
    "topic": FILTERS["topic"],
    "process": FILTERS["process"],
    "proposal": SlugFilter(
        Proposal,
        "proposal",
        "Compare stances on these versions of proposals, each version separately, instead of stances on the topics.",
    ),
}
SCORE = "From 0 (opposite sides) to 1 (same side), with four decimals"
ROUNDED = "round(({})::numeric, 4)::float"


class ComparedTopicSerializer(serializers.Serializer):
    """A topic on which at least one of the two actors took a side, with the stances of both."""

    topic = TopicRef(help_text="The topic.")
    proposal = ProposalRef(
        allow_null=True,
        help_text="The version of a proposal on which the actors are compared; null for the topic itself.",
    )
    comparison = serializers.ChoiceField(
        Comparison.choices, help_text="Whether the actors can be compared on the topic; if not, the reason."
    )
    score = serializers.FloatField(allow_null=True, help_text=f"{SCORE}; null if the actors cannot be compared.")
    differing = serializers.BooleanField(
        help_text="Whether one actor has several stances in force because its speakers differ; the score is a mean."
    )
    ours = StanceInForceSerializer(
        many=True, help_text="The requested actor's stances behind the score, on the topic itself or on the version."
    )
    theirs = StanceInForceSerializer(many=True, help_text="The other actor's stances behind the score.")


class LeftOutSerializer(serializers.Serializer):
    """Numbers of topics that are left out, by reason."""

    on_proposal = serializers.IntegerField(help_text="One actor took a side only on versions of proposals.")
    not_on_proposal = serializers.IntegerField(
        help_text="With `proposal`: one actor took a side on the topic, but not on that version."
    )
    no_stance = serializers.IntegerField(help_text="One actor spoke on the topic and took no side.")
    missing = serializers.IntegerField(help_text="The fact base has no statement of one actor on the topic.")


class AgreementSerializer(serializers.Serializer):
    """The agreement of two actors."""

    other = ActorRef(help_text="The other actor.")
    score = serializers.FloatField(
        allow_null=True, help_text=f"{SCORE}: the mean over the compared topics; null if there are none."
    )
    compared = serializers.IntegerField(help_text="Number of compared topics.")
    left_out = LeftOutSerializer(help_text="Numbers of topics that are left out. They do not affect the score.")
    topics = ComparedTopicSerializer(
        many=True,
        help_text="The topics, ordered by slug, each with the requested versions of proposals. The parameter "
        "`comparison`, or its default, selects them.",
    )


class AgreementsSerializer(EnvelopeSerializer):
    """A page of agreements."""

    in_force_on = serializers.DateField(help_text="The day.")
    method = serializers.CharField(help_text="A short description of how the scores are computed.")
    rule = serializers.CharField(help_text="The path of the full rule in the codebook.")
    next = serializers.URLField(allow_null=True, help_text="URL of the next page of actors; null on the last page.")
    actor = ActorRef(help_text="The requested actor.")
    results = AgreementSerializer(
        many=True,
        help_text="The other actors, ordered by slug: those in `with`, or by default those that took a side on a topic "
        "on which the requested actor took one too.",
    )


class ActorAgreement(DayView):
    """Agreement of an actor with other actors on a day.

    Each topic has a score with the positions of both actors behind it; the overall score is their mean. A topic is left
    out and counted if only one of the two has a stance in force on the topic itself. With `proposal`, stances on
    versions of proposals are compared in the same way. The codebook gives the rule under Comparison.

    Topics that are left out are listed only if `with` names the other actors, or if `comparison` selects them.
    `fields=other,score,compared` returns the scores alone.
    """

    summary = "Agreement of an actor with others"
    example = {"slug": "ukraine", "with": "united-states", "in_force_on": "2025-12-15"}
    serializer_class = AgreementsSerializer
    filters = SLUG_FILTERS
    model = Actor
    parameters = {
        "in_force_on": IN_FORCE_ON,
        **SLUG_FILTERS,
        "include_narrower": NARROWER,
        "comparison": Names(
            Comparison.values,
            "List only topics with these comparisons; defaults to all if `with` is given, else to `compared`. Topics "
            "that are not listed are still counted.",
        ),
        "fields": Fields(AgreementSerializer, "each other actor"),
        **page_parameters(25, 10, "Maximum number of other actors per page."),
    }

    def statement(self) -> PreparedQuery:
        others, params = len(self.params.get("with", ())), self.params
        listed = frozenset(params.get("comparison", Comparison.values if others else [Comparison.COMPARED.value]))
        return _build_query(StanceFilters.of(params), others, *self.page(), listed, self.only)

    def render(self, at: At, row: tuple) -> HttpResponse | None:
        actor, last, more, results = row
        if actor is None:
            return None
        head = {
            "in_force_on": str(self.day),
            "method": agreement.METHOD_ON_PROPOSALS if "proposal" in self.params else agreement.METHOD,
            "rule": f"{ROOT}codebook/comparison/",
            "next": self.page_url(last if more else None),
        }
        return self.respond(at, head, actor=actor, results=results)


@query_cache
def _build_query(
    filters: StanceFilters, others: int, size: int, continued: bool, listed: frozenset[str], only: frozenset[str] | None
) -> PreparedQuery:
    """Return the query for a page of other actors and the JSON of their agreement with the requested actor."""
    requested = Actor.objects.filter(slug=ParamExpr(Param("slug"), models.TextField())).order_by()
    declared = filters.declared()
    if others:
        by = SLUG_FILTERS["with"]
        actors = by.narrow(Actor.objects.all(), cast(ParamList, by.open("with", others)))
    else:
        actors = filters.holders(agreement.declared_by_others(declared))
    keys = select_keys(AgreementSerializer(), only)
    topic_keys = select_keys(ComparedTopicSerializer(), keys.get("topics"))
    page, last = slug_page("rows", actors, json_of(ActorRef, keys.get("other")), size, continued)
    topics = filters.topics().order_by().values_list("pk", "slug", json_of(TopicRef, topic_keys.get("topic")))
    stances = (
        json_of(StanceInForceSerializer, topic_keys[side]) if side in topic_keys else Value("")
        for side in ("ours", "theirs")
    )
    compared, values = agreement.compared(DAY, declared if filters.has_filter("proposal") else None, *stances)
    ctes = {
        "requested (id, json)": requested.values_list("pk", json_of(ActorRef)),
        "topics (id, slug, json)": topics,
        "requested_topics (id)": agreement.topics_of_requested(declared),
        **page,
        "compared": (f"WITH {compared} SELECT * FROM compared", values),
        "proposals (id, json, slug)": texts(
            ProposalRef, "SELECT DISTINCT version FROM compared", topic_keys.get("proposal"), "slug"
        ),
        "results": f"SELECT rows.slug, {_result_sql(only, listed)} AS json"
        " FROM rows LEFT JOIN compared c ON c.holder = rows.id"
        " LEFT JOIN topics ON topics.id = c.topic LEFT JOIN proposals ON proposals.id = c.version"
        " GROUP BY rows.slug, rows.json",
    }
    columns = ["(SELECT json FROM requested)", *last, "(SELECT string_agg(json, ', ' ORDER BY slug) FROM results)"]
    slug_kinds = filters.slug_kinds() | ({"with": SLUG_FILTERS["with"].kind} if others else {})
    return with_ctes(ctes, columns, slug_kinds=slug_kinds)


def _result_sql(only: frozenset[str] | None, listed: Iterable[str]) -> str:
    """Return SQL for the JSON of another actor, with those of its topics that have a `listed` comparison."""
    keys = select_keys(AgreementSerializer(), only)
    topic = json_of_row(
        ComparedTopicSerializer,
        keys.get("topics"),
        topic="topics.json",
        proposal="proposals.json",
        comparison="comparison",
        score=ROUNDED.format("score"),
        differing="coalesce(greatest(cardinality(ours), cardinality(theirs)), 0) > 1",
        ours="array_to_string(ours, ', ')",
        theirs="array_to_string(theirs, ', ')",
    )
    counts = {name: f"count(*) FILTER (WHERE comparison = '{name}')" for name in LEFT_OUT}
    comparisons = ", ".join(f"'{comparison}'" for comparison in sorted(listed))
    in_order = f"string_agg({topic}, ', ' ORDER BY topics.slug, proposals.slug)"
    return json_of_row(
        AgreementSerializer,
        only,
        other="rows.json",
        score=ROUNDED.format("avg(score)"),
        compared="count(score)",
        left_out=json_of_row(LeftOutSerializer, keys.get("left_out"), **counts),
        topics=f"{in_order} FILTER (WHERE comparison IN ({comparisons}))",
    )
