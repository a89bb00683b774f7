"""Reads use replicas that are not behind, and a worker's responses never go back in time."""

import datetime
import itertools
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest
from django.db import OperationalError

from factbase.database.replicas import BEHIND, PRIMARY, SILENT, Replicas

from .cluster import Cluster, serving, wait_for, write


class Servers:
    """Replicas with their revisions, or None for one that is down; and a clock."""

    def __init__(self, **numbers: int | None) -> None:
        self.numbers = {PRIMARY: 1, **numbers}
        self.now = 0.0
        self.replicas = Replicas(numbers, clock=lambda: self.now)
        self.queried: list[str] = []

    def read(self, server: str, least: int | None = None) -> str | None:
        self.queried.append(server)
        number = self.numbers[server]
        if number is None:
            raise OperationalError("silent")
        return server if self.replicas.is_new_enough(server, number, least) else None

    def ask(self, least: int | None = None, **how: bool) -> str:
        return self.replicas.run(lambda server: self.read(server, least), **how)


def test_replicas_take_turns_without_the_primary():
    servers = Servers(a=1, b=1)
    assert [servers.ask() for _ in range(4)] == ["a", "b", "a", "b"]


def test_without_replicas_the_primary_is_used_and_fails_at_once():
    servers = Servers()
    assert servers.ask() == PRIMARY
    servers.numbers[PRIMARY] = None
    with pytest.raises(OperationalError):
        servers.ask(primary_first=True)
    assert servers.queried == [PRIMARY, PRIMARY]


def test_no_server_may_be_behind_what_another_has_shown():
    servers = Servers(a=1, b=1)
    servers.numbers["b"] = 2
    assert [servers.ask() for _ in range(2)] == ["a", "b"]
    assert servers.ask() == "b"  # a is behind
    servers.numbers |= {"b": 1, PRIMARY: 3}  # another server behind the address of b
    assert servers.ask() == PRIMARY


def test_a_replica_that_is_behind_is_skipped_briefly():
    servers = Servers(a=1)
    servers.replicas.newest = 2
    for _ in range(3):
        assert servers.ask() == PRIMARY
    assert servers.queried.count("a") == 1
    servers.numbers["a"], servers.now = 2, BEHIND
    assert servers.ask() == "a"


def test_a_past_revision_needs_only_a_replica_that_has_it():
    servers = Servers(a=5)
    servers.replicas.newest = 7
    assert servers.ask(least=5) == "a"
    servers.now = BEHIND
    assert servers.ask(least=6) == PRIMARY


def test_an_unknown_revision_does_not_skip_replicas():
    servers = Servers(a=5)
    assert servers.ask(least=99) == PRIMARY
    assert servers.ask() == "a"


def test_a_failed_replica_is_skipped_and_retried_by_one_reader_at_a_time():
    servers = Servers(a=None)
    assert [servers.ask() for _ in range(3)] == [PRIMARY] * 3
    assert servers.queried.count("a") == 1
    servers.now = SILENT
    inside, go = threading.Event(), threading.Event()

    def slow(server: str) -> str | None:
        if server == "a":
            inside.set()
            go.wait(30)
        return servers.read(server)

    first = threading.Thread(target=lambda: servers.replicas.run(slow))
    first.start()
    inside.wait(30)
    assert servers.ask() == PRIMARY
    servers.numbers["a"] = 1
    go.set()
    first.join()
    assert servers.ask() == "a"


def test_the_error_is_raised_if_all_servers_fail():
    servers = Servers(a=None, b=None)
    servers.numbers[PRIMARY] = None
    for how in ({}, {"primary_first": True}):
        with pytest.raises(OperationalError):
            servers.ask(**how)


def test_primary_first_uses_replicas_only_after_a_failure():
    servers = Servers(a=1)
    assert servers.ask(primary_first=True) == PRIMARY
    servers.numbers[PRIMARY] = None
    assert servers.ask(primary_first=True) == "a"
    assert servers.ask(primary_first=True) == "a"
    assert servers.queried == [PRIMARY, PRIMARY, "a", "a"]
    servers.numbers[PRIMARY], servers.now = 2, SILENT
    assert servers.ask(primary_first=True) == PRIMARY


