"""Loads after renames, merges and withdrawals by editors, in the same database and in another."""

import pytest

from factbase.history.merge import merge
from factbase.history.revision import Revision
from factbase.history.withdraw import restore, withdraw
from factbase.models import Actor, ActorName, Citation, Participation, Position, Slug, Withdrawal
from factbase.vocabulary import RevisionKind
from tests.seeding.random_edits import editing, exports, list_redirects

from .test_conflict_resolution import check_no_changes, lines

pytestmark = pytest.mark.usefixtures("blank")

BY_ADA = " (revision 2 by ada, source_error: “The text says otherwise.”)"


@pytest.fixture
def loaded(workspace):
    """Load seeds with Norland twice: under its name, and as a republic that attends and speaks."""
    [norland, *_] = workspace.entries("actors")
    names = [*norland["names"], {**norland["names"][0], "name": "Old Norland"}]
    republic = {**norland, "slug": "norland-republic", "name": "Republic of Norland", "names": names}
    workspace.entries("actors").append(republic)
    talks = workspace.entries("meetings")[0]
    [seat, *_] = talks["participations"]
    talks["participations"] += [{**seat, "actor": "norland"}, {**seat, "actor": "norland-republic"}]
    [position] = workspace.dossier["positions"]
    workspace.dossier["positions"].append({**position, "slug": "republic-on-the-bridge", "holder": "norland-republic"})
    workspace.compile()
    workspace.load()
    return workspace


def merge_norlands() -> None:
    with editing():
        merge(Actor.objects.get(slug="norland-republic"), Actor.objects.get(slug="norland"))


def test_a_merged_record_is_reported_once_and_not_restored(loaded):
    merge_norlands()
    before = exports()
    printed = loaded.load()
    assert lines(printed, "kept") == [f"actors/norland-republic: merged into “norland”{BY_ADA}"]
    assert "no revision made" in printed
    assert exports() == before


def test_later_seeds_of_a_merged_record_go_to_its_successor(loaded):
    merge_norlands()
    [position, *_] = loaded.dossier["positions"]
    loaded.dossier["positions"].append({**position, "slug": "republic-again", "holder": "norland-republic"})
    republic = loaded.entries("actors")[-1]
    name = {**republic["names"][0], "name": "The Republic"}
    republic["names"] = [*republic["names"], name]
    republic["citations"] = [*republic["citations"], {**republic["citations"][0], "line": 4}]
    loaded.entries("actors")[0]["names"] = [*loaded.entries("actors")[0]["names"], name]  # both get it at once
    loaded.compile()
    loaded.load()
    norland = Actor.objects.get(slug="norland")
    assert Position.objects.get(slug="republic-again").holder == norland
    assert ActorName.objects.filter(actor=norland, name="The Republic").count() == 1
    assert Citation.objects.filter(actor=norland, line=4).exists()
    revisions = Revision.objects.count()
    loaded.load()
    assert Revision.objects.count() == revisions


@pytest.mark.parametrize("survivor", ["norland", "isle"])
def test_an_added_and_merged_record_changes_nothing_in_its_successor(loaded, survivor):
    with editing(RevisionKind.ADDITION):
        for slug in ("continent", "isle"):
            added = Actor.objects.create(slug=slug, name=f"The {slug}", kind="person")
            place = Citation.objects.filter(actor__slug="norland").values("source_id", "line", "directness")[0]
            Citation.objects.create(actor=added, **place)
    loaded.export()
    loaded.recompile()
    loaded.load()
    with editing():
        merge(Actor.objects.get(slug="continent"), Actor.objects.get(slug=survivor))
    with editing():
        Actor.objects.filter(slug=survivor).update(slug="survivor")
    before = exports()
    printed = loaded.load()
    assert lines(printed, "kept")[0].startswith("actors/continent: merged into “survivor” (revision 3 by ada")
    assert "no revision made" in printed
    assert exports() == before


def test_removed_parts_of_a_merged_record_stay_removed(loaded):
    with editing():
        ActorName.objects.filter(name="Old Norland").delete()
        ActorName.objects.filter(actor__slug="norland-republic").update(name="Nordlandia")
        Participation.objects.filter(actor__slug="norland-republic").delete()
        Participation.objects.filter(actor__slug="norland").delete()
    merge_norlands()
    before = exports()
    loaded.load()
    assert exports() == before


def test_the_successor_of_a_merge_follows_its_own_seeds(loaded):
    with editing():
        merge(Actor.objects.get(slug="norland"), Actor.objects.get(slug="norland-republic"))
    seats = loaded.entries("meetings")[0]["participations"]
    seats[-2], seats[-1] = {**seats[-2], "role": "absent"}, {**seats[-1], "role": "observer"}
    loaded.compile()
    loaded.load()
    assert Participation.objects.get(actor__slug="norland-republic").role == "observer"
    revisions = Revision.objects.count()
    loaded.load()
    assert Revision.objects.count() == revisions


def test_a_renamed_record_is_matched(loaded):
    with editing():
        Actor.objects.filter(slug="norland").update(slug="nordland")
    loaded.dossier["positions"][1]["holder"] = "norland"
    loaded.compile()
    printed = loaded.load()
    assert lines(printed, "kept") == [
        f'actors/nordland, slug: editors have "nordland", the seeds "norland"{BY_ADA}',
    ]
    assert {position.holder.slug for position in Position.objects.all()} == {"nordland"}


