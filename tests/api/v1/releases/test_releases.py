"""Tests of releases over HTTP: lists, files, citations and diffs."""

import hashlib
import json
from collections.abc import Callable

import pytest

from factbase.history.releases import release
from factbase.history.revision import revision
from factbase.history.withdraw import withdraw
from factbase.models import Actor, Discrepancy, Position
from factbase.vocabulary import ReasonCode, RevisionKind
from tests.facts import editing, make_topic

PATH = "/api/v1/releases/"


def make(tag: str) -> None:
    release(tag, author="an-editor", progress=lambda *_: None)


def make_releases() -> None:
    """Make two releases with a correction, an addition, a withdrawal and an undone change in between."""
    make("2026.1")
    with editing():
        Position.objects.filter(slug="rutte-on-nato-membership").update(summary="Corrected.")
    with editing():
        make_topic("a-new-topic")
    for name in ("Changed", "Russia"):
        with editing():
            Actor.objects.filter(slug="russia").update(name=name)
    options = {"kind": RevisionKind.WITHDRAWAL, "reason_code": ReasonCode.OTHER, "reason": "It was wrong."}
    with revision(author="an-editor", **options):
        withdraw(Discrepancy.objects.get(slug="spelling-of-ushakov"), "It was wrong.")
    make("2026.2")


@pytest.fixture
def released(databases, seeded_template):
    with databases.filled(seeded_template, make_releases):
        yield


def body(client, path: str, **headers) -> bytes:
    return b"".join(client.get(path, headers=headers).streaming_content)


def records(client, tag: str) -> dict[tuple[str, str], dict]:
    """Return every record in the files of a release, by resource and slug."""
    files = client.get(f"{PATH}{tag}/").json()["files"]
    return {
        (file["name"].removesuffix(".ndjson"), record["slug"]): record
        for file in files
        if file["name"].endswith(".ndjson")
        for record in map(json.loads, body(client, file["url"]).splitlines())
    }


def pages(get: Callable, client, path: str, **query) -> list[dict]:
    """Return the results of all pages."""
    page = get(path, **query).json()
    results = page["results"]
    while page["next"]:
        page = client.get(page["next"]).json()
        results += page["results"]
    return results


def test_releases_are_listed_newest_first(released, get, client):
    first = get(PATH, page_size=1, count="true").json()
    assert [item["tag"] for item in first["results"]] == ["2026.2"]
    assert first["count"] == 2
    assert [item["tag"] for item in client.get(first["next"]).json()["results"]] == ["2026.1"]
    assert [item["tag"] for item in get(PATH, ordering="revision").json()["results"]] == ["2026.1", "2026.2"]
    assert get(PATH, date_from="2999-01-01").json()["results"] == []
    assert len(get(PATH, date_to="2999-01-01").json()["results"]) == 2


def test_as_of_hides_later_releases(released, get):
    assert [item["tag"] for item in get(PATH, as_of="2026.1").json()["results"]] == ["2026.1"]
    assert get(PATH, as_of=1).json()["results"] == []
    assert get(f"{PATH}2026.1/", as_of=2).status_code == 200
    assert get(f"{PATH}2026.2/", as_of=2).status_code == 404
    assert get(f"{PATH}2026.2/files/manifest.json", as_of=2).status_code == 404
    assert get(f"{PATH}2026.1/files/manifest.json", as_of=2).status_code == 200
    assert get(f"{PATH}2026.1/files/manifest.json", as_of=99).status_code == 400


def test_as_of_accepts_release_tags(released, get):
    path = "/api/v1/positions/rutte-on-nato-membership/"
    assert get(path, as_of="2026.2").json()["summary"] == "Corrected."
    assert get(path, as_of="2026.1").json()["summary"].startswith("The door stays open")


def test_files_match_the_manifest(released, get, client):
    page = get(f"{PATH}2026.1/").json()
    manifest = json.loads(body(client, f"{PATH}2026.1/files/manifest.json"))
    assert (page["counts"], page["revision"], page["time"]) == (
        manifest["counts"],
        manifest["revision"],
        manifest["time"],
    )
    listed = {file["name"]: file for file in page["files"]}
    for file in manifest["files"]:
        entry = listed.pop(file["name"])
        response = client.get(entry["url"])
        digest = hashlib.sha256(b"".join(response.streaming_content)).hexdigest()
        assert digest == file["sha256"] == entry["sha256"] == response.headers["ETag"].strip('"')
        assert response.headers["Content-Type"] == file["media_type"] == entry["media_type"]
        assert int(response.headers["Content-Length"]) == file["size"] == entry["size"]
        assert "immutable" in response.headers["Cache-Control"]
    assert list(listed) == ["manifest.json"]


