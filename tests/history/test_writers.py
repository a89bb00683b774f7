"""Whatever writers do at once, and however they end, every revision can be read again as it was."""

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
def crowded(blank) -> str:
    """A small base, and a place to keep what its tables hold at each revision."""
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
def after_the_crowd(crowded, databases, tmp_path) -> Iterator[str]:
    """The base after many edits by eight writers at once, some of them killed, with a reader beside them."""
    environment = {**os.environ, "DATABASE_URL": databases.url(crowded)}

    def start(module: str, *arguments: object) -> subprocess.Popen:
        command = [sys.executable, "-m", f"tests.history.{module}", *map(str, arguments)]
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    ending = tmp_path / "ending"
    reader = start("reader", ending)
    try:
        _write(start)
    finally:
        ending.touch()
        said, _ = reader.communicate(timeout=MOST_SECONDS)
    assert reader.returncode == 0, said
    yield crowded


def _write(start) -> None:
    """So many edits of each; a writer that is killed is followed by another."""
    rng, deadline = random.Random(7), time.monotonic() + MOST_SECONDS
    writers = {start("writer", n, EDITS) for n in range(WRITERS)}
    seed, killed = WRITERS, 0
    while writers:
        assert time.monotonic() < deadline, f"{len(writers)} writers did not end"
        time.sleep(0.05)
        if rng.random() < 0.02:
            rng.choice(list(writers)).kill()  # wherever it is: waiting, writing, or committing
        for ended in [one for one in writers if one.poll() is not None]:
            said, _ = ended.communicate()
            assert ended.returncode in (0, -9), said
            writers.remove(ended)
            killed += ended.returncode == -9
        wanting = WRITERS * EDITS + 1 - Revision.objects.count()
        for _ in range(min(WRITERS - len(writers), wanting)):
            writers.add(start("writer", seed, 1 + wanting // WRITERS))
            seed += 1
    assert killed >= 3, "too few writers were killed for this to prove anything"


def test_every_revision_is_as_it_was_left(after_the_crowd):
    latest = _revisions_are_gapless()
    assert list(find_faults()) == []
    _each_revision_reads_as_it_was_kept(latest)
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


def _each_revision_reads_as_it_was_kept(latest: int) -> None:
    kept: dict[int, dict[str, str]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute("SELECT revision, name, content FROM kept.state")
        for number, name, content in cursor.fetchall():
            kept[number][name] = content
    assert sorted(kept) == list(range(1, latest + 1))
    for number in range(1, latest + 1):
        with snapshot(number), connections[READ].cursor() as cursor:
            for model in TRACKED:
                cursor.execute(writer.state_sql(model))
                then = cursor.fetchone()[0].splitlines()
                assert then == kept[number][model._meta.db_table].splitlines(), (number, model)


def _changes_are_the_records_that_differ(latest: int) -> None:
    """What changes say came of each record, is what came of it; and no other record differs."""
    entered: dict[str, list[RevisionRange]] = defaultdict(list)
    for change in Change.objects.filter(revision__gt=1).order_by("revision"):
        entered[change.kind].append(RevisionRange.of(change))
    for record in RECORDS:
        told = {(span.record_id, span.after) for span, _ in differences(entered[record.kind], "default")}
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT DISTINCT id FROM {history_table(record.model)}")
            ids = [pk for (pk,) in cursor.fetchall()]
        differ = set()
        for pk in ids:
            then = records_at(record, [pk] * latest, range(1, latest + 1), "default")
            differ |= {(pk, number) for number in range(2, latest + 1) if then[number - 1] != then[number - 2]}
        assert told == differ, record.kind
