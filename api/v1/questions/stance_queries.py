"""What the questions that compare stances in force have in common: filters, the day, and finding the stances."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.db import models
from django.db.models.expressions import RawSQL
from django.http import HttpRequest
from rest_framework import serializers

from api.http.request.filters import SlugFilter
from api.http.request.parameters import Day, Flag, Parameter
from api.http.sql.json_builder import ReadSerializer
from api.http.sql.placeholders import Param, ParamExpr, ParamList
from api.http.sql.prepared_query import compiled
from api.http.views import QueryView
from api.v1.entities.refs import ActorRef, ProposalRef
from factbase.history.snapshot import At
from factbase.models import Actor, Position, Process, Proposal, Topic
from factbase.models.actor import ActorQuerySet
from factbase.models.position import PositionQuerySet
from factbase.models.topic import TopicQuerySet
from factbase.stances import by_actor

DAY = ParamExpr(Param("day"), models.DateField())
IN_FORCE_ON = Day("The day; today (UTC) when left out.")
FILTERS = {
    "actor": SlugFilter(Actor, "pk", "These holders only."),
    "topic": SlugFilter(Topic, "pk", "These topics only."),
    "process": SlugFilter(Process, "process", "Topics of these peace processes only."),
    "proposal": SlugFilter(Proposal, "proposal", "Only stances on these versions of proposals."),
}
NARROWER = Flag("Whether to include the topics below those that `topic` names.")
PARAMETERS: dict[str, Parameter] = {**FILTERS, "include_narrower": NARROWER}


class StanceInForceSerializer(ReadSerializer):
    """A stance in force, in short. The position that it rests on, with its evidence, is at `positions/{slug}/`."""

    slug = serializers.CharField(read_only=True, help_text="The position that it rests on.")
    speaker = ActorRef()
    proposal = ProposalRef(
        allow_null=True,
        help_text="The version of a proposal that it is a stance on; null for a stance on the topic itself.",
    )

    class Meta:
        model = Position
        fields = ["slug", "stance", "condition", "condition_effect", "speaker", "stated", "date_basis", "proposal"]


@dataclass(frozen=True)
class Narrowing:
    """Which filters a question names, and how many values each has: one statement answers all questions alike in it."""

    lengths: tuple[tuple[str, int], ...]
    narrower: bool

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Narrowing":
        named = [name for name in FILTERS if name in given]
        return cls(tuple((name, len(given[name])) for name in named), given.get("include_narrower", False))

    def names(self, *names: str) -> bool:
        """Whether the question names any of these filters."""
        return any(name in names for name, _ in self.lengths)

    def topics(self) -> TopicQuerySet:
        """The topics that are asked for, of those on which a side can be taken."""
        topics = Topic.objects.exclude(proposition="")
        if self.narrower and self.names("topic"):
            return cast(TopicQuerySet, self._narrowed(topics.with_narrower(Param("topic")), "process"))
        return cast(TopicQuerySet, self._narrowed(topics, "topic", "process"))

    def declared(self, day: Any = DAY) -> PositionQuerySet:
        """The holders' own stances up to a day, of those that are asked for."""
        positions = self.positions(Position.objects.all())
        if self.names("topic", "process"):
            positions = positions.on(self.topics())
        return positions.declared_by(day)

    def holders(self, declared: PositionQuerySet) -> ActorQuerySet:
        """The actors that are asked for, of those who declared a stance."""
        found = by_actor.holders_of(declared, few=self.names("proposal"))
        return cast(ActorQuerySet, self._narrowed(found, "actor"))

    def positions(self, positions: PositionQuerySet) -> PositionQuerySet:
        return cast(PositionQuerySet, self._narrowed(positions, "proposal"))

    def unknown(self) -> dict[str, str]:
        """The filters, each with the kind of its slugs."""
        return {name: FILTERS[name].kind for name, _ in self.lengths}

    def _narrowed(self, queryset: models.QuerySet, *names: str) -> models.QuerySet:
        for name, length in self.lengths:
            if name in names:
                queryset = FILTERS[name].narrow(queryset, cast(ParamList, FILTERS[name].open(name, length)))
        return queryset

    def in_force(self, pairs: str, day: Any = DAY) -> tuple[str, list]:
        """SQL for holder, topic and id of each stance in force on a day, of a table of holders and topics."""
        pair = RawSQL("pair.holder", ()), RawSQL("pair.topic", ())
        on_the_topic, on_proposals = by_actor.in_force_of(*pair, day)
        asked = [on_proposals] if self.names("proposal") else [on_the_topic, on_proposals]
        parts = [compiled(self.positions(found).order_by().values("pk")) for found in asked]
        return (
            f"SELECT pair.holder, pair.topic, stance.id FROM {pairs} pair"
            f" CROSS JOIN LATERAL ({' UNION ALL '.join(sql for sql, _ in parts)}) stance (id)",
            [value for _, values in parts for value in values],
        )


class OnADay(QueryView):
    """A question about a day, which is today where the request names none."""

    def is_of_today(self, given: dict[str, Any]) -> bool:
        return "in_force_on" not in given

    def etag(self, at: At, given: dict[str, Any]) -> str:
        return f'{super().etag(at, given)[:-1]}-{day_of(given)}"'  # without in_force_on, tomorrow's answer is another

    def values(self, request: HttpRequest, given: dict[str, Any], path: dict[str, str]) -> dict[str, Any]:
        return super().values(request, given, path) | {"day": day_of(given)}


def day_of(given: Mapping[str, Any], name: str = "in_force_on") -> datetime.date:
    """The day that is asked about."""
    return given.get(name, datetime.datetime.now(datetime.UTC).date())
