"""Queries that read a response in one statement: built once, prepared once per connection, run with new values.

PostgreSQL finds the rows, builds their JSON and returns the revision, all in the same snapshot.
"""

import functools
import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import psycopg
from django.db import InterfaceError, OperationalError, connections, models
from django.db.models import Func
from django.db.models.expressions import RawSQL

from api.http.request.pagination import Ordering
from factbase.database.replicas import replicas
from factbase.history.snapshot import At, reading
from factbase.models.sql.planner import id_in_array, sort_before_projection

from .compilation import compiled, compiled_from
from .json_builder import Joins, ReadSerializer, annotated_rows, compiled_with_joins, json_of
from .placeholders import Param

MOST_KEPT = 50
"""The size of a worker's LRU cache for one kind of query. Some have 50 kB, and each connection that prepared them holds
them a second time."""

query_cache = functools.lru_cache(maxsize=MOST_KEPT)
"""The decorator of functions that build a query for all requests of one form."""

BETWEEN = ",\n"
"""The separator of a page's results. It is never within one: JSON escapes line ends in texts."""

PRESENT = "SELECT number, time FROM public.factbase_revisioncounter"
"""SQL for the present revision."""


@dataclass(frozen=True)
class PreparedQuery:
    """SQL that returns one row, and its parameters: values and placeholders.

    The last columns of the row, `checks` in number, are true or not empty if a slug in the request is unknown.
    """

    sql: str
    parameters: tuple[Any, ...]
    checks: int = 0

    def bind(self, values: Mapping[str, Any]) -> list[Any]:
        """Return the parameters with the placeholders replaced by values."""
        return [
            (values[each.name] if each.place is None else values[each.name][each.place])
            if isinstance(each, Param)
            else each
            for each in self.parameters
        ]

    @functools.cached_property
    def _now(self) -> bytes:
        return to_dollar_params(f"SELECT now.*, answer.* FROM ({PRESENT}) now, ({self.sql}) answer")

    @functools.cached_property
    def _then(self) -> bytes:
        # other text than for the present: a prepared statement is planned for the search_path of its first run
        return to_dollar_params(f"/* within a snapshot */ {self.sql}")

    def read(self, values: Mapping[str, Any]) -> tuple[At, tuple]:
        """Return the present revision and the row."""
        return _present(self._now, self.bind(values))

    def read_within(self, values: Mapping[str, Any]) -> tuple:
        """Return the row in the open snapshot."""
        return _fetch(reading(), self._then, self.bind(values))


def to_dollar_params(sql: str) -> bytes:
    """Replace %s by PostgreSQL's $1, $2, ...: psycopg would do so each time a statement runs."""
    numbers = itertools.count(1)
    return re.sub(r"%[%s]", lambda match: "%" if match[0] == "%%" else f"${next(numbers)}", sql).encode()


def latest() -> At:
    """Return the latest revision."""
    return _present(PRESENT.encode(), [])[0]


def _present(sql: bytes, parameters: list) -> tuple[At, tuple]:
    """Return the revision and the row, from a server that has the newest revision that this worker knows."""

    def read(server: str) -> tuple[At, tuple] | None:
        number, time, *row = _fetch(server, sql, parameters)
        if not replicas.is_new_enough(server, number):
            return None
        return At(number, time if number else None), tuple(row)

    return replicas.run(read)


def _fetch(server: str, sql: bytes, parameters: list) -> tuple:
    try:
        return _fetch_once(server, sql, parameters)
    except (OperationalError, InterfaceError):
        connection = connections[server]
        if connection.in_atomic_block or connection.is_usable():
            raise
        connection.close()  # the server restarted or closed an idle connection: a read can be repeated
        return _fetch_once(server, sql, parameters)


