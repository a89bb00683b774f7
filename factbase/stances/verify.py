"""Verification of claims that an actor held a stance on a topic on a day. The codebook has the rule, under Finding."""

from collections.abc import Collection
from typing import Any

from factbase.models import Position
from factbase.models.position import PositionQuerySet
from factbase.vocabulary import Attribution, EvidenceList, Finding, Stance

from .by_actor import in_force_of

SIDES = [stance.value for stance in Stance if stance != Stance.NO_STANCE]
"""The stances that a claim can name. `no_stance` is not one: it can be neither supported nor contradicted."""


def finding(claimed: str, held: Collection[str]) -> Finding:
    """Return the finding on a claimed stance, from the stances that were in force on the topic itself."""
    if not held:
        return Finding.NOT_FOUND
    findings = {_compare(claimed, stance) for stance in held}
    return findings.pop() if len(findings) == 1 else Finding.MIXED


def _compare(claimed: str, held: str) -> Finding:
    if held == claimed:
        return Finding.SUPPORTED
    sides, other = {Stance.SUPPORTS, Stance.OPPOSES}, {claimed, held} - {Stance.CONDITIONAL}
    return Finding.MIXED if Stance.CONDITIONAL in (claimed, held) and other <= sides else Finding.CONTRADICTED


def in_force(holder: Any, topic: Any, day: Any) -> dict[EvidenceList, PositionQuerySet]:
    """Return a holder's stances in force on a day: those on the topic itself decide, those on proposals do not."""
    return dict(zip((EvidenceList.RESTS_ON, EvidenceList.ON_PROPOSALS), in_force_of(holder, topic, day), strict=True))


def other_evidence(holder: Any, topic: Any, day: Any, in_force: Any) -> dict[EvidenceList, PositionQuerySet]:
    """Return the other positions up to the day, by list. `in_force` are the ids of the stances in force."""
    own = Position.objects.filter(holder=holder, topic=topic).stated_by(day)
    spoken = Position.objects.filter(speaker=holder, topic=topic).stated_by(day)
    return {
        EvidenceList.STATEMENTS: own.self_declared().exclude(pk__in=in_force),
        EvidenceList.ATTRIBUTED: own.exclude(attribution=Attribution.SELF_DECLARED),
        EvidenceList.SPOKEN_FOR_OTHERS: spoken.exclude(holder=holder),
    }
