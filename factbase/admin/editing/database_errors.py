"""What the database says when it refuses a change, in words for the editor."""

from django.apps import apps
from django.db import DatabaseError, models

REFUSES = {"22", "23", "P0"}
"""Classes of SQLSTATE for refused data: wrong values, a constraint, a trigger (PostgreSQL manual, appendix A)."""

COLLIDES = "40"
"""The class of deadlocks and serialization failures."""


def refusal_in_words(error: DatabaseError) -> str:
    """The reason for a refusal. Raises the error again when it is no refusal but a fault."""
    diagnosis = getattr(error.__cause__, "diag", None)
    kind = (getattr(diagnosis, "sqlstate", None) or "")[:2]
    if diagnosis is None or kind not in {*REFUSES, COLLIDES}:
        raise error
    if kind == COLLIDES:
        return "Another change was being saved at the same moment. Nothing is saved yet: save again."
    constraint = _constraints().get(diagnosis.constraint_name)
    if constraint is not None:
        return str(constraint.get_violation_error_message())
    said = (diagnosis.message_primary, diagnosis.message_detail, diagnosis.message_hint)
    return " ".join(sentence for sentence in said if sentence)


def _constraints() -> dict[str | None, models.BaseConstraint]:
    facts = apps.get_app_config("factbase").get_models()
    return {constraint.name: constraint for model in facts for constraint in model._meta.constraints}
