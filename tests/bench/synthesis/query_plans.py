"""Plans of the queries of views, as PostgreSQL makes them for prepared statements."""

from collections.abc import Iterator

from django.db import connections
from django.test import RequestFactory

from api.http.base_views import QueryView
from api.http.sql.prepared_query import PreparedQuery, to_dollar_params
from factbase.history.snapshot import READ, snapshot


def plan_of(view: type[QueryView], params: dict[str, str], as_of: int | None = None, options: str = "") -> list[dict]:
    """Return the nodes of the generic plan for the query of a view."""
    instance = view()
    instance.ask(RequestFactory().get("/", params), {})
    return generic_plan(instance.statement(), as_of, options)


def generic_plan(query: PreparedQuery, as_of: int | None = None, options: str = "") -> list[dict]:
    """Return the nodes of the plan that does not depend on the values of parameters."""
    nulls = ", ".join(["NULL"] * len(query.parameters))
    with snapshot(as_of), connections[READ].cursor() as cursor:
        cursor.execute(f"PREPARE plan_test AS {to_dollar_params(query.sql).decode()}")
        cursor.execute(f"EXPLAIN (FORMAT JSON{options}) EXECUTE plan_test {f'({nulls})' if nulls else ''}")
        [[plan]] = cursor.fetchone()
        cursor.execute("DEALLOCATE plan_test")
    return list(nodes(plan["Plan"]))


def nodes(plan: dict) -> Iterator[dict]:
    """Yield the nodes of a plan, each before those below it."""
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)
