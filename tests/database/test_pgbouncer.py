"""The service behind PgBouncer in transaction mode, where clients share few connections."""

import itertools
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from .cluster import Cluster, PgBouncer, folder, serving, wait_for, write

pytestmark = pytest.mark.slow

CLIENTS = 12


def manage(*command: str, **environ: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "manage.py", *command], env={**os.environ, **environ}, capture_output=True, text=True
    )


@pytest.fixture(scope="module")
def users(primary: Cluster) -> None:
    for user in ("facts_api", "facts_bare"):
        primary.execute(f"CREATE ROLE {user} LOGIN")
    for _ in range(2):  # repeatable
        done = manage("pooling", DATABASE_URL=primary.url(), DATABASE_READ_URL=primary.url(user="facts_api"))
        assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module", params=["prepared", "unprepared"])
def pgbouncer(request: pytest.FixtureRequest, primary: Cluster, replica: Cluster, users: None) -> Iterator[PgBouncer]:
    if PgBouncer.version() == (0, 0):
        pytest.skip("needs PgBouncer: apt-get install pgbouncer")
    if request.param == "prepared" and PgBouncer.version() < PgBouncer.KEEPS_PREPARED:
        pytest.skip("needs PgBouncer 1.22 or newer")
    with folder() as home:
        pgbouncer = PgBouncer(home, request.param == "prepared", factbase=primary, replica=replica)
        yield pgbouncer
        pgbouncer.stop()


@pytest.fixture(scope="module")
def environ(pgbouncer: PgBouncer) -> dict[str, str]:
    return {
        "DATABASE_URL": pgbouncer.url("postgres"),
        "DATABASE_READ_URL": pgbouncer.url("facts_api"),
        "PGBOUNCER": "1",
        "PREPARED_STATEMENTS": "1" if pgbouncer.keeps_prepared else "0",
    }


@pytest.fixture(scope="module")
def address(environ: dict[str, str], tmp_path_factory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("pgbouncer") / "log", workers=3, **environ) as service:
        yield service.address


turn = itertools.count()


def get(address: str, path: str) -> dict:
    """GET with a unique parameter, so that the response does not come from the cache."""
    headers = {"Accept": f"application/json, application/x-{next(turn)}"}
    with urllib.request.urlopen(urllib.request.Request(f"{address}/api/v1/{path}", headers=headers)) as response:
        return json.load(response)


PATHS = [
    "positions/",
    "positions/?topic=nato-membership&actor=russia",
    "positions/?in_force_on=2025-12-15&page_size=100&count=true",
    "actors/russia/",
    "actors/?name=Zelensky",
    "meetings/?side=russia&side=united-states",
    "meetings/moscow-talks/",
    "claims/",
    "topics/nato-membership/positions/by-actor/?in_force_on=2025-12-03",
    "changes/",
    *(f"{path}as_of={number}" for path in ("positions/?", "actors/russia/?", "meetings/?") for number in (0, 1)),
]


def status(address: str, path: str) -> int:
    try:
        get(address, path)
    except urllib.error.HTTPError as error:
        return error.code
    return 200


def test_responses_equal_those_of_a_direct_connection(address, primary, pgbouncer, tmp_path_factory):
    paths = [path for path in PATHS if path != "actors/russia/?as_of=0"]
    with serving(tmp_path_factory.mktemp("direct") / "log", DATABASE_URL=primary.url()) as direct:
        answers = {path: json.dumps(get(direct.address, path)) for path in paths}
    expected = {path: answer.replace(direct.address, address) for path, answer in answers.items()}
    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = pool.map(lambda path: (path, json.dumps(get(address, path))), paths * 8)
        wrong = {path for path, answer in answers if answer != expected[path]}
    assert not wrong
    assert status(address, "actors/russia/?as_of=0") == 404
    pools = [
        pool
        for pool in pgbouncer.console("SHOW POOLS")
        if (pool["user"], pool["database"]) == ("facts_api", "factbase")
    ]
    clients = sum(pool["cl_active"] + pool["cl_waiting"] for pool in pools)
    servers = sum(pool["sv_active"] + pool["sv_idle"] + pool["sv_used"] + pool["sv_tested"] for pool in pools)
    assert servers <= PgBouncer.SERVERS < clients, pools


def test_as_of_does_not_affect_other_clients(address, pgbouncer):
    def revision(place: int) -> tuple[int | None, int]:
        as_of = [None, 0, 1][place % 3]
        return as_of, get(address, "actors/" + ("" if as_of is None else f"?as_of={as_of}"))["revision"]

    number = write(pgbouncer.url("postgres"), "Changed through PgBouncer")
    wait_for(lambda: get(address, "actors/")["revision"] == number)
    with ThreadPoolExecutor(CLIENTS) as pool:
        results = set(pool.map(revision, range(300)))
    assert results == {(None, number), (0, 0), (1, 1)}


def test_editors_save_at_once(address, environ):
    before = get(address, "changes/")["revision"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.database.editor", "6"],
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    wait_for(lambda: get(address, "changes/")["revision"] == before + 6)
    changes = get(address, f"changes/?since={before}")["results"]
    assert {change["author"] for change in changes} == {f"editor-{place}" for place in range(6)}
    assert [change["revision"] for change in changes] == list(range(before + 1, before + 7))


def test_statements_are_prepared_only_if_pgbouncer_supports_it(address, pgbouncer):
    for path in PATHS[:4] * 20:
        get(address, path)
    with psycopg.connect(pgbouncer.url("facts_api"), autocommit=True) as connection:
        [prepared] = connection.execute("SELECT count(*) FROM pg_prepared_statements WHERE NOT from_sql").fetchone()
    assert (prepared > 0) == pgbouncer.keeps_prepared


def test_replicas_behind_pgbouncer(environ, pgbouncer, primary, replica, tmp_path):
    with serving(tmp_path / "log", DATABASE_REPLICA_URLS=pgbouncer.url("facts_api", "replica"), **environ) as service:
        address = service.address
        number = write(pgbouncer.url("postgres"), "Changed, and read from the replica")
        wait_for(lambda: get(address, "actors/")["revision"] == number)
        with ThreadPoolExecutor(CLIENTS) as pool:
            assert set(pool.map(lambda _: get(address, "actors/")["revision"], range(60))) == {number}
            assert {get(address, "positions/?as_of=1")["revision"] for _ in range(9)} == {1}
        assert replica.query("SELECT count(*) FROM pg_stat_activity WHERE usename = 'facts_api'") > 0


def test_the_reader_cannot_write(pgbouncer):
    with psycopg.connect(pgbouncer.url("facts_api"), autocommit=True) as connection:
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            connection.execute("DELETE FROM factbase_position")
        connection.execute("SET default_transaction_read_only = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM factbase_position")


def test_a_user_without_the_settings_is_refused(pgbouncer, environ):
    done = manage("serve", "--port", "1024", **{**environ, "DATABASE_READ_URL": pgbouncer.url("facts_bare")})
    assert done.returncode == 1
    assert "Run “manage.py pooling”" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("user", "message"), [("postgres", "name another user"), ("nobody_there", "There is no user “nobody_there”")]
)
def test_unsuitable_users_are_refused(primary, user, message):
    done = manage("pooling", DATABASE_URL=primary.url(), DATABASE_READ_URL=primary.url(user=user))
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr
