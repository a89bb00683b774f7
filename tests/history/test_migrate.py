"""Migrate changes only what differs, does not block readers, and is atomic."""

import io
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import connection

from factbase.history.revision import HistoryNotKept, Revision
from factbase.management.commands import migrate as command
from factbase.models import Actor, Position
from tests.facts import editing, make_actor, make_source

from .schema import schema

CATALOG = """
    SELECT 'pg_trigger', oid, xmin::text FROM pg_trigger UNION ALL SELECT 'pg_proc', oid, xmin::text FROM pg_proc
    UNION ALL SELECT 'pg_rewrite', oid, xmin::text FROM pg_rewrite
    UNION ALL SELECT 'pg_description', objoid, xmin::text FROM pg_description ORDER BY 1, 2, 3
"""
BREAKING = {
    "a trigger is dropped": "DROP TRIGGER {keep_history} ON factbase_position",
    "a trigger is off": "ALTER TABLE factbase_position DISABLE TRIGGER {keep_history}",
    "a trigger is another version's": "COMMENT ON TRIGGER {keep_history} ON factbase_position IS 'another hash'",
    "the function is gone": "DROP FUNCTION factbase_open_revision()",
}


def query(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


def spoil(how: str) -> None:
    [(name,)] = query(
        "SELECT tgname FROM pg_trigger WHERE tgname LIKE '%keep_history%' AND tgrelid = 'factbase_position'::regclass"
    )
    query(BREAKING[how].format(keep_history=name))


@contextmanager
def exporting(url: str) -> Iterator[psycopg.Connection]:
    """Hold a transaction open that has read all tables and views; end it if a migration waits for it."""
    with psycopg.connect(url) as export:
        end = threading.Timer(60, export.close)
        end.start()
        for (table,) in query(
            "SELECT oid::regclass::text FROM pg_class WHERE relkind IN ('r', 'v')"
            " AND relnamespace IN ('public'::regnamespace, 'asof'::regnamespace)"
        ):
            export.execute(f"LOCK TABLE {table} IN ACCESS SHARE MODE")
        yield export
        end.cancel()
        assert not export.closed, "it was waited for"


class CallbackOutput(io.StringIO):
    """The stderr of a command; its first output calls a function."""

    def __init__(self, then: Callable[[], Any]) -> None:
        super().__init__()
        self.then = then

    def write(self, text: str) -> int:
        if not self.getvalue():
            super().write(text)
            self.then()
        return super().write(text)


def test_migrate_without_changes_writes_and_waits_for_nothing(scratch, databases, get, monkeypatch):
    monkeypatch.setattr(command, "MAX_WAIT", 0)
    before = query(CATALOG)
    with exporting(databases.url(scratch)):
        call_command("migrate", verbosity=0)
        assert get("/api/v1/positions/").status_code == get("/api/v1/positions/", as_of=1).status_code == 200
    assert query(CATALOG) == before


@pytest.mark.slow
def test_a_second_server_starts_beside_an_open_export(serve, scratch, databases, get):
    with exporting(databases.url(scratch)):
        serve()
        assert get("/api/v1/positions/").status_code == get("/api/v1/positions/", as_of=1).status_code == 200


def test_readers_do_not_queue_behind_a_waiting_migrate(scratch, databases, get, monkeypatch):
    complete = schema()
    spoil("a trigger is another version's")
    query("COMMENT ON VIEW asof.factbase_topic IS 'another hash'")
    with exporting(databases.url(scratch)) as export:
        pid = export.info.backend_pid

        def read() -> None:
            assert get("/api/v1/positions/").status_code == get("/api/v1/positions/", as_of=1).status_code == 200
            export.rollback()

        output = CallbackOutput(read)
        call_command("migrate", verbosity=0, stderr=output)
    assert f"Nothing was changed yet: Process {pid} (" in output.getvalue()
    assert get("/api/v1/topics/", as_of=1).status_code == 200
    assert schema() == complete


def test_migrate_gives_up_and_names_the_blocker(scratch, databases, monkeypatch):
    monkeypatch.setattr(command, "MAX_WAIT", 0)
    spoil("a trigger is another version's")
    before = schema()
    with exporting(databases.url(scratch)) as export:
        with pytest.raises(CommandError, match=rf"Nothing was changed: Process {export.info.backend_pid} \("):
            call_command("migrate", verbosity=0)
        assert schema() == before


@pytest.mark.parametrize("how", BREAKING)
def test_writes_without_triggers_are_refused(blank, how):
    complete = schema()
    spoil(how)
    with pytest.raises(CommandError, match=r"manage\.py migrate"):
        call_command("load_seeds", verbosity=0)
    with pytest.raises(HistoryNotKept, match=r"manage\.py migrate"), editing():
        make_source()
    assert (Position.objects.count(), Actor.objects.count(), Revision.objects.count()) == (0, 0, 0)
    with pytest.raises(SystemCheckError, match=r"keep_history|open_revision") as error:
        call_command("check", databases=["default"])
    assert "manage.py migrate" in str(error.value)
    call_command("migrate", verbosity=0)
    call_command("check", databases=["default"])
    assert schema() == complete
    with editing():
        make_actor("russia", make_source())


def test_missing_and_changed_views_are_reported_and_replaced(blank):
    complete = schema()
    query("DROP VIEW asof.factbase_actor; COMMENT ON VIEW asof.factbase_topic IS NULL")
    found = "VIEW asof.factbase_actor is missing, VIEW asof.factbase_topic differs"
    with pytest.raises(SystemCheckError, match=found):
        call_command("check", databases=["default"])
    call_command("check")  # without database checks
    call_command("migrate", verbosity=0)
    assert schema() == complete


def test_obsolete_objects_are_dropped(blank):
    complete = schema()
    query("CREATE VIEW asof.factbase_gone AS SELECT 1 AS one")
    query("CREATE FUNCTION pgtrigger_gone_1() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'")
    query("CREATE TRIGGER pgtrigger_gone_1 AFTER INSERT ON factbase_actor EXECUTE FUNCTION pgtrigger_gone_1()")
    call_command("migrate", verbosity=0)
    assert schema() == complete


@pytest.fixture
def empty(databases) -> Iterator[str]:
    """Use an empty database."""
    name = databases.make()
    databases.use(name)
    yield name
    databases.use(databases.home)
    databases.drop(name)


def kill(url: str, kills: int, every: int) -> None:
    run = [sys.executable, "-m", "tests.history.killed_migrate", str(kills), str(every)]
    done = subprocess.run(run, env={**os.environ, "DATABASE_URL": url}, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_migrate_after_killed_runs(databases, blank_template, empty):
    kill(databases.url(empty), kills=6, every=240)
    call_command("migrate", verbosity=0)
    expected = schema()
    databases.use(databases.copy(blank_template))
    assert expected == schema()


@pytest.mark.slow
def test_migrate_of_an_older_schema_after_killed_runs(databases, blank):
    complete = schema()
    call_command("migrate", "factbase", "0004", verbosity=0)
    older = schema()
    kill(databases.url(blank), kills=4, every=150)
    assert schema() == older
    call_command("migrate", verbosity=0)
    assert schema() == complete


@pytest.mark.slow
def test_migrate_takes_djangos_arguments(blank, capsys):
    complete = schema()
    last, before = (
        name
        for (name,) in query("SELECT name FROM django_migrations WHERE app = 'factbase' ORDER BY name DESC LIMIT 2")
    )
    call_command("migrate", check_unapplied=True, verbosity=0)
    call_command("migrate", "factbase", before, verbosity=0)
    older = schema()
    with pytest.raises(SystemExit):
        call_command("migrate", check_unapplied=True, verbosity=0)
    call_command("migrate", plan=True)
    assert last in capsys.readouterr().out
    call_command("migrate", "auth", verbosity=0)
    assert schema() == older
    call_command("migrate", "factbase", last, fake=True, verbosity=0)
    assert [line for line in schema() if line not in older] == [f"factbase {last}"]
    call_command("migrate", "factbase", before, fake=True, verbosity=0)
    call_command("migrate", database="default", interactive=False, run_syncdb=True, verbosity=0)
    assert schema() == complete
    query("INSERT INTO django_migrations (app, name, applied) VALUES ('factbase', '9999_gone', now())")
    call_command("migrate", "factbase", prune=True, verbosity=0)
    assert schema() == complete
    call_command("migrate", "factbase", "zero", verbosity=0)
    assert not [line for line in schema() if "factbase" in line and "FUNCTION public.pgtrigger" not in line]
    call_command("migrate", verbosity=0)
    assert schema() == complete
    with pytest.raises(CommandError, match="is read-only"):
        call_command("migrate", database="read", verbosity=0)


def test_a_migration_that_is_not_atomic_is_refused(blank, monkeypatch):
    before = schema()
    [(last,)] = query("SELECT max(name) FROM django_migrations WHERE app = 'factbase'")
    monkeypatch.setattr(sys.modules[f"factbase.migrations.{last}"].Migration, "atomic", False)
    with pytest.raises(CommandError, match=f"{last} is not atomic"):
        call_command("migrate", "factbase", "0004", verbosity=0)
    assert schema() == before
