"""Revisions: every editorial transaction is one, numbered without gaps, in the order of their commits."""

from collections.abc import Iterator
from contextlib import contextmanager

import pgtrigger
from django.db import connections, models, transaction


class RevisionKind(models.TextChoices):
    """What sort of change a revision is."""

    SEED = "seed", "Seed"
    CORRECTION = "correction", "Correction"
    ADDITION = "addition", "Addition"
    WITHDRAWAL = "withdrawal", "Withdrawal"
    RELEASE = "release", "Release"


class Revision(models.Model):
    """One editorial transaction. Written by trigger; never changed."""

    number = models.BigIntegerField(primary_key=True, help_text="Its number, from 1, without gaps.")
    time = models.DateTimeField(help_text="When it was made; never earlier than its predecessor.")
    author = models.CharField(max_length=150, help_text="Who made it.")
    kind = models.CharField(max_length=20, choices=RevisionKind, help_text="What sort of change it is.")
    reason = models.TextField(help_text="Why it was made, for the public.")

    class Meta:
        app_label = "factbase"
        ordering = ["-number"]
        indexes = [models.Index(fields=["time", "number"])]
        constraints = [
            models.CheckConstraint(
                name="revision_kind_is_known",
                condition=models.Q(kind__in=RevisionKind.values),
                violation_error_message="A revision has a kind that the codebook knows.",
            )
        ]

    def __str__(self) -> str:
        return f"r{self.number}"


class RevisionCounter(models.Model):
    """The one row that holds the latest revision. Locked by each writer, so that numbers follow commits."""

    number = models.BigIntegerField(default=0, help_text="The latest revision.")
    time = models.DateTimeField(help_text="When it was made.")

    class Meta:
        app_label = "factbase"
        constraints = [
            models.CheckConstraint(name="revisioncounter_is_one_row", condition=models.Q(id=1)),
        ]

    def __str__(self) -> str:
        return f"r{self.number}"


OPEN_REVISION_SQL = """
CREATE OR REPLACE FUNCTION factbase_open_revision() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    why text := coalesce(current_setting('factbase.reason', true), '');
    latest factbase_revisioncounter;
BEGIN
    IF coalesce(current_setting('factbase.revision', true), '') <> '' THEN
        RETURN; -- this transaction has its number already
    END IF;
    IF why = '' THEN
        RAISE insufficient_privilege USING
            MESSAGE = 'A change to the fact base needs an author, a kind and a reason.',
            HINT = 'Write inside factbase.history.revision.revision(author=..., kind=..., reason=...).';
    END IF;
    PERFORM FROM factbase_revisioncounter WHERE id = 1 FOR UPDATE; -- wait here, before the clock is read
    UPDATE factbase_revisioncounter SET number = number + 1, time = greatest(clock_timestamp(), time)
        WHERE id = 1 RETURNING * INTO STRICT latest;
    INSERT INTO factbase_revision (number, time, author, kind, reason) VALUES (latest.number, latest.time,
        current_setting('factbase.author'), current_setting('factbase.kind'), why);
    PERFORM set_config('factbase.revision', latest.number::text, true);
END $$;
"""
"""Give the transaction its revision. In a statement of its own before any row is touched: taken row by row, two
writers would each hold a row that the other waits for."""


class OpenRevision(pgtrigger.Trigger):
    """Before any row of a tracked table is touched, give the transaction its revision."""

    name = "a_open_revision"
    level = pgtrigger.Statement
    when = pgtrigger.Before
    operation = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete
    func = "PERFORM factbase_open_revision(); RETURN NULL;"


def describe_revision(*, author: str, kind: RevisionKind, reason: str, using: str = "default") -> None:
    """Say who changes the base and why, for the rest of the open transaction.

    Raises TransactionManagementError outside a transaction, and ValueError without an author or a reason.
    """
    connection = connections[using]
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A revision is one transaction: open it first.")
    if not author.strip() or not reason.strip():
        raise ValueError("A revision has an author and a reason.")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('factbase.author', %s, true), set_config('factbase.kind', %s, true),"
            " set_config('factbase.reason', %s, true)",
            [author, RevisionKind(kind).value, reason],
        )


@contextmanager
def revision(*, author: str, kind: RevisionKind, reason: str, using: str = "default") -> Iterator[None]:
    """One editorial transaction: all that is written inside becomes one revision, or nothing does.

    Raises RuntimeError inside another transaction, which could still undo it, and ValueError without a reason.
    """
    with transaction.atomic(using=using, durable=True):
        describe_revision(author=author, kind=kind, reason=reason, using=using)
        yield
