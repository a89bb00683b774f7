"""Where editors and seeds differ: what a load tells of it, and how a person settles it for one or the other."""

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


def lines(printed: str, what: str) -> list[str]:
    return [line.removeprefix(f"{what}: ") for line in printed.splitlines() if line.startswith(f"{what}: ")]


def nothing_more(desk) -> None:
    """Two more loads report no change, keep nothing and make no revision."""
    revisions = Revision.objects.count()
    for _ in range(2):
        printed = desk.load()
        assert lines(printed, "kept") == []
        assert printed.endswith("Nothing new in the seeds: no revision made.\n")
    assert Revision.objects.count() == revisions


@pytest.fixture
def loaded(desk):
    desk.compile()
    desk.load()
    return desk


def test_what_is_kept_names_the_revision_of_each_field_and_what_to_do(loaded):
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


def test_an_editor_who_returns_to_the_first_word_has_the_last_word(loaded):
    """Corrected, written back to the seeds, and then reverted: the seeds may not bring the correction back."""
    with editing():
        Position.objects.update(stance="opposes")
    loaded.export()
    loaded.recompile()
    with editing(note="It was right at first."):
        Position.objects.update(stance="supports")
    [kept] = lines(loaded.load(), "kept")
    assert kept.startswith(f'{POSITION}, stance: editors have "supports", the seeds "opposes" (revision 3 by ada')
    assert Position.objects.get().stance == "supports"


def test_theirs_makes_the_record_what_the_seeds_say(loaded):
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
    taken = lines(printed, "taken")
    assert Meeting.objects.get().title == "Other"
    assert 'meetings/lake-talks, title: editors have "Other", the seeds "Talks at the lake"' in taken
    assert "meetings/lake-talks, participations suthland comes back" in taken
    assert [line for line in taken if line.endswith(" goes")] != []
    printed = loaded.load("--theirs", "meetings/lake-talks")
    assert lines(printed, "taken") == taken
    assert lines(printed, "kept") == [f'actors/norland, name: editors have "Nordland", the seeds "Norland"{BY_ADA}']
    made = Revision.objects.get(number=3)
    assert (made.kind, made.author) == ("seed", "seeds")
    assert made.reason.endswith("The seeds' word was taken against the editors' for meetings/lake-talks.")
    loaded.load("--theirs", "actors/norland")
    assert exports() == before
    nothing_more(loaded)


def test_theirs_brings_back_what_was_withdrawn(loaded):
    before = exports()
    position = Position.objects.get()
    with editing(RevisionKind.WITHDRAWAL):
        withdraw(position, "Nobody said so.")
    assert lines(loaded.load(), "kept") == [f"{POSITION}: withdrawn{BY_ADA}"]
    loaded.load("--theirs", POSITION)
    assert Position.objects.get().pk == position.pk
    assert not Withdrawal.objects.exists()
    assert exports() == before
    nothing_more(loaded)


def test_theirs_says_what_else_has_to_come_back(loaded):
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
    refused = loaded.refusal(lambda: loaded.load("--theirs", "meetings/lake-talks"))
    assert refused == [
        "meetings/lake-talks, participations ada-berg, actor: “ada-berg” is not in the base any more: "
        "name that record as well, or revert what took it out."
    ]
    loaded.load("--theirs", "meetings/lake-talks", "actors/ada-berg", POSITION)
    nothing_more(loaded)


def test_theirs_by_the_slug_that_the_record_has_now(loaded):
    with editing():
        Actor.objects.filter(slug="norland").update(slug="nordland")
    loaded.load("--theirs", "actors/nordland")
    assert Actor.objects.filter(slug="norland").exists()
    assert Slug.objects.filter(slug="nordland").exists()
    nothing_more(loaded)


def test_theirs_cannot_undo_a_merge(loaded):
    with editing():
        merge(Actor.objects.get(slug="lake-wire"), Actor.objects.get(slug="suthland"))
    [refused] = loaded.refusal(lambda: loaded.load("--theirs", "actors/lake-wire"))
    assert refused == (
        "actors/lake-wire was merged into “suthland”. A load cannot undo that: revert the merge in the admin."
    )
    assert Revision.objects.count() == 2


def test_ours_is_written_to_the_seeds_for_good(loaded):
    with editing():
        Position.objects.update(stance="opposes")
        Actor.objects.filter(slug="norland").update(name="Nordland")
        ActorName.objects.all().delete()
    told = loaded.load("--ours", POSITION, "--dry-run")
    assert f"What editors made of {POSITION} would be written to seeds/corrections/positions.yaml." in told
    assert loaded.corrections() == {}
    told = loaded.load("--ours", POSITION)
    assert f"Wrote what editors made of {POSITION} to seeds/corrections/positions.yaml. Run compile_seeds." in told
    [(name, text)] = loaded.corrections().items()
    assert name == "positions.yaml"
    assert "stance: opposes" in text
    assert "note: The text says otherwise." in text
    loaded.recompile()
    assert [line.split(",")[0].split(":")[0] for line in lines(loaded.load(), "kept")] == ["actors/norland"] * 2
    loaded.load("--ours", "actors/norland")
    assert loaded.corrections()["positions.yaml"] == text
    loaded.recompile()
    nothing_more(loaded)
    assert f"hold what editors made of {POSITION} already" in loaded.load("--ours", POSITION)
    loaded.export("--check")


def test_ours_needs_what_it_refers_to(loaded):
    with editing():
        topic = Topic.objects.create(
            slug="ferries", name="Ferries", process=Topic.objects.first().process, proposition="So."
        )
        Position.objects.update(topic=topic)
    *problems, told = loaded.refusal(lambda: loaded.load("--ours", POSITION))
    assert problems == [
        'seeds/corrections/positions.yaml:4: positions[0].set.topic: "ferries" is no known topic',
    ]
    assert told.endswith("name the records that these refer to as well.")
    assert loaded.corrections() == {}
    loaded.load("--ours", POSITION, "topics/ferries")
    loaded.recompile()
    nothing_more(loaded)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (
            ["--theirs", "positions/norland-on-the-brige"],
            [
                'The seeds hold no record "positions/norland-on-the-brige": did you mean '
                '"positions/norland-on-the-bridge"?'
            ],
        ),
        (["--theirs", "norland"], ['The seeds hold no record "norland"']),
        (
            ["--ours", "actors/nordland"],
            ['Base and seeds hold no record "actors/nordland": did you mean "actors/norland"?'],
        ),
        (
            ["--ours", "actors/norland", "--theirs", "actors/suthland", "actors/norland"],
            ["actors/norland: --ours or --theirs, not both."],
        ),
    ],
)
def test_names_that_cannot_be(loaded, arguments, expected):
    refused = loaded.refusal(lambda: loaded.load(*arguments))
    assert [line[: len(told)] for line, told in zip(refused, expected, strict=False)] == expected
    assert Revision.objects.count() == 1
    assert loaded.corrections() == {}


def test_a_record_that_only_the_base_has_cannot_become_what_the_seeds_say(loaded):
    with editing():
        Topic.objects.create(slug="ferries", name="Ferries", process=Topic.objects.first().process)
    assert loaded.refusal(lambda: loaded.load("--theirs", "topics/ferries"))[0].startswith("The seeds hold no record ")
