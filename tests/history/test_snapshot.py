"""A snapshot shows one revision, knows its number, and is read-only."""

import datetime
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import DatabaseError, connection, connections

from factbase.history.as_of_views import create_views, drop_views
from factbase.history.revision import Revision, RevisionCounter
from factbase.history.snapshot import READ, NoSuchRevision, snapshot
from factbase.models import Actor
from tests.facts import editing, make_actor, make_source


def make_three_revisions() -> None:
    with editing():
        source = make_source()
    for name in ("russia", "ukraine"):
        with editing():
            make_actor(name, source)


@pytest.fixture
def three_revisions(databases, blank_template):
    with databases.filled(blank_template, make_three_revisions):
        yield


@pytest.fixture
def own_revisions(blank):
    """Use a separate database, for tests that write."""
    make_three_revisions()


def slugs() -> set[str]:
    return set(Actor.objects.exclude(kind="media_organisation").values_list("slug", flat=True))


def test_a_revision_by_number(three_revisions):
    seen = {}
    for number in (0, 1, 2, 3):
        with snapshot(number) as at:
            seen[at.number] = slugs()
    assert seen == {0: set(), 1: set(), 2: {"russia"}, 3: {"russia", "ukraine"}}


def test_a_revision_by_time(three_revisions):
    second = Revision.objects.get(number=2).time
    with snapshot(second) as at:
        assert (at.number, at.time) == (2, second)
    with snapshot(second - datetime.timedelta(microseconds=1)) as at:
        assert at.number == 1
    with snapshot(datetime.datetime(1999, 1, 1, tzinfo=datetime.UTC)) as at:
        assert (at.number, at.time, slugs()) == (0, None, set())


def test_future_revisions_and_moments_are_refused(three_revisions):
    with pytest.raises(NoSuchRevision, match="latest is 3"), snapshot(4):
        pass
    with pytest.raises(NoSuchRevision), snapshot(datetime.datetime(2999, 1, 1, tzinfo=datetime.UTC)):
        pass


def test_an_open_snapshot_sees_no_later_revision(own_revisions):
    def write() -> None:
        with editing():
            Actor.objects.filter(slug="russia").update(name="Changed meanwhile")
        connections.close_all()

    with snapshot() as at:
        writer = threading.Thread(target=write)
        writer.start()
        writer.join()
        assert (at.number, Actor.objects.get(slug="russia").name) == (3, "Russia")
    with snapshot() as at:
        assert (at.number, Actor.objects.get(slug="russia").name) == (4, "Changed meanwhile")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE public.factbase_actor SET name = 'X'",
        "SET TRANSACTION READ WRITE; UPDATE public.factbase_actor SET name = 'X'",
        "SELECT password FROM public.auth_user",
        "SELECT * FROM public.factbase_proposedchange",
        "CREATE TABLE public.x (id int)",
    ],
)
def test_the_reader_can_only_read_facts(own_revisions, sql):
    get_user_model().objects.create_superuser("editor", password="x")
    with pytest.raises(DatabaseError), snapshot(), connections[READ].cursor() as cursor:
        cursor.execute(sql)


def test_an_untracked_table_fails_loudly_in_the_past(three_revisions):
    with snapshot():
        RevisionCounter.objects.count()
    with pytest.raises(DatabaseError, match="does not exist"), snapshot(2):
        RevisionCounter.objects.count()


def test_as_of_hides_later_revisions(three_revisions):
    with snapshot(2):
        assert [revision.number for revision in Revision.objects.all()] == [2, 1]


def test_migrate_recreates_views(own_revisions):
    drop_views("default")
    with pytest.raises(DatabaseError), snapshot(2):
        slugs()
    call_command("migrate", verbosity=0)
    with snapshot(2):
        assert slugs() == {"russia"}
    create_views("default")  # repeating it is harmless


def test_migrate_without_changes_keeps_views(own_revisions):
    drop_views("default", plan=[])
    with snapshot(2):
        assert slugs() == {"russia"}


