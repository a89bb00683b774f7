"""The files of corrections: what they look like, what is wrong with them, and when they are refused."""

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
def loaded(desk):
    desk.compile()
    desk.load()
    return desk


def test_nothing_to_write(loaded):
    assert loaded.export() == "The base says what the dossiers say: there is nothing to correct.\n"
    assert loaded.corrections() == {}


def test_a_correction_can_be_read_by_a_person(loaded):
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
    told = loaded.export()
    assert (
        told == "3 records of the base differ from the dossiers; 3 files of corrections written. Run compile_seeds.\n"
    )
    assert loaded.corrections()["actors.yaml"] == (
        "# What editors changed, as export_corrections wrote it; compile_seeds lays it over the dossiers.\n"
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


def test_each_correction_keeps_the_revisions_in_which_it_was_given(loaded):
    with editing(note="First."):
        Position.objects.update(stance="opposes")
    loaded.export()
    loaded.recompile()
    with editing(note="Second.", author="ben"):
        Position.objects.update(summary="Otherwise.")
    with editing(note="Of another."):
        Meeting.objects.update(title="Other")
    loaded.export()
    told = loaded.corrections()["positions.yaml"]
    assert [line.strip() for line in told.splitlines() if "note:" in line] == ["note: First.", "note: Second."]
    with editing(note="Undone."):
        Position.objects.update(stance="supports", summary="The bridge should open again.")
    loaded.export()
    assert [*loaded.corrections()] == ["meetings.yaml"]


def test_stale_files_go_and_others_stay(loaded):
    with editing():
        Position.objects.update(stance="opposes")
    loaded.export()
    (loaded.seeds / "corrections" / "README.md").write_text("kept")
    with editing():
        Position.objects.update(stance="supports")
    assert loaded.refusal(lambda: loaded.export("--check")) == [
        "seeds/corrections/positions.yaml does not belong there",
        "Run `python manage.py export_corrections`.",
    ]
    loaded.export()
    assert loaded.corrections() == {}
    assert (loaded.seeds / "corrections" / "README.md").read_text() == "kept"


def test_a_base_behind_the_seeds_is_not_exported(loaded):
    loaded.dossier["positions"][0]["summary"] = "Reworded."
    loaded.compile()
    assert loaded.refusal(loaded.export) == [
        "The base is behind the seeds: 0 position to add, 1 to update. Run `python manage.py compile_seeds` and "
        "`python manage.py load_seeds` first."
    ]
    assert Revision.objects.count() == 1
    loaded.load()
    loaded.export("--check")


def test_an_empty_base_is_not_exported(desk):
    desk.compile()
    assert desk.refusal(desk.export) == ["The base holds nothing yet: there is nothing to export."]


def test_what_a_dossier_could_not_hold_is_told_before_anything_is_written(loaded):
    with editing():
        position = Position.objects.get()
        position.stated = "2031"
        position.work_out_dates()
        position.save()
    assert loaded.refusal(loaded.export) == [
        'seeds/corrections/positions.yaml:4: positions[0].set: citations: "lake-talks-end" was published by 2030-01-08 '
        "and cannot report what was stated on 2031-01-01 or later",
        "So the corrections would be refused. Nothing was written: mend this in the base first.",
    ]
    assert loaded.corrections() == {}


def test_days_that_do_not_follow_from_their_date_are_told(loaded):
    with editing():
        Position.objects.update(stated="2030")  # as raw SQL may: forms work out the days
    [told] = loaded.refusal(loaded.export)
    assert told.startswith(
        "Nothing was written: positions/norland-on-the-bridge would not come out as it is in the base."
    )


def test_a_dossier_that_is_broken_hides_no_correction_of_another(desk):
    desk.compile()
    desk.correct("actors", "- record: nobody\n  set: {name: A}")
    desk.dossier["positions"][0]["stance"] = "maybe"
    problems = desk.refusal(desk.compile)
    assert "dossiers/900-lake.yaml" in problems[0]


def test_what_was_withdrawn_stays_withdrawn_when_the_dossiers_drop_it(loaded):
    with editing(RevisionKind.WITHDRAWAL):
        withdraw(Position.objects.get(), "Nobody said so.")
    loaded.export()
    loaded.dossier["positions"] = []
    loaded.compile()
    assert "no revision made" in loaded.load()
    loaded.export("--check")


def test_a_chain_of_merges_and_renamings(loaded):
    with editing():
        Actor.objects.filter(slug="norland").update(slug="nordland")
    with editing():
        merge(Actor.objects.get(slug="lake-wire"), Actor.objects.get(slug="nordland"))
    with editing():
        Actor.objects.filter(slug="nordland").update(slug="norlandia")
    loaded.export()
    told = loaded.corrections()["actors.yaml"]
    assert "- record: lake-wire\n  merged_into: norlandia\n" in told
    assert "- record: norlandia\n  renamed_from: norland\n  former_slugs:\n  - nordland\n" in told


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
    less = loaded.corrections()
    assert full != less
    script = loaded.folder / "flip.py"
    script.write_text(
        "import os, sys\n"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'factbase.project.settings'\n"
        "import django\n"
        "django.setup()\n"
        "from pathlib import Path\n"
        "from factbase.seeding.corrections import export\n"
        f"folder = Path({str(loaded.seeds)!r})\n"
        f"one, two = {full!r}, {less!r}\n"
        "print('ready', flush=True)\n"
        "while True:\n"
        "    for texts in (one, two):\n"
        "        export.replace_files(folder / 'corrections', texts, export.ENDING)\n"
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
        assert loaded.corrections() in (full, less)
    loaded.export("--check") if loaded.corrections() == less else loaded.export()
    assert loaded.corrections() == less


def test_the_committed_corrections_can_be_laid_over_the_seeds(desk):
    folder = Path(settings.BASE_DIR)
    desk.seeds, desk.fixtures = folder / "seeds", folder / "fixtures"
    desk.recompile("--check")


def test_a_base_built_from_corrected_seeds_needs_no_editor(loaded, databases, blank_template):
    with editing():
        Position.objects.update(stance="opposes")
    corrected = exports()
    loaded.export()
    loaded.recompile()
    databases.use(databases.make(blank_template))
    loaded.load()
    assert exports() == corrected
    assert [made.kind for made in Revision.objects.all()] == ["seed"]
