"""Migrations can be reversed, and keep every old revision readable."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from factbase.history.changes import Change
from factbase.history.revision import Revision, revision
from factbase.models import Actor, Citation, Position, Source, Voice
from factbase.vocabulary import ReasonCode, RevisionKind

from .future_version import ROOT, LaterVersion

POSITION = "factbase/models/position.py"
RUTTE = "/api/v1/positions/rutte-on-nato-membership/"
OLD_ANSWERS = [
    f"/api/v1/{path}{'&' if '?' in path else '?'}as_of={number}"
    for number in (0, 1, 2, 3, 4, 5)
    for path in (
        "positions/?page_size=200",
        "positions/rutte-on-nato-membership/",
        "topics/nato-membership/positions/by-actor/?in_force_on=2025-12-03",
        "claims/?page_size=200",
        "meetings/moscow-talks/",
    )
]
NEW_FIELDS = """
    certainty = models.PositiveIntegerField(default=3, help_text="How certain it is.")
    origin = models.CharField(max_length=50, null=True, help_text="How it came into the base.")
    statement ="""


WRITE = """
from factbase.history.revision import RevisionKind, revision
from factbase.models import Position
with revision(author="later", kind=RevisionKind.ADDITION, reason="More is known."):
    Position.objects.filter(slug="rutte-on-nato-membership").update(summary="Written later.", certainty=2**40)
"""


def migrate(to: str = "") -> None:
    call_command("migrate", *(["factbase", to] if to else []), verbosity=0)


def changes() -> set[tuple[int, str, int]]:
    return set(Change.objects.values_list("revision", "kind", "record_id"))


def correcting():
    return revision(
        author="an-editor", kind=RevisionKind.CORRECTION, reason_code=ReasonCode.OTHER, reason="It was wrong."
    )


@pytest.fixture
def edited(scratch):
    """Use the seeded database with corrections of all sorts: of records, parts, links and slugs."""
    with correcting():
        Position.objects.filter(slug="rutte-on-nato-membership").update(summary="Another summary.")
        Voice.objects.filter(pk=Voice.objects.first().pk).update(stated="2025-12-02")
    with correcting():
        Actor.objects.filter(slug="ukraine").update(slug="the-ukraine")  # many records show it
        Source.objects.filter(slug="afp-nato-key-question").update(slug="afp-key-question")
    with correcting():
        of_parts = Citation.objects.exclude(outcome=None, voice=None, actor_name=None, provision=None)
        of_parts.update(part="headline")
    with correcting(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM factbase_meeting_topics")
        cursor.execute("DELETE FROM factbase_provision_obliged")


@pytest.mark.slow
def test_changes_from_before_the_table_of_changes_are_found(edited):
    entered = changes()
    migrate("0001")
    migrate()
    assert changes() == entered
    assert set(Revision.objects.filter(kind="correction").values_list("reason_code", flat=True)) == {"other"}


@pytest.mark.slow
def test_migrations_can_be_reversed_and_repeated(blank):
    migrate("zero")
    migrate()
    assert Revision.objects.count() == 0


@pytest.fixture
def later(databases, scratch, tmp_path) -> LaterVersion:
    return LaterVersion(tmp_path, databases.url(scratch))


@pytest.mark.slow
def test_old_revisions_are_readable_after_fields_are_added_changed_and_removed(edited, later):
    before = later.get(*OLD_ANSWERS)
    assert len({str(answer) for answer in before}) > len(OLD_ANSWERS) / 2  # the corrections show

    later.edit(POSITION, "    statement =", NEW_FIELDS)
    later.migrate()  # the column of history has the default of the live one
    assert later.get(*OLD_ANSWERS) == before

    # the columns that triggers use, in every table that has them
    later.edit("factbase/models/slug.py", '"max_length", 100', '"max_length", 150')
    later.edit(
        POSITION,
        "stance = models.CharField(\n        max_length=20",
        "stance = models.CharField(\n        max_length=60",
    )
    later.edit(POSITION, "certainty = models.PositiveIntegerField", "certainty = models.BigIntegerField")
    later.edit(POSITION, "summary = models.TextField(", "summary = models.CharField(max_length=1000, ")
    later.edit(
        POSITION, "condition = models.CharField(\n        max_length=300, ", "condition = models.TextField(\n        "
    )
    later.migrate()
    assert later.get(*OLD_ANSWERS) == before

    later.manage("shell", "--verbosity", "0", "--command", WRITE)
    assert later.get(*OLD_ANSWERS) == before
    now, then = later.get(RUTTE, f"{RUTTE}?as_of=5")
    assert (now["summary"], then["summary"]) == ("Written later.", "Another summary.")

    later.edit(POSITION, NEW_FIELDS.replace("PositiveInteger", "BigInteger"), "\n    statement =")
    later.migrate()
    assert later.get(*OLD_ANSWERS, RUTTE) == [*before, now]


FILLING = """
from django.db import migrations
from factbase.history.revision import RevisionKind, set_revision_info


