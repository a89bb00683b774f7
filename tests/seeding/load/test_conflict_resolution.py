"""Conflicts between editors and seeds: the report of a load, and --ours and --theirs."""

import pytest

from factbase.history.merge import merge
from factbase.history.revision import Revision
from factbase.history.withdraw import withdraw
from factbase.models import Actor, ActorName, Citation, Meeting, Participation, Position, Slug, Topic, Withdrawal
from factbase.vocabulary import RevisionKind
from tests.seeding.random_edits import editing, exports

pytestmark = pytest.mark.usefixtures("blank")

BY_ADA = " (revision 2 by ada, source_error: “The text says otherwise.”)"
POSITION = "positions/norland-on-the-bridge"


def lines(printed: str, label: str) -> list[str]:
    return [line.removeprefix(f"{label}: ") for line in printed.splitlines() if line.startswith(f"{label}: ")]


def check_no_changes(workspace) -> None:
    """Load twice: no change, nothing kept, no revision."""
    revisions = Revision.objects.count()
    for _ in range(2):
        printed = workspace.load()
        assert lines(printed, "kept") == []
        assert printed.endswith("Nothing new in the seeds: no revision made.\n")
    assert Revision.objects.count() == revisions


@pytest.fixture
def loaded(workspace):
    workspace.compile()
    workspace.load()
    return workspace


def test_kept_changes_are_reported_with_their_revision_and_a_hint(loaded):
    with editing():
        Position.objects.update(stance="opposes")
    with editing(RevisionKind.ADDITION, "Said more clearly.", "ben"):
        Position.objects.update(summary="Closed, please.")
    printed = loaded.load()
    assert lines(printed, "kept") == [
        f'{POSITION}, stance: editors have "opposes", the seeds "supports"{BY_ADA}',
        f'{POSITION}, summary: editors have "Closed, please.", the seeds "The bridge should open again."'
        " (revision 3 by ben: “Said more clearly.”)",
    ]
    assert "`load_seeds --ours RECORD`" in printed
    assert "`load_seeds --theirs RECORD`" in printed


def test_a_reverted_correction_is_not_restored_by_the_seeds(loaded):
    """Export a correction to the seeds, then revert it: the next load keeps the reverted value."""
    with editing():
        Position.objects.update(stance="opposes")
    loaded.export()
    loaded.recompile()
    with editing(note="It was right at first."):
        Position.objects.update(stance="supports")
    [kept] = lines(loaded.load(), "kept")
    assert kept.startswith(f'{POSITION}, stance: editors have "supports", the seeds "opposes" (revision 3 by ada')
    assert Position.objects.get().stance == "supports"


def test_theirs_overwrites_the_record(loaded):
    before = exports()
    talks, norland = Meeting.objects.get(), Actor.objects.get(slug="norland")
    with editing():
        Meeting.objects.update(title="Other", starts="2030-01-06", earliest="2030-01-06", latest="2030-01-06")
        Participation.objects.filter(actor__slug="suthland").delete()
        Participation.objects.filter(actor__slug="ada-berg").update(role="speaker")
        seat = Participation.objects.create(meeting=talks, actor=norland, role="host")
        Citation.objects.create(
            source=Citation.objects.first().source, line=1, directness="paraphrase", participation=seat
        )
        talks.topics.remove(Topic.objects.get(slug="tolls"))
        Actor.objects.filter(slug="norland").update(name="Nordland")
    printed = loaded.load("--theirs", "meetings/lake-talks", "--dry-run")
    overwritten = lines(printed, "overwritten")
    assert Meeting.objects.get().title == "Other"
    assert 'meetings/lake-talks, title: editors have "Other", the seeds "Talks at the lake"' in overwritten
    assert "meetings/lake-talks, participations suthland is restored" in overwritten
    assert [line for line in overwritten if line.endswith(" is removed")] != []
    printed = loaded.load("--theirs", "meetings/lake-talks")
    assert lines(printed, "overwritten") == overwritten
    assert lines(printed, "kept") == [f'actors/norland, name: editors have "Nordland", the seeds "Norland"{BY_ADA}']
    made = Revision.objects.get(number=3)
    assert (made.kind, made.author) == ("seed", "seeds")
    assert made.reason.endswith("Editors' changes of meetings/lake-talks were overwritten.")
    loaded.load("--theirs", "actors/norland")
    assert exports() == before
    check_no_changes(loaded)


def test_theirs_restores_a_withdrawn_record(loaded):
    before = exports()
    position = Position.objects.get()
    with editing(RevisionKind.WITHDRAWAL):
        withdraw(position, "Nobody said so.")
    assert lines(loaded.load(), "kept") == [f"{POSITION}: withdrawn{BY_ADA}"]
    loaded.load("--theirs", POSITION)
    assert Position.objects.get().pk == position.pk
    assert not Withdrawal.objects.exists()
    assert exports() == before
    check_no_changes(loaded)


