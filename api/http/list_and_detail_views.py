"""The two views of every resource: a list and a detail, each in several formats.

In CSV and NDJSON, a list without `page_size` and `cursor` is streamed whole.
"""

import functools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, cast

from django.db import models
from django.http import HttpRequest, HttpResponse

from api.http.formats.content_negotiation import CSV, JSON, JSON_LD, NDJSON, Format
from api.http.request.fields import Fields
from api.http.request.filters import Filter, SlugFilter, refuse_unknown
from api.http.request.parameters import Flag, Number, OneOf, error_of
from api.http.sql.json_builder import ReadSerializer
from api.http.sql.placeholders import Param, ParamExpr, bind_values
from api.http.sql.prepared_query import MOST_KEPT, PreparedQuery
from factbase.history.snapshot import At, snapshot
from factbase.history.streaming_snapshot import StreamingSnapshot

from .base_views import AS_OF, PAGE_CURSOR, Params, QueryView, json_response, next_page
from .envelope import envelope, list_page
from .formats import csv, jsonld, streams
from .problems import InvalidParameters
from .request import pagination
from .slug_redirects import slug_redirect
from .sql import prepared_query

BROKEN_OFF: dict[Format, bytes] = {NDJSON: b'{"broken off', CSV: b'"broken off'}
"""The formats that can be streamed, each with the end of a body that the database failed to complete: invalid text, so
that no reader takes the body for complete."""

CONTENT_TYPES = {NDJSON: NDJSON.media_type, CSV: f"{CSV.media_type}; charset=utf-8; header=present"}

PAGE_SIZE = (
    "The maximum number of results on a page. In CSV and NDJSON, the response has all results unless this is given; "
    "then the Link header has the URL of the next page."
)


class RecordsView(QueryView):
    """A read of one or more records, in the formats of records."""

    formats: ClassVar[Sequence[Format]] = [JSON, CSV, NDJSON]
    node: ClassVar[jsonld.Node | None] = None
    """The JSON-LD node of a record. A view with one offers JSON-LD."""

    def __init_subclass__(cls) -> None:
        if cls.node and JSON_LD not in cls.formats:
            cls.formats = [*cls.formats, JSON_LD]
        super().__init_subclass__()

    def lines(self, params: Params, texts: Iterable[str | bytes]) -> Iterator[bytes]:
        """Yield the records, given as lines of JSON, as lines of the response's format."""
        if self.format is NDJSON:
            return (text.encode() if isinstance(text, str) else text for text in texts)
        table = _table(self.serializer_class, _only(params))
        return (line.encode() for line in table.lines(map(json.loads, texts)))

    def whole(self, params: Params, texts: Iterable[str]) -> HttpResponse:
        """Return the records, given as texts in JSON, in the response's format."""
        body = b"".join(self.lines(params, (f"{text}\n" for text in texts)))
        return HttpResponse(body, content_type=CONTENT_TYPES[self.format])


