"""The API logs in as a user that can only read what is public."""

import itertools
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import DatabaseError, connections, transaction

from factbase.database.roles import READ_ROLE, reading_fault
from factbase.history import grants
from factbase.history.records import history_table
from factbase.models.registry import ENTITIES, REGISTER, link_tables
from tests.conftest import own_copy
from tests.databases import Databases

from .cluster import BINARIES, Cluster, folder


@pytest.fixture(scope="module")
def base(databases: Databases, blank_template: str) -> Iterator[str]:
    """Use a database without facts and with the privileges of a migrated one, which copies lack."""
    for name in own_copy(databases, blank_template):
        call_command("migrate", verbosity=0)
        databases.use(databases.home)
        yield name


@pytest.fixture
def migrated(databases: Databases, base: str) -> Iterator[str]:
    databases.use(base)
    yield base
    databases.use(databases.home)


def ask(sql: str, alias: str = "read") -> list[tuple]:
    with transaction.atomic(alias), connections[alias].cursor() as cursor:
        if alias == "read":
            cursor.execute("SET TRANSACTION READ WRITE")  # so that refusals are for lack of a privilege
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


def refused(sql: str) -> bool:
    try:
        ask(sql)
    except DatabaseError as error:
        assert isinstance(error.__cause__, psycopg.errors.InsufficientPrivilege), error
        return True
    return False


@pytest.mark.parametrize(
    "sql", ["SELECT 1", "SET ROLE NONE", "RESET ROLE", "RESET SESSION AUTHORIZATION", f"SET ROLE {READ_ROLE}"]
)
def test_no_role_of_the_session_has_other_privileges(migrated, sql):
    [(superuser,)] = ask("SELECT current_user", "default")
    with connections["read"].cursor() as cursor:
        cursor.execute(sql)
        cursor.execute("SELECT session_user, current_user")
        session, current = cursor.fetchone()
    assert re.fullmatch(rf"{READ_ROLE}_[0-9a-f]{{8}}", session)
    assert current in (session, READ_ROLE)
    assert refused("SELECT FROM auth_user")
    for impossible in (f"SET ROLE {superuser}", f"SET SESSION AUTHORIZATION {superuser}"):
        with pytest.raises(DatabaseError, match="permission denied"):
            ask(impossible)
    connections["read"].close()


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TEMPORARY TABLE mine (id int)",
        "CREATE TABLE public.mine (id int)",
        "CREATE VIEW asof.mine AS SELECT 1",
        "CREATE FUNCTION extensions.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE SCHEMA mine",
        "SELECT lo_create(0)",
        "SELECT lo_from_bytea(0, 'x')",
        "SELECT lo_put(1, 0, 'x')",
        "SELECT nextval('factbase_actor_id_seq')",
        "SELECT last_value FROM factbase_actor_id_seq",
        "SELECT pg_read_file('PG_VERSION')",
        "COPY factbase_actor TO '/tmp/stolen'",
        "COPY factbase_actor TO PROGRAM 'cat'",
        "SELECT factbase_open_revision()",
        "INSERT INTO factbase_slug (kind, slug, object_id) VALUES ('actor', 'x', 1)",
        "UPDATE factbase_revisioncounter SET number = 9",
        "DELETE FROM factbase_change",
        "TRUNCATE factbase_actor",
        "SELECT FROM factbase_revisioncounter FOR UPDATE",
        "SELECT FROM pg_authid",
        "CREATE ROLE mine",
    ],
)
def test_statements_other_than_reads_are_refused(migrated, sql):
    assert refused(sql)


def test_each_table_view_and_sequence_is_refused_unless_it_is_public(migrated):
    facts = [table for entity in ENTITIES for table in (entity.model, *link_tables(entity.model))] + [*REGISTER]
    log = {"revision", "change", "release", "releasefile"}
    public = {f"public.{name}" for model in facts for name in (model._meta.db_table, history_table(model))}
    public |= {f"public.factbase_{name}" for name in (*log, "releasechunk", "revisioncounter")}
    public |= {f"asof.{name}" for name in ({model._meta.db_table for model in facts} | {f"factbase_{n}" for n in log})}
    relations = ask(
        "SELECT relnamespace::regnamespace || '.' || relname FROM pg_class"
        " WHERE relnamespace IN ('public'::regnamespace, 'asof'::regnamespace) AND relkind NOT IN ('i', 't', 'c')",
        "default",
    )
    assert len(relations) > 2 * len(ENTITIES)
    readable = {name for (name,) in relations if not refused(f"SET LOCAL factbase.as_of = 1; SELECT FROM {name}")}
    assert readable == public