def test_as_of_shows_old_slugs(own_revisions, get):
    with editing():
        Actor.objects.filter(slug="russia").update(slug="russian-federation")
    assert get("/api/v1/actors/russia/", as_of=2).status_code == 200
    assert get("/api/v1/actors/russian-federation/", as_of=2).status_code == 404
    moved = get("/api/v1/actors/russia/")
    assert (moved.status_code, moved.headers["Location"]) == (308, "/api/v1/actors/russian-federation/")


@pytest.fixture
def writing(own_revisions) -> Iterator[Callable[[], None]]:
    """Hold the fourth revision open in another thread until it is told to end."""
    begun, ending = threading.Event(), threading.Event()

    def write() -> None:
        with editing():
            Actor.objects.filter(slug="russia").update(name="Changed meanwhile")
            begun.set()
            ending.wait(600)  # longer than the time limit of readers
        connections.close_all()

    writer = threading.Thread(target=write)

    def end() -> None:
        ending.set()
        writer.join()

    writer.start()
    assert begun.wait(60)
    yield end
    end()


class ChangesReader(threading.Thread):
    """A thread that requests changes, on separate connections."""

    def __init__(self, get, url: str, **parameters: str) -> None:
        super().__init__()
        self.ask = lambda: get(url, **parameters).json()
        self.seen: dict | None = None
        self.start()

    def run(self) -> None:
        self.seen = self.ask()
        connections.close_all()


class Reader(threading.Thread):
    """A thread that reads at a moment, on a separate connection."""

    def __init__(self, moment: datetime.datetime) -> None:
        super().__init__()
        self.moment = moment
        self.seen: tuple[int, str] | None = None
        self.start()

    def run(self) -> None:
        with snapshot(self.moment) as at:
            self.seen = (at.number, Actor.objects.get(slug="russia").name)
        connections.close_all()


def now() -> datetime.datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def waiting() -> int:
    """Return the number of sessions that wait for an advisory lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return cursor.fetchone()[0]


def test_a_reader_of_a_moment_waits_for_writers_that_began_before_it(writing):
    reader = Reader(now())
    while not waiting():
        assert reader.is_alive(), reader.seen  # it did not wait for the writer's revision
        time.sleep(0.01)
    writing()
    reader.join()
    assert reader.seen == (4, "Changed meanwhile")


def test_a_reader_of_an_earlier_moment_does_not_wait(writing):
    reader = Reader(Revision.objects.get(number=3).time - datetime.timedelta(microseconds=1))
    reader.join(60)
    assert reader.seen == (2, "Russia")


def test_a_reader_of_the_present_or_of_a_revision_does_not_wait(writing):
    for as_of in (None, 3):
        with snapshot(as_of) as at:
            assert (at.number, Actor.objects.get(slug="russia").name) == (3, "Russia")


@pytest.mark.parametrize("url", ["/api/v1/changes/", "/api/v1/corrections/"])
def test_changes_since_a_moment_wait_for_writers_that_began_before_it(writing, get, url):
    changes_reader = ChangesReader(get, url, since=now().isoformat())
    while not waiting():
        assert changes_reader.is_alive(), changes_reader.seen  # it did not wait for the writer's revision
        time.sleep(0.01)
    writing()
    changes_reader.join()
    assert changes_reader.seen == {"revision": 4, "next": None, "results": []}


def test_changes_since_an_earlier_moment_or_a_revision_do_not_wait(writing, get):
    earlier = Revision.objects.get(number=3).time - datetime.timedelta(microseconds=1)
    for params in ({"since": earlier.isoformat()}, {"since": "2"}, {"date_to": str(earlier.date())}):
        changes_reader = ChangesReader(get, "/api/v1/changes/", **params)
        changes_reader.join(60)
        assert changes_reader.seen and changes_reader.seen["revision"] == 3
        assert changes_reader.seen["results"][-1]["slug"] == "ukraine"
