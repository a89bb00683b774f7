"""System check: the database keeps history as the models ask for."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import router

from . import as_of_views, schema_objects
from .history_tables import trigger_definitions


def check_history(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Report triggers, functions and as-of views that are missing or differ, of the tables that there are."""
    return [
        Error(
            f"In the database “{using}”, {len(found)} objects that keep history are not as the models define them: "
            + ", ".join(found[:10])
            + (", ..." if len(found) > 10 else "."),
            hint="Run `python manage.py migrate`: it installs them. What was written meanwhile is in no revision.",
            id="factbase.E001",
        )
        for using in databases or []
        if router.allow_migrate(using, "factbase")
        and (found := schema_objects.faults({**trigger_definitions(using), **as_of_views.definitions(using)}, using))
    ]
