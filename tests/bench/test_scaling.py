"""`python -m tests.bench.scaling` runs, and no read fails when a server dies."""

import re
import subprocess
import sys

import pytest

from tests.database.cluster import BINARIES, PgBouncer

pytestmark = pytest.mark.slow


@pytest.mark.skipif(BINARIES is None, reason="needs Debian's PostgreSQL: apt-get install postgresql")
@pytest.mark.skipif(PgBouncer.version() == (0, 0), reason="needs PgBouncer: apt-get install pgbouncer")
def test_it_measures_every_kind_of_connection():
    options = ["--positions=100", "--seconds=0.2", "--rounds=1"]
    command = [sys.executable, "-m", "tests.bench.scaling", *options]
    completed = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert completed.returncode == 0, completed.stderr
    table = [line.split(" | ") for line in completed.stdout.splitlines() if line.startswith("| ")][1:]
    assert {"primary alone", "with a replica", "PgBouncer, nothing prepared", "from memory"} <= {
        row[1] for row in table
    }
    assert re.findall(r"(\w+) dies for 5 s: \d+ reads, (\d+) failed", completed.stdout) == [
        ("replica", "0"),
        ("primary", "0"),
    ]
