"""`make bench` runs and compares the same facts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


def run(databases, *options: object) -> subprocess.CompletedProcess[str]:
    """Run `python -m tests.bench` with these options on a small database."""
    quick = ["--positions=500", "--seconds=0.2", "--rounds=1", "--connections=1"]
    environment = {**os.environ, "DATABASE_URL": databases.url(databases.home)}
    command = [sys.executable, "-m", "tests.bench", *quick, *map(str, options)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)


def column(report: str, index: int) -> set[str]:
    """Return the values in a column of the table of measurements."""
    table = report[report.index("| 1 connection |") :]
    return {line.split("|")[index].strip() for line in table.splitlines() if line.startswith("| ")} - {"server"}


def test_it_measures_every_case(databases, tmp_path: Path):
    results = tmp_path / "results.md"
    completed = run(databases, f"--output={results}")
    assert completed.returncode == 0, completed.stderr
    assert column(completed.stdout, 2) == {"plain", "cold", "again", "warm", "constant"}
    assert results.read_text() == completed.stdout.removesuffix("\n")


def test_it_measures_selected_cases_with_their_baselines_and_writes_no_file(databases, tmp_path: Path):
    results = tmp_path / "results.md"
    completed = run(databases, f"--output={results}", "--only", "shifts", "list, as of")
    assert completed.returncode == 0, completed.stderr
    assert completed.stdout.splitlines()[2].startswith("Made by `python -m tests.bench --positions=500 --seconds=0.2 ")
    assert " --only shifts 'list, as of'`: " in completed.stdout
    assert column(completed.stdout, 1) == {"1 connection", "shifts", "list", "list, as of"}
    assert not results.exists()
    refused = run(databases, "--only", "shift")
    assert (refused.returncode, "There is no case “shift”. There are: agreement;" in refused.stderr) == (1, True)
