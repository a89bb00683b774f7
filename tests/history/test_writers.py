"""Every revision stays readable after concurrent writers, some of them killed."""

import os
import random
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator

import pytest
from django.db import connection, connections

from factbase.history.changes import Change, RevisionRange, differences
from factbase.history.history_tables import TRACKED
from factbase.history.integrity import find_faults
from factbase.history.records import RECORDS, history_table, records_at
from factbase.history.revision import Revision
from factbase.history.snapshot import READ, snapshot
from tests.facts import cite, editing, make_actor, make_meeting, make_position, make_source, make_topic

from . import writer

pytestmark = pytest.mark.slow

WRITERS, EDITS = 8, 15
MOST_SECONDS = 300
"""Beyond this, writers wait for each other for ever."""


@pytest.fixture
def writers_base(blank) -> str:
    """Use a small database with tables that record its contents at each revision."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA kept")
        cursor.execute("CREATE TABLE kept.state (revision bigint, name text, content text)")
    with editing():
        source, other = make_source("one"), make_source("two")
        topics = [make_topic(f"topic-{n}") for n in range(4)]
        actors = [make_actor(f"actor-{n}", source) for n in range(8)]
        for n in range(3):
            make_meeting(f"meeting-{n}", source).topics.set(topics[:n])
        for n in range(20):
            cite(make_position(f"position-{n}", topics[n % 4], actors[n % 8], source), other, line=2)
        writer.keep_state()
    return blank


@pytest.fixture
def written_base(writers_base, databases, tmp_path) -> Iterator[str]:
    """Yield the database after edits by eight concurrent writers, some of them killed, and a reader."""
    environment = {**os.environ, "DATABASE_URL": databases.url(writers_base)}

    def start(module: str, *arguments: object) -> subprocess.Popen:
        command = [sys.executable, "-m", f"tests.history.{module}", *map(str, arguments)]
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    ending = tmp_path / "ending"
    reader = start("reader", ending)
    try:
        _write(start)
    finally:
        ending.touch()
        output, _ = reader.communicate(timeout=MOST_SECONDS)
    assert reader.returncode == 0, output
    yield writers_base


def _write(start) -> None:
    """Start writers for so many edits each; replace killed ones."""
    rng, deadline = random.Random(7), time.monotonic() + MOST_SECONDS
    writers = {start("writer", n, EDITS) for n in range(WRITERS)}
    seed, killed = WRITERS, 0
    while writers:
        assert time.monotonic() < deadline, f"{len(writers)} writers did not end"
        time.sleep(0.05)
        if rng.random() < 0.02:
            rng.choice(list(writers)).kill()  # while it waits, writes or commits
        for ended in [one for one in writers if one.poll() is not None]:
            output, _ = ended.communicate()
            assert ended.returncode in (0, -9), output
            writers.remove(ended)
            killed += ended.returncode == -9
        wanting = WRITERS * EDITS + 1 - Revision.objects.count()
        for _ in range(min(WRITERS - len(writers), wanting)):
            writers.add(start("writer", seed, 1 + wanting // WRITERS))
            seed += 1
    assert killed >= 3, "too few writers were killed for this to prove anything"


def test_every_revision_is_readable_and_unchanged(written_base):
    latest = _revisions_are_gapless()
    assert list(find_faults()) == []
    _each_revision_equals_the_recorded_contents(latest)
    _changes_are_the_records_that_differ(latest)
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        assert cursor.fetchone() == (0,)


def _revisions_are_gapless() -> int:
    revisions = list(Revision.objects.order_by("number").values_list("number", "time"))
    assert [number for number, _ in revisions] == list(range(1, len(revisions) + 1))
    assert [time for _, time in revisions] == sorted(time for _, time in revisions)
    assert len(revisions) > WRITERS * EDITS
    return len(revisions)


def _each_revision_equals_the_recorded_contents(latest: int) -> None:
    recorded: dict[int, dict[str, str]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute("SELECT revision, name, content FROM kept.state")
        for number, name, content in cursor.fetchall():
            recorded[number][name] = content
    assert sorted(recorded) == list(range(1, latest + 1))
    for number in range(1, latest + 1):
        with snapshot(number), connections[READ].cursor() as cursor:
            for model in TRACKED:
                cursor.execute(writer.state_sql(model))
                then = cursor.fetchone()[0].splitlines()
                assert then == recorded[number][model._meta.db_table].splitlines(), (number, model)


def _changes_are_the_records_that_differ(latest: int) -> None:
    """Check that changes list exactly the records that differ, with their differences."""
    entered: dict[str, list[RevisionRange]] = defaultdict(list)
    for change in Change.objects.filter(revision__gt=1).order_by("revision"):
        entered[change.kind].append(RevisionRange.of(change))
    for record in RECORDS:
        listed = {(span.record_id, span.after) for span, _ in differences(entered[record.kind], "default")}
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT DISTINCT id FROM {history_table(record.model)}")
            ids = [pk for (pk,) in cursor.fetchall()]
        differ = set()
        for pk in ids:
            then = records_at(record, [pk] * latest, range(1, latest + 1), "default")
            differ |= {(pk, number) for number in range(2, latest + 1) if then[number - 1] != then[number - 2]}
        assert listed == differ, record.kind
