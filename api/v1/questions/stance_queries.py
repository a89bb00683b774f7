"""Filters, the day, pages and subqueries shared by the endpoints that compare stances in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.db import models
from django.db.models.expressions import RawSQL
from rest_framework import serializers

from api.http.base_views import QueryView
from api.http.request import pagination
from api.http.request.filters import SlugFilter
from api.http.request.parameters import Day, Flag, Parameter
from api.http.request.read_request import Lengths, lengths
from api.http.sql.json_builder import ReadSerializer
from api.http.sql.placeholders import Param, ParamExpr, ParamList
from api.http.sql.prepared_query import Cte, union
from api.v1.entities.refs import ActorRef, ProposalRef
from factbase.models import Actor, Position, Process, Proposal, Topic
from factbase.models.actor import ActorQuerySet
from factbase.models.position import PositionQuerySet
from factbase.models.topic import TopicQuerySet
from factbase.stances import by_actor

DAY = ParamExpr(Param("day"), models.DateField())
BY_SLUG = pagination.orderings("slug", slug=("slug",))["slug"]
IN_FORCE_ON = Day("The day; defaults to today (UTC).")
FILTERS = {
    "actor": SlugFilter(Actor, "pk", "Only these holders."),
    "topic": SlugFilter(Topic, "pk", "Only these topics."),
    "process": SlugFilter(Process, "process", "Only topics of these peace processes."),
    "proposal": SlugFilter(Proposal, "proposal", "Only stances on these versions of proposals."),
}
NARROWER = Flag("Whether to include the topics below those given in `topic`.")
PARAMETERS: dict[str, Parameter] = {**FILTERS, "include_narrower": NARROWER}
ON_PROPOSAL = "The version of a proposal that the stance is on; null for a stance on the topic itself."


class StanceInForceSerializer(ReadSerializer):
    """A stance in force, in short. The position behind it, with its evidence, is at `positions/{slug}/`."""

    slug = serializers.CharField(read_only=True, help_text="The slug of the position behind the stance.")
    speaker = ActorRef()
    proposal = ProposalRef(allow_null=True, help_text=ON_PROPOSAL)

    class Meta:
        model = Position
        fields = ["slug", "stance", "condition", "condition_effect", "speaker", "stated", "date_basis", "proposal"]


@dataclass(frozen=True)
class StanceFilters:
    """The filters of a request on stances."""

    lengths: Lengths
    narrower: bool

    @classmethod
    def of(cls, params: Mapping[str, Any]) -> "StanceFilters":
        return cls(lengths(params, FILTERS), params.get("include_narrower", False))

    def has_filter(self, *names: str) -> bool:
        return any(name in names for name, _ in self.lengths)

    def topics(self) -> TopicQuerySet:
        """Return the topics that pass the filters and have a proposition."""
        topics = Topic.objects.exclude(proposition="")
        if self.narrower and self.has_filter("topic"):
            return cast(TopicQuerySet, self._filter(topics.with_narrower(Param("topic")), "process"))
        return cast(TopicQuerySet, self._filter(topics, "topic", "process"))

    def declared(self, day: Any = DAY) -> PositionQuerySet:
        """Return the stances that pass the filters and that holders declared up to a day."""
        positions = self.positions(Position.objects.all())
        if self.has_filter("topic", "process"):
            positions = positions.on(self.topics())
        return positions.declared_by(day)

    def holders(self, declared: PositionQuerySet) -> ActorQuerySet:
        """Return the holders of these stances that pass the filters."""
        holders = by_actor.holders_of(declared, few=self.has_filter("proposal"))
        return cast(ActorQuerySet, self._filter(holders, "actor"))

    def positions(self, positions: PositionQuerySet) -> PositionQuerySet:
        return cast(PositionQuerySet, self._filter(positions, "proposal"))

    def slug_kinds(self) -> dict[str, str]:
        """Return the kind of slug that each filter in the request takes."""
        return {name: FILTERS[name].kind for name, _ in self.lengths}

    def _filter(self, queryset: models.QuerySet, *names: str) -> models.QuerySet:
        for name, length in self.lengths:
            if name in names:
                queryset = FILTERS[name].narrow(queryset, cast(ParamList, FILTERS[name].open(name, length)))
        return queryset

    def in_force(self, pairs: str) -> tuple[str, list]:
        """Return SQL for (holder, topic, id) of each stance in force on the day, for a table of (holder, topic)."""
        pair = RawSQL("pair.holder", ()), RawSQL("pair.topic", ())
        on_the_topic, on_proposals = by_actor.in_force_of(*pair, DAY)
        querysets = [on_proposals] if self.has_filter("proposal") else [on_the_topic, on_proposals]
        sql, values = union(self.positions(stances).order_by().values("pk") for stances in querysets)
        of_each = f"{pairs} pair CROSS JOIN LATERAL ({sql}) stance (id)"
        return f"SELECT pair.holder, pair.topic, stance.id FROM {of_each}", values


def slug_page(
    name: str, rows: models.QuerySet, json: models.Func, size: int, continued: bool, cursor: str = pagination.CURSOR
) -> tuple[dict[str, Cte], list[str]]:
    """Return CTEs for a page of rows by slug, and columns: the key of its last row, and whether more rows follow.

    The last CTE is the page: `name` (id, slug, key, json). If `continued`, it starts after the key in `cursor`.
    """
    ordered = (BY_SLUG.after(rows, cursor) if continued else rows).order_by(*BY_SLUG.terms)
    ctes: dict[str, Cte] = {
        f"{name}_and_next (id, slug, key, json)": ordered.values_list("pk", "slug", BY_SLUG.key(), json)[: size + 1],
        name: f"SELECT * FROM {name}_and_next ORDER BY slug LIMIT {size}",
    }
    last_key = f"(SELECT key FROM {name} ORDER BY slug DESC LIMIT 1)"
    return ctes, [last_key, f"(SELECT count(*) > {size} FROM {name}_and_next)"]


class DayView(QueryView):
    """A read of a day, by default today (UTC)."""

    day_parameter = "in_force_on"
