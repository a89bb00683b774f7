"""Each change has a revision with an author and a reason, and each version of a row is kept."""

import threading

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, connections, transaction

from factbase.history import history_tables
from factbase.history.revision import Revision, revision, set_revision_info
from factbase.history.snapshot import snapshot
from factbase.models import Actor, Citation, Meeting, Position
from factbase.vocabulary import RevisionKind
from tests.facts import cite, editing, make_actor, make_meeting, make_position, make_source, make_topic


def history(model) -> type:
    return apps.get_model("factbase", f"{model._meta.object_name}History")


def versions(model, pk: int) -> list[tuple[int, int]]:
    return list(history(model).objects.filter(id=pk).order_by("rev_from").values_list("rev_from", "rev_to"))


def test_a_change_needs_a_reason(blank):
    with pytest.raises(DatabaseError, match="needs an author, a kind and a reason"):
        Actor.objects.create(slug="russia", name="Russia", kind="state")
    with pytest.raises(DatabaseError, match="needs an author"), connection.cursor() as cursor:
        cursor.execute("UPDATE factbase_actor SET name = 'X'")
    with pytest.raises(ValueError, match="reason"), revision(author="me", kind=RevisionKind.SEED, reason=" "):
        pass


def test_a_transaction_is_one_revision(blank):
    with revision(author="ada", kind=RevisionKind.SEED, reason="first"):
        source = make_source()
        make_actor("russia", source)
        make_actor("ukraine", source)
    assert list(Revision.objects.values_list("number", "author", "kind", "reason")) == [(1, "ada", "seed", "first")]


def test_a_failed_transaction_makes_no_revision(blank):
    with pytest.raises(RuntimeError), editing():
        make_source()
        raise RuntimeError
    with editing():
        make_source()
    assert list(Revision.objects.values_list("number", flat=True)) == [1]


def test_a_revision_is_the_outermost_transaction(blank):
    with pytest.raises(RuntimeError), transaction.atomic(), editing():
        pass
    with pytest.raises(transaction.TransactionManagementError):
        set_revision_info(author="me", kind=RevisionKind.SEED, reason="outside")


def test_every_version_is_kept(blank):
    with editing():
        actor = make_actor("russia", make_source())
    with editing("twice in one revision"):
        Actor.objects.filter(pk=actor.pk).update(name="Rusia")
        Actor.objects.filter(pk=actor.pk).update(name="Russian Federation")
    with editing("raw SQL is caught too"), connection.cursor() as cursor:
        cursor.execute("UPDATE factbase_actor SET country = 'RU' WHERE slug = 'russia'")
    assert versions(Actor, actor.pk) == [(1, 2), (2, 3), (3, history_tables.STILL_VALID)]
    assert [row.name for row in history(Actor).objects.filter(id=actor.pk).order_by("rev_from")] == [
        "Russia",
        "Russian Federation",
        "Russian Federation",
    ]


def test_an_update_that_changes_nothing_makes_no_version(blank):
    with editing():
        actor = make_actor("russia", make_source())
    with editing():
        Actor.objects.filter(pk=actor.pk).update(name="Russia")
    assert versions(Actor, actor.pk) == [(1, history_tables.STILL_VALID)]


def test_a_row_added_and_removed_in_one_revision_leaves_no_version(blank):
    with editing():
        source = make_source()
        passing = cite(source.publisher, source, line=5)
        pk = passing.pk
        passing.delete()
    assert versions(Citation, pk) == []


def test_removed_link_rows_stay_in_history(blank):
    with editing():
        source = make_source()
        topic, meeting = make_topic(), make_meeting("talks", source)
        meeting.topics.add(topic)
    with editing():
        meeting.topics.clear()
    assert versions(Meeting.topics.through, 1) == [(1, 2)]
    with snapshot(1):
        assert list(Meeting.objects.get().topics.values_list("slug", flat=True)) == ["topic"]
    with snapshot():
        assert not Meeting.objects.get().topics.exists()


@pytest.mark.slow
def test_concurrent_writers_get_gapless_numbers_in_commit_order(blank):
    with editing():
        source = make_source()
        actors = [make_actor(f"actor-{n}", source) for n in range(8)]
    failures = []

    def write(mine: int) -> None:
        try:
            for turn in range(15):
                with editing(f"{mine} {turn}"):
                    order = actors[mine % 3 :] + actors[: mine % 3]  # different orders of rows provoke deadlocks
                    for actor in order:
                        Actor.objects.filter(pk=actor.pk).update(description=f"{mine} {turn}")
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=[n]) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    revisions = list(Revision.objects.order_by("number").values_list("number", "time"))
    assert [number for number, _ in revisions] == list(range(1, 6 * 15 + 2))
    assert [time for _, time in revisions] == sorted(time for _, time in revisions)
    for actor in actors:  # each version begins where the last one ended
        past = versions(Actor, actor.pk)
        assert [start for start, _ in past][1:] == [end for _, end in past][:-1]


def test_past_versions_of_positions(blank):
    with editing():
        source = make_source()
        topic, actor = make_topic(), make_actor("russia", source)
        make_position("said", topic, actor, source, stance="opposes")
    with editing():
        Position.objects.update(stance="undecided")
    with snapshot(1) as at:
        assert (at.number, Position.objects.get().stance) == (1, "opposes")
    with snapshot(2):
        assert Position.objects.get().stance == "undecided"
