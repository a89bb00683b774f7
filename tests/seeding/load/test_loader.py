"""Loading: one transaction, one revision, and editors' changes kept."""

import json
import threading
import time

import pytest
from django.core.management import CommandError
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from factbase.history.revision import Revision, revision
from factbase.models import Actor, ActorName, Citation, Meeting, Participation, Position, Proposal, Topic
from factbase.vocabulary import ReasonCode, RevisionKind

pytestmark = pytest.mark.usefixtures("blank")

ALL = 44  # rows of the invented seeds, links included
BY_ADA = " (revision 2 by ada, source_error: “The text says otherwise.”)"


def totals(printed: str) -> tuple[int, ...]:
    """Return the last line of the table: added, updated, unchanged, kept, left over."""
    [line] = [line for line in printed.splitlines() if line.startswith("all ")]
    return tuple(map(int, line.split()[1:]))


def kept(printed: str) -> list[str]:
    return [line.removeprefix("kept: ") for line in printed.splitlines() if line.startswith("kept: ")]


def correcting():
    reason = "The text says otherwise."
    return revision(author="ada", kind=RevisionKind.CORRECTION, reason_code=ReasonCode.SOURCE_ERROR, reason=reason)


@pytest.fixture
def loaded(workspace):
    workspace.compile()
    assert totals(workspace.load()) == (ALL, 0, 0, 0, 0)
    return workspace


def test_a_load_is_one_revision(loaded):
    [made] = Revision.objects.all()
    assert (made.number, made.author, made.kind) == (1, "seeds", "seed")
    position = Position.objects.get()
    assert (position.holder.slug, position.speaker.slug, str(position.stated_latest)) == (
        "norland",
        "ada-berg",
        "2030-01-07",
    )
    assert sorted(Meeting.objects.get().topics.values_list("slug", flat=True)) == ["bridge", "tolls"]
    assert Topic.objects.get(slug="tolls").broader.slug == "bridge"
    assert Citation.objects.count() == 18


def test_loading_again_writes_nothing(loaded):
    printed = loaded.load()
    assert totals(printed) == (0, 0, ALL, 0, 0)
    assert printed.splitlines()[-1] == "Nothing new in the seeds: no revision made."
    assert Revision.objects.count() == 1


def test_a_dry_run_reports_the_same_and_writes_nothing(workspace):
    workspace.compile()
    printed = workspace.load("--dry-run")
    assert printed.splitlines()[-1] == "Dry run: nothing was written."
    assert not Revision.objects.exists()
    assert not Actor.objects.exists()
    assert printed.splitlines()[:-1] == workspace.load().splitlines()[:-1]


def test_if_empty_does_not_change_a_database_with_facts(workspace):
    workspace.compile()
    assert totals(workspace.load("--if-empty"))[0] == ALL
    workspace.dossier["positions"][0]["stance"] = "opposes"
    workspace.compile()
    assert workspace.load("--if-empty") == "The database already has facts: nothing loaded.\n"
    assert Position.objects.get().stance == "supports"


