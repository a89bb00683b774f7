"""One statement an answer: made once for a kind of question, prepared once a connection, run with new values each time.

PostgreSQL finds the rows, builds their JSON and tells the revision that it saw, all in the same snapshot.
"""

import functools
import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import psycopg
from django.db import InterfaceError, OperationalError, connections, models
from django.db.models import F, Func
from django.db.models.expressions import CombinedExpression, RawSQL

from api.http.request.pagination import Ordering
from factbase.database.replicas import replicas
from factbase.history.snapshot import READ, At, reading

from .json_builder import JoinedJson, ReadSerializer, annotated_rows, json_of
from .placeholders import Param, bind_values

MOST_KEPT = 50
"""How many statements of one kind a worker keeps, the least lately asked for going first. Some have 50 kB, and each
connection has them a second time as long as they are prepared on it."""

BETWEEN = ",\n"
"""What stands between the results of a page, and nowhere else: texts have their ends of lines escaped in JSON."""

PRESENT = "SELECT number, time FROM public.factbase_revisioncounter"
"""SQL for the present revision."""


@dataclass(frozen=True)
class PreparedQuery:
    """SQL that answers with one row, and its parameters, some of which are open."""

    sql: str
    parameters: tuple[Any, ...]

    @functools.cached_property
    def _now(self) -> bytes:
        return to_dollar_params(f"SELECT now.*, answer.* FROM ({PRESENT}) now, ({self.sql}) answer")

    @functools.cached_property
    def _then(self) -> bytes:
        # other text than for the present: a prepared statement is planned for the schema that it was first run in
        return to_dollar_params(f"/* within a snapshot */ {self.sql}")

    def read(self, given: Mapping[str, Any]) -> tuple[At, tuple]:
        """The row as it is at present, and the revision that it shows."""
        return _present(self._now, bind_values(self.parameters, given))

    def read_within(self, given: Mapping[str, Any]) -> tuple:
        """The row as the open snapshot shows it."""
        return _fetch(reading(), self._then, bind_values(self.parameters, given))


def to_dollar_params(sql: str) -> bytes:
    """SQL with its places numbered as PostgreSQL does, $1 for the first %s: psycopg would look for them each time."""
    places = itertools.count(1)
    return re.sub(r"%[%s]", lambda found: "%" if found[0] == "%%" else f"${next(places)}", sql).encode()


def latest() -> At:
    """The latest revision."""
    return _present(PRESENT.encode(), [])[0]


def _present(sql: bytes, parameters: list) -> tuple[At, tuple]:
    """A row that begins with the revision that it shows, from a server that has the newest known here."""

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
        connection.close()  # the server was restarted, or closed a connection that idled: a read can be asked again
        return _fetch_once(server, sql, parameters)


def _fetch_once(server: str, sql: bytes, parameters: list) -> tuple:
    connection: Any = connections[server]
    # a read that fails is asked again: cheaper than to ask for health each time
    connection.health_check_done = True
    with connection.wrap_database_errors:
        connection.ensure_connection()
        with psycopg.RawCursor(connection.connection) as cursor:
            return cast(tuple, cursor.execute(sql, parameters).fetchone())


def one(serializer_class: type[ReadSerializer], only: Iterable[str] | None = None, **where: Any) -> PreparedQuery:
    """The statement for one record: its JSON, or null if there is none."""
    rows = annotated_rows(serializer_class).filter(**where).order_by().values_list(json_of(serializer_class, only))
    sql, parameters = compiled(rows)
    return PreparedQuery(f"SELECT ({sql}) AS record", tuple(parameters))


def page(
    found: models.QuerySet,
    ordering: Ordering,
    size: int,
    serializer_class: type[ReadSerializer],
    only: Iterable[str] | None,
    count: models.QuerySet | None,
    unknown: Mapping[str, str],
    single: Mapping[str, str],
) -> PreparedQuery:
    """The statement for one page of a list: the JSON of its results, the key of the last and whether more follow.

    With `count`, the number of all its rows comes next; then, for each of `unknown` (parameters, each with the kind of
    the slugs that it takes), the slugs that never were; then, for each of `single`, which have one slug each, whether
    that never was.
    """
    rows = annotated_rows(serializer_class).order_by()
    shown, last = f"{PLACE} <= {size}", f"{PLACE} = {size}"
    texts = rows.values_list(_when(shown, json_of(serializer_class, only)), _when(last, ordering.key()), _place())
    PagedRows(found.order_by(*ordering.terms)[: size + 1]).stand_in(texts.query)
    sql, parameters = compiled(texts)
    columns = [f"coalesce(string_agg(json, '{BETWEEN}' ORDER BY place), '')", "max(key)", f"count(*) > {size}"]
    if count is not None:
        everything, values = compiled(count.order_by().values("pk"))
        columns.append(f"(SELECT count(*) FROM ({everything}) everything)")
        parameters += values
    never, values = never_were(unknown)
    columns += never
    parameters += values
    for name, kind in single.items():  # one that never was finds nothing: it need not be looked for where rows are
        columns.append(f"CASE WHEN count(*) = 0 THEN NOT {_ever_was(kind, '%s::text')} END")
        parameters.append(Param(name, 0))
    return PreparedQuery(
        f"WITH found (json, key, place) AS ({sql}) SELECT {', '.join(columns)} FROM found", tuple(parameters)
    )