def test_each_function_of_ours_is_refused(migrated):
    functions = "FROM pg_proc WHERE pronamespace IN ('public'::regnamespace, 'asof'::regnamespace)"
    [(number, may)] = ask(
        f"SELECT count(*), count(*) FILTER (WHERE has_function_privilege(oid, 'EXECUTE')) {functions}"
    )
    assert number > 0
    assert may == 0


def test_privileges_equal_the_allow_list(migrated):
    held = ask(
        "SELECT table_schema || '.' || table_name, privilege_type, grantee FROM information_schema.role_table_grants"
        f" WHERE grantee LIKE '{READ_ROLE}%' OR grantee = 'PUBLIC' AND table_schema IN ('public', 'asof')",
        "default",
    )
    assert {("TABLE", right, role, name) for name, right, role in held} == {
        right for right in grants.allowed() if right[0] == "TABLE"
    }


@pytest.fixture
def other_role(migrated) -> Iterator[str]:
    role = f"{migrated}_role"
    ask(f"CREATE ROLE {role} NOLOGIN", "default")
    yield role
    ask(f"DROP ROLE {role}", "default")


TOO_WIDE = {
    "a table": ("GRANT ALL ON factbase_actor TO {role}", "UPDATE factbase_actor SET name = name"),
    "a private table": ("GRANT SELECT ON factbase_proposedchange TO {role}", "SELECT FROM factbase_proposedchange"),
    "a column": ("GRANT SELECT (email) ON auth_user TO {role}", "SELECT email FROM auth_user"),
    "a view": ("GRANT DELETE ON asof.factbase_actor TO {role}", "DELETE FROM asof.factbase_actor WHERE false"),
    "a sequence": ("GRANT USAGE ON SEQUENCE auth_user_id_seq TO {role}", "SELECT nextval('auth_user_id_seq')"),
    "a function": ("GRANT EXECUTE ON FUNCTION factbase_open_revision TO {role}", "SELECT factbase_open_revision()"),
    "a schema": ("GRANT CREATE ON SCHEMA public TO {role}", "CREATE TABLE public.mine (id int)"),
    "the database": ("GRANT ALL ON DATABASE {database} TO {role}", "CREATE SCHEMA mine"),
    "large objects": ("GRANT EXECUTE ON FUNCTION lo_create TO {role}", "SELECT lo_create(0)"),
    "files": ("GRANT EXECUTE ON FUNCTION pg_read_file(text) TO {role}", "SELECT pg_read_file('PG_VERSION')"),
}


@pytest.mark.parametrize("role", [READ_ROLE, "PUBLIC"])
def test_migrate_revokes_other_privileges(migrated, role):
    granted = {what: rights for what, rights in TOO_WIDE.items() if not (role == "PUBLIC" and what == "files")}
    for right, _ in granted.values():
        ask(right.format(role=role, database=f'"{migrated}"'), "default")
    call_command("migrate", verbosity=0)
    assert [what for what, (_, sql) in granted.items() if not refused(sql)] == []
    assert grants.statements() == []


def test_migrate_revokes_membership_in_other_roles(migrated, other_role):
    ask(f"GRANT SELECT ON auth_user TO {other_role}", "default")
    ask(f"GRANT {other_role} TO {READ_ROLE}", "default")
    grants.grant_reading("default")  # at once, since concurrent tests share the roles
    assert refused("SELECT FROM auth_user")
    assert not ask(f"SELECT pg_has_role('{READ_ROLE}', '{other_role}', 'MEMBER')")[0][0]
    ask(f"REVOKE ALL ON auth_user FROM {other_role}", "default")


def test_unchanged_privileges_need_no_statements(migrated):
    assert grants.statements() == []
    assert reading_fault() is None


