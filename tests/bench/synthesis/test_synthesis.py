"""A synthetic database has valid facts and history, can be read at any revision, and can be corrected."""

import re
from collections import Counter
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from factbase.history.history_tables import TRACKED
from factbase.history.integrity import find_faults
from factbase.history.revision import Revision, RevisionCounter
from factbase.models import Actor, ActorName, Position, Source, Topic, Withdrawal
from factbase.models.fields.edtf import bounds
from tests.facts import editing, make_position

from . import filler
from .command import Command
from .conftest import synthesize
from .replay import contents, histories, replay


def test_its_history_has_no_faults(synthetic):
    assert list(find_faults()) == []


@pytest.mark.slow
def test_its_history_equals_that_written_by_triggers(databases, blank_template, blank):
    call_command(Command(), positions=300, verbosity=0)
    expected, revisions, history = contents(), list(Revision.objects.order_by("number")), histories()
    databases.use(replayed := databases.make(blank_template))
    replay(history, revisions)
    for table, rows in contents().items():
        assert rows == expected[table], table
    databases.use(blank)
    databases.drop(replayed)


def test_its_facts_are_valid(synthetic):
    for model in TRACKED:
        for fact in model._base_manager.order_by("?")[:20]:
            fact.full_clean(validate_unique=False, validate_constraints=False)
    for fact in [*Position.objects.order_by("?")[:50], *Source.objects.order_by("?")[:20]]:
        assert (fact.stated_earliest, fact.stated_latest) == bounds(fact.stated)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM factbase_position p WHERE NOT EXISTS"
            " (SELECT FROM factbase_citation WHERE position_id = p.id)"
        )
        assert cursor.fetchone() == (0,)