PLACE = "place_on_page"
"""What the place of a row on its page is called; no table has a column of that name."""


class PagedRows:
    """The rows that were chosen, with their places, instead of the whole table that they come from.

    Unlike a join with what was chosen, it has few rows, whatever the planner thinks of the other joins; it stands
    where Django has the table.
    """

    def __init__(self, rows: models.QuerySet) -> None:
        self.rows = rows

    def stand_in(self, query: Any) -> None:
        self.table = query.get_initial_alias()
        query.alias_map[self.table] = self

    def as_sql(self, compiler, connection) -> tuple[str, list]:
        sql, parameters = compiled(self.rows)
        # without an order of its own, the window takes the rows as they come: in the order in which they were chosen
        placed = f"SELECT chosen.*, row_number() OVER () AS {PLACE} FROM ({sql}) chosen"
        return f"({placed}) {connection.ops.quote_name(self.table)}", parameters


def _place() -> RawSQL:
    return RawSQL(PLACE, (), models.IntegerField())


def _when(condition: str, text: Func) -> Func:
    """A text that is made only for rows of which the condition holds: NULL for the others."""
    return Func(text, template=f"CASE WHEN {condition} THEN %(expressions)s END", output_field=models.TextField())


def never_were(unknown: Mapping[str, str]) -> tuple[list[str], list[Param]]:
    """Columns of a statement: for each parameter, given with the kind of its slugs, those that nothing ever bore."""
    columns = [
        f"ARRAY(SELECT asked FROM unnest(%s::text[]) asked WHERE NOT {_ever_was(kind, 'asked')})"
        for kind in unknown.values()
    ]
    return columns, [Param(name) for name in unknown]


def _ever_was(kind: str, slug: str) -> str:
    """SQL for whether anything ever bore a slug, by now: one that came later finds nothing in the past, and is no
    mistake."""
    return f"EXISTS (SELECT FROM public.factbase_slug WHERE kind = '{kind}' AND slug = {slug})"


def all_rows(
    found: models.QuerySet, ordering: Ordering, serializer_class: type[ReadSerializer], only: Iterable[str] | None
) -> PreparedQuery:
    """The query for all that was found, in order: a row each, its JSON."""
    rows = annotated_rows(serializer_class).order_by(*ordering.terms)
    made: list[JoinedJson] = []
    if found.query.where:
        rows = rows.filter(pk__in=found.order_by().values("pk")).values_list(json_of(serializer_class, only))
    else:
        rows = rows.values_list(json_of(serializer_class, only, made))
    for each in made:
        each.join_to(rows.query)
    sql, parameters = compiled(rows)
    # where there is a limit, rows are sorted before their JSON is made, which would be sorted on disk otherwise
    return PreparedQuery(f"{sql} LIMIT ALL", tuple(parameters))


def one_of(ids: Any) -> CombinedExpression:
    """The condition that a row's id is in an array.

    Unlike a join with what was found, it has few rows looked up by id, whatever the planner thinks of the other joins.
    """
    return CombinedExpression(F("pk"), "=", Func(ids, function="ANY"), output_field=models.BooleanField())


def compiled(queryset: models.QuerySet) -> tuple[str, list]:
    """The SQL of a queryset and its parameters, open ones among them."""
    sql, parameters = queryset.query.get_compiler(using=READ).as_sql()
    return sql, list(parameters)


def from_template(sql: str, values: Iterable[Any]) -> PreparedQuery:
    """The statement of SQL whose open places have names: %(words)s, or %(cursor.0)s for one of several.

    Places without a name are for the values, one after the other.
    """
    remaining = iter(values)
    parameters: list[Any] = []

    def to_dollar_params(found: re.Match) -> str:
        if found[0] == "%%":
            return "%%"
        name, _, place = (found[1] or "").partition(".")
        parameters.append(Param(name, int(place) if place else None) if name else next(remaining))
        return "%s"

    return PreparedQuery(re.sub(r"%%|%(?:\(([\w.]+)\))?s", to_dollar_params, sql), tuple(parameters))
