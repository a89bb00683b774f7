"""The rule for stances in force on a day. `PositionQuerySet` has methods that apply it."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, Func, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from factbase.models.fields.edtf import OPEN_START
from factbase.models.sql.planner import hide_from_planner, index_literal

if TYPE_CHECKING:
    from .position import PositionQuerySet


def version(proposal: Any) -> Coalesce:
    """Return the id of the proposal version that a position is about, or 0 if it is about the topic itself.

    Unlike IS NOT DISTINCT FROM, comparing versions by = can use an index.
    """
    return Coalesce(proposal, index_literal("0"), output_field=models.BigIntegerField())


def in_force(positions: "PositionQuerySet", day: Any) -> "PositionQuerySet":
    """Return those of the positions that are in force on a day, each compared with all others of its holder.

    Pass `F("stated_latest")` as the day to judge each position on its own latest day.
    """
    # Each position looks up the one that must be equal to it, instead of proving that no later one exists. Scalar
    # subqueries are index lookups, so the cost does not depend on the number of the holder's statements.
    competing = without_uncertain_starts(_on_same_subject(positions), _from_outer(day))
    newest = competing.order_by("-stated_latest", "-stated_earliest")
    same_days = _equal_to_outer(competing, "stated_latest", "stated_earliest")
    last_by_speaker = _last_slug(_equal_to_outer(same_days, "speaker"))
    last_to_same_effect = _last_slug(
        _equal_to_outer(same_days, "stance", "condition", "condition_effect").filter(slug=last_by_speaker)
    )
    is_in_force = (
        Q(stated_latest=Subquery(newest.values("stated_latest")[:1]))
        & Q(stated_earliest=Subquery(newest.values("stated_earliest")[:1]))
        & Q(slug=last_by_speaker)
        & Q(slug=last_to_same_effect)
    )
    return without_uncertain_starts(positions, day).filter(hide_from_planner(is_in_force))


def without_uncertain_starts(positions: "PositionQuerySet", day: Any, *fields: str) -> "PositionQuerySet":
    """Return the self-declared stances up to a day, except open-started ones that an exactly dated one precedes.

    The exactly dated stance is one of the same holder, topic and proposal, and has the same values in `fields`.
    """
    exact = (
        _equal_to_outer(_on_same_subject(positions), *fields)
        .declared_by(_from_outer(day))
        .filter(stated_earliest=F("stated_latest"), stated_latest__lte=OuterRef("stated_latest"))
    )
    return positions.declared_by(day).filter(~Q(stated_earliest=OPEN_START) | ~Exists(exact))


def _on_same_subject(positions: "PositionQuerySet") -> "PositionQuerySet":
    """Return all positions with the holder, topic and proposal version of the outer query's position."""
    same = _equal_to_outer(positions.model.objects.all(), "holder", "topic")
    return same.alias(version=version("proposal")).filter(version=version(OuterRef("proposal")))


def _from_outer(day: Any) -> Any:
    """Return the day for use in a subquery: a column refers to the outer query's position."""
    if isinstance(day, OuterRef):
        return OuterRef(day)
    return OuterRef(day.name) if isinstance(day, F) else day  # type: ignore[attr-defined]


def _last_slug(positions: "PositionQuerySet") -> Subquery:
    return Subquery(positions.order_by("-slug").values("slug")[:1])


def _equal_to_outer(positions: "PositionQuerySet", *fields: str) -> "PositionQuerySet":
    """Return the positions equal to the outer query's position in these fields; null is equal to null."""
    for name in fields:
        if positions.model._meta.get_field(name).null:
            both = (F(name), OuterRef(name))
            same = Func(*both, template="%(expressions)s", arg_joiner=" IS NOT DISTINCT FROM ")
            positions = positions.filter(ExpressionWrapper(same, models.BooleanField()))
        else:
            positions = positions.filter(**{name: OuterRef(name)})
    return positions
