"""A read sees one revision, knows which, and can change nothing."""

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


@pytest.fixture
def three_revisions(blank):
    with editing():
        source = make_source()
    for name in ("russia", "ukraine"):
        with editing():
            make_actor(name, source)


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


def test_what_is_not_yet(three_revisions):
    with pytest.raises(NoSuchRevision, match="latest is 3"), snapshot(4):
        pass
    with pytest.raises(NoSuchRevision), snapshot(datetime.datetime(2999, 1, 1, tzinfo=datetime.UTC)):
        pass


def test_an_open_snapshot_sees_no_later_revision(three_revisions):
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
def test_the_reader_can_only_read_facts(three_revisions, sql):
    get_user_model().objects.create_superuser("editor", password="x")
    with pytest.raises(DatabaseError), snapshot(), connections[READ].cursor() as cursor:
        cursor.execute(sql)


def test_an_untracked_table_fails_loudly_in_the_past(three_revisions):
    with snapshot():
        RevisionCounter.objects.count()
    with pytest.raises(DatabaseError, match="does not exist"), snapshot(2):
        RevisionCounter.objects.count()


def test_the_past_knows_no_later_revisions(three_revisions):
    with snapshot(2):
        assert [revision.number for revision in Revision.objects.all()] == [2, 1]


def test_views_are_made_anew_by_each_migrate(three_revisions):
    drop_views("default")
    with pytest.raises(DatabaseError), snapshot(2):
        slugs()
    call_command("migrate", verbosity=0)
    with snapshot(2):
        assert slugs() == {"russia"}
    create_views("default")  # and making them twice does no harm


def test_a_migrate_with_nothing_to_do_takes_no_view_away(three_revisions):
    drop_views("default", plan=[])
    with snapshot(2):
        assert slugs() == {"russia"}


def test_the_past_knows_a_slug_as_it_was(three_revisions, get):
    with editing():
        Actor.objects.filter(slug="russia").update(slug="russian-federation")
    assert get("/api/v1/actors/russia/", as_of=2).status_code == 200
    assert get("/api/v1/actors/russian-federation/", as_of=2).status_code == 404
    moved = get("/api/v1/actors/russia/")
    assert (moved.status_code, moved.headers["Location"]) == (308, "/api/v1/actors/russian-federation/")


@pytest.fixture
def writing(three_revisions) -> Iterator[Callable[[], None]]:
    """A writer, on a connection of its own, that holds the fourth revision open until it is called to end."""
    begun, ending = threading.Event(), threading.Event()

    def write() -> None:
        with editing():
            Actor.objects.filter(slug="russia").update(name="Changed meanwhile")
            begun.set()
            ending.wait(600)  # longer than any reader is given
        connections.close_all()

    writer = threading.Thread(target=write)

    def end() -> None:
        ending.set()
        writer.join()

    writer.start()
    assert begun.wait(60)
    yield end
    end()


class Asker(threading.Thread):
    """Asks for changes, on connections of its own."""

    def __init__(self, get, url: str, **parameters: str) -> None:
        super().__init__()
        self.ask = lambda: get(url, **parameters).json()
        self.seen: dict | None = None
        self.start()

    def run(self) -> None:
        self.seen = self.ask()
        connections.close_all()


class Reader(threading.Thread):
    """Reads as of a moment, on a connection of its own."""

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
    """How many sessions wait for an advisory lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return cursor.fetchone()[0]


def test_a_reader_of_a_moment_waits_for_writers_that_began_before_it(writing):
    reader = Reader(now())
    while not waiting():
        assert reader.is_alive(), reader.seen  # it would have answered without the writer's revision
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
    asker = Asker(get, url, since=now().isoformat())
    while not waiting():
        assert asker.is_alive(), asker.seen  # it would show a revision that the base of that moment goes beyond
        time.sleep(0.01)
    writing()
    asker.join()
    assert asker.seen == {"revision": 4, "next": None, "results": []}


def test_changes_since_an_earlier_moment_or_a_revision_do_not_wait(writing, get):
    earlier = Revision.objects.get(number=3).time - datetime.timedelta(microseconds=1)
    for asked in ({"since": earlier.isoformat()}, {"since": "2"}, {"date_to": str(earlier.date())}):
        asker = Asker(get, "/api/v1/changes/", **asked)
        asker.join(60)
        assert asker.seen and asker.seen["revision"] == 3
        assert asker.seen["results"][-1]["slug"] == "ukraine"