def _fetch_once(server: str, sql: bytes, parameters: list) -> tuple:
    connection: Any = connections[server]
    # a failed read is repeated, which is cheaper than a health check each time
    connection.health_check_done = True
    with connection.wrap_database_errors:
        connection.ensure_connection()
        with psycopg.RawCursor(connection.connection) as cursor:
            return cast(tuple, cursor.execute(sql, parameters).fetchone())


def one(serializer_class: type[ReadSerializer], only: Iterable[str] | None = None, **where: Any) -> PreparedQuery:
    """Return the query for one record: its JSON, or null if there is none."""
    rows = annotated_rows(serializer_class).filter(**where).order_by().values_list(json_of(serializer_class, only))
    sql, parameters = compiled(rows)
    return PreparedQuery(f"SELECT ({sql}) AS record", tuple(parameters))


def page(
    matches: models.QuerySet,
    ordering: Ordering,
    size: int,
    serializer_class: type[ReadSerializer],
    only: Iterable[str] | None,
    count: models.QuerySet | None,
    several: Mapping[str, str],
    single: Mapping[str, str],
) -> PreparedQuery:
    """Return the query for a page of a list: the JSON of its results, the key of the last, and whether more follow.

    `several` and `single` are slug parameters with several values and with one, each with the kind of its slugs. The
    next columns are the number of rows of `count`, if given; the unknown slugs of each of `several`; and whether the
    slug of each of `single` is unknown.
    """
    rows = annotated_rows(serializer_class).order_by()
    shown, last = f"{PLACE} <= {size}", f"{PLACE} = {size}"
    place = RawSQL(PLACE, (), models.IntegerField())
    texts = rows.values_list(_when(shown, json_of(serializer_class, only)), _when(last, ordering.key()), place)
    sql, parameters = _compiled_on_page(texts, matches.order_by(*ordering.terms)[: size + 1])
    columns = [f"coalesce(string_agg(json, '{BETWEEN}' ORDER BY place), '')", "max(key)", f"count(*) > {size}"]
    if count is not None:
        all_rows_sql, values = compiled(count.order_by().values("pk"))
        columns.append(f"(SELECT count(*) FROM ({all_rows_sql}) all_rows)")
        parameters += values
    unknown, values = never_were(several)
    columns += unknown
    parameters += values
    for name, kind in single.items():  # an unknown slug matches no row: where rows are, it need not be looked up
        columns.append(f"CASE WHEN count(*) = 0 THEN NOT {_slug_exists(kind, '%s::text')} END")
        parameters.append(Param(name, 0))
    sql = f"WITH page (json, key, place) AS ({sql}) SELECT {', '.join(columns)} FROM page"
    return PreparedQuery(sql, tuple(parameters), len(several) + len(single))


PLACE = "place_on_page"
"""The column of a row's place on its page; no table has a column of that name."""


def _compiled_on_page(texts: models.QuerySet, rows: models.QuerySet) -> tuple[str, list]:
    """Return the SQL of a queryset that reads a page's rows, with their places, instead of its table.

    Unlike a join with these rows, it never has more rows than a page, whatever the planner decides about other joins.
    """
    sql, parameters = compiled(rows)
    # a window without ORDER BY takes the rows in the order of the subquery
    numbered = f"SELECT chosen.*, row_number() OVER () AS {PLACE} FROM ({sql}) chosen"
    return compiled_from(f'({numbered}) "{texts.model._meta.db_table}"', parameters, texts)


def _when(condition: str, text: Func) -> Func:
    """Return a text that is built only for rows that meet the condition; it is NULL for the others."""
    return Func(text, template=f"CASE WHEN {condition} THEN %(expressions)s END", output_field=models.TextField())


def never_were(kinds: Mapping[str, str]) -> tuple[list[str], list[Param]]:
    """Return columns with the unknown slugs of each parameter, given with their kind, and the columns' parameters."""
    columns = [
        f"ARRAY(SELECT value FROM unnest(%s::text[]) value WHERE NOT {_slug_exists(kind, 'value')})"
        for kind in kinds.values()
    ]
    return columns, [Param(name) for name in kinds]


