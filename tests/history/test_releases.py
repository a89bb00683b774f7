"""Releases are atomic, made by one program at a time, and never change."""

import hashlib
import io
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction
from pybtex.database import parse_string

from factbase.history import releases
from factbase.history.releases import ReleaseError, content, release
from factbase.history.revision import Revision
from factbase.models import Actor, Release, ReleaseChunk, ReleaseFile
from factbase.vocabulary import RevisionKind
from tests.facts import editing

from .future_version import ROOT, LaterVersion


def make(tag: str, **options) -> Release:
    return release(tag, author="an-editor", progress=lambda *_: None, **options)


def read(tag: str, name: str) -> bytes:
    return b"".join(content(ReleaseFile.objects.get(release__tag=tag, name=name)))


def edit(name: str = "Changed") -> None:
    with editing():
        Actor.objects.filter(slug="ukraine").update(name=name)


def test_a_release_is_a_revision_without_changes(scratch):
    release = make("2026.1")
    shown = Revision.objects.get(number=release.revision)
    assert (shown.number, shown.kind, shown.author, shown.reason, shown.time) == (
        2,
        RevisionKind.RELEASE,
        "an-editor",
        "Release 2026.1.",
        release.time,
    )


def test_manifest(scratch, monkeypatch):
    monkeypatch.setattr(releases, "CHUNK", 1000)  # so that files have many chunks
    make("2026.1", title="A title")
    manifest = json.loads(read("2026.1", "manifest.json"))
    assert (manifest["tag"], manifest["title"], manifest["revision"]) == ("2026.1", "A title", 2)
    names = {file["name"] for file in manifest["files"]} | {"manifest.json"}
    assert names == set(ReleaseFile.objects.values_list("name", flat=True))
    for file in manifest["files"]:
        body = read("2026.1", file["name"])
        assert (len(body), hashlib.sha256(body).hexdigest()) == (file["size"], file["sha256"])
    lines = {resource: read("2026.1", f"{resource}.ndjson").decode().splitlines() for resource in manifest["counts"]}
    assert {resource: len(found) for resource, found in lines.items()} == manifest["counts"]
    assert all(json.loads(line)["slug"] for found in lines.values() for line in found)
    assert max(len(bytes(chunk)) for chunk in ReleaseChunk.objects.values_list("content", flat=True)) == 1000


def test_readme_describes_every_field(scratch):
    make("2026.1")
    text = read("2026.1", "README.txt").decode()
    for file in ReleaseFile.objects.filter(name__endswith=".ndjson"):
        first = json.loads(read("2026.1", file.name).splitlines()[0])
        section = text.partition(f"\n{file.name}\n")[2].partition(".ndjson\n")[0]
        assert [field for field in first if f"\n{field}: " not in section] == []


def test_citations_can_be_parsed(scratch):
    release = make("v1_a", title=r"100% of {facts} & more, \o/")
    [(key, entry)] = parse_string(read("v1_a", "CITATION.bib").decode(), "bibtex").entries.items()
    assert (key, entry.type, entry.fields["year"]) == ("peace-talks-fact-base-v1_a", "misc", str(release.time.year))
    assert entry.fields["title"] == r"{100\% of \textbraceleft{}facts\textbraceright{} \& more, \textbackslash{}o/}"
    [item] = json.loads(read("v1_a", "citation.csl.json"))
    assert item["author"] == [{"literal": "Peace-talks fact base"}]
    assert item["issued"] == {"date-parts": [[release.time.year, release.time.month, release.time.day]]}
    assert (item["type"], item["version"], item["title"]) == ("dataset", "v1_a", r"100% of {facts} & more, \o/")


@pytest.mark.parametrize(
    ("tag", "why"),
    [
        ("2026", "write v2026, or 2026.0"),
        ("", "not a valid tag"),
        ("V1", "not a valid tag"),
        ("v 1", "not a valid tag"),
        ("v1\n", "not a valid tag"),
        ("v1..2", "not a valid tag"),
        ("../v1", "not a valid tag"),
        ("v" * 51, "at most 50"),
        ("20260131t12-05", "looks like a time"),
    ],
)
def test_a_bad_tag_is_refused(seeded, tag, why):
    with pytest.raises(CommandError, match=why):
        call_command("release", tag)
    assert not Release.objects.exists()


@pytest.mark.parametrize(
    "options", [{"title": "two\nlines"}, {"title": "x" * 201}, {"author": ""}, {"author": "x" * 151}]
)
def test_unprintable_text_is_refused(seeded, options):
    with pytest.raises(CommandError, match="one line of 1 to"):
        call_command("release", "2026.1", **options)


def test_a_tag_cannot_be_reused(scratch):
    make("2026.1")
    edit()
    with pytest.raises(CommandError, match=r"Release 2026\.1 exists already"):
        call_command("release", "2026.1")
    assert Revision.objects.count() == 3


def test_a_release_without_changes_is_refused(scratch):
    make("2026.1")
    with pytest.raises(CommandError, match=r"No fact has changed since release 2026\.1"):
        call_command("release", "2026.2")
    edit()
    call_command("release", "2026.2", verbosity=0)


def test_an_empty_fact_base_is_refused(blank):
    with pytest.raises(CommandError, match="is empty"):
        call_command("release", "2026.1")


def test_a_database_that_is_not_migrated_is_refused(databases):
    name = databases.make()
    databases.use(name)
    try:
        with pytest.raises(CommandError, match=r"Run `python manage\.py migrate`"):
            call_command("release", "2026.1")
    finally:
        databases.use(databases.home)


