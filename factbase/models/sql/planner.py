"""Hints for PostgreSQL's planner: forms of SQL that change its plan and no result.

tests/bench/synthesis/test_planner.py has a test of the plan for each, which fails without it.
"""

from django.db import models
from django.db.models import ExpressionWrapper, F, Func, Q, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull


def optimization_fence(sql: str) -> str:
    """Return a subquery that is planned by itself.

    PostgreSQL would merge it with the outer query: join whole tables where an index lookup for each row is cheaper, or
    evaluate a column of the subquery once for each use or each row that it is joined to.
    """
    return f"({sql} OFFSET 0)"


def sort_before_projection(sql: str) -> str:
    """Return a query with ORDER BY that sorts its rows before it computes columns that are expensive.

    Without a LIMIT, PostgreSQL would sort rows with the columns computed; if those are long texts, on disk.
    """
    return f"{sql} LIMIT ALL"


def index_literal(sql: str) -> RawSQL:
    """Return a constant for an indexed expression.

    PostgreSQL matches expressions with an index when it plans a statement. The plan of a prepared statement has no
    values of parameters, so with a parameter in place of the constant it would not use the index.
    """
    return RawSQL(sql, ())


def hide_from_planner(condition: Q) -> Coalesce:
    """Return the condition wrapped so that PostgreSQL cannot estimate its selectivity.

    For an equality with a subquery it expects almost no rows. It would read all rows that meet the other conditions and
    sort them, although an index has the order that the query needs.
    """
    return Coalesce(ExpressionWrapper(condition, models.BooleanField()), RawSQL("false", ()))


def any_in_array(sql: str) -> str:
    """Return the right side of `=` for the values of a subquery with one column, looked up by index.

    For IN (SELECT ...) PostgreSQL would plan a join, and may read all rows of the table to hash them: it does not know
    that the values are few.
    """
    return f"ANY(ARRAY({sql}))"


def id_in_array(sql: str) -> Func:
    """Return the condition that a row's id is one of `any_in_array`, for querysets."""
    return Func(F("pk"), template=f"%(expressions)s = {any_in_array(sql)}", output_field=models.BooleanField())


def expect_many(related: models.QuerySet) -> IsNull:
    """Return the condition that a row has any of the related rows, for a page of rows in order that mostly meet it.

    PostgreSQL expects nearly all rows to be NOT NULL, so it reads them in order until the page is full, with a lookup
    for each. For EXISTS it would plan a join for all rows, and sort them.
    """
    return IsNull(Subquery(related.order_by().values("pk")[:1]), False)


def expect_few(lookup: str, value: str) -> str:
    """Return the SQL condition that the value that a subquery looks up for each row equals another.

    PostgreSQL expects few rows to meet an equality, so it looks up what is joined to them. With IS NOT NULL or EXISTS
    it would expect many, and read all rows of the tables that are joined.
    """
    return f"({lookup}) = {value}"


def exists_by_lookup(sql: str) -> str:
    """Return the SQL condition that a subquery has a row, evaluated by a lookup for each row of the query.

    For EXISTS PostgreSQL may read the whole table of the subquery to hash it. The subquery needs a LIMIT of 1.
    """
    return f"({sql}) IS NOT NULL"
