"""How holders came to what they hold, and what their speakers said last, worked out in Python."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby, pairwise
from operator import attrgetter

from factbase.models import Position

Subject = tuple[int, int, int]


def subject(position: Position) -> Subject:
    """Whose stance it is, on what."""
    return position.holder_id, position.topic_id, position.proposal_id or 0


def effect(position: Position) -> tuple[str, str, str]:
    return position.stance, position.condition, position.condition_effect


def steps(came: Iterable[Position]) -> dict[int, list[tuple[Position, datetime.date | None]]]:
    """By holder the stances that came into force, newest first, each with the day until which it was."""
    found = defaultdict(list)
    newest_first = attrgetter("stated_latest", "stated_earliest", "slug")
    for (holder, *_), stances in groupby(sorted(came, key=subject), subject):
        in_turn = groupby(sorted(stances, key=newest_first), attrgetter("stated_latest"))
        days = [list(day) for _, day in in_turn]
        turns = [day for before, day in pairwise([[], *days]) if set(map(effect, before)) != set(map(effect, day))]
        for turn, following in pairwise([*turns, []]):
            found[holder] += [(stance, following[0].stated_latest if following else None) for stance in turn]
    return {
        holder: sorted(each, key=lambda step: newest_first(step[0]), reverse=True) for holder, each in found.items()
    }


def last_words(spoken: Iterable[Position]) -> dict[int, list[Position]]:
    """By holder the latest stance of each speaker, of what they said newest first."""
    last: dict[tuple[Subject, int | None], Position] = {}
    for position in spoken:
        last.setdefault((subject(position), position.speaker_id), position)
    found = defaultdict(list)
    for position in last.values():
        found[position.holder_id].append(position)
    return found


def agree(words: list[Position]) -> bool | None:
    """Whether speakers agree, of their last words."""
    said = defaultdict(list)
    for position in words:
        said[subject(position)].append(effect(position))
    together = [effects for effects in said.values() if len(effects) > 1]
    return all(len(set(effects)) == 1 for effects in together) if together else None