class Reader:
    """A client whose requests differ, so that no response comes from the cache."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.turn = itertools.count()

    def get(self, **parameters: object) -> dict:
        query = urlencode({"kind": "state", "page_size": 3, **parameters})
        accept = f"application/json, application/x-{next(self.turn)}"
        request = urllib.request.Request(f"{self.address}/api/v1/actors/?{query}", headers={"Accept": accept})
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.load(response)

    def revision(self, **parameters: object) -> int:
        return self.get(**parameters)["revision"]

    def status(self, **parameters: object) -> int:
        try:
            self.get(**parameters)
        except urllib.error.HTTPError as error:
            return error.code
        return 200

    def many(self, number: int = 80, threads: int = 4) -> list[int]:
        """Return the revisions that concurrent reads showed, in order for each thread."""
        with ThreadPoolExecutor(threads) as pool:
            results = pool.map(lambda _: [self.revision() for _ in range(number // threads)], range(threads))
            readers = list(results)
        assert all(revisions == sorted(revisions) for revisions in readers)
        return sorted(itertools.chain(*readers))


@pytest.fixture(scope="module")
def reader(primary: Cluster, replica: Cluster, tmp_path_factory) -> Iterator[Reader]:
    log = tmp_path_factory.mktemp("replicas") / "log"
    with serving(log, DATABASE_URL=primary.url(), DATABASE_REPLICA_URLS=replica.url()) as service:
        yield Reader(service.address)


def receives_reads(cluster: Cluster, reader: Reader) -> bool:
    """Return True if reads go to this server."""
    latest_query = (
        "SELECT max(query_start) FROM pg_stat_activity WHERE query LIKE '%answer.*%' AND pid <> pg_backend_pid()"
    )
    before = cluster.query(latest_query)
    reader.many(8)
    return cluster.query(latest_query) != before


@contextmanager
def held_back(replica: Cluster) -> Iterator[None]:
    """Let the replica receive writes without showing them."""
    replica.query("SELECT pg_wal_replay_pause()::text")
    try:
        yield
    finally:
        replica.query("SELECT pg_wal_replay_resume()::text")


def now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat().replace("+00:00", "Z")


@pytest.mark.slow
def test_reads_go_to_the_replica(primary, replica, reader):
    wait_for(lambda: receives_reads(replica, reader))
    wait_for(lambda: not receives_reads(primary, reader))  # it does briefly after a slow answer of the replica


@pytest.mark.slow
def test_a_replica_that_is_behind_is_not_used(primary, replica, reader):
    wait_for(lambda: receives_reads(replica, reader))
    with held_back(replica):
        moment = now()
        number = write(primary.url(), "Changed while the replica is behind")
        wait_for(lambda: reader.revision() == number)
        assert set(reader.many()) == {number}
        assert reader.revision(as_of=number) == number
        assert reader.revision(as_of=now()) == number
        assert reader.revision(as_of=moment) == number - 1
        assert reader.revision(as_of=number - 1) == number - 1
        assert reader.status(as_of=number + 1) == 400
        assert set(reader.many()) == {number}
    wait_for(lambda: receives_reads(replica, reader))
    assert reader.revision() == number


@pytest.mark.slow
def test_no_reader_goes_back_in_time_while_others_write(primary, replica, reader):
    first = reader.revision()
    numbers: list[int] = []
    writer = threading.Thread(target=lambda: numbers.extend(write(primary.url(), f"Name {turn}") for turn in range(60)))
    writer.start()
    shown: set[int] = set()
    while writer.is_alive():
        shown |= set(reader.many(40))
    writer.join()
    assert len(shown) > 3
    assert shown <= {first, *numbers}
    wait_for(lambda: reader.revision() == numbers[-1])


@pytest.mark.slow
def test_reads_survive_a_stopped_replica_and_use_it_again(primary, replica, reader):
    wait_for(lambda: receives_reads(replica, reader))
    replica.stop()
    try:
        assert len(reader.many()) == 80
        number = write(primary.url(), "Changed while the replica is down")
        wait_for(lambda: reader.revision() == number)
        assert set(reader.many()) == {number}
    finally:
        replica.start()
    wait_for(lambda: receives_reads(replica, reader))


@pytest.mark.slow
def test_reads_of_known_revisions_survive_a_stopped_primary(primary, replica, reader):
    number = write(primary.url(), "Changed before the primary goes")
    wait_for(lambda: reader.revision() == number and receives_reads(replica, reader))
    primary.stop()
    try:
        assert set(reader.many()) == {number}
        assert reader.revision(as_of=number - 1) == number - 1
        assert reader.status(as_of=now()) == 503  # only the primary knows whether there was a writer
    finally:
        primary.start()
    later = write(primary.url(), "Changed after the primary came back")
    wait_for(lambda: reader.revision() == later)