def test_theirs_reports_references_to_other_withdrawn_records(loaded):
    with editing():
        Position.objects.update(speaker=None)
        Participation.objects.filter(actor__slug="ada-berg").delete()
    with editing(RevisionKind.WITHDRAWAL):
        withdraw(Actor.objects.get(slug="ada-berg"), "There is no such person.")
    assert lines(loaded.load(), "kept") == [
        "actors/ada-berg: withdrawn (revision 3 by ada, source_error: “The text says otherwise.”)",
        f"meetings/lake-talks, participations ada-berg: removed{BY_ADA}",
        f'{POSITION}, speaker: editors have nothing, the seeds "ada-berg"{BY_ADA}',
    ]
    errors = loaded.get_errors(loaded.load, "--theirs", "meetings/lake-talks")
    assert errors == [
        "meetings/lake-talks, participations ada-berg, actor: “ada-berg” is no longer in the database: "
        "name that record as well, or revert its removal."
    ]
    loaded.load("--theirs", "meetings/lake-talks", "actors/ada-berg", POSITION)
    check_no_changes(loaded)


def test_theirs_accepts_the_current_slug(loaded):
    with editing():
        Actor.objects.filter(slug="norland").update(slug="nordland")
    loaded.load("--theirs", "actors/nordland")
    assert Actor.objects.filter(slug="norland").exists()
    assert Slug.objects.filter(slug="nordland").exists()
    check_no_changes(loaded)


def test_theirs_cannot_undo_a_merge(loaded):
    with editing():
        merge(Actor.objects.get(slug="lake-wire"), Actor.objects.get(slug="suthland"))
    [error] = loaded.get_errors(loaded.load, "--theirs", "actors/lake-wire")
    assert error == (
        "actors/lake-wire was merged into “suthland”. A load cannot undo that: revert the merge in the admin."
    )
    assert Revision.objects.count() == 2


def test_ours_is_written_to_the_seeds(loaded):
    with editing():
        Position.objects.update(stance="opposes")
        Actor.objects.filter(slug="norland").update(name="Nordland")
        ActorName.objects.all().delete()
    printed = loaded.load("--ours", POSITION, "--dry-run")
    assert f"Corrections of {POSITION}: would be written to seeds/corrections/positions.yaml." in printed
    assert loaded.corrections() == {}
    printed = loaded.load("--ours", POSITION)
    assert f"Corrections of {POSITION}: written to seeds/corrections/positions.yaml. Run compile_seeds." in printed
    [(name, text)] = loaded.corrections().items()
    assert name == "positions.yaml"
    assert "stance: opposes" in text
    assert "note: The text says otherwise." in text
    loaded.recompile()
    assert [line.split(",")[0].split(":")[0] for line in lines(loaded.load(), "kept")] == ["actors/norland"] * 2
    loaded.load("--ours", "actors/norland")
    assert loaded.corrections()["positions.yaml"] == text
    loaded.recompile()
    check_no_changes(loaded)
    assert f"Corrections of {POSITION}: already up to date." in loaded.load("--ours", POSITION)
    loaded.export("--check")


def test_ours_needs_the_records_it_refers_to(loaded):
    with editing():
        topic = Topic.objects.create(
            slug="ferries", name="Ferries", process=Topic.objects.first().process, proposition="So."
        )
        Position.objects.update(topic=topic)
    *problems, reason = loaded.get_errors(loaded.load, "--ours", POSITION)
    assert problems == [
        'seeds/corrections/positions.yaml:4: positions[0].set.topic: "ferries" is not a known topic',
    ]
    assert reason.endswith("name the records that these refer to as well.")
    assert loaded.corrections() == {}
    loaded.load("--ours", POSITION, "topics/ferries")
    loaded.recompile()
    check_no_changes(loaded)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (
            ["--theirs", "positions/norland-on-the-brige"],
            [
                'The seeds have no record "positions/norland-on-the-brige": did you mean '
                '"positions/norland-on-the-bridge"?'
            ],
        ),
        (["--theirs", "norland"], ['The seeds have no record "norland"']),
        (
            ["--ours", "actors/nordland"],
            ['The database and the seeds have no record "actors/nordland": did you mean "actors/norland"?'],
        ),
        (
            ["--ours", "actors/norland", "--theirs", "actors/suthland", "actors/norland"],
            ["actors/norland: use --ours or --theirs, not both."],
        ),
    ],
)
def test_invalid_record_names(loaded, arguments, expected):
    errors = loaded.get_errors(loaded.load, *arguments)
    assert [line[: len(text)] for line, text in zip(errors, expected, strict=False)] == expected
    assert Revision.objects.count() == 1
    assert loaded.corrections() == {}


def test_theirs_rejects_a_record_that_is_not_in_the_seeds(loaded):
    with editing():
        Topic.objects.create(slug="ferries", name="Ferries", process=Topic.objects.first().process)
    assert loaded.get_errors(loaded.load, "--theirs", "topics/ferries")[0].startswith("The seeds have no record ")
