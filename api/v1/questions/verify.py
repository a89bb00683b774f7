"""Verification of a claim that an actor held a stance on a topic on a day."""

import functools

from django.db import models
from django.db.models import Subquery, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import RowNumber
from django.http import HttpResponse
from rest_framework import serializers

from api.http.envelope import EnvelopeSerializer
from api.http.request.filters import OneSlugFilter
from api.http.request.parameters import Day, RequiredName
from api.http.sql.json_builder import json_of
from api.http.sql.prepared_query import PreparedQuery, texts, union, with_ctes
from api.v1.entities.position import PositionSerializer
from api.v1.entities.refs import ActorRef, TopicRef
from api.v1.paths import ROOT
from factbase.history.snapshot import At
from factbase.models import Actor, Topic
from factbase.models.position import NEWEST_FIRST
from factbase.stances import verify
from factbase.stances.verify import SIDES, finding
from factbase.vocabulary import EvidenceList, Finding

from .stance_queries import DAY, DayView

MOST = 25
"""The maximum number of positions in a list, newest first."""

LISTS = EvidenceList.values


class StanceClaimedSerializer(EnvelopeSerializer):
    """A claim about a stance, the finding and the evidence."""

    actor = ActorRef(allow_null=True, help_text="The actor in the claim; null if it does not exist at this revision.")
    topic = TopicRef(allow_null=True, help_text="The topic of the claim; null if it does not exist at this revision.")
    stance = serializers.ChoiceField(SIDES, help_text="The claimed stance.")
    on = serializers.DateField(help_text="The day.")
    finding = serializers.ChoiceField(Finding.choices, help_text="The judgement of the claim by the fact base.")
    rule = serializers.CharField(help_text="The path of the rule for findings in the codebook.")
    rests_on = PositionSerializer(
        many=True,
        help_text="The positions that decide the finding: the actor's own stances in force on the day on the topic "
        "itself. No other list affects the finding.",
    )
    on_proposals = PositionSerializer(
        many=True, help_text="The actor's own stances in force on the day on versions of proposals."
    )
    statements = PositionSerializer(
        many=True, help_text="The actor's other statements up to the day, including those that take no side."
    )
    attributed = PositionSerializer(
        many=True, help_text="Positions that others relay, assert or narrate about the actor up to the day."
    )
    spoken_for_others = PositionSerializer(
        many=True,
        help_text="Positions that the actor stated on the topic for other holders up to the day. A person in office "
        "speaks for the state or body.",
    )
    cut = serializers.ListField(
        child=serializers.ChoiceField(EvidenceList.choices),
        help_text=f"The lists that are cut off after their {MOST} newest positions.",
    )


class Verify(DayView):
    """Verification of a claim that an actor held a stance on a topic on a day.

    Only the actor's own statements decide the finding: supported, contradicted, mixed or not found. The codebook gives
    the rule under Finding. The response lists the deciding positions and, separately, what others say about the actor.
    To find the actors, topics and facts that a free text mentions, use `verify/text/`.
    """

    summary = "Verify a claim about a stance"
    example = {"actor": "ukraine", "topic": "nato-membership", "stance": "supports", "on": "2025-12-15"}
    serializer_class = StanceClaimedSerializer
    filters = {
        "actor": OneSlugFilter(Actor, "ukraine", "The actor that is said to hold the stance."),
        "topic": OneSlugFilter(
            Topic, "nato-membership", "The topic, whose proposition the stance is measured against."
        ),
    }
    parameters = {
        **filters,
        "stance": RequiredName(SIDES, "The claimed stance."),
        "on": Day("The day; defaults to today (UTC)."),
    }
    day_parameter = "on"

    def statement(self) -> PreparedQuery:
        return _build_query()

    def render(self, at: At, row: tuple) -> HttpResponse:
        actor, topic, held, cut, *lists = row
        claim = {
            "stance": self.params["stance"],
            "on": str(self.day),
            "finding": finding(self.params["stance"], held).value,
            "rule": f"{ROOT}codebook/finding/",
            "cut": cut,
        }
        evidence = dict(zip(LISTS, lists, strict=True))
        return self.respond(at, claim, actor=actor, topic=topic, **evidence)


@functools.cache
def _build_query() -> PreparedQuery:
    """Return the query for the stances that decide the finding and the JSON of each list of evidence."""
    filters = Verify.filters
    ids = {name: by.ids(by.open(name, 1).equal("slug")) for name, by in filters.items()}
    claimed = Subquery(ids["actor"]), Subquery(ids["topic"]), DAY
    in_force = verify.in_force(*claimed)
    others = verify.other_evidence(*claimed, RawSQL("SELECT id FROM in_force", []))
    columns = [
        "(SELECT json FROM actor)",
        "(SELECT json FROM topic)",
        f"ARRAY(SELECT DISTINCT stance FROM in_force WHERE list = '{EvidenceList.RESTS_ON.value}')",
        f"ARRAY(SELECT DISTINCT list FROM evidence WHERE place > {MOST})",
        *(f"string_agg(json, ', ' ORDER BY place) FILTER (WHERE list = '{name}')" for name in LISTS),
    ]
    shown = f"FROM evidence JOIN texts USING (id) WHERE place <= {MOST}"
    return with_ctes(
        {
            "actor (json)": Actor.objects.filter(pk__in=ids["actor"]).order_by().values_list(json_of(ActorRef)),
            "topic (json)": Topic.objects.filter(pk__in=ids["topic"]).order_by().values_list(json_of(TopicRef)),
            "in_force (id, list, stance, place)": union(
                _list(name, positions.order_by()) for name, positions in in_force.items()
            ),
            "evidence (id, list, stance, place)": union(
                [
                    "SELECT * FROM in_force",
                    *(_list(name, positions.order_by(*NEWEST_FIRST)[: MOST + 1]) for name, positions in others.items()),
                ]
            ),
            "texts (id, json)": texts(PositionSerializer, f"SELECT id FROM evidence WHERE place <= {MOST}"),
        },
        columns,
        shown,
        {name: by.kind for name, by in filters.items()},
    )


def _list(name: EvidenceList, positions: models.QuerySet) -> models.QuerySet:
    """Return (id, list, stance, place) of the positions in a list of evidence; place 1 is the newest."""
    place = Window(RowNumber(), order_by=NEWEST_FIRST)
    return positions.values_list("pk", RawSQL(f"'{name.value}'", []), "stance", place)
