"""`make bench` runs, and compares the same facts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


def run(databases, *options: object) -> subprocess.CompletedProcess[str]:
    """`python -m tests.bench` with these options, on a small base."""
    quick = ["--positions=500", "--seconds=0.2", "--rounds=1", "--connections=1"]
    environment = {**os.environ, "DATABASE_URL": databases.url(databases.home)}
    command = [sys.executable, "-m", "tests.bench", *quick, *map(str, options)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)


def names(report: str, column: int) -> set[str]:
    """What stands in a column of the tables."""
    return {line.split("|")[column].strip() for line in report.splitlines() if line.startswith("| ")} - {"server"}


def test_it_measures_every_question(databases, tmp_path: Path):
    results = tmp_path / "results.md"
    ran = run(databases, f"--output={results}")
    assert ran.returncode == 0, ran.stderr
    assert names(ran.stdout, 2) == {"plain", "cold", "again", "warm", "constant"}
    assert results.read_text() == ran.stdout.removesuffix("\n")


def test_it_measures_some_questions_alone_and_writes_no_file(databases, tmp_path: Path):
    results = tmp_path / "results.md"
    ran = run(databases, f"--output={results}", "--only", "shifts", "list, as of")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines()[2].startswith("Made by `python -m tests.bench --positions=500 --seconds=0.2 ")
    assert " --only shifts 'list, as of'`: " in ran.stdout
    assert names(ran.stdout, 1) == {"1 at once", "shifts", "list", "list, as of"}  # what it is held against comes along
    assert not results.exists()
    refused = run(databases, "--only", "shift")
    assert (refused.returncode, "There is no question “shift”. There are: agreement;" in refused.stderr) == (1, True)
