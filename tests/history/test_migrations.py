"""Migrations keep the past: they can go back, find what was changed before, and leave every old revision readable."""

import pytest
from django.core.management import call_command
from django.db import connection

from factbase.history.changes import Change
from factbase.history.revision import ReasonCode, Revision, RevisionKind, revision
from factbase.models import Actor, Citation, Position, Source, Voice


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
    """The seeded base with corrections of every sort: of records, their parts, the parts of these, links and slugs."""
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


def test_what_changed_before_changes_were_kept_is_found(edited):
    entered = changes()
    migrate("0001")
    migrate()
    assert changes() == entered
    assert set(Revision.objects.filter(kind="correction").values_list("reason_code", flat=True)) == {"other"}


def test_migrations_go_back_to_nothing_and_come_again(blank):
    migrate("zero")
    migrate()
    assert Revision.objects.count() == 0