def fill(apps, schema_editor):
    SAY_WHY
    apps.get_model("factbase", "Position").objects.filter(slug="rutte-on-nato-membership").update(origin="a migration")


class Migration(migrations.Migration):
    dependencies = [("factbase", "LAST")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
"""
WHY = "set_revision_info(author='later', kind=RevisionKind.ADDITION, reason='Where it came from.',"
WHY += " using=schema_editor.connection.alias)"


@pytest.mark.slow
def test_make_migration_is_complete(blank, later):
    added_field = "reliability = models.CharField(max_length=9, help_text='How far it is trusted.')"
    later.edit(POSITION, "    statement =", f"{NEW_FIELDS.removesuffix('statement =')}{added_field}\n    statement =")
    shutil.copy(ROOT / "Makefile", later.folder)
    shutil.copy(ROOT / "pyproject.toml", later.folder)
    binaries = Path(sys.executable).parent
    command = ["make", "-o", ".venv/installed-for-tests", "migration", "NAME=add_fields", f"BIN={binaries}"]
    done = subprocess.run(
        command, cwd=later.folder, env=later.environment, input="1\n'low'\n", capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    migration = f"factbase/migrations/{later.migrations()[-1]}.py"
    assert migration.endswith("_add_fields.py")
    for check in (["format", "--check"], ["check"]):
        subprocess.run([binaries / "ruff", *check, migration], cwd=later.folder, check=True)
    later.manage("makemigrations", "--check", "--dry-run")
    later.manage("migrate", "--verbosity", "0")
    later.manage("check", "--database", "default")


ORIGINS = "SELECT rev_from, origin FROM factbase_position_history WHERE slug = 'rutte-on-nato-membership' ORDER BY 1"
ARRIVING = """
from django.db import migrations
from factbase.history.revision import RevisionKind, set_revision_info


def arrive(apps, schema_editor):
    SAY_WHY
    Actor, Citation = (apps.get_model("factbase", name) for name in ("Actor", "Citation"))
    actor = Actor.objects.create(slug="arrived", name="Arrived", kind="person")
    Citation.objects.create(actor=actor, source_id=1, line=1, directness="paraphrase")


class Migration(migrations.Migration):
    dependencies = [("factbase", "LAST")]
    operations = [migrations.RunPython(arrive, migrations.RunPython.noop)]
"""
ALTERING = """
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("factbase", "LAST")]
    operations = [migrations.RunSQL("ALTER TABLE factbase_actor ALTER COLUMN wikidata SET DEFAULT ''")]
"""


@pytest.mark.slow
def test_migrations_that_change_facts_are_revisions(edited, later):
    later.edit(POSITION, "    statement =", NEW_FIELDS)
    later.manage("makemigrations", "factbase")
    later.add_migration("filling", FILLING.replace("SAY_WHY", WHY))
    later.add_migration("arriving", ARRIVING.replace("SAY_WHY", WHY.replace("Where it came from", "One more")))
    later.add_migration("altering", ALTERING)  # a table with pending trigger events
    later.manage("migrate", "--verbosity", "0")  # adds a column and fills it
    with connection.cursor() as cursor:
        cursor.execute(ORIGINS)
        assert cursor.fetchall() == [(1, None), (2, None), (6, "a migration")]
    made_revision = Revision.objects.get(number=6)
    assert (made_revision.author, made_revision.kind, made_revision.reason) == (
        "later",
        "addition",
        "Where it came from.",
    )
    assert [change.kind for change in Change.objects.filter(revision=6)] == ["position"]
    assert (Revision.objects.get(number=7).reason, Revision.objects.count()) == ("One more.", 7)
    assert [change.kind for change in Change.objects.filter(revision=7)] == ["actor"]


@pytest.mark.slow
def test_a_migration_of_facts_without_a_reason_is_refused(edited, later):
    later.edit(POSITION, "    statement =", NEW_FIELDS)
    later.manage("makemigrations", "factbase")
    later.add_migration("arriving", ARRIVING.replace("SAY_WHY", WHY))
    later.add_migration("filling", FILLING.replace("SAY_WHY", "pass"))
    with pytest.raises(AssertionError, match="needs an author, a kind and a reason"):
        later.manage("migrate", "--verbosity", "0")
    assert Revision.objects.count() == 5  # earlier migrations of the run are rolled back, too
    later.manage("migrate", "--verbosity", "0", "factbase", later.migrations()[-3])
    assert later.get(f"{RUTTE}?as_of=1")[0]["slug"] == "rutte-on-nato-membership"
    assert Revision.objects.count() == 5