def test_only_changed_rows_are_updated(loaded):
    loaded.dossier["positions"][0]["stance"] = "opposes"
    loaded.dossier["positions"][0]["stated"] = "2030-01"
    loaded.compile()
    assert totals(loaded.load()) == (0, 1, ALL - 1, 0, 0)
    position = Position.objects.get()
    assert (position.stance, str(position.stated_earliest), str(position.stated_latest)) == (
        "opposes",
        "2030-01-01",
        "2030-01-31",
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM factbase_position_history WHERE rev_from = 2")
        assert cursor.fetchone() == (1,)
        cursor.execute("SELECT count(*) FROM factbase_actor_history WHERE rev_from = 2")
        assert cursor.fetchone() == (0,)


def test_editors_corrections_are_kept_and_reported(loaded):
    with correcting():
        Position.objects.update(stance="opposes", holder=Actor.objects.get(slug="suthland"))
    printed = loaded.load()
    assert totals(printed) == (0, 0, ALL - 1, 1, 0)
    assert kept(printed) == [
        f'positions/norland-on-the-bridge, stance: editors have "opposes", the seeds "supports"{BY_ADA}',
        f'positions/norland-on-the-bridge, holder: editors have "suthland", the seeds "norland"{BY_ADA}',
    ]
    assert Revision.objects.count() == 2
    assert Position.objects.get().stance == "opposes"


def test_a_correction_is_kept_when_later_loads_change_other_fields(loaded):
    with correcting():
        Position.objects.update(stance="opposes")
    for number in range(3):
        loaded.dossier["positions"][0]["summary"] = f"Reworded {number} times."
        loaded.compile()
        printed = loaded.load()
        assert totals(printed) == (0, 1, ALL - 1, 0, 0)
        assert kept(printed) == [
            f'positions/norland-on-the-bridge, stance: editors have "opposes", the seeds "supports"{BY_ADA}'
        ]
        assert Position.objects.get().stance == "opposes"
        assert Position.objects.get().summary == f"Reworded {number} times."


def test_a_corrected_date_keeps_its_days(loaded):
    with correcting():
        Position.objects.update(stated="2030-01-07~")
    loaded.dossier["positions"][0]["stated"] = "2030-01-06"
    loaded.compile()
    assert totals(loaded.load())[3] == 1
    position = Position.objects.get()
    assert (position.stated, str(position.stated_latest)) == ("2030-01-07~", "2030-01-07")


def test_removed_link_rows_are_not_added_again(loaded):
    with correcting():
        ActorName.objects.all().delete()
        Meeting.objects.get().topics.remove(Topic.objects.get(slug="tolls"))
        Citation.objects.filter(meeting__isnull=False, line=3).delete()
    printed = loaded.load()
    assert totals(printed) == (0, 0, ALL - 4, 4, 0)
    assert kept(printed) == [
        f"actors/norland, names Norlandia: removed{BY_ADA}",
        f"meetings/lake-talks, topics tolls: removed{BY_ADA}",
        f"meetings/lake-talks, citations lake-talks-end · 3 · 1: removed{BY_ADA}",
    ]
    assert not ActorName.objects.exists()


def test_a_new_citation_of_a_removed_row_is_not_added(loaded):
    with correcting():
        Participation.objects.filter(actor__slug="suthland").delete()
    seat = loaded.entries("meetings")[0]["participations"][1]
    seat["citations"].append({**seat["citations"][0], "line": 3})
    loaded.compile()
    assert totals(loaded.load()) == (0, 0, ALL - 2, 3, 0)


def test_rows_added_by_editors_are_left_over(loaded):
    with correcting():
        name = ActorName.objects.create(actor=Actor.objects.get(slug="suthland"), name="Sudland", kind="alias")
        cited = Citation.objects.first()
        Citation.objects.create(source=cited.source, line=1, directness="paraphrase", actor_name=name)
        Meeting.objects.get().proposals.add(Proposal.objects.get())
    assert totals(loaded.load()) == (0, 0, ALL, 0, 3)
    assert ActorName.objects.filter(name="Sudland").exists()


def test_renamed_rows_are_matched(loaded):
    with correcting():
        Actor.objects.filter(slug="norland").update(slug="nordland")
        ActorName.objects.update(name="Nordlandia")
    printed = loaded.load()
    assert totals(printed) == (0, 0, ALL - 2, 2, 0)
    assert kept(printed) == [
        f'actors/nordland, slug: editors have "nordland", the seeds "norland"{BY_ADA}',
        f'actors/nordland, names Norlandia, name: editors have "Nordlandia", the seeds "Norlandia"{BY_ADA}',
    ]
    assert Actor.objects.count() == 4


def test_a_rename_adopted_by_the_seeds_is_no_conflict(loaded):
    with correcting():
        ActorName.objects.update(name="Nordlandia")
    loaded.entries("actors")[0]["names"][0]["name"] = "Nordlandia"
    loaded.compile()
    assert totals(loaded.load()) == (0, 0, ALL, 0, 0)


def test_a_seeded_name_equal_to_one_that_an_editor_renamed(loaded):
    with correcting():
        ActorName.objects.update(name="Nordlandia")
    names = loaded.entries("actors")[0]["names"]
    names.append({**names[0], "name": "Nordlandia"})
    loaded.compile()
    printed = loaded.load()
    assert f"actors/norland, names Norlandia: removed{BY_ADA}" in kept(printed)
    assert [name.name for name in ActorName.objects.all()] == ["Nordlandia"]


def test_rows_removed_from_the_seeds_are_left_over(loaded):
    loaded.entries("actors")[0]["names"] = []
    loaded.compile()
    assert totals(loaded.load()) == (0, 0, ALL - 2, 0, 2)


def test_nothing_is_written_if_the_database_rejects_the_last_row(workspace):
    workspace.compile()
    path = workspace.fixtures / "18_citation.json"
    rows = json.loads(path.read_text())
    path.write_text(json.dumps([row for row in rows if not row["fields"]["claim"]]))
    [error] = workspace.get_errors(workspace.load)[:1]
    assert error.startswith("Nothing was loaded. Database error: The claim with id ")
    assert error.endswith(" has no citation.")
    assert not Actor.objects.exists()
    assert not Revision.objects.exists()
    assert "has no citation" in workspace.get_errors(workspace.load, "--dry-run")[0]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("18_citation.json", None, "fixtures/18_citation.json cannot be read: No such file or directory."),
        ("18_citation.json", b"[{", "fixtures/18_citation.json is not JSON: "),
        ("18_citation.json", b"\xff", "fixtures/18_citation.json is not JSON: "),
        ("18_citation.json", b"{}", "fixtures/18_citation.json is not a list."),
        ("18_citation.json", b"[3]", "fixtures/18_citation.json: entry 1 does not have the fields of the model."),
        ("02_actor.json", b"[]", "The fixtures refer to actor "),
        ("99_old.json", b"[]", "fixtures/99_old.json is not the fixture of a model."),
    ],
)
def test_errors_of_invalid_fixtures_give_the_remedy(workspace, name, content, expected):
    workspace.compile()
    path = workspace.fixtures / name
    path.unlink(missing_ok=True)
    if content is not None:
        path.write_bytes(content)
    [error] = workspace.get_errors(workspace.load)
    assert error.startswith(expected)
    assert error.endswith("Run `python manage.py compile_seeds`.")
    assert not Actor.objects.exists()


