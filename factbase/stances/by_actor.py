"""Stances by actor: the holders of positions on topics, and their stances in force on a day."""

from typing import Any

from django.db import models
from django.db.models import Case, F, OuterRef, Subquery, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat

from factbase.models import Actor, Position
from factbase.models.actor import ActorQuerySet
from factbase.models.in_force import version
from factbase.models.position import PositionQuerySet
from factbase.models.sql.planner import expect_many, optimization_fence
from factbase.vocabulary import Attribution, StanceGroup


def holders_up_to(day: Any, topics: models.QuerySet) -> ActorQuerySet:
    """Return the actors with any position on the topics up to a day, self-declared or not."""
    return holders_of(Position.objects.on(topics).stated_by(day), few=False)


def holders_of(positions: PositionQuerySet, *, few: bool) -> ActorQuerySet:
    """Return the actors who hold any of these positions.

    For a page of actors, one lookup per actor is faster than reading all positions, unless there are `few` positions.
    PostgreSQL cannot estimate this, and would plan a join for all actors.
    """
    if few:
        return Actor.objects.filter(pk__in=positions.values("holder"))
    return Actor.objects.filter(expect_many(positions.filter(holder=OuterRef("pk"))))


def in_force_of(holder: Any, topic: Any, day: Any) -> list[PositionQuerySet]:
    """Return a holder's stances in force on a day: on the topic itself, and on versions of proposals."""
    own = Position.objects.filter(holder=holder, topic=topic)
    return [_newest(own.on_the_topic_itself(), day), own.on_proposals().in_force_on(day)]


def in_force_of_each(triples: str, day: Any, *columns: Any) -> tuple[str, list]:
    """Return SQL for the stances in force on a day, for each row of a table with holder, topic and version.

    The version is the id of a proposal, or 0 for the topic itself. The result has the columns of the table, then the id
    and the `columns` of each position. Each triple is looked up, instead of joining all positions.
    """
    own = Position.objects.filter(holder=RawSQL("triple.holder", ()), topic=RawSQL("triple.topic", ()))
    on_the_version = own.alias(version=version("proposal")).filter(version=RawSQL("triple.version", ()))
    sql, values = sql_of(_newest(on_the_version, day).order_by().values_list("pk", *columns))
    return f"SELECT * FROM {triples} triple CROSS JOIN LATERAL {optimization_fence(sql)} stance", values


def sql_of(queryset: models.QuerySet) -> tuple[str, list]:
    """Return the SQL of a queryset and its parameters, for use in a larger query."""
    sql, values = queryset.query.sql_with_params()
    return sql, list(values)


def _newest(on_one_version: PositionQuerySet, day: Any) -> PositionQuerySet:
    """Return the positions in force, of one holder's positions on one topic and version (or the topic itself).

    All stances in force have the same day, that of the newest one. Filtering by it keeps the number of rows read small.
    """
    in_force = on_one_version.in_force_on(day)
    newest = in_force.order_by("-stated_latest").values("stated_latest")[:1]
    return in_force.filter(stated_latest=Subquery(newest))


def effect() -> Concat:
    """Return the expression for the effect of a stance: equal if side, condition effect and condition are equal."""
    return Concat(*(F(name) for name in ("stance", "condition_effect", "condition")), output_field=models.TextField())


def positions_up_to(day: Any, topics: models.QuerySet, holders: Any, in_force: Any) -> PositionQuerySet:
    """Return the holders' positions on topics up to a day, with `group`. `in_force` are the ids of those in force."""
    return (
        Position.objects.on(topics)
        .held_by(holders)
        .stated_by(day)
        .annotate(
            group=Case(
                When(pk__in=in_force, then=Value(StanceGroup.IN_FORCE.value)),
                When(attribution=Attribution.SELF_DECLARED, then=Value(StanceGroup.STATEMENTS.value)),
                default=Value(StanceGroup.ATTRIBUTED.value),
            )
        )
    )
