"""Keyset pagination: a page starts after the last row of the page before, found by a row comparison.

Every ordering compares NOT NULL columns in one direction and ends in the slug, so that the order is total.
"""

import functools
import hashlib
import json
from dataclasses import dataclass

from django.core import signing
from django.db.models import BooleanField, F, Func, QuerySet, TextField
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Cast

from api.http.problems import InvalidParameters
from api.http.sql.placeholders import Param, ParamExpr

SALT = "factbase.cursor"

CURSOR = "cursor"
"""The name of the parameter, and of its values in a query."""

UNBOUND = {CURSOR, "topics_cursor", "ordering", "fields", "page_size", "topics_size", "count", "format", "as_of"}
"""The parameters that cursors are not bound to; the order in effect is bound apart."""


@dataclass(frozen=True)
class Ordering:
    """Columns compared in order, all in one direction."""

    columns: tuple[str, ...]
    descending: bool

    @property
    def terms(self) -> list[str]:
        """The arguments of QuerySet.order_by."""
        return [f"-{column}" if self.descending else column for column in self.columns]

    def after(self, queryset: QuerySet, name: str = CURSOR) -> QuerySet:
        """Return the rows after the row whose `key` is the parameter of that name."""
        row = Func(*(F(column) for column in self.columns), function="ROW")
        fields = [queryset.model._meta.get_field(column) for column in self.columns]
        params = [ParamExpr(Param(name, place), TextField()) for place in range(len(fields))]
        last = Func(*(Cast(value, field) for value, field in zip(params, fields, strict=True)), function="ROW")
        sign = "<" if self.descending else ">"
        return queryset.filter(CombinedExpression(row, sign, last, output_field=BooleanField()))

    def key(self) -> Func:
        """Return the expression of a row's key in this ordering, as text: a JSON array."""
        return Cast(
            Func(*(Cast(F(column), TextField()) for column in self.columns), function="json_build_array"), TextField()
        )


def orderings(default: str, **columns: tuple[str, ...]) -> dict[str, Ordering]:
    """Return both directions of each ordering by name, the default first; a minus sign means descending."""
    both = {f"{sign}{name}": Ordering(by, descending=sign == "-") for name, by in columns.items() for sign in ("-", "")}
    return {default: both[default], **both}


def fingerprint(view: type, ordering: str, filters: dict[str, str]) -> str:
    """Return the hash that binds a cursor to its endpoint, ordering and filters, in whatever order they come."""
    bound_to = [view.__module__, view.__qualname__, ordering, sorted(filters.items())]
    return hashlib.sha256(json.dumps(bound_to).encode()).hexdigest()[:16]


@functools.cache
def _signer() -> signing.Signer:
    return signing.Signer(salt=SALT)


def write_cursor(bound_to: str, key: str) -> str:
    """Return the cursor that points after the row with this key."""
    return _signer().sign_object([bound_to, json.loads(key)])


def read_cursor(cursor: str, bound_to: str, name: str = CURSOR) -> list[str]:
    """Return the key in a cursor, the value of the parameter of this name.

    Raises InvalidParameters if the cursor was changed or belongs to another list.
    """
    try:
        bound, values = _signer().unsign_object(cursor)
    except Exception as error:  # a forged cursor can raise anything in the decoder
        detail = "The cursor is damaged. Start again without it and follow “next”."
        raise InvalidParameters([{"parameter": name, "detail": detail}]) from error
    if bound != bound_to:
        detail = "The cursor belongs to other filters, another order or another list. Start again without it."
        raise InvalidParameters([{"parameter": name, "detail": detail}])
    return values
