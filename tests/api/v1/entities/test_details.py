"""Details embed all that belongs to a record."""

import pytest

from factbase.models import Actor, Claim, Discrepancy, Process, Proposal, Source, Topic


@pytest.mark.parametrize(
    ("resource", "model"),
    [
        ("processes", Process),
        ("actors", Actor),
        ("topics", Topic),
        ("proposals", Proposal),
        ("claims", Claim),
        ("sources", Source),
        ("discrepancies", Discrepancy),
    ],
)
def test_every_listed_fact_has_a_detail(seeded, get, resource, model):
    listed = get(f"/api/v1/{resource}/", page_size=200, count="true").json()
    assert listed["count"] == model.objects.count() > 0
    for row in listed["results"]:
        detail = get(f"/api/v1/{resource}/{row['slug']}/")
        assert detail.status_code == 200
        assert detail.json()["slug"] == row["slug"]


def test_a_proposal_has_its_provisions(seeded, get):
    plan = get("/api/v1/proposals/us-28-point-plan/").json()
    point_7 = [p for p in plan["provisions"] if p["number"] == 7]
    assert {actor["slug"] for p in point_7 for actor in p["obliged"]} == {"ukraine", "nato"}
    assert all(p["citations"] for p in plan["provisions"])
    assert plan["identifications"]


@pytest.mark.parametrize("name", ["Zelensky", "zelenskyy", "Volodymyr Zelensky", "Зеленський", "Selenskyj"])
def test_an_actor_is_found_by_any_spelling(seeded, get, name):
    assert [row["slug"] for row in get("/api/v1/actors/", name=name).json()["results"]] == ["volodymyr-zelenskyy"]


def test_an_identification_is_nested_in_both_records(seeded, get):
    one = get("/api/v1/proposals/us-28-point-plan/").json()["identifications"][0]
    for side in ("proposal", "other_proposal"):
        other = get(f"/api/v1/proposals/{one[side]['slug']}/").json()
        assert one["slug"] in [i["slug"] for i in other["identifications"]]


def test_figures_are_numbers(seeded, get):
    figures = [f for row in get("/api/v1/claims/", page_size=200).json()["results"] for f in row["figures"]]
    assert figures
    assert all(isinstance(f["low"], int | float) for f in figures)


def test_a_name_is_matched_by_whole_words(seeded, get):
    states = get("/api/v1/actors/", name="US", kind="state").json()["results"]
    assert [row["slug"] for row in states] == ["united-states"]


def test_names_are_not_patterns(seeded, get):
    for name in ("(.*[", "%", "🕊"):
        assert get("/api/v1/actors/", name=name).json()["results"] == []
