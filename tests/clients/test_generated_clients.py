"""Clients generated from the OpenAPI document, without warnings, read from the real server.

The clients are typed: a missing key or one of another type than documented breaks them.
"""

import datetime
import importlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from api.v1 import documentation

pytestmark = pytest.mark.slow

TYPESCRIPT = Path(__file__).parent / "typescript"
ON_3_DECEMBER = {
    "nato": ["undecided"],
    "russia": ["opposes"],
    "ukraine": ["supports"],
    "united-states": ["opposes"],
}


def run(*command: str, **options) -> str:
    completed = subprocess.run(command, capture_output=True, text=True, timeout=120, **options)
    assert completed.returncode == 0, completed.stdout + completed.stderr
    return completed.stdout


@pytest.fixture
def python_client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Generate and import a package with openapi-python-client."""
    config = tmp_path / "config.json"
    content_types = {"application/zip": "application/octet-stream"}  # the generator's only binary type
    # no post hooks: a temporary package needs no formatting
    config.write_text(json.dumps({"post_hooks": [], "content_type_overrides": content_types}))
    package = tmp_path / "generated_client"
    options = ["--path", str(documentation.DOCUMENT), "--output-path", str(package), "--config", str(config)]
    generate = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none", "--fail-on-warning"]
    run(*generate, *options)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield importlib.import_module(package.name)
    for name in [name for name in sys.modules if name.split(".")[0] == package.name]:
        del sys.modules[name]


def test_a_python_client_reads_from_the_server(served_to_read, python_client):
    def call(tag: str, operation: str, **parameters):
        module = importlib.import_module(f"{python_client.__name__}.api.{tag}.{operation}")
        return module.sync(client=client, **parameters)

    with python_client.Client(base_url=served_to_read, raise_on_unexpected_status=True) as client:
        page = call("positions", "position_list", topic=["nato-membership"], actor=["russia", "nato"], page_size=2)
        assert {position.holder.slug for position in page.results} <= {"russia", "nato"}
        assert page.next_ and page.results[0].stated_latest >= page.results[1].stated_latest

        position = call("positions", "position_detail", slug="rutte-on-nato-membership")
        assert (position.stance, position.speaker.slug) == ("undecided", "mark-rutte")
        assert position.stated_latest == datetime.date(2025, 12, 3)
        assert position.citations[0].source.slug == "afp-nato-key-question"

        day = datetime.date(2025, 12, 3)
        answer = call("topics", "positions_by_actor", slug="nato-membership", in_force_on=day)
        rows = {row.actor.slug: [str(p.stance) for p in row.in_force] for row in answer.results}
        assert {slug: stances for slug, stances in rows.items() if stances} == ON_3_DECEMBER

        entries = call("timeline", "timeline", page_size=200).results
        assert {str(entry.kind) for entry in entries} == {"claim", "meeting", "position", "proposal"}
        assert {type(entry).__name__ for entry in entries} == {f"{str(e.kind).capitalize()}Entry" for e in entries}

        problem = call("positions", "position_list", actor=["rusia"])
        assert (problem.status, problem.errors[0].suggestion) == (400, "russia")
        assert call("positions", "position_detail", slug="nowhere").status == 404


@pytest.mark.skipif(not shutil.which("npm"), reason="needs Node.js and npm (on Debian: apt-get install nodejs npm)")
def test_a_typescript_client_reads_from_the_server(served_to_read, tmp_path):
    project = tmp_path / "client"
    shutil.copytree(TYPESCRIPT, project)
    shutil.copy(documentation.DOCUMENT, project / "openapi.json")
    environment = {**os.environ, "NO_COLOR": "1"}
    run("npm", "ci", "--ignore-scripts", "--prefer-offline", cwd=project, env=environment)
    run("npm", "run", "generate", cwd=project, env=environment)
    run("npm", "run", "compile", cwd=project, env=environment)  # fails if the types do not match
    output = json.loads(run("node", "compiled/client.js", served_to_read, cwd=project, env=environment))
    assert set(output["list"]) <= {"russia", "ukraine"} and len(output["list"]) == 2
    assert output["detail"] == ["undecided", "mark-rutte", "afp-nato-key-question"]
    assert {slug: stances for slug, stances in output["byActor"].items() if stances} == ON_3_DECEMBER
    assert len(output["timeline"]) == 50 and all(title for _, title in output["timeline"])
    assert output["error"] == [400, "russia"]


def test_the_lock_file_names_no_host():
    assert "://" not in (TYPESCRIPT / "package-lock.json").read_text().replace('"url": "https://', "")