Manage = Callable[..., subprocess.CompletedProcess]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """Start a server with password authentication, where the service's users are no superusers."""
    if BINARIES is None:
        pytest.skip("needs Debian's PostgreSQL: apt-get install postgresql")
    with folder() as home:
        cluster = Cluster.make(home)
        (cluster.data / "pg_hba.conf").write_text(
            "host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
        )
        cluster.query("SELECT pg_reload_conf()")
        cluster.execute("CREATE ROLE facts LOGIN CREATEROLE PASSWORD 'facts'")
        cluster.execute("CREATE ROLE bare LOGIN PASSWORD 'bare'")
        yield cluster
        cluster.stop()


numbers = itertools.count()


@pytest.fixture
def manage(cluster: Cluster, tmp_path: Path) -> Manage:
    """Run a command of an installation, named after its data directory, on a separate database."""
    database = f"base_{next(numbers)}"

    def manage(user: str, installation: str, *command: str, **variables: str) -> subprocess.CompletedProcess:
        with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT FROM pg_database WHERE datname = %s", [database]).rowcount:
                connection.execute(f"CREATE DATABASE {database} OWNER {user}")
        environ = {
            "DATABASE_URL": cluster.url(database, f"{user}:{user}"),
            "FACTBASE_DATA": str(tmp_path / installation),
        }
        return subprocess.run(
            [sys.executable, "manage.py", *command],
            env={**os.environ, **environ, **variables},
            capture_output=True,
            text=True,
            timeout=40,  # for a service that starts wrongly
        )

    return manage


FAULT = "from factbase.database.roles import reading_fault; print('fault:', reading_fault())"


@pytest.mark.slow
def test_two_installations_on_one_database_have_separate_users(manage, tmp_path):
    for installation in ("one", "two"):
        done = manage("facts", installation, "migrate", "-v0")
        assert done.returncode == 0, done.stderr
        assert stat.S_IMODE((tmp_path / installation / "read_password").stat().st_mode) == 0o600
    for installation in ("one", "two"):
        assert manage("facts", installation, "shell", "-c", FAULT).stdout.endswith("fault: None\n")


@pytest.mark.slow
def test_a_wrong_password_is_refused(manage, cluster, tmp_path):
    assert manage("facts", "one", "migrate", "-v0").returncode == 0
    roles = cluster.query(f"SELECT array_agg(rolname) FROM pg_roles WHERE rolname LIKE '{READ_ROLE}\\_%'")
    for role in roles:
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(cluster.url(user=f"{role}:guess"))


@pytest.mark.slow
def test_privileges_that_the_user_cannot_revoke_are_reported(manage):
    assert manage("facts", "one", "migrate", "-v0").returncode == 0
    done = manage("facts", "one", "check", "--deploy", HTTPS="1")
    assert done.returncode == 0, done.stderr
    assert "factbase.W010" in done.stderr
    assert re.search(r"REVOKE EXECUTE ON ROUTINE .*lo_create\(oid\).* FROM PUBLIC", done.stderr)
    assert "TEMP" not in done.stderr


@pytest.mark.slow
def test_a_user_that_cannot_create_roles_needs_a_reader(manage):
    assert manage("bare", "one", "migrate", "-v0").returncode == 0
    for command in (["check", "--deploy"], ["serve", "--port", "1024"]):
        done = manage("bare", "one", *command, HTTPS="1")
        assert done.returncode == 1
        assert "DATABASE_READ_URL" in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_reader_that_can_write_is_refused(manage, cluster):
    assert manage("facts", "one", "migrate", "-v0").returncode == 0
    url = cluster.url(f"base_{next(numbers) - 1}", "postgres")
    done = manage("facts", "one", "serve", "--port", "1024", DATABASE_READ_URL=url)
    assert done.returncode == 1
    assert "“postgres”, which may do more than read" in done.stderr


def test_an_unwritable_data_directory_needs_a_reader(tmp_path):
    (tmp_path / "file").touch()
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        env={
            **os.environ,
            "FACTBASE_DATA": str(tmp_path / "file"),
            "SECRET_KEY": "x",
            "DATABASE_URL": "postgresql:///x",
        },
        capture_output=True,
        text=True,
    )
    assert "in DATABASE_READ_URL" in done.stderr