def _slug_exists(kind: str, slug: str) -> str:
    """Return the SQL condition that a record has or had a slug by now: one newer than the revision read is no error."""
    return f"EXISTS (SELECT FROM public.factbase_slug WHERE kind = '{kind}' AND slug = {slug})"


def all_rows(
    matches: models.QuerySet, ordering: Ordering, serializer_class: type[ReadSerializer], only: Iterable[str] | None
) -> PreparedQuery:
    """Return the query for the JSON of all matches, in order, one per row."""
    rows = annotated_rows(serializer_class).order_by(*ordering.terms)
    joins: Joins = []
    if matches.query.where:
        rows = rows.filter(pk__in=matches.order_by().values("pk")).values_list(json_of(serializer_class, only))
    else:
        rows = rows.values_list(json_of(serializer_class, only, joins))
    sql, parameters = compiled_with_joins(rows, joins)
    return PreparedQuery(sort_before_projection(sql), tuple(parameters))


def texts(
    serializer_class: type[ReadSerializer], ids: str, only: Iterable[str] | None = None, *columns: Any
) -> models.QuerySet:
    """Return the id, the JSON and further columns of the rows whose ids the SQL `ids` selects."""
    rows = annotated_rows(serializer_class).filter(id_in_array(ids)).order_by()
    return rows.values_list("pk", json_of(serializer_class, only), *columns)


Cte = models.QuerySet | str | tuple[str, list]
"""The rows of a common table expression: a queryset, or SQL with its parameters, if it has any."""


def with_ctes(
    ctes: Mapping[str, Cte],
    columns: Iterable[str],
    rows: str = "",
    slug_kinds: Mapping[str, str] | None = None,
    clauses: str = "",
) -> PreparedQuery:
    """Return the query for columns over common table expressions, each of which is computed once.

    `rows` is the FROM clause, if any; `clauses` is SQL that comes before the first CTE, with its comma. The last
    columns are the unknown slugs of each parameter in `slug_kinds`. Placeholders are those of `from_template`.
    """
    parts = {name: _sql_of(cte) for name, cte in ctes.items()}
    unknown, parameters = never_were(slug_kinds or {})
    sql = ", ".join(f"{name} AS MATERIALIZED ({sql})" for name, (sql, _) in parts.items())
    values = [value for _, values in parts.values() for value in values]
    sql = f"WITH {clauses}{sql} SELECT {', '.join([*columns, *unknown])} {rows}"
    return from_template(sql, [*values, *parameters], len(unknown))


def union(parts: Iterable[Cte], keyword: str = "UNION ALL") -> tuple[str, list]:
    """Return the SQL of the union of these rows and its parameters."""
    compiled_parts = [_sql_of(part) for part in parts]
    sql = f" {keyword} ".join(f"({sql})" for sql, _ in compiled_parts)
    return sql, [value for _, values in compiled_parts for value in values]


def _sql_of(cte: Cte) -> tuple[str, list]:
    if isinstance(cte, models.QuerySet):
        return compiled(cte)
    return (cte, []) if isinstance(cte, str) else cte


def from_template(sql: str, values: Iterable[Any], checks: int) -> PreparedQuery:
    """Return the query of SQL with named placeholders: %(words)s, or %(cursor.0)s for a member of a list.

    Each %s without a name takes the next of `values`.
    """
    remaining = iter(values)
    parameters: list[Any] = []

    def replace_placeholder(match: re.Match) -> str:
        if match[0] == "%%":
            return "%%"
        name, _, place = (match[1] or "").partition(".")
        parameters.append(Param(name, int(place) if place else None) if name else next(remaining))
        return "%s"

    return PreparedQuery(re.sub(r"%%|%(?:\(([\w.]+)\))?s", replace_placeholder, sql), tuple(parameters), checks)
