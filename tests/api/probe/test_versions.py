"""Tests that a second version can stand beside version 1: the probe version, mounted here only."""

import functools
import io
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

import api.http
from api.v1.documentation import DOCUMENT
from factbase.models import Process
from tests.facts import editing

SITE = "tests.api.probe.site_urls"
PROBE_DOCUMENT = Path(__file__).with_name("openapi.json")


@pytest.fixture(autouse=True)
def both_versions() -> Iterator[None]:
    """Mount the probe version beside version 1."""
    with override_settings(ROOT_URLCONF=SITE):
        yield


@functools.cache
def generate(version: str) -> dict:
    output = io.StringIO()
    call_command(
        "spectacular",
        urlconf=SITE,
        api_version=version,
        format="openapi-json",
        validate=version == "probe",  # version 1 is validated in tests/api/v1
        fail_on_warn=True,
        stdout=output,
    )
    return json.loads(output.getvalue())


def test_each_version_has_its_own_document():
    probe = generate("probe")
    if os.environ.get("UPDATE_EXAMPLES"):
        PROBE_DOCUMENT.write_text(json.dumps(probe, indent=4) + "\n")
    assert probe == json.loads(PROBE_DOCUMENT.read_text()), "The document differs from the code: run make contract."
    assert generate("v1") == json.loads(DOCUMENT.read_text())


def test_same_names_do_not_clash():
    probe, v1 = generate("probe"), generate("v1")
    assert set(probe["paths"]) == {"/api/probe/processes/", "/api/probe/processes/{slug}/"}
    assert probe["paths"]["/api/probe/processes/"]["get"]["operationId"] == "process_list"
    assert v1["paths"]["/api/v1/processes/"]["get"]["operationId"] == "process_list"
    assert set(probe["components"]["schemas"]["Process"]["properties"]) == {"slug", "name"}
    assert "description" in v1["components"]["schemas"]["Process"]["properties"]


def test_each_version_answers_in_its_own_shape(seeded, client):
    rows = {version: client.get(f"/api/{version}/processes/").json()["results"] for version in ("probe", "v1")}
    assert [row["slug"] for row in rows["probe"]] == [row["slug"] for row in rows["v1"]]
    assert set(rows["probe"][0]) == {"slug", "name"}
    assert "cite_as" in rows["v1"][0]
    slug = rows["probe"][0]["slug"]
    assert client.get(f"/api/probe/processes/{slug}/").json() == rows["probe"][0]
    assert client.get("/api/probe/processes/none/").json()["status"] == 404


def test_links_stay_within_their_version(databases, scratch, client):
    with editing():
        Process.objects.create(slug="another-process", name="Another process")
    page = client.get("/api/probe/processes/", {"page_size": 1}).json()
    assert page["next"].startswith("http://testserver/api/probe/processes/?")


def test_each_version_has_its_own_etags(seeded, client):
    tags = [client.get(f"/api/{version}/processes/").headers["ETag"] for version in ("probe", "v1")]
    contracts = {re.match(r'"(.*?-[0-9a-f]{8})-r', tag)[1] for tag in tags}
    assert len(contracts) == 2


def test_url_names_have_their_version():
    assert reverse("probe:process-list") == "/api/probe/processes/"
    assert reverse("v1:process-list") == "/api/v1/processes/"
    assert list(unversioned(get_resolver(SITE).url_patterns)) == []


def unversioned(patterns, path="", namespace=None):
    """Yield the API's routes whose names have no version."""
    for entry in patterns:
        here = f"{path}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from unversioned(entry.url_patterns, here, entry.namespace or namespace)
        elif isinstance(entry, URLPattern) and here.startswith("api/") and entry.name and not namespace:
            yield here


def test_shared_code_names_no_version():
    folder = Path(api.http.__file__).parent
    matches = [
        file.name for file in folder.rglob("*.py") if re.search(r"/api/v\d|api\.v\d|[\"']v\d:", file.read_text())
    ]
    assert matches == []
