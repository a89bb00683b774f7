"""The schema `asof`: a view of each tracked table's name that shows its rows as they stood at a chosen revision.

With `asof` first in the search path, the very query that reads the present reads the past.
"""

from collections.abc import Sequence

from django.db import connections

from factbase.models import Release, ReleaseFile

from .changes import Change
from .history_tables import TRACKED, history_columns
from .records import history_table
from .revision import OPEN_REVISION_SQL, Revision

APPENDED = {
    Revision: "number",
    Change: "revision",
    Release: "revision",
    ReleaseFile: "(SELECT r.revision FROM public.factbase_release r WHERE r.id = release_id)",
}
"""Tables to which each revision only adds, and SQL for the revision: their past is what is not newer."""


def drop_views(using: str, plan: Sequence | None = None, **_) -> None:
    """Drop the views before a migration: a view would hold on to the columns of its table.

    Not when the plan is empty, so that a server that starts beside another takes nothing from it.
    """
    if plan is None or plan:
        with connections[using].cursor() as cursor:
            cursor.execute("DROP SCHEMA IF EXISTS asof CASCADE")


def create_views(using: str, **_) -> None:
    """Make the views again from the models, and the function that the triggers call, after a migration.

    Their columns are sorted: one whose table did not change stays what it is, wherever its model writes a field.
    """
    with connections[using].cursor() as cursor:
        existing = set(connections[using].introspection.table_names(cursor))
        # fewer when migrated back, and none when back to zero
        tracked = [model for model in TRACKED if history_table(model) in existing]
        appended = [model for model in APPENDED if model._meta.db_table in existing]
        if not tracked:
            return
        cursor.execute(OPEN_REVISION_SQL)
        cursor.execute("CREATE SCHEMA IF NOT EXISTS asof")
        for model in appended:
            cursor.execute(
                f"CREATE OR REPLACE VIEW asof.{model._meta.db_table} AS SELECT * FROM public.{model._meta.db_table}"
                f" WHERE {APPENDED[model]} <= current_setting('factbase.as_of')::bigint"
            )
        for model in tracked:
            cursor.execute(
                f"CREATE OR REPLACE VIEW asof.{model._meta.db_table} AS"
                f" SELECT {', '.join(sorted(history_columns(model)))} FROM public.{history_table(model)}"
                " WHERE rev_from <= current_setting('factbase.as_of')::bigint"
                " AND rev_to > current_setting('factbase.as_of')::bigint"
            )
