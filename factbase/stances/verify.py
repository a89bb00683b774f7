"""Whether the base bears out a claim that an actor held a stance on a topic on a day. The codebook has the rule."""

from collections.abc import Collection
from typing import Any

from factbase.models import Position
from factbase.models.position import PositionQuerySet
from factbase.vocabulary import Attribution, EvidenceList, Finding, Stance

from .by_actor import in_force_of

SIDES = [stance.value for stance in Stance if stance != Stance.NO_STANCE]
"""What can be claimed: to take no side is no stance that could be borne out, or excluded."""


def finding(claimed: str, held: Collection[str]) -> Finding:
    """What the stances in force, on the topic itself, say to the one claimed."""
    if not held:
        return Finding.NOT_FOUND
    told = {_told(claimed, stance) for stance in held}
    return told.pop() if len(told) == 1 else Finding.MIXED


def _told(claimed: str, held: str) -> Finding:
    if held == claimed:
        return Finding.SUPPORTED
    side, other = {Stance.SUPPORTS, Stance.OPPOSES}, {claimed, held} - {Stance.CONDITIONAL}
    return Finding.MIXED if Stance.CONDITIONAL in (claimed, held) and other <= side else Finding.CONTRADICTED


def in_force(holder: Any, topic: Any, day: Any) -> dict[EvidenceList, PositionQuerySet]:
    """The stances of a holder on a topic in force on a day: those that the finding rests on, and those on proposals."""
    return dict(zip((EvidenceList.RESTS_ON, EvidenceList.ON_PROPOSALS), in_force_of(holder, topic, day), strict=True))


def beside(holder: Any, topic: Any, day: Any, in_force: Any) -> dict[EvidenceList, PositionQuerySet]:
    """What else is on record up to the day; `in_force` has the ids of the stances in force."""
    own = Position.objects.filter(holder=holder, topic=topic).stated_by(day)
    spoken = Position.objects.filter(speaker=holder, topic=topic).stated_by(day)
    return {
        EvidenceList.STATEMENTS: own.self_declared().exclude(pk__in=in_force),
        EvidenceList.ATTRIBUTED: own.exclude(attribution=Attribution.SELF_DECLARED),
        EvidenceList.SPOKEN_FOR_OTHERS: spoken.exclude(holder=holder),
    }
