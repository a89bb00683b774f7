"""Which stances are in force on a day: the one rule. `PositionQuerySet` has it as methods."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, Func, OuterRef, Q, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from factbase.models.fields.edtf import OPEN_START

if TYPE_CHECKING:
    from .position import PositionQuerySet


def version(proposal: Any) -> Coalesce:
    """The version of a proposal that a position speaks of, by its id; 0 where it speaks of the topic itself.

    Versions are compared by =, which an index can answer, unlike IS NOT DISTINCT FROM. The 0 is no parameter, so that
    PostgreSQL knows the index again in a prepared statement.
    """
    return Coalesce(proposal, RawSQL("0", ()), output_field=models.BigIntegerField())


def in_force(positions: "PositionQuerySet", day: Any) -> "PositionQuerySet":
    """Those of the positions that are in force on a day, each judged against all others of its holder.

    `F("stated_latest")` for the day judges each on its own latest day.
    """
    # Each position looks up the one that it must be, instead of proving that there is none later: looked up in an
    # index by subqueries that are no joins, it costs the same however much the holder said.
    rivals = standing(_rivals(positions), _outside(day))
    newest = rivals.order_by("-stated_latest", "-stated_earliest")
    beside = _same(rivals, "stated_latest", "stated_earliest")
    last_of_the_speaker = _last(_same(beside, "speaker"))
    last_to_the_same_effect = _last(
        _same(beside, "stance", "condition", "condition_effect").filter(slug=last_of_the_speaker)
    )
    it_is = (
        Q(stated_latest=Subquery(newest.values("stated_latest")[:1]))
        & Q(stated_earliest=Subquery(newest.values("stated_earliest")[:1]))
        & Q(slug=last_of_the_speaker)
        & Q(slug=last_to_the_same_effect)
    )
    return standing(positions, day).filter(_without_estimate(it_is))


def _without_estimate(condition: Q) -> Coalesce:
    """The condition as PostgreSQL cannot see into it. It would take what equals something for a row in a million, go
    through all that comes before the day, and sort what it did not expect, where an index has the order asked for."""
    return Coalesce(ExpressionWrapper(condition, models.BooleanField()), RawSQL("false", ()))


def standing(positions: "PositionQuerySet", day: Any, *of: str) -> "PositionQuerySet":
    """The holders' own stances up to a day, without those that give way to an exactly dated one.

    They give way to any of their holder's; with `of`, only to those that have the same in these fields as well.
    """
    exact = (
        _same(_rivals(positions), *of)
        .declared_by(_outside(day))
        .filter(stated_earliest=F("stated_latest"), stated_latest__lte=OuterRef("stated_latest"))
    )
    return positions.declared_by(day).filter(~Q(stated_earliest=OPEN_START) | ~Exists(exact))


def _rivals(positions: "PositionQuerySet") -> "PositionQuerySet":
    """The positions of the same holder, on the same topic and proposal, as the one outside the subquery."""
    same = _same(positions.model.objects.all(), "holder", "topic")
    return same.alias(version=version("proposal")).filter(version=version(OuterRef("proposal")))


def _outside(day: Any) -> Any:
    """The day as a subquery sees it, if it is a column: that of the position outside."""
    if isinstance(day, OuterRef):
        return OuterRef(day)
    return OuterRef(day.name) if isinstance(day, F) else day  # type: ignore[attr-defined]


def _last(positions: "PositionQuerySet") -> Subquery:
    return Subquery(positions.order_by("-slug").values("slug")[:1])


def _same(positions: "PositionQuerySet", *fields: str) -> "PositionQuerySet":
    """Those that have the same as the position outside the subquery; nothing is the same as nothing."""
    for name in fields:
        if positions.model._meta.get_field(name).null:
            both = (F(name), OuterRef(name))
            same = Func(*both, template="%(expressions)s", arg_joiner=" IS NOT DISTINCT FROM ")
            positions = positions.filter(ExpressionWrapper(same, models.BooleanField()))
        else:
            positions = positions.filter(**{name: OuterRef(name)})
    return positions
