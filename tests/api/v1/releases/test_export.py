"""Tests of the export: a valid data package at any revision."""

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from frictionless import Package, system

from factbase.history.records import RECORDS, export
from factbase.history.releases import release
from factbase.history.snapshot import reading, snapshot
from factbase.models import Position
from tests.api.http.test_problems import problem
from tests.facts import editing

EXPORT = "/api/v1/export/"


def archive(response) -> zipfile.ZipFile:
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/zip")
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def table(files: zipfile.ZipFile, name: str) -> dict[str, dict[str, str]]:
    text = files.read(f"data/{name}.csv").decode()
    return {row["slug"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def test_the_export_is_a_valid_data_package(seeded, get, tmp_path: Path):
    files = archive(get(EXPORT))
    assert files.testzip() is None
    files.extractall(tmp_path)
    with system.use_context(trusted=True):
        report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "type", "note"])[:5]
    assert {task.name: task.stats["rows"] for task in report.tasks}["positions"] == Position.objects.count()


def test_an_invalid_value_makes_the_package_invalid(seeded, get, tmp_path: Path):
    """Prove that the validation of the test above can fail."""
    archive(get(EXPORT)).extractall(tmp_path)
    positions = tmp_path / "data" / "positions.csv"
    positions.write_bytes(positions.read_bytes().replace(b",opposes,", b",opposed,", 1))
    with system.use_context(trusted=True):
        assert not Package(str(tmp_path / "datapackage.json")).validate().valid


def test_the_export_has_every_record_and_the_codebook(seeded, get):
    files = archive(get(EXPORT))
    with snapshot() as at:
        for record in RECORDS:
            lines = files.read(f"records/{record.name}.ndjson").decode().splitlines()
            assert lines == list(export(record, at.number, reading()))
    assert json.loads(files.read("codebook.json")) == get("/api/v1/codebook/").json()
    readme = files.read("README.txt").decode()
    for name in files.namelist()[1:]:
        assert Path(name).name in readme or name.split("/")[0] + "/*" in readme


def test_the_export_shows_one_revision(scratch, get):
    release("2026.1", author="an-editor", progress=lambda *_: None)
    with editing():
        Position.objects.filter(slug="rutte-on-nato-membership").update(summary="Changed.")
    for as_of, version, changed in [("2026.1", "2026.1", False), ("1", "1", False), ("3", "3", True)]:
        response = get(EXPORT, as_of=as_of)
        assert version in response.headers["Content-Disposition"]
        files = archive(response)
        assert json.loads(files.read("datapackage.json"))["version"] == version
        row = table(files, "positions")["rutte-on-nato-membership"]
        assert (row["summary"] == "Changed.") == changed
        assert f"as_of={as_of}" in row["cite_as"]
        assert (b'"Changed."' in files.read("records/positions.ndjson")) == changed


def test_an_empty_base_is_an_empty_package(blank, get):
    files = archive(get(EXPORT))
    assert table(files, "positions") == {}
    assert files.read("records/positions.ndjson") == b""


def test_one_revision_gives_identical_archives(seeded, get, client):
    first = get(EXPORT)
    content = b"".join(first.streaming_content)
    assert b"".join(get(EXPORT).streaming_content) == content
    assert get(EXPORT, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert client.head(EXPORT).headers["ETag"] == first.headers["ETag"]


def test_an_incomplete_archive_does_not_open(seeded, get):
    response = get(EXPORT)
    half = next(iter(response.streaming_content))
    response.close()
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(half))


def test_unknown_revisions_and_formats_are_refused(seeded, get):
    problem(get(EXPORT, as_of="99"), 400)
    problem(get(EXPORT, headers={"Accept": "text/csv"}), 406)
