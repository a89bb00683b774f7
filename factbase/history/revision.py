"""Revisions: one for each editorial transaction, numbered without gaps in commit order."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pgtrigger
from django.db import ProgrammingError, connections, models, transaction

from factbase.vocabulary import ReasonCode, RevisionKind

from .schema_objects import define, find_faults, triggers

CORRECTING = (RevisionKind.CORRECTION, RevisionKind.WITHDRAWAL)
"""The kinds of revision that correct a published fact."""


class Revision(models.Model):
    """One editorial transaction. Written by a trigger, and never changed."""

    number = models.BigIntegerField(primary_key=True, help_text="Its number, from 1, without gaps.")
    time = models.DateTimeField(help_text="When it was made; never earlier than its predecessor.")
    author = models.CharField(max_length=150, help_text="Who made it.")
    kind = models.CharField(max_length=20, choices=RevisionKind, help_text="What sort of change it is.")
    reason_code = models.CharField(
        max_length=20,
        choices=ReasonCode,
        blank=True,
        help_text="What was wrong, of a correction or a withdrawal; empty for other kinds.",
    )
    reason = models.TextField(help_text="Why it was made, for the public.")
    reviewer = models.CharField(
        max_length=150, blank=True, help_text="Who approved it, when its author did not publish it alone."
    )

    class Meta:
        app_label = "factbase"
        ordering = ["-number"]
        indexes = [models.Index(fields=["time", "number"])]
        constraints = [
            models.CheckConstraint(
                name="revision_kind_is_known",
                condition=models.Q(kind__in=RevisionKind.values),
                violation_error_message="A revision has a kind that the codebook knows.",
            ),
            models.CheckConstraint(
                name="revision_reason_code_is_known",
                condition=models.Q(reason_code__in=[*ReasonCode.values, ""]),
                violation_error_message="A reason code is one that the codebook knows.",
            ),
            models.CheckConstraint(
                name="revision_reason_code_when_correcting",
                condition=models.Q(kind__in=CORRECTING, reason_code__gt="")
                | (~models.Q(kind__in=CORRECTING) & models.Q(reason_code="")),
                violation_error_message="A correction or a withdrawal has a reason code; no other revision does.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"r{self.number}"


class RevisionCounter(models.Model):
    """The latest revision, in a single row. Each writer locks it, so that numbers follow commits."""

    number = models.BigIntegerField(default=0, help_text="The latest revision.")
    time = models.DateTimeField(help_text="When it was made.")

    class Meta:
        app_label = "factbase"
        constraints = [models.CheckConstraint(name="revisioncounter_is_one_row", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return f"r{self.number}"


WRITING = 7_203_115
"""The key of the advisory lock that writers hold from before their revision gets its time until they commit."""

OPEN_REVISION_SQL = f"""
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
    PERFORM pg_advisory_xact_lock({WRITING}); -- wait here, before the clock is read
    UPDATE factbase_revisioncounter SET number = number + 1, time = greatest(clock_timestamp(), time)
        WHERE id = 1 RETURNING * INTO STRICT latest;
    INSERT INTO factbase_revision (number, time, author, kind, reason_code, reason, reviewer) VALUES (
        latest.number, latest.time, current_setting('factbase.author'), current_setting('factbase.kind'),
        current_setting('factbase.reason_code'), why, current_setting('factbase.reviewer'));
    PERFORM set_config('factbase.revision', latest.number::text, true);
END $$
"""
"""Function that makes the transaction's revision. It runs in a statement trigger before any row is locked: in a row
trigger, two writers could each hold a row that the other waits for."""

FUNCTIONS = {name: define(name, OPEN_REVISION_SQL) for name in ["FUNCTION factbase_open_revision()"]}
"""The functions that triggers call."""


class OpenRevision(pgtrigger.Trigger):
    """Make the transaction's revision before any row of a tracked table is touched."""

    name = "a_open_revision"
    level = pgtrigger.Statement
    when = pgtrigger.Before
    operation = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete
    func = "PERFORM factbase_open_revision(); RETURN NULL;"


def lock_for_writing(using: str = "default") -> None:
    """Keep other writers out until the transaction ends. Call it before reading rows to update."""
    _require_transaction(using)
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITING])


class HistoryNotKept(ProgrammingError):
    """Triggers that keep history are missing: changes would be in no revision."""


def require_triggers(using: str = "default") -> None:
    """Raise HistoryNotKept unless all triggers are installed as the models define them."""
    if found := find_faults({**FUNCTIONS, **triggers()}, using):
        more = f", and {len(found) - 3} more" if len(found) > 3 else ""
        raise HistoryNotKept(
            f"History would not be kept: {', '.join(found[:3])}{more}. `python manage.py migrate` installs them."
        )


def set_revision_info(
    *,
    author: str,
    kind: RevisionKind,
    reason: str,
    reason_code: ReasonCode | str = "",
    reviewer: str = "",
    using: str = "default",
) -> None:
    """Set author, kind and reason of the revision that the rest of the open transaction makes.

    Raise TransactionManagementError outside a transaction; ValueError if author or reason is blank, or the reason code
    does not fit the kind; HistoryNotKept if triggers are missing, except in a migration, which installs them later.
    """
    _require_transaction(using)
    if not author.strip() or not reason.strip():
        raise ValueError("A revision has an author and a reason.")
    kind = RevisionKind(kind)
    if (kind in CORRECTING) != (reason_code in ReasonCode.values):
        raise ValueError("A correction or a withdrawal has a reason code; no other revision does.")
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('factbase.migrating', true),"
            " set_config('factbase.author', %s, true), set_config('factbase.kind', %s, true),"
            " set_config('factbase.reason_code', %s, true), set_config('factbase.reason', %s, true),"
            " set_config('factbase.reviewer', %s, true)",
            [author, kind.value, str(reason_code), reason, reviewer],
        )
        migrating = cursor.fetchone()[0]
    if not migrating:
        require_triggers(using)


def mark_migration(using: str) -> None:
    """Mark the open transaction as a migration, in which triggers may differ from the models."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT set_config('factbase.migrating', 'on', true)")


def reset_revision(using: str) -> None:
    """End the revision of the open transaction: further writes need another `set_revision_info`."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT set_config('factbase.revision', '', true), set_config('factbase.reason', '', true)")


@contextmanager
def revision(*, using: str = "default", **info: Any) -> Iterator[None]:
    """Run an outermost transaction whose writes become one revision, with the arguments of `set_revision_info`.

    Raise as that function, or RuntimeError if a transaction is open.
    """
    with transaction.atomic(using=using, durable=True):
        set_revision_info(using=using, **info)
        yield


def open_revision(using: str = "default") -> int:
    """Make the revision of the open transaction before it writes any fact; return its number."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT factbase_open_revision()")
    return current_revision(using) or 0


def current_revision(using: str = "default") -> int | None:
    """Return the revision of the open transaction; None while it has changed no fact."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT nullif(current_setting('factbase.revision', true), '')::bigint")
        return cursor.fetchone()[0]


def _require_transaction(using: str) -> None:
    if not connections[using].in_atomic_block:
        raise transaction.TransactionManagementError("A revision is one transaction: open it first.")
