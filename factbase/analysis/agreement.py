"""How far two actors agree on a day, topic by topic. The codebook has the rule, under Comparison."""

from typing import Any

from django.db import models
from django.db.models import Case, Value, When
from django.db.models.functions import Cast

from factbase.models import Comparison, Position, Stance
from factbase.models.position import PositionQuerySet

WEIGHTS = {Stance.SUPPORTS: 1.0, Stance.CONDITIONAL: 0.5, Stance.UNDECIDED: 0.0, Stance.OPPOSES: -1.0}
"""What a stance is worth; the codebook says the same."""

METHOD = (
    "On each topic 1 - |a - b| / 2, where supports is 1, conditional 0.5, undecided 0 and opposes -1; the mean over "
    "all pairs where speakers differ; the whole is the mean over the topics compared. Conditions, stances on versions "
    "of proposals, and topics on which only one has a stance, do not count."
)


def weight() -> Case:
    """What a position's stance is worth."""
    whens = (
        When(stance=stance.value, then=Cast(Value(worth), models.FloatField())) for stance, worth in WEIGHTS.items()
    )
    return Case(*whens)


def placed_by(holder: Any, topic: Any, day: Any) -> dict[Comparison, PositionQuerySet]:
    """What an actor without a stance on the topic itself may be placed by, the first of which there is any."""
    own = Position.objects.filter(holder=holder, topic=topic)
    return {Comparison.ON_PROPOSAL: own.declared_by(day), Comparison.NO_STANCE: own.self_declared().stated_by(day)}


def comparison(ours: str, theirs: str) -> str:
    """SQL for whether two can be compared, of what each is placed by."""
    cases = " ".join(
        f"WHEN '{each}' IN ({ours}, {theirs}) THEN '{each}'" for each in (Comparison.ON_PROPOSAL, Comparison.NO_STANCE)
    )
    both = f"{ours} = '{Comparison.COMPARED}' AND {theirs} = '{Comparison.COMPARED}'"
    return f"CASE WHEN {both} THEN '{Comparison.COMPARED}' {cases} ELSE '{Comparison.MISSING}' END"


def score(ours: str, theirs: str) -> str:
    """SQL for how two agree on a topic, of arrays with what the stances of each are worth; null if one has none."""
    return f"(SELECT avg(1 - abs(one - other) / 2) FROM unnest({ours}) one, unnest({theirs}) other)"
