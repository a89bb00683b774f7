"""Every record says how it is cited; what the citation leads to stays."""

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


def cited(text: str) -> str:
    """The path in a citation."""
    return re.fullmatch(r"Peace-talks fact base, .+: (/api/v1/\S+)", text)[1]


@pytest.mark.parametrize("resource", RESOURCES)
def test_every_record_is_cited_with_the_path_at_which_it_stays(seeded, get, resource):
    row = get(f"/api/v1/{resource}/", page_size=1).json()["results"][0]
    path = f"/api/v1/{resource}/{row['slug']}/"
    assert row["cite_as"] == f"Peace-talks fact base, revision 1: {path}?as_of=1"
    detail = get(path)
    assert detail.json()["cite_as"] == row["cite_as"]
    kept = get(cited(row["cite_as"]))
    assert kept.json() == detail.json()
    assert kept.headers["Cache-Control"].endswith("immutable")


def test_a_citation_names_the_revision_or_the_release_that_is_shown(scratch, get):
    path = "/api/v1/positions/rutte-on-nato-membership/"
    release("2026.1", author="an-editor", progress=lambda *_: None)
    with editing():
        Position.objects.filter(slug="rutte-on-nato-membership").update(stance="opposes")

    def citation(**parameters) -> str:
        return get(path, **parameters).json()["cite_as"]

    assert citation() == citation(as_of=3) == f"Peace-talks fact base, revision 3: {path}?as_of=3"
    assert citation(as_of=1) == f"Peace-talks fact base, revision 1: {path}?as_of=1"
    frozen = citation(as_of="2026.1")
    assert frozen == f"Peace-talks fact base, release 2026.1 (revision 2): {path}?as_of=2026.1"
    assert citation() == f"Peace-talks fact base, revision 3: {path}?as_of=3"  # nothing is left of what was asked for
    assert get(cited(frozen)).json()["stance"] == "undecided"
    assert get(cited(citation())).json()["stance"] == "opposes"


def test_references_inside_records_are_not_cited(seeded, get):
    row = get("/api/v1/positions/rutte-on-nato-membership/").json()
    assert "cite_as" not in row["holder"] | row["topic"] | row["citations"][0]["source"]