def test_missing_fixtures(workspace):
    [error] = workspace.get_errors(workspace.load)
    assert error.startswith("There is no folder ")


def test_a_database_that_is_not_migrated(workspace, databases):
    workspace.compile()
    name = databases.make()
    databases.use(name)
    assert workspace.get_errors(workspace.load) == ["The database is not migrated. Run `python manage.py migrate`."]


def test_two_loads_at_once_make_one_revision(workspace):
    workspace.compile()
    printed: list[str] = []

    def load():
        try:
            printed.append(workspace.load())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=load) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(totals(text) for text in printed) == [(0, 0, ALL, 0, 0)] * 2 + [(ALL, 0, 0, 0, 0)]
    assert Revision.objects.count() == 1


def test_an_editor_waits_for_a_load_and_is_not_overwritten(loaded, monkeypatch):
    """Make a correction while a load is between reading and writing: it is written after the load."""
    from factbase.seeding.load import loader

    write = loader._write
    order: list[str] = []

    def correct():
        with correcting():
            Position.objects.update(stance="opposes")
        order.append("corrected")
        connections.close_all()

    editor = threading.Thread(target=correct)

    def slow_write(model, added, updated):
        if model is Position:
            editor.start()
            time.sleep(0.3)
            order.append("written")
        write(model, added, updated)

    monkeypatch.setattr(loader, "_write", slow_write)
    loaded.dossier["positions"][0]["summary"] = "Reworded."
    loaded.compile()
    loaded.load()
    editor.join()
    assert order == ["written", "corrected"]
    position = Position.objects.get()
    assert (position.stance, position.summary) == ("opposes", "Reworded.")


def test_the_number_of_queries_does_not_depend_on_the_rows(workspace):
    def queries() -> int:
        workspace.compile()
        with CaptureQueriesContext(connection) as captured:
            workspace.load()
        return len(captured)

    few = queries()
    position = workspace.dossier["positions"][0]
    workspace.dossier["positions"] += [{**position, "slug": f"more-{number}"} for number in range(30)]
    again = queries()
    assert again <= few
    workspace.dossier["positions"] += [{**position, "slug": f"still-more-{number}"} for number in range(300)]
    assert queries() == again


def test_a_long_load_reports_progress(workspace, monkeypatch):
    from factbase.management.commands import load_seeds

    workspace.compile()
    monkeypatch.setattr(load_seeds, "QUIET_SECONDS", 0)
    assert "  … 4 rows of actor done" in workspace.load().splitlines()
    assert workspace.load("--verbosity=0") == ""


def test_a_failing_command_shows_no_traceback(workspace, monkeypatch):
    monkeypatch.setitem(connections["default"].settings_dict, "NAME", "no_such_database")
    connections["default"].close()
    workspace.compile()
    with pytest.raises(CommandError, match="no_such_database"):
        workspace.load()
    connections["default"].close()
