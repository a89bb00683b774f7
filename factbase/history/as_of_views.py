"""The schema `asof`: a view of each tracked table's name that shows its rows as they stood at a chosen revision.

With `asof` first in the search path, the very query that reads the present reads the past.
"""

from collections.abc import Sequence

from django.db import connections

from factbase.models import Release, ReleaseFile

from . import schema_objects
from .changes import Change
from .history_tables import TRACKED, history_columns
from .records import history_table
from .revision import Revision

APPENDED = {
    Revision: "number",
    Change: "revision",
    Release: "revision",
    ReleaseFile: "(SELECT r.revision FROM public.factbase_release r WHERE r.id = release_id)",
}
"""Tables to which each revision only adds, and SQL for the revision: their past is what is not newer."""


def drop_views(using: str, plan: Sequence | None = None, **_) -> None:
    """Drop the views before a migration of facts: a view would hold on to the columns of its table."""
    if plan is None or any(migration.app_label == "factbase" for migration, _ in plan):
        with connections[using].cursor() as cursor:
            cursor.execute("DROP SCHEMA IF EXISTS asof CASCADE")


def create_views(using: str, **_) -> None:
    """Make the views that are missing or differ from the models, after a migration."""
    views = definitions(using)
    if views:
        with connections[using].cursor() as cursor:
            cursor.execute("CREATE SCHEMA IF NOT EXISTS asof")
    schema_objects.install("VIEW", views, using)


def definitions(using: str) -> schema_objects.Definitions:
    """Return the definitions of the views of those tables and columns that the database has.

    Those are fewer when it is migrated back. Columns are sorted: a view stays what it is wherever a model writes a
    field.
    """
    there = schema_objects.columns(using)
    as_of = "current_setting('factbase.as_of')::bigint"
    shown = {model: (model._meta.db_table, f"{revision} <= {as_of}") for model, revision in APPENDED.items()}
    shown |= {model: (history_table(model), f"rev_from <= {as_of} AND rev_to > {as_of}") for model in TRACKED}
    found = {}
    for model, (table, condition) in shown.items():
        if table in there:
            view = f"asof.{model._meta.db_table}"
            names = ", ".join(sorted(there[table].intersection(history_columns(model))))
            query = f"SELECT {names} FROM public.{table} WHERE {condition}"
            sql = f"DROP VIEW IF EXISTS {view}; CREATE VIEW {view} AS {query}"
            found[f"VIEW {view}"] = schema_objects.define(f"VIEW {view}", sql)
    return found
