"""SQL of querysets, with a FROM clause that Django's ORM cannot express."""

import re

from django.core.exceptions import ImproperlyConfigured
from django.db import models

from factbase.history.snapshot import READ


def compiled(queryset: models.QuerySet) -> tuple[str, list]:
    """Return the SQL of a queryset and its parameters, placeholders included."""
    sql, parameters = queryset.query.get_compiler(using=READ).as_sql()
    return sql, list(parameters)


def compiled_from(source: str, values: list, queryset: models.QuerySet) -> tuple[str, list]:
    """Return the SQL of a queryset that reads its rows from `source` instead of its table, and its parameters.

    The source names its rows like the table. Raises ImproperlyConfigured if the table is not read in one place.
    """
    sql, parameters = compiled(queryset)
    table = rf' FROM "{queryset.model._meta.db_table}"(?= (?:INNER|LEFT|WHERE|GROUP|ORDER|LIMIT) |$)'
    parts = re.split(table, sql)  # a subquery gives its table an alias
    if len(parts) != 2:
        raise ImproperlyConfigured(f"Not one FROM clause, but {len(parts) - 1}, match {table!r} in: {sql}")
    place = parts[0].replace("%%", "").count("%s")
    return f"{parts[0]} FROM {source}{parts[1]}", [*parameters[:place], *values, *parameters[place:]]
