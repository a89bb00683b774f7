"""Making a base again, revision by revision, by the rows' histories and through the triggers that keep history."""

from django.db import connection, models

from factbase.history.history_tables import STILL_VALID, TRACKED
from factbase.history.revision import Revision, revision
from factbase.history.row_access import history_of, remove
from factbase.models import Slug

Rows = list[dict]

KEPT = [model for model in TRACKED if model is not Slug]
"""The tables that are written; slugs are entered by trigger."""


def histories() -> dict[type[models.Model], Rows]:
    """Every version of every row."""
    return {model: list(history_of(model).objects.values()) for model in TRACKED}


def replay(history: dict[type[models.Model], Rows], revisions: list[Revision]) -> None:
    """Write what the histories tell into an empty base."""
    for one in revisions:
        with revision(author=one.author, kind=one.kind, reason=one.reason, reason_code=one.reason_code):
            for model in reversed(KEPT):
                begun = {row["id"] for row in history[model] if row["rev_from"] == one.number}
                remove(model, [r["id"] for r in history[model] if r["rev_to"] == one.number and r["id"] not in begun])
            for model in KEPT:
                _write(model, [row for row in history[model] if row["rev_from"] == one.number])


def _write(model: type[models.Model], rows: Rows) -> None:
    """Put the rows in: new ones in bulk, those there are in their place."""
    there = set(model._base_manager.filter(pk__in=[row["id"] for row in rows]).values_list("pk", flat=True))
    columns = [field.attname for field in model._meta.local_concrete_fields]
    model._base_manager.bulk_create(
        model(**{column: row[column] for column in columns}) for row in rows if row["id"] not in there
    )
    for row in rows:
        if row["id"] in there:
            values = {column: row[column] for column in columns if column != "id"}
            model._base_manager.filter(pk=row["id"]).update(**values)


def contents() -> dict[str, list]:
    """All that the tables of facts, their histories and the changes hold, but for the ids of entered slugs."""
    found: dict[str, list] = {}
    with connection.cursor() as cursor:
        for model in TRACKED:
            columns = [f.column for f in model._meta.local_concrete_fields if model is not Slug or f.column != "id"]
            for table, more in ((model._meta.db_table, []), (history_of(model)._meta.db_table, ["rev_from", "rev_to"])):
                cursor.execute(f"SELECT {', '.join([*columns, *more])} FROM {table}")
                found[table] = sorted(cursor.fetchall(), key=repr)
        cursor.execute("SELECT revision, kind, record_id FROM factbase_change ORDER BY 1, 2, 3")
        found["changes"] = cursor.fetchall()
    assert all(STILL_VALID in row for row in found["factbase_process_history"])
    return found
