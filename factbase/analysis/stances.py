"""Who holds what on a topic, on a day."""

from typing import Any

from django.db import models
from django.db.models import Case, OuterRef, Subquery, Value, When

from factbase.models import Actor, Attribution, Position
from factbase.models.actor import ActorQuerySet
from factbase.models.position import PositionQuerySet


class Group(models.TextChoices):
    """Where a position stands in the answer: a holder's stance, its other words, and what is only said of it."""

    IN_FORCE = "in_force", "In force"
    STATEMENTS = "statements", "Other statements of the holder's own"
    ATTRIBUTED = "attributed", "What others say of the holder"


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
    """The stances of one holder on one topic in force on a day: on the topic itself, and on versions of proposals.

    However much the holder said, few rows are read: all that are in force on the topic itself are of one day, which the
    newest of them tells.
    """
    own = Position.objects.filter(holder=holder, topic=topic)
    on_the_topic = own.on_the_topic_itself().in_force_on(day)
    newest = on_the_topic.order_by("-stated_latest").values("stated_latest")[:1]
    return [on_the_topic.filter(stated_latest=Subquery(newest)), own.on_proposals().in_force_on(day)]


def positions_up_to(day: Any, topics: models.QuerySet, holders: Any, in_force: Any) -> PositionQuerySet:
    """The positions of holders on topics up to a day, each row with its `group`; `in_force` has the ids of those that
    are in force."""
    return (
        Position.objects.on(topics)
        .held_by(holders)
        .stated_by(day)
        .annotate(
            group=Case(
                When(pk__in=in_force, then=Value(Group.IN_FORCE.value)),
                When(attribution=Attribution.SELF_DECLARED, then=Value(Group.STATEMENTS.value)),
                default=Value(Group.ATTRIBUTED.value),
            )
        )
    )
