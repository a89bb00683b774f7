"""manage.py migrate: Django's command, in one transaction that does not block readers.

A killed run leaves the database unchanged. Readers queue behind a migration that waits for a lock, which an export may
hold. So the lock timeout is short: the migration rolls back and tries again.
"""

import time
from itertools import chain, repeat
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections, router, transaction
from psycopg import errors

from factbase.database.preparation import lock_preparation
from factbase.history.autodetector import HistoryAutodetector
from factbase.history.revision import mark_migration, reset_revision

LOCK_TIMEOUT = "900ms"
"""Less than PostgreSQL's `deadlock_timeout` (1 s), so that a deadlock ends the migration and not the reader."""

PAUSES = (1, 2, 4)
"""Seconds between attempts; the last value repeats."""

MAX_WAIT = 600
"""Seconds after which no other attempt is made."""

BLOCKER = """
    SELECT format('Process %s (%s, for %s s in a transaction)', pid, coalesce(usename, backend_type),
        coalesce(round(extract(epoch FROM clock_timestamp() - xact_start))::text, '?'))
    FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND pid IN (SELECT pid FROM pg_locks WHERE relation >= 16384)
    ORDER BY xact_start LIMIT 1
"""
"""Query for the oldest transaction that uses tables of this database."""


class Command(migrate.Command):
    autodetector = HistoryAutodetector

    def get_check_kwargs(self, options: dict[str, Any]) -> Any:
        kwargs: Any = super().get_check_kwargs(options)
        return kwargs | {"databases": []}  # migrate installs what the database checks report

    def handle(self, *args: Any, **options: Any) -> None:
        self.using = options["database"]
        if not router.allow_migrate(self.using, "factbase"):
            raise CommandError(f"The connection “{self.using}” is read-only: migrate the database “default”.")
        if options["plan"] or options["check_unapplied"]:
            super().handle(*args, **options)
            return
        deadline = time.monotonic() + MAX_WAIT
        for pause in chain(PAUSES, repeat(PAUSES[-1])):
            try:
                return self._handle_in_one_transaction(*args, **options)
            except OperationalError as error:
                if not isinstance(error.__cause__, errors.LockNotAvailable | errors.DeadlockDetected):
                    raise
                blocker = f"{self._find_blocker()} uses a table to migrate"
                if time.monotonic() > deadline:
                    raise CommandError(f"Nothing was changed: {blocker}. End it, or migrate again later.") from error
            self.stderr.write(f"Nothing was changed yet: {blocker}. Trying again in {pause} s ...")
            time.sleep(pause)

    def _handle_in_one_transaction(self, *args: Any, **options: Any) -> None:
        with transaction.atomic(using=self.using, durable=True):
            with connections[self.using].cursor() as cursor:
                lock_preparation(cursor, self.stderr.write, self.using)
                cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
            mark_migration(self.using)
            super().handle(*args, **options)

    def migration_progress_callback(self, action: str, migration: Any = None, fake: bool = False) -> None:
        if action in ("apply_start", "unapply_start") and not (fake or migration.atomic):
            raise CommandError(
                f"{migration} is not atomic, but migrations run in one transaction: nothing was changed. Remove "
                "`atomic = False`, and add indexes with AddIndex instead of AddIndexConcurrently."
            )
        super().migration_progress_callback(action, migration, fake)
        if action in ("apply_success", "unapply_success"):
            # the next migration cannot alter a table with pending trigger events
            connections[self.using].check_constraints()
            reset_revision(self.using)

    def _find_blocker(self) -> str:
        with connections[self.using].cursor() as cursor:
            cursor.execute(BLOCKER)
            found = cursor.fetchone()
        return found[0] if found else "Another transaction"
