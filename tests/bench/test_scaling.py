"""The measurement of a primary, a replica and PgBouncer runs, and readers notice nothing when a server dies."""

import re
import subprocess
import sys

import pytest

from tests.database.cluster import BINARIES, PgBouncer

pytestmark = pytest.mark.slow


@pytest.mark.skipif(BINARIES is None, reason="needs Debian's PostgreSQL: apt-get install postgresql")
@pytest.mark.skipif(PgBouncer.version() == (0, 0), reason="needs PgBouncer: apt-get install pgbouncer")
def test_it_measures_every_way_to_connect():
    options = ["--positions=100", "--seconds=0.2", "--rounds=1"]
    command = [sys.executable, "-m", "tests.bench.scaling", *options]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert ran.returncode == 0, ran.stderr
    table = [line.split(" | ") for line in ran.stdout.splitlines() if line.startswith("| ")][1:]
    assert {"primary alone", "with a replica", "PgBouncer, nothing prepared", "from memory"} <= {
        row[1] for row in table
    }
    assert re.findall(r"(\w+) dies for 5 s: \d+ reads, (\d+) failed", ran.stdout) == [
        ("replica", "0"),
        ("primary", "0"),
    ]