def test_output_of_the_command(scratch):
    output = io.StringIO()
    call_command("release", "2026.1", author="ada", stdout=output)
    digest = hashlib.sha256(read("2026.1", "actors.ndjson")).hexdigest()
    assert digest in output.getvalue()
    assert "Released 2026.1 as revision 2" in output.getvalue()
    assert Revision.objects.get(number=2).author == "ada"


@pytest.fixture
def released(databases, seeded_template):
    with databases.filled(seeded_template, make_release):
        yield


def make_release() -> None:
    make("2026.1")


@pytest.mark.parametrize("model", [Release, ReleaseFile, ReleaseChunk, Revision])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_database_refuses_to_change_a_release(released, model, statement):
    column = model._meta.local_concrete_fields[-1].column
    sql = statement.format(model._meta.db_table, f"{column} = {column}")
    with (
        pytest.raises(DatabaseError, match=r"Cannot update or delete|TRUNCATE is refused"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET TRANSACTION READ WRITE")  # so that the refusal is the trigger's
        cursor.execute(sql)


@pytest.fixture
def writing(scratch) -> Iterator[Callable[..., None]]:
    """Hold a revision open in another thread until it is told to commit or roll back."""
    begun, ending, committed = threading.Event(), threading.Event(), []

    def write() -> None:
        with editing():
            Actor.objects.filter(slug="ukraine").update(name="Written meanwhile")
            begun.set()
            ending.wait(600)
            transaction.set_rollback(not committed)
        connections.close_all()

    writer = threading.Thread(target=write)

    def end(commit: bool) -> None:
        committed.extend([commit] * commit)
        ending.set()
        writer.join()

    writer.start()
    assert begun.wait(60)
    yield end
    end(commit=False)


def wait_for_waiting(sessions: int) -> None:
    """Wait until so many sessions wait for the writer."""
    found = 0
    while found < sessions:
        time.sleep(0.01)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
            [found] = cursor.fetchone()


class Releasing(threading.Thread):
    """A thread that makes a release on a separate connection."""

    def __init__(self, tag: str) -> None:
        super().__init__()
        self.tag, self.error = tag, ""
        self.start()

    def run(self) -> None:
        try:
            make(self.tag)
        except ReleaseError as error:
            self.error = str(error)
        connections.close_all()


def test_a_release_includes_concurrent_writes(writing):
    releasing = Releasing("2026.1")
    wait_for_waiting(1)  # its files are written, and it waits for the lock
    writing(commit=True)
    releasing.join()
    assert Release.objects.get().revision == 3
    [line] = [line for line in read("2026.1", "actors.ndjson").splitlines() if json.loads(line)["slug"] == "ukraine"]
    assert json.loads(line)["name"] == "Written meanwhile"
    assert ReleaseFile.objects.count() == 14  # none is left over from the first attempt


def test_one_of_two_with_the_same_tag_is_refused(writing):
    both = [Releasing("2026.1"), Releasing("2026.1")]
    wait_for_waiting(2)
    writing(commit=False)
    for releasing in both:
        releasing.join()
    assert sorted(bool(releasing.error) for releasing in both) == [False, True]
    assert "Release 2026.1 exists already" in "".join(releasing.error for releasing in both)
    assert (Release.objects.count(), Revision.objects.count()) == (1, 2)


def test_a_killed_release_leaves_nothing(writing, databases, scratch):
    command = [sys.executable, "manage.py", "release", "2026.1"]
    killed = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "DATABASE_URL": databases.url(scratch)})
    wait_for_waiting(1)
    assert killed.poll() is None
    killed.kill()
    killed.wait()
    writing(commit=False)
    assert (Release.objects.count(), ReleaseFile.objects.count(), ReleaseChunk.objects.count()) == (0, 0, 0)
    assert Revision.objects.count() == 1
    make("2026.1")
    assert Release.objects.get().revision == 2


def test_a_lost_connection_is_reported(writing, databases, scratch):
    releasing = Releasing("2026.1")
    wait_for_waiting(1)
    databases.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
        f" WHERE locktype = 'advisory' AND NOT granted AND datname = '{scratch}'"
    )
    releasing.join()
    assert releasing.error.startswith("Nothing was released. Error from the database:")


DIGESTS = """
import hashlib, json
from django.test import Client
from django.test.utils import setup_test_environment
setup_test_environment()
client = Client()
files = client.get("/api/v1/releases/2026.1/").json()["files"]
bodies = {file["name"]: b"".join(client.get(file["url"]).streaming_content) for file in files}
print(json.dumps({name: hashlib.sha256(body).hexdigest() for name, body in bodies.items()}))
"""


@pytest.mark.slow
def test_bytes_never_change(scratch, databases, tmp_path):
    make("2026.1")
    digests = dict(ReleaseFile.objects.values_list("name", "sha256"))
    edit()
    later = LaterVersion(tmp_path, databases.url(scratch))
    later.edit(
        "factbase/models/actor.py",
        '    """Anyone who can hold a position, attend a meeting or publish."""\n',
        '    """Anyone."""\n\n    motto = models.TextField(null=True, help_text="A motto.")\n',
    )
    later.edit("factbase/models/slug.py", '"max_length", 100', '"max_length", 150')
    later.migrate()
    later.manage("release", "2026.2", "--verbosity", "0")
    assert json.loads(later.manage("shell", "--verbosity", "0", "--command", DIGESTS)) == digests
    assert "motto" in json.loads(read("2026.2", "actors.ndjson").splitlines()[0])
