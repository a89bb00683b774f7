"""The format of exported corrections, and the errors of an export."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

from factbase.history.merge import merge
from factbase.history.revision import Revision
from factbase.history.withdraw import withdraw
from factbase.models import Actor, ActorName, Citation, Meeting, Participation, Position, Topic
from factbase.vocabulary import RevisionKind
from tests.seeding.random_edits import editing, exports

pytestmark = pytest.mark.usefixtures("blank")


@pytest.fixture
def loaded(workspace):
    workspace.compile()
    workspace.load()
    return workspace


def test_no_differences(loaded):
    assert loaded.export() == "The database does not differ from the dossiers: there is nothing to correct.\n"
    assert loaded.corrections() == {}


def test_format_of_the_files(loaded):
    with editing():
        Position.objects.update(
            stance="conditional", condition="If tolls go.", condition_effect="supports_if", speaker=None
        )
        Meeting.objects.get().topics.remove(Topic.objects.get(slug="tolls"))
        Participation.objects.filter(actor__slug="suthland").update(role="observer")
        ActorName.objects.all().delete()
        name = ActorName.objects.create(actor=Actor.objects.get(slug="norland"), name="Nordlandia", kind="alias")
        cited = Citation.objects.first()
        Citation.objects.create(actor_name=name, source=cited.source, line=3, directness="paraphrase")
    [made] = Revision.objects.filter(number=2)
    printed = loaded.export()
    assert printed == "3 records differ from the dossiers; 3 correction files written. Run compile_seeds.\n"
    assert loaded.corrections()["actors.yaml"] == (
        "# Editors' changes, written by export_corrections; compile_seeds applies them to the dossiers.\n"
        "- record: norland\n"
        "  names:\n"
        "  - name: Nordlandia\n"
        "    add:\n"
        "      kind: alias\n"
        "    citations:\n"
        "    - source: lake-talks-end\n"
        "      line: 3\n"
        "      add:\n"
        "        directness: paraphrase\n"
        "  - name: Norlandia\n"
        "    remove: true\n"
        "  revisions:\n"
        "  - revision: 2\n"
        f"    time: '{made.time.isoformat(timespec='seconds')}'\n"
        "    author: ada\n"
        "    kind: correction\n"
        "    code: source_error\n"
        "    note: The text says otherwise.\n"
    )
    assert (
        "- record: lake-talks\n"
        "  set:\n"
        "    topics:\n"
        "    - bridge\n"
        "  participations:\n"
        "  - actor: suthland\n"
        "    set:\n"
        "      role: observer\n"
    ) in loaded.corrections()["meetings.yaml"]
    assert (
        "  set:\n"
        "    stance: conditional\n"
        "    condition: If tolls go.\n"
        "    condition_effect: supports_if\n"
        "    speaker: ''\n"
    ) in loaded.corrections()["positions.yaml"]


def test_each_correction_lists_its_revisions(loaded):
    with editing(note="First."):
        Position.objects.update(stance="opposes")
    loaded.export()
    loaded.recompile()
    with editing(note="Second.", author="ben"):
        Position.objects.update(summary="Otherwise.")
    with editing(note="Of another."):
        Meeting.objects.update(title="Other")
    loaded.export()
    text = loaded.corrections()["positions.yaml"]
    assert [line.strip() for line in text.splitlines() if "note:" in line] == ["note: First.", "note: Second."]
    with editing(note="Undone."):
        Position.objects.update(stance="supports", summary="The bridge should open again.")
    loaded.export()
    assert [*loaded.corrections()] == ["meetings.yaml"]


def test_stale_files_are_removed_and_others_kept(loaded):
    with editing():
        Position.objects.update(stance="opposes")
    loaded.export()
    (loaded.seeds / "corrections" / "README.md").write_text("kept")
    with editing():
        Position.objects.update(stance="supports")
    assert loaded.get_errors(loaded.export, "--check") == [
        "seeds/corrections/positions.yaml is not expected",
        "Run `python manage.py export_corrections`.",
    ]
    loaded.export()
    assert loaded.corrections() == {}
    assert (loaded.seeds / "corrections" / "README.md").read_text() == "kept"


def test_a_database_behind_the_seeds_is_not_exported(loaded):
    loaded.dossier["positions"][0]["summary"] = "Reworded."
    loaded.compile()
    assert loaded.get_errors(loaded.export) == [
        "The database is behind the seeds: 0 position to add, 1 to update. First run "
        "`python manage.py compile_seeds` and `python manage.py load_seeds`."
    ]
    assert Revision.objects.count() == 1
    loaded.load()
    loaded.export("--check")


def test_an_empty_database_is_not_exported(workspace):
    workspace.compile()
    assert workspace.get_errors(workspace.export) == ["The database is empty: there is nothing to export."]


def test_invalid_corrections_are_reported_before_anything_is_written(loaded):
    with editing():
        position = Position.objects.get()
        position.stated = "2031"
        position.work_out_dates()
        position.save()
    assert loaded.get_errors(loaded.export) == [
        'seeds/corrections/positions.yaml:4: positions[0].set: citations: "lake-talks-end" was published by 2030-01-08 '
        "and cannot report what was stated on 2031-01-01 or later",
        "The corrections would be invalid. Nothing was written: fix this in the database.",
    ]
    assert loaded.corrections() == {}


def test_days_that_contradict_their_date_are_reported(loaded):
    with editing():
        Position.objects.update(stated="2030")  # as raw SQL can; forms compute the days
    [error] = loaded.get_errors(loaded.export)
    assert error.startswith(
        "Nothing was written: the seeds would not reproduce positions/norland-on-the-bridge. Save it"
    )


def test_problems_of_dossiers_come_before_those_of_corrections(workspace):
    workspace.compile()
    workspace.write_correction("actors", "- record: nobody\n  set: {name: A}")
    workspace.dossier["positions"][0]["stance"] = "maybe"
    problems = workspace.get_errors(workspace.compile)
    assert "dossiers/900-lake.yaml" in problems[0]


def test_a_withdrawal_outlasts_its_removal_from_the_dossiers(loaded):
    with editing(RevisionKind.WITHDRAWAL):
        withdraw(Position.objects.get(), "Nobody said so.")
    loaded.export()
    loaded.dossier["positions"] = []
    loaded.compile()
    assert "no revision made" in loaded.load()
    loaded.export("--check")


def test_a_chain_of_merges_and_renames(loaded):
    with editing():
        Actor.objects.filter(slug="norland").update(slug="nordland")
    with editing():
        merge(Actor.objects.get(slug="lake-wire"), Actor.objects.get(slug="nordland"))
    with editing():
        Actor.objects.filter(slug="nordland").update(slug="norlandia")
    loaded.export()
    text = loaded.corrections()["actors.yaml"]
    assert "- record: lake-wire\n  merged_into: norlandia\n" in text
    assert "- record: norlandia\n  renamed_from: norland\n  former_slugs:\n  - nordland\n" in text


@pytest.mark.slow
def test_a_killed_export_leaves_the_old_corrections_or_the_new(loaded, databases, blank):
    with editing():
        Position.objects.update(stance="opposes")
        Meeting.objects.update(title="Other")
    loaded.export()
    full = loaded.corrections()
    with editing():
        Position.objects.update(stance="supports")
    loaded.export()
    partial = loaded.corrections()
    assert full != partial
    script = loaded.folder / "flip.py"
    script.write_text(
        "import os, sys\n"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'factbase.project.settings'\n"
        "import django\n"
        "django.setup()\n"
        "from pathlib import Path\n"
        "from factbase.seeding.corrections import export\n"
        f"folder = Path({str(loaded.seeds)!r})\n"
        f"one, two = {full!r}, {partial!r}\n"
        "print('ready', flush=True)\n"
        "while True:\n"
        "    for texts in (one, two):\n"
        "        export.replace_files(folder / 'corrections', texts, export.SUFFIX)\n"
    )
    for attempt in range(5):
        process = subprocess.Popen(
            [sys.executable, script],
            cwd=settings.BASE_DIR,
            env={**os.environ, "PYTHONPATH": str(settings.BASE_DIR)},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.02 + 0.0137 * attempt)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert loaded.corrections() in (full, partial)
    loaded.export("--check") if loaded.corrections() == partial else loaded.export()
    assert loaded.corrections() == partial


def test_the_committed_corrections_are_valid(workspace):
    folder = Path(settings.BASE_DIR)
    workspace.seeds, workspace.fixtures = folder / "seeds", folder / "fixtures"
    workspace.recompile("--check")


def test_a_database_built_from_corrected_seeds_equals_the_first(loaded, databases, blank_template):
    with editing():
        Position.objects.update(stance="opposes")
    corrected = exports()
    loaded.export()
    loaded.recompile()
    databases.use(databases.make(blank_template))
    loaded.load()
    assert exports() == corrected
    assert [made.kind for made in Revision.objects.all()] == ["seed"]
