"""Keyset paging: a page starts where the last one ended, by comparing rows, however deep it lies.

Every ordering compares NOT NULL columns in one direction and ends in the slug, so that each row has one place.
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
"""The name of the parameter, and of the values that a statement leaves open for it."""


@dataclass(frozen=True)
class Ordering:
    """Columns compared one after the other, all in one direction."""

    columns: tuple[str, ...]
    descending: bool

    @property
    def terms(self) -> list[str]:
        """For QuerySet.order_by."""
        return [f"-{column}" if self.descending else column for column in self.columns]

    def after(self, queryset: QuerySet, given: str = CURSOR) -> QuerySet:
        """The rows beyond the given values of that name, which are as `key` gave them."""
        row = Func(*(F(column) for column in self.columns), function="ROW")
        fields = [queryset.model._meta.get_field(column) for column in self.columns]
        places = [ParamExpr(Param(given, place), TextField()) for place in range(len(fields))]
        last = Func(*(Cast(value, field) for value, field in zip(places, fields, strict=True)), function="ROW")
        sign = "<" if self.descending else ">"
        return queryset.filter(CombinedExpression(row, sign, last, output_field=BooleanField()))

    def key(self) -> Func:
        """The expression of a row's place, as text."""
        return Cast(
            Func(*(Cast(F(column), TextField()) for column in self.columns), function="json_build_array"), TextField()
        )


def orderings(default: str, **columns: tuple[str, ...]) -> dict[str, Ordering]:
    """Both directions of each ordering, the default first; a minus sign means descending."""
    both = {f"{sign}{name}": Ordering(by, descending=sign == "-") for name, by in columns.items() for sign in ("-", "")}
    return {default: both[default], **both}


def fingerprint(view: type, ordering: str, filters: dict[str, str]) -> str:
    """Return a hash of what a cursor is bound to: the endpoint, the ordering and the filters in whatever order."""
    bound_to = [view.__module__, view.__qualname__, ordering, sorted(filters.items())]
    return hashlib.sha256(json.dumps(bound_to).encode()).hexdigest()[:16]


@functools.cache
def _signer() -> signing.Signer:
    return signing.Signer(salt=SALT)


def write_cursor(bound_to: str, key: str) -> str:
    """The cursor that points behind a row."""
    return _signer().sign_object([bound_to, json.loads(key)])


def read_cursor(cursor: str, bound_to: str, name: str = CURSOR) -> list[str]:
    """The key in a cursor, a parameter of this name.

    Raises InvalidParameters when it was tampered with or belongs to another list.
    """
    try:
        bound, values = _signer().unsign_object(cursor)
    except Exception as error:  # whatever a forged cursor makes the decoder trip over
        raise _refuse(name, "The cursor is damaged: start again without it, and follow “next”.") from error
    if bound != bound_to:
        raise _refuse(name, "The cursor belongs to other filters, order or list: start again without it.")
    return values


def _refuse(name: str, detail: str) -> InvalidParameters:
    return InvalidParameters([{"parameter": name, "detail": detail}])
