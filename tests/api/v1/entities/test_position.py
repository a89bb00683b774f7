"""Tests of the list of positions and its filters."""

import pytest

from factbase.models import Position

URL = "/api/v1/positions/"


def rows(get, **parameters) -> list[dict]:
    return get(URL, page_size=200, **parameters).json()["results"]


def test_positions_are_ordered_newest_first(seeded, get):
    positions = rows(get, topic="nato-membership", actor="russia")
    assert [r["stated_latest"] for r in positions] == sorted((r["stated_latest"] for r in positions), reverse=True)
    assert {r["holder"]["slug"] for r in positions} == {"russia"}
    assert {"self_declared", "attributed"} <= {r["attribution"] for r in positions}


def test_speakers_in_office_state_positions_of_the_state(seeded, get):
    positions = rows(get, speaker="vladimir-putin")
    assert positions
    assert {r["speaker"]["slug"] for r in positions} == {"vladimir-putin"}
    assert {r["holder"]["slug"] for r in positions} == {"russia"}


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
def test_filters(seeded, get, parameters, lookup):
    expected = set(Position.objects.filter(**lookup).values_list("slug", flat=True))
    assert expected, "the seeds have no position for this filter"
    assert {r["slug"] for r in rows(get, **parameters, fields="slug")} == expected


def test_stance_filters_among_stances_in_force(seeded, get):
    """`in_force_on` applies before `stance`; otherwise an old stance would seem to be still in force."""
    params = {"topic": "nato-membership", "stance": "supports", "actor": "ukraine"}
    assert rows(get, in_force_on="2025-12-15", **params) == []
    assert [r["stance"] for r in rows(get, **params, in_force_on="2025-12-03")] == ["supports"]


def test_unknown_values_are_null(seeded, get):
    for row in rows(get):
        assert "" not in row.values()
