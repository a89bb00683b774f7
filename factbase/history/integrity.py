"""Integrity check of history: the history tables and the changes must agree with the facts."""

from collections.abc import Iterator

from django.db import connections, models

from factbase.models.sql.planner import any_in_array, optimization_fence

from .history_tables import STILL_VALID, TRACKED
from .records import history_table, owners
from .revision import RevisionCounter
from .row_access import columns


def find_faults(every: int = 1, using: str = "default") -> Iterator[str]:
    """Yield a sentence for each fault of history.

    `every` selects the rows to check: those with ids divisible by it. Missing changes are faults; surplus ones are not,
    since a change may have been undone within its revision.
    """
    latest = RevisionCounter.objects.using(using).get().number
    with connections[using].cursor() as cursor:
        for model in TRACKED:
            for what, sql in _fault_queries(model, every, latest).items():
                cursor.execute(sql)
                found = [row[0] for row in cursor.fetchmany(6)]
                if found:
                    ids = ", ".join(map(str, found[:5])) + (", ..." if len(found) > 5 else "")
                    yield f"{model._meta.label}: {what}: ids {ids}"


def _fault_queries(model: type[models.Model], every: int, latest: int) -> dict[str, str]:
    """Return queries for the ids of faulty rows, by a description of the fault."""
    names = ", ".join(columns(model))
    history, table = f"public.{history_table(model)}", f"public.{model._meta.db_table}"
    chosen = any_in_array(f"SELECT generate_series({every}, max(id), {every}) FROM {history}")
    where = "true" if every == 1 else f"id = {chosen}"
    live = f"SELECT {names} FROM {table} WHERE {where}"
    valid = f"SELECT {names} FROM {history} WHERE {where} AND rev_to = {STILL_VALID}"
    versions = (
        f"SELECT id, rev_from, rev_to, row({names}) AS version, lag(row({names})) OVER w AS version_before,"
        f" lag(rev_to) OVER w AS end_before FROM {history} WHERE {where}"
        " WINDOW w AS (PARTITION BY id ORDER BY rev_from)"
    )
    queries = {
        "rows without an equal current version": f"SELECT id FROM ({live} EXCEPT ALL {valid}) AS x",
        "current versions of rows that do not exist": f"SELECT id FROM ({valid} EXCEPT ALL {live}) AS x",
        "versions with impossible revisions": (
            f"SELECT id FROM {history} WHERE {where}"
            f" AND NOT (1 <= rev_from AND rev_from < rev_to AND rev_from <= {latest}"
            f" AND (rev_to <= {latest} OR rev_to = {STILL_VALID}))"
        ),
        "versions that overlap": f"SELECT id FROM ({versions}) AS x WHERE end_before > rev_from",
        "versions equal to the one before": (
            f"SELECT id FROM ({versions}) AS x"
            " WHERE end_before = rev_from AND version IS NOT DISTINCT FROM version_before"
        ),
    }
    keys = [field for field in model._meta.local_concrete_fields if isinstance(field, models.ForeignKey)]
    targets = [(key.column, history_table(key.related_model)) for key in keys]
    if targets:
        queries["versions that refer to rows that did not exist"] = (
            f"SELECT h.id FROM {history} h WHERE {where} AND ("
            + " OR ".join(
                f"h.{column} IS NOT NULL AND NOT EXISTS (SELECT FROM public.{target} t WHERE t.id = h.{column}"
                " AND t.rev_from <= h.rev_from AND t.rev_to > h.rev_from)"
                for column, target in targets
            )
            + ")"
        )
    if owners(model, "h"):
        queries["missing changes"] = _missing_changes(model, history, where)
    return queries


def _missing_changes(model: type[models.Model], history: str, where: str) -> str:
    whose = ", ".join(f"('{kind}', {record})" for kind, record in owners(model, "h", "ends.revision"))
    named = optimization_fence(
        "SELECT FROM public.factbase_change c WHERE c.revision = ends.revision AND c.kind = owner.kind"
        " AND c.record_id = owner.record_id"
    )
    return (
        f"SELECT h.id FROM (SELECT * FROM {history} WHERE {where}) AS h"
        f" CROSS JOIN LATERAL (VALUES (h.rev_from), (nullif(h.rev_to, {STILL_VALID}))) AS ends (revision)"
        f" CROSS JOIN LATERAL (VALUES {whose}) AS owner (kind, record_id)"
        f" WHERE ends.revision IS NOT NULL AND owner.record_id IS NOT NULL AND NOT EXISTS {named}"
    )
