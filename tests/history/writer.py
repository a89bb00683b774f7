"""One of several writers that test_writers.py starts: `python -m tests.history.writer SEED EDITS`.

It makes random edits, each in one transaction, which also records the contents of the tables in the schema `kept`. Now
and then the test kills it, or its connection is closed.
"""

import os
import random
import signal
import sys
import uuid
from collections.abc import Callable

import django
import psycopg

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factbase.project.settings")
django.setup()

from django.db import DatabaseError, IntegrityError, InterfaceError, connection, transaction  # noqa: E402

from factbase.history.history_tables import TRACKED  # noqa: E402
from factbase.history.revision import lock_for_writing, revision  # noqa: E402
from factbase.models import Actor, Citation, Meeting, Participation, Position, Source, Topic  # noqa: E402
from factbase.vocabulary import ReasonCode, RevisionKind  # noqa: E402
from tests.facts import cite, make_position  # noqa: E402

rng = random.Random()


class Undone(Exception):
    """Rolls back a part of a transaction."""


def some(model, count: int = 1) -> list:
    """Return rows of a model, in an order that provokes deadlocks."""
    pks = list(model.objects.values_list("pk", flat=True))
    rows = list(model.objects.filter(pk__in=rng.sample(pks, min(count, len(pks)))))
    rng.shuffle(rows)
    return rows


def word() -> str:
    return uuid.UUID(int=rng.getrandbits(128)).hex[:12]


def sql(statement: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def change_fields() -> None:
    for position in some(Position, 4):
        position.summary = f"It says {word()}."
        position.save()


def change_in_bulk() -> None:
    positions = some(Position, 8)
    for position in positions:
        position.date_note = word()
    Position.objects.bulk_update(positions, ["date_note"])
    Actor.objects.filter(pk__in=[actor.pk for actor in some(Actor, 5)]).update(description=word())


def change_by_sql() -> None:
    table = rng.choice(("factbase_position", "factbase_topic", "factbase_meeting"))
    column = "date_note" if table == "factbase_position" else "description"
    sql(f"UPDATE {table} SET {column} = %s WHERE id %% 3 = %s", word(), rng.randrange(3))
    sql("UPDATE factbase_source SET author = author")  # no change


def cite_more() -> None:
    [source] = some(Source)
    for fact in [*some(Position, 2), *some(Actor), *some(Meeting)]:
        cite(fact, source, line=rng.randrange(1, 100_000))


def cite_by_sql() -> None:
    sql(
        "INSERT INTO factbase_citation (source_id, line, quote, directness, credibility, part, reading, position_id)"
        " SELECT %s, %s, '', 'paraphrase', 6, 'body', '', id FROM factbase_position WHERE id %% 5 = %s",
        some(Source)[0].pk,
        rng.randrange(100_000, 200_000),
        rng.randrange(5),
    )


def cite_less() -> None:
    for position in some(Position, 3):
        for citation in list(position.citations.all())[1:]:
            citation.delete()


def move_evidence() -> None:
    here, there = some(Position, 2)
    for citation in list(here.citations.all())[1:]:
        Citation.objects.filter(pk=citation.pk).update(position=there, line=rng.randrange(200_000, 300_000))


def seat() -> None:
    [meeting], [source] = some(Meeting), some(Source)
    for actor in some(Actor, 2):
        if not meeting.participations.filter(actor=actor).exists():
            cite(Participation.objects.create(meeting=meeting, actor=actor, role="party"), source)


def unseat() -> None:
    for participation in some(Participation, 2):
        participation.citations.all().delete()
        participation.delete()


def link() -> None:
    [meeting] = some(Meeting)
    if rng.random() < 0.4:
        meeting.topics.clear()
    else:
        meeting.topics.set(some(Topic, 2))


def add_positions() -> None:
    for _ in range(2):
        make_position(f"said-{word()}", some(Topic)[0], some(Actor)[0], some(Source)[0])


def withdraw_position() -> None:
    for position in some(Position, 2):
        position.citations.all().delete()
        position.delete()


def rename() -> None:
    for fact in [*some(Position), *some(Actor), *some(Topic)]:
        type(fact).objects.filter(pk=fact.pk).update(slug=f"renamed-{word()}")


def come_and_go() -> None:
    position = make_position(f"passing-{word()}", some(Topic)[0], some(Actor)[0], some(Source)[0])
    position.citations.all().delete()
    position.delete()


def undo_a_part() -> None:
    try:
        with transaction.atomic():
            rng.choice((change_fields, add_positions, cite_by_sql, link))()
            raise Undone
    except Undone:
        change_by_sql()


EDITS: tuple[Callable[[], None], ...] = (
    change_fields,
    change_in_bulk,
    change_by_sql,
    cite_more,
    cite_by_sql,
    cite_less,
    move_evidence,
    seat,
    unseat,
    link,
    add_positions,
    withdraw_position,
    rename,
    come_and_go,
    undo_a_part,
)


def state_sql(model) -> str:
    """Return SQL for the contents of a table, as text, with the first table on the search path."""
    columns = ", ".join(f"t.{field.column}" for field in model._meta.local_concrete_fields)
    return f"SELECT coalesce(string_agg(row({columns})::text, E'\\n' ORDER BY t.id), '') FROM {model._meta.db_table} t"


def keep_state() -> None:
    """Record the contents of each table for the revision of the open transaction, if any."""
    for model in TRACKED:
        sql(
            "INSERT INTO kept.state (revision, name, content)"
            f" SELECT current_setting('factbase.revision')::bigint, %s, ({state_sql(model)})"
            " WHERE current_setting('factbase.revision', true) <> ''",
            model._meta.db_table,
        )


def die_by_chance() -> None:
    chance = rng.random()
    if chance < 0.02:
        os.kill(os.getpid(), signal.SIGKILL)
    elif chance < 0.06:
        sql("SELECT pg_terminate_backend(pg_backend_pid())")


OWN_KEYS = ("factbase_revision_pkey", "factbase_change_pkey")
"""What no other writer may ever be in the way of."""


def edit(turn: int) -> None:
    kind = rng.choice((RevisionKind.ADDITION, RevisionKind.CORRECTION))
    code = ReasonCode.OTHER if kind == RevisionKind.CORRECTION else ""
    with revision(author=f"writer {sys.argv[1]}", kind=kind, reason=f"turn {turn}", reason_code=code):
        if rng.random() < 0.3:
            lock_for_writing()
        for part in rng.choices(EDITS, k=rng.randint(1, 4)):
            part()
            die_by_chance()
        keep_state()
        die_by_chance()


def main(seed: int, edits: int) -> None:
    rng.seed(seed)
    for turn in range(edits):
        try:
            edit(turn)
        except IntegrityError as error:  # another writer removed or took a row that this one used
            if getattr(error.__cause__, "diag", None) is None or error.__cause__.diag.constraint_name in OWN_KEYS:
                raise
        except (DatabaseError, InterfaceError) as error:
            lost = connection.connection is None or connection.connection.closed
            if not lost and not isinstance(error.__cause__, psycopg.errors.AdminShutdown):
                raise
            connection.close()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
