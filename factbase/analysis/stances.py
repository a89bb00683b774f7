"""Who holds what on a topic, on a day: each position in the group in which an honest answer shows it."""

import datetime
from typing import Any

from django.db import models
from django.db.models import Case, Exists, OuterRef, Value, When

from factbase.models import Actor, Attribution, Position
from factbase.models.actor import ActorQuerySet


class Group(models.TextChoices):
    """Where a position stands in the answer: a holder's stance, its other words, and what is only said of it."""

    IN_FORCE = "in_force", "In force"
    STATEMENTS = "statements", "Other statements of the holder's own"
    ATTRIBUTED = "attributed", "What others say of the holder"


def positions_up_to(day: datetime.date, topics: models.QuerySet) -> Any:
    """The positions on topics up to a day, newest first: a PositionQuerySet, each row with its `group`."""
    positions = Position.objects.on(topics).stated_by(day)
    in_force = positions.in_force_on(day)
    return positions.annotate(
        group=Case(
            When(pk__in=in_force.values("pk"), then=Value(Group.IN_FORCE.value)),
            When(attribution=Attribution.SELF_DECLARED, then=Value(Group.STATEMENTS.value)),
            default=Value(Group.ATTRIBUTED.value),
        )
    )


def holders_of(positions: models.QuerySet) -> ActorQuerySet:
    """The actors that hold any of these positions, by themselves or in others' words."""
    return Actor.objects.filter(Exists(positions.filter(holder=OuterRef("pk"))))
