"""A primary with the facts of the fixtures, and a streaming replica of it, shared by tests."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from .cluster import BINARIES, Cluster, folder


@pytest.fixture(scope="session")
def primary() -> Iterator[Cluster]:
    if BINARIES is None:
        pytest.skip("needs Debian's PostgreSQL: apt-get install postgresql")
    with folder() as home:
        cluster = Cluster.make(home)
        environ = {**os.environ, "DATABASE_URL": cluster.url()}
        for command in ("migrate", "load_seeds"):
            subprocess.run([sys.executable, "manage.py", command, "-v0"], env=environ, check=True)
        yield cluster
        cluster.stop()


@pytest.fixture(scope="session")
def replica(primary: Cluster) -> Iterator[Cluster]:
    with folder() as home:
        cluster = primary.replica(home)
        yield cluster
        cluster.stop()
