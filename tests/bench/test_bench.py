"""`make bench` runs, and compares the same facts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


def test_it_measures_every_question(databases, tmp_path: Path):
    results = tmp_path / "results.md"
    options = ["--positions=500", "--seconds=0.2", "--rounds=1", "--connections=1", f"--output={results}"]
    environment = {**os.environ, "DATABASE_URL": databases.url(databases.home)}
    ran = subprocess.run(
        [sys.executable, "-m", "tests.bench", *options], env=environment, capture_output=True, text=True, timeout=300
    )
    assert ran.returncode == 0, ran.stderr
    table = [line for line in results.read_text().splitlines() if line.startswith("| ")]
    assert {line.split(" | ")[1] for line in table[1:]} == {"plain", "cold", "again", "warm", "constant"}
    assert results.read_text() == ran.stdout.removesuffix("\n")
