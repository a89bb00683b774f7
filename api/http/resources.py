"""The two kinds of view that every resource has: a list and a detail. Each states its parameters, shape and order.

Both have several formats. In those of one record a line, a list without `page_size` and `cursor` is all that was found,
sent while it is read.
"""

import functools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, cast

from django.db import models
from django.http import HttpRequest, HttpResponse

from api.http.formats.negotiation import CSV, JSON, JSON_LD, NDJSON, Format
from api.http.request.fields import Fields
from api.http.request.filters import Filter, SlugFilter, refuse_unknown
from api.http.request.parameters import Flag, Number, OneOf, error_of
from api.http.sql.json_builder import ReadSerializer
from api.http.sql.placeholders import Param, ParamExpr, bind_values
from api.http.sql.prepared_query import MOST_KEPT, PreparedQuery
from factbase.history.snapshot import At, snapshot
from factbase.history.streaming_snapshot import StreamingSnapshot

from .formats import csv, jsonld, streams
from .problems import InvalidParameters
from .request import pagination
from .slug_redirects import slug_redirect
from .sql import prepared_query
from .views import AS_OF, PAGE_CURSOR, QueryView, json_response, keys, next_page

BROKEN_OFF: dict[Format, bytes] = {NDJSON: b'{"broken off', CSV: b'"broken off'}
"""The formats that can be sent while they are read, and how they end when the base fails half way: with what has no
end, so that nobody takes it for whole."""

CONTENT_TYPES = {NDJSON: NDJSON.media_type, CSV: f"{CSV.media_type}; charset=utf-8; header=present"}


class RecordsView(QueryView):
    """Records, in any of the formats that records have."""

    formats: ClassVar[Sequence[Format]] = [JSON, CSV, NDJSON]
    node: ClassVar[jsonld.Node | None] = None
    """What a record is in linked data. Where that is said, JSON-LD is offered."""

    def __init_subclass__(cls) -> None:
        if cls.node and JSON_LD not in cls.formats:
            cls.formats = [*cls.formats, JSON_LD]
        super().__init_subclass__()

    def lines(self, given: dict[str, Any], texts: Iterable[str | bytes]) -> Iterator[bytes]:
        """The lines of the chosen format, each with its end, from those of the records in JSON."""
        if self.format is NDJSON:
            return (text.encode() if isinstance(text, str) else text for text in texts)
        table = _table(self.serializer_class, _only(given))
        return (line.encode() for line in table.lines(map(json.loads, texts)))

    def whole(self, given: dict[str, Any], texts: Iterable[str]) -> HttpResponse:
        """The whole of it in the chosen format."""
        body = b"".join(self.lines(given, (f"{text}\n" for text in texts)))
        return HttpResponse(body, content_type=CONTENT_TYPES[self.format])


class ListView(RecordsView):
    """A list: narrowed by filters, in one of its orderings, page by page.

    A view sets `queryset`, `filters` (applied as declared) and `orderings`, the first of which is the default.
    """

    queryset: ClassVar[models.QuerySet]
    filters: ClassVar[Mapping[str, Filter]]
    orderings: ClassVar[Mapping[str, pagination.Ordering]]
    page_size: ClassVar[int] = 25
    example: ClassVar[Mapping[str, str]] = {"page_size": "2"}

    def __init_subclass__(cls) -> None:
        cls.parameters = {
            **cls.filters,
            "ordering": OneOf(list(cls.orderings), "The order of the list; a minus sign means descending."),
            "fields": Fields(cls.serializer_class, "each result"),
            "page_size": Number(
                1,
                200,
                cls.page_size,
                "How many results a page has at the most. In CSV and NDJSON all results are sent unless it is given; "
                "the next page is then linked in the header Link.",
            ),
            "cursor": PAGE_CURSOR,
            "count": Flag("Whether to count all results, which takes longer. Only in JSON."),
            "as_of": AS_OF,
        }
        super().__init_subclass__()

    def values(self, request: HttpRequest, given: dict[str, Any], path: dict[str, str]) -> dict[str, Any]:
        values = super().values(request, given, path)
        if pagination.CURSOR in given:
            values[pagination.CURSOR] = pagination.read_cursor(given[pagination.CURSOR], self._bound_to(request, given))
        return values

    def read(self, request: HttpRequest, given: dict[str, Any], path: dict[str, str]) -> tuple[At, HttpResponse]:
        if self.format in BROKEN_OFF and given.get("count"):
            raise InvalidParameters([error_of("count", "count: there is no place for it but in JSON.")])
        if self.format in BROKEN_OFF and not given.keys() & {"page_size", pagination.CURSOR}:
            return self._everything(request, given, path)
        return super().read(request, given, path)

    def _everything(self, request: HttpRequest, given: dict[str, Any], path: dict[str, str]) -> tuple[At, HttpResponse]:
        """All results, sent while they are read. What can be refused is refused before."""
        content_type = CONTENT_TYPES[self.format]
        with snapshot(given.get("as_of")) as at:
            if response := self.unchanged(request, at, given):
                return at, response
            refuse_unknown(given, self.filters)
        if request.method == "HEAD":
            return at, HttpResponse(content_type=content_type)
        asked = _everything(type(self), self._ordering(given), _only(given), self._narrowed_by(given))  # type: ignore[arg-type]
        parameters = bind_values(asked.parameters, self.values(request, given, path))

        def lines(read: StreamingSnapshot) -> Iterator[bytes]:
            return self.lines(given, read.lines(asked.sql, parameters))

        at, sent = streams.stream(given.get("as_of"), lines, content_type, BROKEN_OFF[self.format])
        return at, cast(HttpResponse, sent)

    def statement(self, given: dict[str, Any]) -> PreparedQuery:
        return _page(
            type(self),  # type: ignore[arg-type]  # mypy takes the hash of its instances for its own
            self._ordering(given),
            given.get("page_size", self.page_size),
            _only(given),
            bool(given.get("count")),
            pagination.CURSOR in given,
            self._narrowed_by(given),
        )

    def render(
        self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any], row: tuple
    ) -> HttpResponse | None:
        results, last, more, *others = row
        head: dict[str, Any] = {"revision": at.number}
        if given.get("count"):
            head["count"] = others.pop(0)
        if any(others):
            return None
        cursor = pagination.write_cursor(self._bound_to(request, given), last) if more else None
        following = next_page(request, cursor)
        if self.format not in {*CONTENT_TYPES, JSON_LD}:
            head["next"] = following
            return json_response(f'{json.dumps(head)[:-1]}, "results": [{results}]}}')
        texts = results.split(prepared_query.BETWEEN) if results else []
        if self.format is JSON_LD and self.node:
            response = jsonld.list_response(
                request.build_absolute_uri, at, self.summary, self.node, map(json.loads, texts)
            )
        else:
            response = self.whole(given, texts)
        if following:
            response.headers["Link"] = f'<{following}>; rel="next"'
        return response

    def _narrowed_by(self, given: dict[str, Any]) -> "Narrowed":
        return tuple((name, _length(given[name])) for name in self.filters if name in given)

    def _ordering(self, given: dict[str, Any]) -> str:
        return given.get("ordering", next(iter(self.orderings)))

    def _bound_to(self, request: HttpRequest, given: dict[str, Any]) -> str:
        asked = {name: request.GET[name] for name in self.filters if name in given}
        return pagination.fingerprint(type(self), self._ordering(given), asked)


