"""Keyset paging: a page starts where the last one ended, by comparing rows, however deep it lies.

Every ordering compares NOT NULL columns in one direction and ends in the slug, so that each row has one place.
"""

import hashlib
import json
from dataclasses import dataclass

from django.core import signing
from django.db.models import BooleanField, F, Func, QuerySet, TextField, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Cast

from .problems import InvalidParameters

SALT = "factbase.cursor"


@dataclass(frozen=True)
class Ordering:
    """Columns compared one after the other, all in one direction."""

    columns: tuple[str, ...]
    descending: bool

    @property
    def terms(self) -> list[str]:
        """For QuerySet.order_by."""
        return [f"-{column}" if self.descending else column for column in self.columns]

    def after(self, queryset: QuerySet, values: list[str]) -> QuerySet:
        """The rows beyond these values, which are as `key` gave them."""
        row = Func(*(F(column) for column in self.columns), function="ROW")
        fields = [queryset.model._meta.get_field(column) for column in self.columns]
        last = Func(
            *(Cast(Value(value), field) for value, field in zip(values, fields, strict=True)),
            function="ROW",
        )
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


@dataclass(frozen=True)
class Page:
    """The ids of one page of rows, and the cursor of the next page if there is one."""

    ids: list[int]
    next: str | None


def take(queryset: QuerySet, ordering: Ordering, size: int, cursor: str | None, bound_to: str) -> Page:
    """The page of a queryset that starts at a cursor. Raises InvalidParameters for the cursor."""
    if cursor is not None:
        queryset = ordering.after(queryset, read_cursor(cursor, bound_to))
    rows = list(queryset.order_by(*ordering.terms).values_list("pk", ordering.key())[: size + 1])
    following = write_cursor(bound_to, rows[size - 1][1]) if len(rows) > size else None
    return Page([pk for pk, _ in rows[:size]], following)


def fingerprint(ordering: str, filters: dict[str, str]) -> str:
    """What a cursor is bound to: the ordering and the filters, the order of which does not matter."""
    return hashlib.sha256(json.dumps([ordering, sorted(filters.items())]).encode()).hexdigest()[:16]


def write_cursor(bound_to: str, key: str) -> str:
    """The cursor that points behind a row."""
    return signing.Signer(salt=SALT).sign_object([bound_to, json.loads(key)])


def read_cursor(cursor: str, bound_to: str) -> list[str]:
    """The key in a cursor. Raises InvalidParameters when it was tampered with or belongs to another list."""
    try:
        bound, values = signing.Signer(salt=SALT).unsign_object(cursor)
    except Exception as error:  # whatever a forged cursor makes the decoder trip over
        raise _refuse("The cursor is damaged: start again without it, and follow “next”.") from error
    if bound != bound_to:
        raise _refuse("The cursor belongs to other filters or another ordering: start again without it.")
    return values


def _refuse(detail: str) -> InvalidParameters:
    return InvalidParameters([{"parameter": "cursor", "detail": detail}])
