"""Whether history is whole: what stands in the history tables, and among the changes, agrees with the facts."""

from collections.abc import Iterator

from django.db import connections, models

from .history_tables import STILL_VALID, TRACKED, history_columns
from .records import history_table, owners
from .revision import RevisionCounter


def find_faults(every: int = 1, using: str = "default") -> Iterator[str]:
    """What is wrong with the history, a sentence each; nothing when it is whole.

    Looks at the rows whose id a number divides: at all of them by 1, at a sample by more. Of the changes, those are
    missed that history asks for; more are no fault, since a change may have been undone within its revision.
    """
    latest = RevisionCounter.objects.using(using).get().number
    with connections[using].cursor() as cursor:
        for model in TRACKED:
            for what, sql in _questions(model, every, latest).items():
                cursor.execute(sql)
                found = [row[0] for row in cursor.fetchmany(6)]
                if found:
                    ids = ", ".join(map(str, found[:5])) + (", ..." if len(found) > 5 else "")
                    yield f"{model._meta.label}: {what}: ids {ids}"


def _questions(model: type[models.Model], every: int, latest: int) -> dict[str, str]:
    """SQL that finds the ids of rows of which something is wrong."""
    columns = ", ".join(history_columns(model))
    history, table = f"public.{history_table(model)}", f"public.{model._meta.db_table}"
    some = (
        "true" if every == 1 else f"id = ANY(ARRAY(SELECT generate_series({every}, max(id), {every}) FROM {history}))"
    )
    live = f"SELECT {columns} FROM {table} WHERE {some}"
    valid = f"SELECT {columns} FROM {history} WHERE {some} AND rev_to = {STILL_VALID}"
    versions = (
        f"SELECT id, rev_from, rev_to, row({columns}) AS version, lag(row({columns})) OVER w AS version_before,"
        f" lag(rev_to) OVER w AS end_before FROM {history} WHERE {some} WINDOW w AS (PARTITION BY id ORDER BY rev_from)"
    )
    questions = {
        "rows that history does not hold to be valid": f"SELECT id FROM ({live} EXCEPT ALL {valid}) AS x",
        "versions still valid of rows that are not there": f"SELECT id FROM ({valid} EXCEPT ALL {live}) AS x",
        "versions that end before they begin, or in a revision that is not": (
            f"SELECT id FROM {history} WHERE {some}"
            f" AND NOT (1 <= rev_from AND rev_from < rev_to AND rev_from <= {latest}"
            f" AND (rev_to <= {latest} OR rev_to = {STILL_VALID}))"
        ),
        "versions that overlap": f"SELECT id FROM ({versions}) AS x WHERE end_before > rev_from",
        "versions that say what the one before said": (
            f"SELECT id FROM ({versions}) AS x"
            " WHERE end_before = rev_from AND version IS NOT DISTINCT FROM version_before"
        ),
    }
    keys = [field for field in model._meta.local_concrete_fields if isinstance(field, models.ForeignKey)]
    targets = [(key.column, history_table(key.related_model)) for key in keys]
    if targets:
        questions["versions that refer to what was not there"] = (
            f"SELECT h.id FROM {history} h WHERE {some} AND ("
            + " OR ".join(
                f"h.{column} IS NOT NULL AND NOT EXISTS (SELECT FROM public.{target} t WHERE t.id = h.{column}"
                " AND t.rev_from <= h.rev_from AND t.rev_to > h.rev_from)"
                for column, target in targets
            )
            + ")"
        )
    if owners(model, "h"):
        questions["changes that were not entered"] = _unentered(model, history, some)
    return questions


def _unentered(model: type[models.Model], history: str, some: str) -> str:
    whose = ", ".join(f"('{kind}', {record})" for kind, record in owners(model, "h", "ends.revision"))
    return (
        f"SELECT h.id FROM (SELECT * FROM {history} WHERE {some}) AS h"
        f" CROSS JOIN LATERAL (VALUES (h.rev_from), (nullif(h.rev_to, {STILL_VALID}))) AS ends (revision)"
        f" CROSS JOIN LATERAL (VALUES {whose}) AS owner (kind, record_id)"
        " WHERE ends.revision IS NOT NULL AND owner.record_id IS NOT NULL AND NOT EXISTS"
        " (SELECT FROM public.factbase_change c WHERE c.revision = ends.revision AND c.kind = owner.kind"
        " AND c.record_id = owner.record_id OFFSET 0)"  # looked up one by one: a join would read all changes
    )