Narrowed = tuple[tuple[str, int], ...]
"""The filters of a question, each with how many values it has."""


@functools.lru_cache(maxsize=4 * MOST_KEPT)  # of all lists together
def _page(
    view: type[ListView],
    ordering: str,
    size: int,
    only: frozenset[str] | None,
    count: bool,
    continued: bool,
    filters: Narrowed,
) -> PreparedQuery:
    """The statement for a page of a list; making one takes milliseconds."""
    found = _found(view, filters)
    by = view.orderings[ordering]
    page = by.after(found) if continued else found
    unknown, single = dict[str, str](), dict[str, str]()
    for name, length in filters:
        narrowing = view.filters[name]
        if isinstance(narrowing, SlugFilter):
            (single if length == 1 else unknown)[name] = narrowing.kind
    return prepared_query.page(page, by, size, view.serializer_class, only, found if count else None, unknown, single)


@functools.lru_cache(maxsize=MOST_KEPT)
def _everything(view: type[ListView], ordering: str, only: frozenset[str] | None, filters: Narrowed) -> PreparedQuery:
    """The query for the whole of a list."""
    return prepared_query.all_rows(_found(view, filters), view.orderings[ordering], view.serializer_class, only)


def _found(view: type[ListView], filters: Narrowed) -> models.QuerySet:
    found = view.queryset.all()
    for name, length in filters:
        narrowing = view.filters[name]
        found = narrowing.narrow(found, narrowing.open(name, length))
    return found


@functools.lru_cache(maxsize=MOST_KEPT)
def _table(serializer_class: type[ReadSerializer], only: frozenset[str] | None) -> csv.Table:
    return csv.Table(serializer_class(), only)


def _only(given: dict[str, Any]) -> frozenset[str] | None:
    only = keys(given)
    return frozenset(only) if only else None


def _length(value: Any) -> int:
    return len(value) if isinstance(value, list) else 1


class DetailView(RecordsView):
    """One resource, by its slug."""

    def __init_subclass__(cls) -> None:
        cls.parameters = {"fields": Fields(cls.serializer_class, "the record"), "as_of": AS_OF}
        super().__init_subclass__()

    def statement(self, given: dict[str, Any]) -> PreparedQuery:
        return _record(self.serializer_class, _only(given))

    def render(
        self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any], row: tuple
    ) -> HttpResponse | None:
        [record] = row
        if record is None:
            return None
        if self.format is JSON_LD and self.node:
            return jsonld.record_response(request.build_absolute_uri, self.node, json.loads(record))
        return self.whole(given, [record]) if self.format in CONTENT_TYPES else json_response(record)

    def not_found(self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any]) -> HttpResponse:
        return slug_redirect(request, self.serializer_class.Meta.model, values["slug"])


@functools.lru_cache(maxsize=MOST_KEPT)
def _record(serializer_class: type[ReadSerializer], only: frozenset[str] | None) -> PreparedQuery:
    return prepared_query.one(serializer_class, only, slug=ParamExpr(Param("slug"), models.TextField()))