def test_a_withdrawn_record_is_reported_once_and_not_restored(loaded):
    with editing(RevisionKind.WITHDRAWAL):
        withdraw(Position.objects.get(slug="republic-on-the-bridge"), "Nobody said so.")
    loaded.dossier["positions"][1]["summary"] = "Reworded."
    loaded.compile()
    printed = loaded.load()
    assert lines(printed, "kept") == [f"positions/republic-on-the-bridge: withdrawn{BY_ADA}"]
    assert "no revision made" in printed


def test_new_seeds_that_refer_to_a_withdrawn_record_are_not_loaded(loaded):
    with editing(RevisionKind.WITHDRAWAL):
        withdraw(Position.objects.get(slug="republic-on-the-bridge"), "Nobody said so.")
    with editing():
        Participation.objects.filter(actor__slug="norland-republic").delete()
    with editing(RevisionKind.WITHDRAWAL):
        withdraw(Actor.objects.get(slug="norland-republic"), "There is none.")
    [position, *_] = loaded.dossier["positions"]
    loaded.dossier["positions"].append({**position, "slug": "republic-again", "holder": "norland-republic"})
    loaded.compile()
    kept = lines(loaded.load(), "kept")
    assert "positions/republic-again, holder: “norland-republic” is no longer in the database" in kept
    assert not Position.objects.filter(slug="republic-again").exists()


@pytest.fixture
def other(databases, blank, blank_template, loaded):
    """Yield a function that switches to another database with the same facts and no edits."""
    there = databases.copy(blank_template)
    databases.use(there)
    loaded.load()
    databases.use(blank)
    yield lambda: databases.use(there)
    databases.use(blank)
    databases.drop(there)


def correct_all() -> None:
    merge_norlands()
    with editing():
        Actor.objects.filter(slug="suthland").update(slug="south-land", name="South Land")
    with editing(RevisionKind.WITHDRAWAL):
        withdraw(Position.objects.get(slug="republic-on-the-bridge"), "Nobody said so.")


def test_corrections_are_loaded_into_another_database(loaded, other):
    correct_all()
    corrected, redirects = exports(), list_redirects()
    loaded.export()
    loaded.recompile()
    check_no_changes(loaded)
    other()
    loaded.load()
    assert list_redirects() == redirects
    assert {name for name in corrected if exports()[name] != corrected[name]} <= {"actors", "meetings"}  # parts stay
    assert not Position.objects.filter(slug="republic-on-the-bridge").exists()
    assert Actor.objects.get(slug="south-land").name == "South Land"
    check_no_changes(loaded)


def test_edits_in_the_other_database_are_kept(loaded, other):
    correct_all()
    loaded.export()
    loaded.recompile()
    other()
    with editing(note="Ours."):
        Position.objects.filter(slug="republic-on-the-bridge").update(stance="opposes")
        Actor.objects.filter(slug="norland-republic").update(name="The Republic")
    printed = loaded.load()
    by = " (revision 2 by ada, source_error: “Ours.”)"
    assert f"positions/republic-on-the-bridge: edited; the seeds withdraw it{by}" in lines(printed, "kept")
    assert "actors/norland-republic: the seeds merge it into “norland”" in lines(printed, "kept")
    assert Position.objects.get(slug="republic-on-the-bridge").stance == "opposes"
    revisions = Revision.objects.count()
    loaded.load()
    assert Revision.objects.count() == revisions


def test_a_restored_record_is_not_withdrawn_again(loaded):
    correct_all()
    loaded.export()
    loaded.recompile()
    gone = Withdrawal.objects.get()
    with editing(note="It was said."):
        restore(gone.kind, gone.object_id)
    by = " (revision 5 by ada, source_error: “It was said.”)"
    assert lines(loaded.load(), "kept") == [f"positions/republic-on-the-bridge: restored; the seeds withdraw it{by}"]
    loaded.export()
    loaded.recompile()
    check_no_changes(loaded)


@pytest.fixture
def built(loaded, databases, blank, blank_template):
    """Build a database from corrected seeds."""
    correct_all()
    loaded.export()
    loaded.recompile()
    there = databases.copy(blank_template)
    databases.use(there)
    loaded.load()
    yield loaded
    databases.use(blank)
    databases.drop(there)


def test_a_new_database_answers_for_renamed_merged_and_withdrawn_records(built, get):
    merged = get("/api/v1/actors/norland-republic/")
    assert (merged.status_code, merged["Location"]) == (308, "/api/v1/actors/norland/")
    renamed = get("/api/v1/actors/suthland/")
    assert (renamed.status_code, renamed["Location"]) == (308, "/api/v1/actors/south-land/")
    gone = get("/api/v1/positions/republic-on-the-bridge/")
    assert (gone.status_code, gone.json()["reason"]) == (410, "Nobody said so.")
    assert get("/api/v1/positions/republic-on-the-bridge/history/").status_code in (200, 404)


def test_a_new_database_restores_records_whose_corrections_are_removed(built):
    (built.seeds / "corrections" / "positions.yaml").unlink()
    built.recompile()
    built.load()
    assert Position.objects.filter(slug="republic-on-the-bridge").exists()
    assert not Withdrawal.objects.exists()
    assert not Slug.objects.filter(slug="republic-on-the-bridge").exclude(
        object_id=Position.objects.get(slug="republic-on-the-bridge").pk
    )
    check_no_changes(built)
