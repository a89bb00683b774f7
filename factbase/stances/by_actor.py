"""Who holds what on a topic, on a day."""

from typing import Any

from django.db import models
from django.db.models import Case, F, OuterRef, Subquery, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat

from factbase.models import Actor, Position
from factbase.models.actor import ActorQuerySet
from factbase.models.in_force import version
from factbase.models.position import PositionQuerySet
from factbase.vocabulary import Attribution, StanceGroup


def holders_up_to(day: Any, topics: models.QuerySet) -> ActorQuerySet:
    """The actors that hold any position on topics up to a day, by themselves or in others' words."""
    return holders_of(Position.objects.on(topics).stated_by(day), few=False)


def holders_of(positions: PositionQuerySet, *, few: bool) -> ActorQuerySet:
    """The actors who hold any of these positions.

    A page of them is found by looking actors up one by one, which beats going through the positions unless these are
    few: a join would choose for all at once, and not know.
    """
    if few:
        return Actor.objects.filter(pk__in=positions.values("holder"))
    # of what IS NOT NULL, PostgreSQL expects to find a page soon; of what equals a subquery, hardly ever, and looks all
    # actors up before it sorts them
    held = positions.filter(holder=OuterRef("pk")).order_by().values("pk")[:1]
    return Actor.objects.alias(held=Subquery(held)).filter(held__isnull=False)


def in_force_of(holder: Any, topic: Any, day: Any) -> list[PositionQuerySet]:
    """The stances of one holder on one topic in force on a day: on the topic itself, and on versions of proposals."""
    own = Position.objects.filter(holder=holder, topic=topic)
    return [_newest(own.on_the_topic_itself(), day), own.on_proposals().in_force_on(day)]


def in_force_of_each(triples: str, day: Any, *columns: Any) -> tuple[str, list]:
    """SQL for the stances in force on a day of a table of holders, topics and versions of proposals (0 for the topic
    itself): its rows, each with the id of such a stance and, of that position, the values of `columns`.

    They are looked up triple by triple: OFFSET 0 keeps PostgreSQL from joining all that was ever said with the table.
    """
    own = Position.objects.filter(holder=RawSQL("triple.holder", ()), topic=RawSQL("triple.topic", ()))
    on_the_version = own.alias(version=version("proposal")).filter(version=RawSQL("triple.version", ()))
    found = _newest(on_the_version, day).order_by().values_list("pk", *columns)
    sql, values = sql_of(found)
    return f"SELECT * FROM {triples} triple CROSS JOIN LATERAL ({sql} OFFSET 0) stance", values


def sql_of(queryset: models.QuerySet) -> tuple[str, list]:
    """The SQL of a queryset and its parameters, to be a part of a statement."""
    sql, values = queryset.query.sql_with_params()
    return sql, list(values)


def _newest(on_one_version: PositionQuerySet, day: Any) -> PositionQuerySet:
    """Those in force of positions of one holder on one topic and one version, or on the topic itself.

    However much the holder said, few rows are read: all that are in force are of one day, which the newest of them
    tells.
    """
    in_force = on_one_version.in_force_on(day)
    newest = in_force.order_by("-stated_latest").values("stated_latest")[:1]
    return in_force.filter(stated_latest=Subquery(newest))


def effect() -> Concat:
    """What a position's stance comes to: stances to the same effect have the same side, and the same condition (as the
    base words it) with the same effect."""
    return Concat(*(F(name) for name in ("stance", "condition_effect", "condition")), output_field=models.TextField())


def positions_up_to(day: Any, topics: models.QuerySet, holders: Any, in_force: Any) -> PositionQuerySet:
    """The positions of holders on topics up to a day, each row with its `group`; `in_force` has the ids of those that
    are in force."""
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
