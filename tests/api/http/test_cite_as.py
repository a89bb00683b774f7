"""Tests of `cite_as`: every record has a citation, and the cited path never changes its content."""

import re

import pytest

from factbase.history.releases import release
from factbase.models import Position
from tests.facts import editing

RESOURCES = [
    "processes",
    "actors",
    "topics",
    "meetings",
    "positions",
    "proposals",
    "claims",
    "sources",
    "discrepancies",
]


def cited_path(text: str) -> str:
    """Return the path in a citation."""
    return re.fullmatch(r"Peace-talks fact base, .+: (/api/v1/\S+)", text)[1]


@pytest.mark.parametrize("resource", RESOURCES)
def test_every_record_is_cited_with_a_permanent_path(seeded, get, resource):
    row = get(f"/api/v1/{resource}/", page_size=1).json()["results"][0]
    path = f"/api/v1/{resource}/{row['slug']}/"
    assert row["cite_as"] == f"Peace-talks fact base, revision 1: {path}?as_of=1"
    detail = get(path)
    assert detail.json()["cite_as"] == row["cite_as"]
    permanent = get(cited_path(row["cite_as"]))
    assert permanent.json() == detail.json()
    assert permanent.headers["Cache-Control"].endswith("immutable")


def test_a_citation_names_the_revision_or_the_release_that_is_shown(scratch, get):
    path = "/api/v1/positions/rutte-on-nato-membership/"
    release("2026.1", author="an-editor", progress=lambda *_: None)
    with editing():
        Position.objects.filter(slug="rutte-on-nato-membership").update(stance="opposes")

    def citation(**parameters) -> str:
        return get(path, **parameters).json()["cite_as"]

    assert citation() == citation(as_of=3) == f"Peace-talks fact base, revision 3: {path}?as_of=3"
    assert citation(as_of=1) == f"Peace-talks fact base, revision 1: {path}?as_of=1"
    of_release = citation(as_of="2026.1")
    assert of_release == f"Peace-talks fact base, release 2026.1 (revision 2): {path}?as_of=2026.1"
    assert citation() == f"Peace-talks fact base, revision 3: {path}?as_of=3"  # as_of of the last request has no effect
    assert get(cited_path(of_release)).json()["stance"] == "undecided"
    assert get(cited_path(citation())).json()["stance"] == "opposes"


def test_references_inside_records_are_not_cited(seeded, get):
    row = get("/api/v1/positions/rutte-on-nato-membership/").json()
    assert "cite_as" not in row["holder"] | row["topic"] | row["citations"][0]["source"]
