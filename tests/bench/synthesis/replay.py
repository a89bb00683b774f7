"""Replay the histories of all rows into an empty database, revision by revision, through the history triggers."""

from django.db import connection, models

from factbase.history.history_tables import STILL_VALID, TRACKED
from factbase.history.revision import Revision, revision
from factbase.history.row_access import history_of, remove
from factbase.models import Slug

Rows = list[dict]

WRITTEN = [model for model in TRACKED if model is not Slug]
"""The models that are written; a trigger registers slugs."""


def histories() -> dict[type[models.Model], Rows]:
    """Return every version of every row, by model."""
    return {model: list(history_of(model).objects.values()) for model in TRACKED}


def replay(history: dict[type[models.Model], Rows], revisions: list[Revision]) -> None:
    """Write the histories into an empty database."""
    for each in revisions:
        with revision(author=each.author, kind=each.kind, reason=each.reason, reason_code=each.reason_code):
            for model in reversed(WRITTEN):
                started = {row["id"] for row in history[model] if row["rev_from"] == each.number}
                ended = [row["id"] for row in history[model] if row["rev_to"] == each.number]
                remove(model, [pk for pk in ended if pk not in started])
            for model in WRITTEN:
                _write(model, [row for row in history[model] if row["rev_from"] == each.number])


def _write(model: type[models.Model], rows: Rows) -> None:
    """Insert new rows in bulk and update existing ones."""
    existing = set(model._base_manager.filter(pk__in=[row["id"] for row in rows]).values_list("pk", flat=True))
    columns = [field.attname for field in model._meta.local_concrete_fields]
    model._base_manager.bulk_create(
        model(**{column: row[column] for column in columns}) for row in rows if row["id"] not in existing
    )
    for row in rows:
        if row["id"] in existing:
            values = {column: row[column] for column in columns if column != "id"}
            model._base_manager.filter(pk=row["id"]).update(**values)


def contents() -> dict[str, list]:
    """Return the rows of all fact and history tables and of the changes, without the ids of slugs."""
    rows: dict[str, list] = {}
    with connection.cursor() as cursor:
        for model in TRACKED:
            columns = [f.column for f in model._meta.local_concrete_fields if model is not Slug or f.column != "id"]
            history_table = history_of(model)._meta.db_table
            for table, range_columns in ((model._meta.db_table, []), (history_table, ["rev_from", "rev_to"])):
                cursor.execute(f"SELECT {', '.join([*columns, *range_columns])} FROM {table}")
                rows[table] = sorted(cursor.fetchall(), key=repr)
        cursor.execute("SELECT revision, kind, record_id FROM factbase_change ORDER BY 1, 2, 3")
        rows["changes"] = cursor.fetchall()
    assert all(STILL_VALID in row for row in rows["factbase_process_history"])
    return rows
