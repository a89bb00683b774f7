"""Errors of the database as messages for the editor."""

from django.apps import apps
from django.db import DatabaseError, connection

REJECTED_DATA = {"22", "23", "P0"}
"""SQLSTATE classes of rejected data: invalid values, constraints, triggers (PostgreSQL manual, appendix A)."""

ROLLED_BACK = "40"
"""The SQLSTATE class of deadlocks and serialization failures."""


def check_deferred_constraints() -> None:
    """Let the database check its deferred constraints now, while the form can still be shown again, not at COMMIT."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def describe_database_error(error: DatabaseError) -> str:
    """Return a message for the editor. Raise the error again unless rejected data or a conflict caused it."""
    diagnosis = getattr(error.__cause__, "diag", None)
    sqlstate_class = (getattr(diagnosis, "sqlstate", None) or "")[:2]
    if diagnosis is None or sqlstate_class not in {*REJECTED_DATA, ROLLED_BACK}:
        raise error
    if sqlstate_class == ROLLED_BACK:
        return "Another change was saved at the same moment. Your change is not saved yet: save it again."
    for model in apps.get_app_config("factbase").get_models():
        for constraint in model._meta.constraints:
            if constraint.name == diagnosis.constraint_name:
                return str(constraint.get_violation_error_message())
    return " ".join(filter(None, (diagnosis.message_primary, diagnosis.message_detail, diagnosis.message_hint)))
