"""The steps of stances in force and the latest statements of speakers, computed in Python."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby, pairwise
from operator import attrgetter

from factbase.models import Position

Subject = tuple[int, int, int]
"""Ids of holder, topic and proposal (0 for none)."""


def subject(position: Position) -> Subject:
    return position.holder_id, position.topic_id, position.proposal_id or 0


def stance_with_condition(position: Position) -> tuple[str, str, str]:
    return position.stance, position.condition, position.condition_effect


def steps(positions: Iterable[Position]) -> dict[int, list[tuple[Position, datetime.date | None]]]:
    """Return the stances that came into force by holder, newest first, each with the day it ended."""
    results = defaultdict(list)
    newest_first = attrgetter("stated_latest", "stated_earliest", "slug")
    for (holder, *_), stances in groupby(sorted(positions, key=subject), subject):
        by_day = groupby(sorted(stances, key=newest_first), attrgetter("stated_latest"))
        days = [list(day) for _, day in by_day]
        changes = [
            day
            for previous, day in pairwise([[], *days])
            if set(map(stance_with_condition, previous)) != set(map(stance_with_condition, day))
        ]
        for change, following in pairwise([*changes, []]):
            results[holder] += [(stance, following[0].stated_latest if following else None) for stance in change]
    return {
        holder: sorted(each, key=lambda step: newest_first(step[0]), reverse=True) for holder, each in results.items()
    }


def latest_statements(positions: Iterable[Position]) -> dict[int, list[Position]]:
    """Return the latest stance of each speaker by holder; `positions` are sorted newest first."""
    latest: dict[tuple[Subject, int | None], Position] = {}
    for position in positions:
        latest.setdefault((subject(position), position.speaker_id), position)
    results = defaultdict(list)
    for position in latest.values():
        results[position.holder_id].append(position)
    return results


def speakers_agree(positions: list[Position]) -> bool | None:
    """Return True if speakers on the same subject agree, None if no subject has several speakers."""
    by_subject = defaultdict(list)
    for position in positions:
        by_subject[subject(position)].append(stance_with_condition(position))
    shared = [stances for stances in by_subject.values() if len(stances) > 1]
    return all(len(set(stances)) == 1 for stances in shared) if shared else None
