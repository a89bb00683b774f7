"""History tables: for each tracked table one with the same columns that holds all versions of its rows.

A version is valid from revision `rev_from` up to but not including `rev_to`. A row has one version per revision:
a second change in the same revision replaces it. Triggers write the versions, so bulk writes and raw SQL are recorded.
"""

from typing import Any

import pgtrigger
from django.db import models

from factbase import models as facts
from factbase.models.registry import LOAD_ORDER, REGISTER, link_tables

from . import schema_objects
from .records import history_table, owners
from .revision import FUNCTIONS, OpenRevision, Revision

STILL_VALID = 2**63 - 1
"""`rev_to` of a version that is still valid."""

TRACKED = tuple(table for model in (*LOAD_ORDER, *REGISTER) for table in (model, *link_tables(model)))

WRITTEN_ONCE: tuple[type[models.Model], ...] = (Revision, facts.Release, facts.ReleaseFile, facts.ReleaseChunk)
"""Models whose rows never change, and need no history."""


class KeepHistory(pgtrigger.Trigger):
    """Write each version of a row to its history table, and enter its record in the table of changes.

    Columns are matched by name at run time, so that the trigger also records what a migration writes to new columns.
    """

    name = "keep_history"
    when = pgtrigger.After
    operation = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete

    def get_func(self, model) -> str:
        history = history_table(model)
        return f"""
            IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN
                RETURN NULL;
            END IF;
            IF TG_OP <> 'INSERT' THEN
                DELETE FROM {history}
                    WHERE id = OLD.id AND rev_from = current_setting('factbase.revision')::bigint;
                IF NOT FOUND THEN
                    UPDATE {history} SET rev_to = current_setting('factbase.revision')::bigint
                        WHERE id = OLD.id AND rev_to = {STILL_VALID};
                END IF;
            END IF;
            IF TG_OP <> 'DELETE' THEN
                INSERT INTO {history} SELECT version.* FROM jsonb_populate_record(NULL::{history}, to_jsonb(NEW)
                    || jsonb_build_object('rev_from', current_setting('factbase.revision')::bigint,
                                          'rev_to', {STILL_VALID})) AS version;
            END IF;
            {_log(model)}
            RETURN NULL;
        """


def _log(model: type[models.Model]) -> str:
    """Return SQL that enters the records of a row, and those that show its changed slug, as changed."""
    if not owners(model, "NEW"):
        return ""
    renamed = "\n".join(
        _log_owners(other, "t", f"public.{other._meta.db_table} t, LATERAL", f"t.{key.column} = NEW.id AND")
        for other in TRACKED
        for key in other._meta.local_concrete_fields
        if key.related_model is model and owners(other, "t")
    )
    has_slug = any(field.name == "slug" for field in model._meta.fields)
    if_renamed = f"IF TG_OP = 'UPDATE' AND NEW.slug <> OLD.slug THEN {renamed} END IF;" if has_slug and renamed else ""
    return f"""
            IF TG_OP <> 'DELETE' THEN
                {_log_owners(model, "NEW")}
            END IF;
            IF TG_OP <> 'INSERT' THEN
                {_log_owners(model, "OLD")}
            END IF;
            {if_renamed}"""


def _log_owners(model: type[models.Model], row: str, rows: str = "", condition: str = "") -> str:
    owner = ", ".join(f"('{kind}', {record})" for kind, record in owners(model, row))
    return f"""
                INSERT INTO factbase_change (revision, kind, record_id)
                    SELECT current_setting('factbase.revision')::bigint, owner.kind, owner.record_id
                    FROM {rows} (VALUES {owner}) AS owner (kind, record_id)
                    WHERE {condition} owner.record_id IS NOT NULL
                    ON CONFLICT DO NOTHING;"""