def test_files_support_head_and_conditional_requests(released, client):
    path = f"{PATH}2026.1/files/actors.ndjson"
    head = client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["Content-Length"]) == len(body(client, path))
    unchanged = client.get(path, headers={"If-None-Match": head.headers["ETag"]})
    assert (unchanged.status_code, unchanged.headers["ETag"]) == (304, head.headers["ETag"])
    assert client.get(path, headers={"If-None-Match": "*"}).status_code == 200
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_the_citation_has_the_url_of_the_release(released, get):
    page = get(f"{PATH}2026.1/").json()
    address = f"http://testserver{PATH}2026.1/"
    assert f"url = {{{address}}}" in page["citation"]["bibtex"]
    assert (page["citation"]["csl"]["URL"], page["citation"]["csl"]["version"]) == (address, "2026.1")


@pytest.mark.parametrize(
    ("path", "detail", "suggestion"),
    [
        ("2026.3/", "There is no release “2026.3”.", "2026.2"),
        ("17/", "There is no release “17”.", None),
        ("2026.1/files/actor.ndjson", "Release 2026.1 has no file “actor.ndjson”.", "actors.ndjson"),
        ("2026.3/files/actors.ndjson", "There is no release “2026.3”.", "2026.2"),
        ("2026.1/diff/2026.22/", "There is no release “2026.22”.", "2026.2"),
    ],
)
def test_a_404_suggests_the_nearest_name(released, get, path, detail, suggestion):
    response = get(PATH + path)
    assert response.status_code == 404
    assert response.json()["detail"].startswith(detail)
    assert response.json().get("suggestion") == suggestion


@pytest.mark.parametrize("path", ["", "2026.1/", "2026.1/files/actors.ndjson", "2026.1/diff/2026.2/"])
def test_unknown_parameters_are_refused(released, get, path):
    assert get(PATH + path, nonsense=1).status_code == 400


def test_applying_the_diff_to_one_release_gives_the_other(released, get, client):
    before, after = records(client, "2026.1"), records(client, "2026.2")
    for item in pages(get, client, f"{PATH}2026.1/diff/2026.2/", page_size=1):
        key = (item["resource"], item["slug"])
        if item["change"] == "withdrawn":
            assert known(before.pop(key)) == known({field["field"]: field["before"] for field in item["fields"]})
        else:
            before[key] = before.get(key, {}) | {field["field"]: field["after"] for field in item["fields"]}
    assert {key: known(record) for key, record in before.items()} == {
        key: known(record) for key, record in after.items()
    }


def known(record: dict) -> dict:
    """Return the record without unknown values, which make no difference in an added record."""
    return {name: value for name, value in record.items() if value is not None}


def test_the_diff_shows_net_changes(released, get):
    page = get(f"{PATH}2026.1/diff/2026.2/").json()
    assert (page["before"]["tag"], page["after"]["tag"]) == ("2026.1", "2026.2")
    assert {(item["resource"], item["slug"]): item["change"] for item in page["results"]} == {
        ("positions", "rutte-on-nato-membership"): "changed",
        ("topics", "a-new-topic"): "added",
        ("processes", "process"): "added",
        ("discrepancies", "spelling-of-ushakov"): "withdrawn",
    }
    only = get(f"{PATH}2026.1/diff/2026.2/", resource="topics", fields="slug").json()
    assert only["results"] == [{"slug": "a-new-topic"}]


def test_the_older_release_comes_first(released, get):
    swapped = get(f"{PATH}2026.2/diff/2026.1/")
    assert swapped.status_code == 400
    assert "swap them" in swapped.json()["detail"]
    assert get(f"{PATH}2026.1/diff/2026.1/").json()["results"] == []


def test_a_cursor_is_bound_to_its_diff(released, get):
    page = get(f"{PATH}2026.1/diff/2026.2/", page_size=1).json()
    cursor = page["next"].partition("cursor=")[2]
    elsewhere = get(f"{PATH}2026.1/diff/2026.2/", page_size=1, resource="topics", cursor=cursor)
    assert (elsewhere.status_code, elsewhere.json()["errors"][0]["parameter"]) == (400, "cursor")