class ListView(RecordsView):
    """A list with filters, orderings and pages.

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
            "page_size": Number(1, 200, cls.page_size, PAGE_SIZE),
            "cursor": PAGE_CURSOR,
            "count": Flag("Count the results on all pages; this takes longer. Only in JSON."),
            "as_of": AS_OF,
        }
        super().__init_subclass__()

    def values(self, request: HttpRequest, params: Params, path: dict[str, str]) -> Params:
        values = super().values(request, params, path)
        if pagination.CURSOR in params:
            bound_to = self._bound_to(request, params)
            values[pagination.CURSOR] = pagination.read_cursor(params[pagination.CURSOR], bound_to)
        return values

    def read(self, request: HttpRequest, params: Params, path: dict[str, str]) -> tuple[At, HttpResponse]:
        if self.format in BROKEN_OFF and params.get("count"):
            raise InvalidParameters([error_of("count", "count: it is available in JSON only.")])
        if self.format in BROKEN_OFF and not params.keys() & {"page_size", pagination.CURSOR}:
            return self._stream(request, params, path)
        return super().read(request, params, path)

    def _stream(self, request: HttpRequest, params: Params, path: dict[str, str]) -> tuple[At, HttpResponse]:
        """Stream all results. Errors in the request are raised before the stream starts."""
        content_type = CONTENT_TYPES[self.format]
        with snapshot(params.get("as_of")) as at:
            if response := self.unchanged(request, at, params):
                return at, response
            refuse_unknown(params, self.filters)
        if request.method == "HEAD":
            return at, HttpResponse(content_type=content_type)
        query = _all_rows(type(self), self._ordering(params), _only(params), self._filters_in(params))  # type: ignore[arg-type]
        values = bind_values(query.parameters, self.values(request, params, path))

        def lines(read: StreamingSnapshot) -> Iterator[bytes]:
            return self.lines(params, read.lines(query.sql, values))

        at, streamed = streams.stream(params.get("as_of"), lines, content_type, BROKEN_OFF[self.format])
        return at, cast(HttpResponse, streamed)

    def statement(self, params: Params) -> PreparedQuery:
        return _page(
            type(self),  # type: ignore[arg-type]  # mypy checks the hash of instances instead of the class's
            self._ordering(params),
            params.get("page_size", self.page_size),
            _only(params),
            bool(params.get("count")),
            pagination.CURSOR in params,
            self._filters_in(params),
        )

    def render(self, request: HttpRequest, at: At, params: Params, values: Params, row: tuple) -> HttpResponse | None:
        results, last, more, *others = row
        head: dict[str, Any] = {}
        if params.get("count"):
            head["count"] = others.pop(0)
        if any(others):
            return None
        cursor = pagination.write_cursor(self._bound_to(request, params), last) if more else None
        next_url = next_page(request, cursor)
        if self.format not in {*CONTENT_TYPES, JSON_LD}:
            head["next"] = next_url
            return json_response(envelope(list_page(self.serializer_class), at, head, results=results))
        texts = results.split(prepared_query.BETWEEN) if results else []
        if self.format is JSON_LD and self.node:
            address = request.build_absolute_uri
            response = jsonld.list_response(address, at, self.summary, self.node, map(json.loads, texts))
        else:
            response = self.whole(params, texts)
        if next_url:
            response.headers["Link"] = f'<{next_url}>; rel="next"'
        return response

    def _filters_in(self, params: Params) -> "FilterLengths":
        present = {name: params[name] for name in self.filters if name in params}
        return tuple((name, len(value) if isinstance(value, list) else 1) for name, value in present.items())

    def _ordering(self, params: Params) -> str:
        return params.get("ordering", next(iter(self.orderings)))

    def _bound_to(self, request: HttpRequest, params: Params) -> str:
        filters = {name: request.GET[name] for name in self.filters if name in params}
        return pagination.fingerprint(type(self), self._ordering(params), filters)


FilterLengths = tuple[tuple[str, int], ...]
"""The filters of a request, each with the number of its values."""


@functools.lru_cache(maxsize=4 * MOST_KEPT)  # of all lists together
def _page(
    view: type[ListView],
    ordering: str,
    size: int,
    only: frozenset[str] | None,
    count: bool,
    continued: bool,
    filters: FilterLengths,
) -> PreparedQuery:
    """Return the query for a page of a list; building one takes milliseconds."""
    rows = _filtered_rows(view, filters)
    by = view.orderings[ordering]
    page = by.after(rows) if continued else rows
    several, single = dict[str, str](), dict[str, str]()
    for name, length in filters:
        filter_ = view.filters[name]
        if isinstance(filter_, SlugFilter):
            (single if length == 1 else several)[name] = filter_.kind
    return prepared_query.page(page, by, size, view.serializer_class, only, rows if count else None, several, single)


@functools.lru_cache(maxsize=MOST_KEPT)
def _all_rows(
    view: type[ListView], ordering: str, only: frozenset[str] | None, filters: FilterLengths
) -> PreparedQuery:
    """Return the query for all rows of a list."""
    rows = _filtered_rows(view, filters)
    return prepared_query.all_rows(rows, view.orderings[ordering], view.serializer_class, only)


def _filtered_rows(view: type[ListView], filters: FilterLengths) -> models.QuerySet:
    rows = view.queryset.all()
    for name, length in filters:
        rows = view.filters[name].narrow(rows, view.filters[name].open(name, length))
    return rows


@functools.lru_cache(maxsize=MOST_KEPT)
def _table(serializer_class: type[ReadSerializer], only: frozenset[str] | None) -> csv.Table:
    return csv.Table(serializer_class(), only)


def _only(params: Params) -> frozenset[str] | None:
    return frozenset(params["fields"]) if "fields" in params else None


class DetailView(RecordsView):
    """One record, by its slug."""

    def __init_subclass__(cls) -> None:
        cls.parameters = {"fields": Fields(cls.serializer_class, "the record"), "as_of": AS_OF}
        super().__init_subclass__()

    def statement(self, params: Params) -> PreparedQuery:
        return _record(self.serializer_class, _only(params))

    def render(self, request: HttpRequest, at: At, params: Params, values: Params, row: tuple) -> HttpResponse | None:
        [record] = row
        if record is None:
            return None
        if self.format is JSON_LD and self.node:
            return jsonld.record_response(request.build_absolute_uri, self.node, json.loads(record))
        return self.whole(params, [record]) if self.format in CONTENT_TYPES else json_response(record)

    def not_found(self, request: HttpRequest, at: At, params: Params, values: Params) -> HttpResponse:
        return slug_redirect(request, self.serializer_class.Meta.model, values["slug"])


@functools.lru_cache(maxsize=MOST_KEPT)
def _record(serializer_class: type[ReadSerializer], only: frozenset[str] | None) -> PreparedQuery:
    return prepared_query.one(serializer_class, only, slug=ParamExpr(Param("slug"), models.TextField()))
