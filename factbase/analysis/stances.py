"""Who holds what on a topic, on a day: each position in the group in which an honest answer shows it."""

from typing import Any

from django.db import models
from django.db.models import Case, Exists, OuterRef, Value, When

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
    held = Position.objects.on(topics).stated_by(day).filter(holder=OuterRef("pk"))
    return Actor.objects.filter(Exists(held))


def positions_up_to(day: Any, topics: models.QuerySet, holders: Any) -> PositionQuerySet:
    """The positions of holders on topics up to a day, each row with its `group`."""
    positions = Position.objects.on(topics).held_by(holders).stated_by(day)
    in_force = positions.in_force_on(day)
    return positions.annotate(
        group=Case(
            When(pk__in=in_force.values("pk"), then=Value(Group.IN_FORCE.value)),
            When(attribution=Attribution.SELF_DECLARED, then=Value(Group.STATEMENTS.value)),
            default=Value(Group.ATTRIBUTED.value),
        )
    )
