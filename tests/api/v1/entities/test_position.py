"""Positions: the list and its filters."""

import pytest

from factbase.models import Position

URL = "/api/v1/positions/"


def rows(get, **parameters) -> list[dict]:
    return get(URL, page_size=200, **parameters).json()["results"]


def test_russia_on_nato_membership_newest_first(seeded, get):
    found = rows(get, topic="nato-membership", actor="russia")
    assert [r["stated_latest"] for r in found] == sorted((r["stated_latest"] for r in found), reverse=True)
    assert {r["holder"]["slug"] for r in found} == {"russia"}
    assert {"self_declared", "attributed"} <= {r["attribution"] for r in found}  # its own, and what others say


def test_a_persons_words_in_office_are_the_states(seeded, get):
    found = rows(get, speaker="vladimir-putin")
    assert found
    assert {r["speaker"]["slug"] for r in found} == {"vladimir-putin"}
    assert {r["holder"]["slug"] for r in found} == {"russia"}


@pytest.mark.parametrize(
    ("parameters", "lookup"),
    [
        ({"process": "ukraine-peace-talks"}, {}),
        ({"topic": "nato-membership,territory"}, {"topic__slug__in": ["nato-membership", "territory"]}),
        ({"actor": "ukraine"}, {"holder__slug": "ukraine"}),
        ({"attributed_by": "vladimir-putin"}, {"attributed_by__slug": "vladimir-putin"}),
        ({"meeting": "ushakov-wednesday-briefing"}, {"meeting__slug": "ushakov-wednesday-briefing"}),
        ({"about_meeting": "moscow-talks"}, {"about_meeting__slug": "moscow-talks"}),
        ({"proposal": "us-28-point-plan"}, {"proposal__slug": "us-28-point-plan"}),
        ({"stance": "opposes,conditional"}, {"stance__in": ["opposes", "conditional"]}),
        ({"attribution": "narrated"}, {"attribution": "narrated"}),
        ({"speech_act": "rejects"}, {"speech_act": "rejects"}),
        ({"statement": "ushakov-wednesday-briefing"}, {"statement": "ushakov-wednesday-briefing"}),
        ({"date_from": "2025-12-03"}, {"stated_latest__gte": "2025-12-03"}),
        ({"date_to": "2022-12-31"}, {"stated_latest__lte": "2022-12-31"}),
        ({"possible_to": "2008-06-01"}, {"stated_earliest__lte": "2008-06-01"}),
        ({"possible_from": "2025-12-14"}, {"stated_latest__gte": "2025-12-14"}),
    ],
)
def test_a_filter_keeps_what_it_says(seeded, get, parameters, lookup):
    expected = set(Position.objects.filter(**lookup).values_list("slug", flat=True))
    assert expected, "the seeds have nothing to try this filter on"
    assert {r["slug"] for r in rows(get, **parameters, fields="slug")} == expected


def test_a_stance_is_asked_among_those_in_force(seeded, get):
    """in_force_on first, then the stance: else an old support would seem to be in force still."""
    found = rows(get, in_force_on="2025-12-15", topic="nato-membership", stance="supports", actor="ukraine")
    assert found == []
    found = rows(get, stance="supports", actor="ukraine", topic="nato-membership", in_force_on="2025-12-03")
    assert [r["stance"] for r in found] == ["supports"]


def test_unknown_is_null_never_empty(seeded, get):
    for row in rows(get):
        assert "" not in row.values()
