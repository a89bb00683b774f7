"""The schema `asof`: for each tracked table a view of the same name that shows its rows at a chosen revision.

With `asof` first in the search path, the queries for the present read the past.
"""

from collections.abc import Sequence

from django.db import connections

from factbase.models import Release, ReleaseFile

from . import schema_objects
from .changes import Change
from .history_tables import TRACKED
from .records import history_table
from .revision import Revision
from .row_access import columns

APPENDED = {
    Revision: "number",
    Change: "revision",
    Release: "revision",
    ReleaseFile: "(SELECT r.revision FROM public.factbase_release r WHERE r.id = release_id)",
}
"""Append-only models, and SQL for the revision that added a row; their views leave out later rows."""


def drop_views(using: str, plan: Sequence | None = None, **_) -> None:
    """Drop the views before a migration of facts, since a view blocks changes to the columns of its table."""
    if plan is None or any(migration.app_label == "factbase" for migration, _ in plan):
        with connections[using].cursor() as cursor:
            cursor.execute("DROP SCHEMA IF EXISTS asof CASCADE")


def create_views(using: str, **_) -> None:
    """Create the views that are missing or differ from the models, after a migration."""
    views = definitions(using)
    if views:
        with connections[using].cursor() as cursor:
            cursor.execute("CREATE SCHEMA IF NOT EXISTS asof")
    schema_objects.install("VIEW", views, using)


def definitions(using: str) -> schema_objects.Definitions:
    """Return the views of existing tables and columns; sorted, so that the order of fields does not matter."""
    existing = schema_objects.columns(using)
    as_of = "current_setting('factbase.as_of')::bigint"
    sources = {model: (model._meta.db_table, f"{revision} <= {as_of}") for model, revision in APPENDED.items()}
    sources |= {model: (history_table(model), f"rev_from <= {as_of} AND rev_to > {as_of}") for model in TRACKED}
    views = {}
    for model, (table, condition) in sources.items():
        if table in existing:
            view = f"asof.{model._meta.db_table}"
            names = ", ".join(sorted(existing[table].intersection(columns(model))))
            query = f"SELECT {names} FROM public.{table} WHERE {condition}"
            sql = f"DROP VIEW IF EXISTS {view}; CREATE VIEW {view} AS {query}"
            views[f"VIEW {view}"] = schema_objects.define(f"VIEW {view}", sql)
    return views