def test_its_distributions_resemble_real_ones(synthetic):
    positions = list(Position.objects.values_list("topic", "holder", "summary"))
    withdrawn = Withdrawal.objects.count()
    assert len(positions) + withdrawn == 2000 and withdrawn
    for column in (0, 1):
        counts = Counter(position[column] for position in positions).most_common()
        assert counts[0][1] > 3 * counts[len(counts) // 2][1], "the distribution is not skewed"
    edited = {version["id"] for version in histories()[Position] if version["rev_from"] > 1}
    assert len(edited) / 2000 > 0.1
    words = Counter(word for *_, summary in positions for word in set(re.findall(r"\w+", summary.lower())))
    assert [word for word, rows in words.items() if 0.025 < rows / 2000 < 0.035]
    assert [word for word, rows in words.items() if rows < 3]
    names = " ".join(ActorName.objects.values_list("name", flat=True))
    assert re.search("[а-я]", names) and re.search("[áčéňóšúž]", names)


def test_equal_seeds_give_equal_facts(databases, blank_template):
    results = []
    for seed in (1, 1, 2):
        databases.use(name := synthesize(databases, blank_template, 200, seed))
        databases.use(name)
        results.append((contents(), list(Revision.objects.values_list())))
        databases.use(databases.home)
        databases.drop(name)
    assert results[0] == results[1]
    assert results[0] != results[2]


@pytest.mark.parametrize("path", ["positions", "actors", "topics", "meetings", "proposals", "claims", "sources"])
def test_the_api_lists_it_at_any_revision(synthetic, get, path):
    latest = RevisionCounter.objects.get().number
    now = get(f"/api/v1/{path}/", count="true").json()
    assert now["count"] > 0 and now["revision"] == latest
    detail = get(f"/api/v1/{path}/{now['results'][0]['slug']}/")
    assert detail.status_code == 200
    then = get(f"/api/v1/{path}/", as_of=latest).json()
    assert then["results"] == now["results"]
    assert get(f"/api/v1/{path}/", as_of=1, count="true").json()["count"] <= now["count"]


def test_an_edited_position_is_read_as_of_each_revision(synthetic, get):
    versions = sorted(histories()[Position], key=lambda row: (row["id"], row["rev_from"]))
    before, after = next(
        (old, new)
        for old, new in pairwise(versions)
        if old["id"] == new["id"] and old["slug"] == new["slug"] and old["summary"] != new["summary"]
    )
    path, corrected = f"/api/v1/positions/{after['slug']}/", after["rev_from"]
    assert get(path, as_of=corrected - 1).json()["summary"] == before["summary"]
    assert get(path, as_of=corrected).json()["summary"] == after["summary"]
    if before["rev_from"] > 1:
        assert get(path, as_of=before["rev_from"] - 1).status_code == 404


def test_it_can_be_corrected(small):
    latest = Revision.objects.first()
    with editing():
        make_position("new", Topic.objects.first(), Actor.objects.first(), Source.objects.first())
    assert Revision.objects.first().number == latest.number + 1
    assert Revision.objects.first().time >= latest.time
    assert list(find_faults()) == []


def test_a_database_with_facts_is_refused(scratch):
    before = contents()
    with pytest.raises(CommandError, match="empty database only: name another one in DATABASE_URL"):
        call_command(Command(), positions=100, verbosity=0)
    assert contents() == before


def test_seeds_are_not_loaded_into_a_synthetic_database(small):
    with pytest.raises(CommandError, match="synthetic"):
        call_command("load_seeds", verbosity=0)
    call_command("load_seeds", if_empty=True, verbosity=0)  # as `serve` does
    assert not Actor.objects.filter(slug="russia").exists()


@pytest.mark.parametrize("positions", [0, 99, 10_000_001])
def test_a_number_out_of_bounds_is_refused(blank, positions):
    with pytest.raises(CommandError, match="from 100 to"):
        call_command(Command(), positions=positions, verbosity=0)


SCHEMA = """
    SELECT indexdef FROM pg_indexes WHERE tablename LIKE 'factbase%'
    UNION ALL SELECT conrelid::regclass || conname || pg_get_constraintdef(oid) || convalidated FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT tgrelid::regclass || tgname || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
"""


def schema() -> list[str]:
    """Return the indexes, constraints and triggers of the database with their state."""
    with connection.cursor() as cursor:
        cursor.execute(SCHEMA)
        return sorted(row for (row,) in cursor.fetchall())


def test_indexes_constraints_and_triggers_are_restored(blank):
    before = schema()
    call_command(Command(), positions=100, verbosity=0)
    assert schema() == before


def test_an_interrupted_run_writes_nothing(blank, monkeypatch):
    before, copy, blocks = schema(), filler._copy, []

    def fail_half_way(cursor, target, lines):
        blocks.append(target)
        if len(blocks) == 20:
            raise KeyboardInterrupt
        copy(cursor, target, lines)

    monkeypatch.setattr(filler, "_copy", fail_half_way)
    with pytest.raises(KeyboardInterrupt):
        call_command(Command(), positions=300, verbosity=0)
    assert schema() == before
    assert not any(contents()[model._meta.db_table] for model in TRACKED)
    monkeypatch.undo()
    call_command(Command(), positions=300, verbosity=0)


def test_facts_with_a_faulty_history_are_not_written(blank, monkeypatch):
    monkeypatch.setattr(filler, "find_faults", lambda **_: ["factbase.Position: versions that overlap: ids 7"])
    with pytest.raises(CommandError, match=r"Nothing was written.*\n.*ids 7"):
        call_command(Command(), positions=100, verbosity=0)
    assert not Revision.objects.exists()


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("UPDATE factbase_topic_history SET name = 'X' WHERE id = 3", "rows without an equal current version"),
        ("UPDATE factbase_topic_history SET rev_to = 2 WHERE id = 3", "rows without an equal current version"),
        ("UPDATE factbase_position_history SET rev_to = 99 WHERE id = 9 AND rev_to > 99", "with impossible revisions"),
        (
            "INSERT INTO factbase_topic_history SELECT (jsonb_populate_record(h, '{\"rev_from\": 2}')).*"
            " FROM factbase_topic_history h WHERE id = 3",
            "overlap",
        ),
        (
            "UPDATE factbase_citation_history SET position_id = 999 WHERE position_id = 9",
            "refer to rows that did not exist",
        ),
        ("DELETE FROM factbase_change WHERE kind = 'position' AND record_id = 9", "missing changes"),
    ],
)
def test_faults_are_found(small, sql, fault):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert any(fault in message for message in find_faults())