class RefuseTruncate(pgtrigger.Trigger):
    """Refuse TRUNCATE, which fires no row triggers and would bypass history."""

    name = "refuse_truncate"
    level = pgtrigger.Statement
    when = pgtrigger.Before
    operation = pgtrigger.Truncate
    func = "RAISE insufficient_privilege USING MESSAGE = 'TRUNCATE is refused: history would not record it.';"


def keep_history() -> None:
    """Create the history model of each tracked model, and register the triggers."""
    for model in TRACKED:
        globals()[f"{model._meta.object_name}History"] = _history_model(model)  # `shell` imports models by name
        for trigger in (OpenRevision(), KeepHistory()):
            trigger.register(model)  # type: ignore[arg-type]
    for model in (*TRACKED, *WRITTEN_ONCE):
        RefuseTruncate().register(model)  # type: ignore[arg-type]


def install_triggers(using: str, **_) -> None:
    """Install the missing or changed triggers and the function that they call, after a migration."""
    wanted = trigger_definitions(using)
    for kind in ("FUNCTION", "TRIGGER"):
        of_kind = {name: definition for name, definition in wanted.items() if name.startswith(kind)}
        schema_objects.install(kind, of_kind, using)


def trigger_definitions(using: str) -> schema_objects.Definitions:
    """Return the definitions of the triggers of existing tables, and of the function that they call."""
    existing = schema_objects.columns(using)
    wanted = {name: trigger for name, trigger in schema_objects.triggers().items() if name.split()[-1] in existing}
    return {**FUNCTIONS, **wanted} if wanted else {}


def _history_model(model: type[models.Model]) -> type[models.Model]:
    """Return the Django model of a history table, through which migrations follow the live model."""

    class Meta:
        app_label = "factbase"
        db_table = history_table(model)
        default_permissions = ()
        indexes = _indexes(model)

    body: dict[str, Any] = {field.name: _history_field(field) for field in model._meta.local_concrete_fields}
    body |= {"rev_from": models.BigIntegerField(), "rev_to": models.BigIntegerField()}
    body |= {"pk": models.CompositePrimaryKey("id", "rev_from"), "Meta": Meta, "__module__": __name__}
    body |= {"__doc__": f"Every version of every {model._meta.verbose_name}."}
    return type(f"{model._meta.object_name}History", (models.Model,), body)


def _indexes(model: type[models.Model]) -> list[models.Index]:
    """Return the indexes of a history table: those of its model without prefixes of others, to keep inserts cheap.

    Indexes on several columns include the revisions, so that index-only scans of the present work for the past too.
    """
    options: Any = model._meta
    found = [_history_index(index) for index in options.indexes]
    unique = [constraint for constraint in options.constraints if isinstance(constraint, models.UniqueConstraint)]
    found += [models.Index(fields=constraint.fields) for constraint in unique if constraint.nulls_distinct is not False]
    leading = {index.fields[0] for index in found if index.fields}
    single = [field for field in options.local_concrete_fields if not field.primary_key and field.name not in leading]
    return found + [models.Index(fields=[field.name]) for field in single if field.unique or field.db_index]


def _history_index(index: models.Index) -> models.Index:
    _, expressions, options = index.deconstruct()
    options["name"] = f"was_{index.name.removeprefix('factbase_')}"
    if len(index.fields) > 1:
        options["include"] = ["rev_from", "rev_to"]
    return type(index)(*expressions, **options)


def _history_field(field: models.Field) -> models.Field:
    """Return a copy of a field without the constraints of live rows: uniqueness, foreign keys, choices."""
    if field.primary_key:
        return models.BigIntegerField()
    if isinstance(field, models.ForeignKey):
        plain: Any = {"null": field.null, "db_constraint": False, "db_index": False, "related_name": "+"}
        return models.ForeignKey(field.remote_field.model, models.DO_NOTHING, **plain)
    _, _, _, options = field.deconstruct()
    plain = {
        key: options[key] for key in options if key in ("max_length", "max_digits", "decimal_places", "null", "blank")
    }
    return (models.CharField if isinstance(field, models.CharField) else type(field))(**plain)
