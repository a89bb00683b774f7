"""The two views of every resource: a list and a detail, each in several formats.

In CSV and NDJSON, a list without `page_size` and `cursor` is streamed whole.
"""

import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, cast

from django.db import models
from django.http import HttpResponse

from api.http.formats import jsonld
from api.http.formats.csv import CSV
from api.http.formats.format import Format
from api.http.formats.json import JSON
from api.http.formats.ndjson import NDJSON
from api.http.request.fields import Fields
from api.http.request.filters import Filter, SlugFilter, refuse_unknown
from api.http.request.parameters import Flag, OneOf
from api.http.request.read_request import Lengths, lengths
from api.http.sql.json_builder import ReadSerializer
from api.http.sql.placeholders import Param, ParamExpr
from api.http.sql.prepared_query import MOST_KEPT, PreparedQuery, query_cache
from factbase.history.snapshot import At, snapshot
from factbase.history.streaming_snapshot import StreamingSnapshot

from .base_views import QueryView, page_parameters
from .envelope import list_page
from .formats import streams
from .request import pagination
from .sql import prepared_query


class RecordsView(QueryView):
    """A read of one or more records, in the formats of records."""

    serializer_class: ClassVar[type[ReadSerializer]]
    formats: ClassVar[Sequence[Format]] = [JSON, CSV, NDJSON]
    node: ClassVar[jsonld.Node | None] = None
    """The JSON-LD node of a record. A view with one offers JSON-LD."""

    def __init_subclass__(cls) -> None:
        if cls.node and jsonld.JSON_LD not in cls.formats:
            cls.formats = [*cls.formats, jsonld.JSON_LD]
        super().__init_subclass__()


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
            **page_parameters(
                200,
                cls.page_size,
                "The maximum number of results on a page. In CSV and NDJSON, the response has all results unless this "
                "is given; then the Link header has the URL of the next page.",
            ),
            "count": Flag("Count the results on all pages; this takes longer. Only in JSON."),
        }
        super().__init_subclass__()

    def read(self) -> tuple[At, HttpResponse]:
        if self.asked.format.end_of_stream and not self.params.keys() & {"page_size", pagination.CURSOR}:
            return self._stream()
        return super().read()

    def _stream(self) -> tuple[At, HttpResponse]:
        """Stream all results. Errors in the request are raised before the stream starts."""
        format, as_of = self.asked.format, self.params.get("as_of")
        with snapshot(as_of) as at:
            if response := self.unchanged(at):
                return at, response
            refuse_unknown(self.params, self.filters)
        if self.request.method == "HEAD":
            return at, HttpResponse(content_type=format.content_type)
        query = _all_rows(type(self), self.ordering, self.only, lengths(self.params, self.filters))  # type: ignore[arg-type]
        values = query.bind(self.query_values())

        def lines(read: StreamingSnapshot) -> Iterator[bytes]:
            return format.lines(self.serializer_class, self.only, read.lines(query.sql, values))

        at, streamed = streams.stream(as_of, lines, format.content_type, format.end_of_stream)
        return at, cast(HttpResponse, streamed)

    def statement(self) -> PreparedQuery:
        return _page(
            type(self),  # type: ignore[arg-type]  # mypy checks the hash of instances instead of the class's
            self.asked.format.serializer_class or self.serializer_class,
            self.ordering,
            self.params.get("page_size", self.asked.format.page_size or self.page_size),
            self.only,
            bool(self.params.get("count")),
            pagination.CURSOR in self.params,
            lengths(self.params, self.filters),
        )

    def render(self, at: At, row: tuple) -> HttpResponse:
        results, last, more, *count = row
        head = {"count": count[0]} if count else {}
        return self.asked.format.page(self, at, {**head, "next": self.page_url(last if more else None)}, results)

    def body_schema(self) -> Any:
        return list_page(self.serializer_class)

    def example_records(self, value: Any) -> list[Any]:
        return value["results"]

    def example_document(self, address: jsonld.Address, value: Any) -> dict[str, Any]:
        assert self.node is not None
        return jsonld.list_document(address, At(value["revision"], None), self.summary, self.node, value["results"])


@functools.lru_cache(maxsize=4 * MOST_KEPT)  # of all lists together
def _page(
    view: type[ListView],
    serializer_class: type[ReadSerializer],
    ordering: str,
    size: int,
    only: frozenset[str] | None,
    count: bool,
    continued: bool,
    filters: Lengths,
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
    return prepared_query.page(page, by, size, serializer_class, only, rows if count else None, several, single)


@query_cache
def _all_rows(view: type[ListView], ordering: str, only: frozenset[str] | None, filters: Lengths) -> PreparedQuery:
    """Return the query for all rows of a list."""
    rows = _filtered_rows(view, filters)
    return prepared_query.all_rows(rows, view.orderings[ordering], view.serializer_class, only)


def _filtered_rows(view: type[ListView], filters: Lengths) -> models.QuerySet:
    rows = view.queryset.all()
    for name, length in filters:
        rows = view.filters[name].narrow(rows, view.filters[name].open(name, length))
    return rows


class DetailView(RecordsView):
    """One record, by its slug."""

    def __init_subclass__(cls) -> None:
        cls.parameters = {"fields": Fields(cls.serializer_class, "the record")}
        cls.model = cls.serializer_class.Meta.model
        super().__init_subclass__()

    def statement(self) -> PreparedQuery:
        return _record(self.asked.format.serializer_class or self.serializer_class, self.only)

    def render(self, at: At, row: tuple) -> HttpResponse | None:
        [record] = row
        return None if record is None else self.asked.format.record(self, record)

    def example_records(self, value: Any) -> list[Any]:
        return [value]

    def example_document(self, address: jsonld.Address, value: Any) -> dict[str, Any]:
        assert self.node is not None
        return jsonld.record_document(address, self.node, value)


@query_cache
def _record(serializer_class: type[ReadSerializer], only: frozenset[str] | None) -> PreparedQuery:
    return prepared_query.one(serializer_class, only, slug=ParamExpr(Param("slug"), models.TextField()))
