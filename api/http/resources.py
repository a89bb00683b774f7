"""The two kinds of view that every resource has: a list and a detail. Each states its parameters, shape and order."""

import functools
import json
from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django.db import models
from django.http import HttpRequest, HttpResponse

from factbase.history.snapshot import At

from . import paging, statement
from .absent import moved
from .binding import Given, Slot
from .fields import Fields
from .filters import Filter, SlugFilter, refuse_unknown
from .parameters import Flag, Number, OneOf, Parameter
from .shape import ReadSerializer
from .statement import Statement
from .views import AS_OF, StatementView, json_response, keys, next_page


class ListView(StatementView):
    """A list: narrowed by filters, in one of its orderings, page by page.

    A view sets `queryset`, `filters` (applied as declared) and `orderings`, the first of which is the default.
    """

    queryset: ClassVar[models.QuerySet]
    filters: ClassVar[Mapping[str, Filter]]
    orderings: ClassVar[Mapping[str, paging.Ordering]]
    page_size: ClassVar[int] = 25
    example: ClassVar[Mapping[str, str]] = {"page_size": "2"}

    def __init_subclass__(cls) -> None:
        cls.parameters = {
            **cls.filters,
            "ordering": OneOf(list(cls.orderings), "The order of the list; a minus sign means descending."),
            "fields": Fields(cls.serializer_class, "each result"),
            "page_size": Number(1, 200, cls.page_size, "How many results a page has at the most."),
            "cursor": Parameter("Where the page starts: take it from the “next” link of the page before."),
            "count": Flag("Whether to count all results, which takes longer."),
            "as_of": AS_OF,
        }
        super().__init_subclass__()

    def values(self, request: HttpRequest, given: dict[str, Any], path: dict[str, str]) -> dict[str, Any]:
        values = super().values(request, given, path)
        if paging.CURSOR in given:
            values[paging.CURSOR] = paging.read_cursor(given[paging.CURSOR], self._bound_to(request, given))
        return values

    def statement(self, given: dict[str, Any]) -> Statement:
        only = keys(given)
        return _page(
            type(self),  # type: ignore[arg-type]  # mypy takes the hash of its instances for its own
            self._ordering(given),
            given.get("page_size", self.page_size),
            frozenset(only) if only else None,
            bool(given.get("count")),
            paging.CURSOR in given,
            tuple((name, _length(given[name])) for name in self.filters if name in given),
        )

    def shape(
        self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any], row: tuple
    ) -> HttpResponse | None:
        results, last, more, *others = row
        head: dict[str, Any] = {"revision": at.number}
        if given.get("count"):
            head["count"] = others.pop(0)
        if any(others):
            return None
        cursor = paging.write_cursor(self._bound_to(request, given), last) if more else None
        head["next"] = next_page(request, cursor)
        return json_response(f'{json.dumps(head)[:-1]}, "results": [{results}]}}')

    def missing(self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any]) -> HttpResponse:
        refuse_unknown(given, self.filters)
        row = self.statement(given).read_within(values)  # a slug came into being since the first try
        return cast(HttpResponse, self.shape(request, at, given, values, row))

    def _ordering(self, given: dict[str, Any]) -> str:
        return given.get("ordering", next(iter(self.orderings)))

    def _bound_to(self, request: HttpRequest, given: dict[str, Any]) -> str:
        return paging.fingerprint(
            self._ordering(given), {name: request.GET[name] for name in self.filters if name in given}
        )


@functools.lru_cache(maxsize=2048)
def _page(
    view: type[ListView],
    ordering: str,
    size: int,
    only: frozenset[str] | None,
    count: bool,
    continued: bool,
    filters: tuple[tuple[str, int], ...],
) -> Statement:
    """The statement for a page of a list; making one takes milliseconds."""
    found = view.queryset.all()
    for name, length in filters:
        narrowing = view.filters[name]
        found = narrowing.narrow(found, narrowing.open(name, length))
    by = view.orderings[ordering]
    page = by.after(found) if continued else found
    slugs = {name: view.filters[name] for name, _ in filters}
    unknown = {name: narrowing.kind for name, narrowing in slugs.items() if isinstance(narrowing, SlugFilter)}
    return statement.page(page, by, size, view.serializer_class, only, found if count else None, unknown)


def _length(value: Any) -> int:
    return len(value) if isinstance(value, list) else 1


class DetailView(StatementView):
    """One resource, by its slug."""

    def __init_subclass__(cls) -> None:
        cls.parameters = {"fields": Fields(cls.serializer_class, "the record"), "as_of": AS_OF}
        super().__init_subclass__()

    def statement(self, given: dict[str, Any]) -> Statement:
        only = keys(given)
        return _record(self.serializer_class, frozenset(only) if only else None)

    def shape(
        self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any], row: tuple
    ) -> HttpResponse | None:
        return None if row[0] is None else json_response(row[0])

    def missing(self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any]) -> HttpResponse:
        return moved(request, self.serializer_class.Meta.model, values["slug"])


@functools.lru_cache(maxsize=512)
def _record(serializer_class: type[ReadSerializer], only: frozenset[str] | None) -> Statement:
    return statement.one(serializer_class, only, slug=Given(Slot("slug"), models.TextField()))
