"""Checks that a database keeps history as the models define it, and that no slug is a route word."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.management import CommandError
from django.db import connections, router

from factbase.models.registry import LOAD_ORDER
from factbase.models.route_words import route_words

from . import as_of_views, schema_objects
from .history_tables import trigger_definitions


def check_history(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Report the triggers, functions and as-of views of existing tables that are missing or differ."""
    return [
        Error(
            f"In the database “{using}”, {len(found)} objects that keep history are missing or differ from the models: "
            + ", ".join(found[:10])
            + (", ..." if len(found) > 10 else "."),
            hint="Run `python manage.py migrate`: it installs them. Changes made meanwhile are in no revision.",
            id="factbase.E001",
        )
        for using in databases or []
        if router.allow_migrate(using, "factbase")
        and (
            found := schema_objects.find_faults({**trigger_definitions(using), **as_of_views.definitions(using)}, using)
        )
    ]


def refuse_slugs_of_routes(using: str, **_: Any) -> None:
    """Raise CommandError if a slug is a route word, since the record's URL would lead to the route."""
    tables = schema_objects.columns(using)
    found = []
    with connections[using].cursor() as cursor:
        for model in LOAD_ORDER:
            if "slug" in tables.get(model._meta.db_table, ()):
                cursor.execute(f"SELECT slug FROM {model._meta.db_table} WHERE slug = ANY(%s)", [list(route_words())])
                found += [f"the {model._meta.verbose_name} “{slug}”" for (slug,) in cursor]
    if found:
        raise CommandError(
            f"This version uses the slug of {', '.join(found)} as a word in its routes. Nothing was migrated. "
            "Change each slug with the previous version (the old slug will redirect), then migrate again."
        )
