"""Base views of reads: strict parameters, one snapshot, and an ETag with the revision shown."""

import datetime
import functools
import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.functional import cached_property
from rest_framework.views import APIView

from api.http.formats.content_negotiation import format_parameter
from api.http.formats.format import Format
from api.http.formats.json import JSON
from api.http.request.filters import refuse_unknown
from api.http.request.parameters import AsOf, Cursor, Number, Parameter
from api.http.request.read_request import ReadRequest, parse_read
from api.http.request.suggestions import nearest
from api.http.sql.prepared_query import PreparedQuery, latest
from factbase.history.snapshot import At, NoSuchRevision, ReplicaLost, snapshot
from factbase.models import Release

from . import problems
from .contract_version import contract
from .envelope import envelope
from .problems import InvalidParameters
from .request import memento, pagination, parameters
from .response_headers import IF_NONE_MATCH, set_read_headers
from .slug_redirects import slug_redirect

AS_OF = AsOf(
    "Read the fact base as it was at a revision (17), at a time (2026-01-31T12:00:00Z) or in a release (its tag). "
    "Default: the time in Accept-Datetime, or the present."
)
PAGE = "page"


def page_parameters(most: int, size: int, description: str, name: str = PAGE, start: str = "") -> dict[str, Parameter]:
    """Return the parameters of a page: its size (by default `size`, at most `most`) and the cursor of its start."""
    cursor = Cursor(start or "Start of the page; take it from the `next` link of the previous page.")
    return dict(zip(_page_names(name), (Number(1, most, size, description), cursor), strict=True))


def _page_names(name: str) -> tuple[str, str]:
    return f"{name}_size", pagination.CURSOR if name == PAGE else f"{name}_{pagination.CURSOR}"


class ReadView(APIView):
    """A read: it checks the parameters, reads in one snapshot, and sets an ETag with the revision shown.

    A view sets `summary`, `serializer_class` and its `parameters` (`as_of` and `format` are added), and defines
    `answer`. A view with other formats than JSON sets `formats`, the default first. An instance serves one request.
    """

    summary: ClassVar[str]
    serializer_class: ClassVar[Any]
    parameters: ClassVar[Mapping[str, Parameter]] = {"as_of": AS_OF}
    formats: ClassVar[Sequence[Format]] = [JSON]
    path_parameters: ClassVar[Mapping[str, str]] = {}
    """The variables in the path other than `slug`, each with its description."""
    example: ClassVar[Mapping[str, str]] = {}
    """The request of the view's example: variables in the path, and parameters."""
    invented: ClassVar[bool] = False
    """Whether the example needs a database with invented corrections and releases, which the seeds lack."""
    day_parameter: ClassVar[str] = ""
    """The parameter with the day on which the response depends, if it does; it defaults to today (UTC)."""
    varies: ClassVar[Sequence[str]] = ("Accept", memento.HEADER)
    """The request headers on which the response depends."""

    asked: ReadRequest
    params: Mapping[str, Any]
    """The parsed parameters of the request, by name."""

    def __init_subclass__(cls) -> None:
        if memento.HEADER in cls.varies:
            cls.parameters = {**cls.parameters, "as_of": AS_OF}
        if JSON in cls.formats:
            cls.parameters = {**cls.parameters, "format": format_parameter(cls.formats)}

    @classmethod
    @functools.cache
    def _constant_headers(cls) -> dict[str, str]:
        return cls().default_response_headers

    @property
    def default_response_headers(self) -> dict[str, str]:
        return {**super().default_response_headers, "Vary": ", ".join(self.varies)}

    def dispatch(self, request: HttpRequest, *args: Any, **path: str) -> HttpResponseBase:
        """Answer GET and HEAD without REST framework's dispatch: reads have no authentication, parser or renderer."""
        if request.method not in ("GET", "HEAD"):
            return super().dispatch(request, *args, **path)
        try:
            response: HttpResponse = self.get(request, **path)
        except Exception as error:
            if (handled := problems.handle(error, {"request": request, "view": self})) is None:
                raise
            response = handled
        for name, value in self._constant_headers().items():
            response.headers[name] = value
        return response

    def get(self, request: HttpRequest, **path: str) -> HttpResponse:
        self.ask(request, path)
        try:
            try:
                at, response = self.read()
            except ReplicaLost:  # a replica failed half way: another server answers
                at, response = self.read()
        except NoSuchRevision as error:
            raise unknown_revision(self.params["as_of"], str(error)) from error
        if response.status_code in (200, 304):  # not a redirect
            set_read_headers(self, at, response)
        return response

    head = get  # `dispatch` calls `get`; this announces HEAD in Allow

    def ask(self, request: HttpRequest, path: dict[str, str]) -> None:
        """Set `asked` and `params` to what the request asks. Raises Problem."""
        sent = request.META
        accept = sent.get("HTTP_ACCEPT", "*/*") if "Accept" in self.varies else "*/*"
        moment = sent.get("HTTP_ACCEPT_DATETIME") if memento.HEADER in self.varies else None
        query = sent.get("QUERY_STRING", "")
        self.asked = parse_read(type(self), request.path, tuple(path.items()), query, accept, moment)
        self.params = self.asked.params

    @property
    def only(self) -> frozenset[str] | None:
        """The keys in `fields` and those that the format needs, or None for all keys."""
        fields = self.params.get("fields")
        return None if fields is None else frozenset(fields) | self.asked.format.needed

    @cached_property
    def day(self) -> datetime.date:
        """The day on which the response depends."""
        return self.params.get(self.day_parameter, timezone.now().date())

    @property
    def ordering(self) -> str:
        """The name of the order of a list, or the empty text."""
        declared: Any = self.parameters.get("ordering")
        return self.params.get("ordering", self.asked.format.ordering or declared.known[0]) if declared else ""

    @cached_property
    def origin(self) -> str:
        """The scheme and the host of the request, with which its URLs begin."""
        return self.request.build_absolute_uri("/")[:-1]

    def url(self, path: str | None = None) -> str:
        """Return the absolute URL of a quoted path, or of this response for None."""
        return f"{self.origin}{self.asked.url_with() if path is None else path}"

    def page(self, name: str = PAGE) -> tuple[int, bool]:
        """Return the size of the page, and whether it starts at a cursor; `name` is that of its `page_parameters`."""
        size, cursor = _page_names(name)
        return self.params.get(size, self.parameters[size].schema["default"]), cursor in self.params

    def page_url(self, key: str | None, name: str = PAGE) -> str | None:
        """Return the URL of the page after the row with this key, or None without one."""
        if key is None:
            return None
        _, cursor = _page_names(name)
        return self.url(self.asked.url_with(**{cursor: pagination.write_cursor(self._cursor_scope(cursor), key)}))

    def cursor_key(self, name: str = pagination.CURSOR) -> list[str]:
        """Return the key in a cursor of the request. Raises InvalidParameters."""
        return pagination.read_cursor(self.params[name], self._cursor_scope(name), name)

    def _cursor_scope(self, name: str) -> str:
        """Return the hash that binds a cursor to its endpoint, filters, order and day."""
        day = {"day": str(self.day)} if self.day_parameter else {}
        filters = {key: text for key, text in self.asked.sent.items() if key not in pagination.UNBOUND}
        return pagination.fingerprint(type(self), f"{name} {self.ordering}", {**filters, **self.asked.path, **day})

    def etag(self, at: At) -> str:
        """Return the ETag: the API's contract, the revision, its time (it differs between databases), and the URL.

        The URL, which includes the format, ties the ETag to one page. So a match proves that the page exists, without a
        query.
        """
        moment = f"{at.time.timestamp():.6f}" if at.time else "0"
        tag = f"{contract(type(self).__module__)}-r{at.number}-{moment}-{self.asked.digest}"
        return f'"{tag}-{self.day}"' if self.day_parameter else f'"{tag}"'  # today's response differs from tomorrow's

    def read(self) -> tuple[At, HttpResponse]:
        """Return the revision read and the response. Raises Problem and NoSuchRevision."""
        with snapshot(self.params.get("as_of")) as at:
            return at, self.unchanged(at) or self.answer(at)

    def unchanged(self, at: At) -> HttpResponse | None:
        """Return a 304 if the client has this response."""
        return not_modified(self.request, self.etag(at)) if IF_NONE_MATCH in self.request.META else None

    def answer(self, at: At) -> HttpResponse:
        """Return the response, read in the open snapshot `at`. Raises Problem."""
        raise NotImplementedError

    def respond(self, at: At, head: Mapping[str, Any], **texts: str | None) -> HttpResponse:
        """Return the response by the view's serializer; `texts` are JSON (`envelope` says more)."""
        return self.asked.format.record(self, envelope(self.serializer_class, at, head, **texts))

    def body_schema(self) -> Any:
        """Return the serializer of the response in JSON, for the OpenAPI document."""
        return self.serializer_class


class QueryView(ReadView):
    """A read of one query; at the present revision it runs outside a transaction.

    A view defines `statement`, the query, and `render`, which renders its row.
    """

    filters: ClassVar[Mapping[str, Parameter]] = {}
    """The parameters that may name an unknown slug."""
    model: ClassVar[type[models.Model] | None] = None
    """The model of the record whose slug is in the path."""

    def read(self) -> tuple[At, HttpResponse]:
        self.values = self.query_values()
        statement = self.statement()
        if self.params.get("as_of") is None:
            if IF_NONE_MATCH in self.request.META and (response := self.unchanged(at := latest())):
                return at, response
            at, row = statement.read(self.values)
            response = self._render(at, statement, row)
        else:
            with snapshot(self.params["as_of"]) as at:
                response = self.unchanged(at) or self._render(at, statement, statement.read_within(self.values))
        if response is None:
            with snapshot(self.params.get("as_of")) as at:
                response = self._not_found(at, statement)
        return at, response

    def _render(self, at: At, statement: PreparedQuery, row: tuple) -> HttpResponse | None:
        """Return the response for a row, or None if a slug in the request is unknown."""
        shown = len(row) - statement.checks
        return None if any(row[shown:]) else self.render(at, row[:shown])

    def _not_found(self, at: At, statement: PreparedQuery) -> HttpResponse:
        """Return the redirect of a former slug. Raises Problem for unknown slugs in the filters or the path.

        If all are known, one was added since the first read: read again.
        """
        refuse_unknown(self.params, self.filters)
        response = self._render(at, statement, statement.read_within(self.values))
        if response is None:
            assert self.model is not None
            response = slug_redirect(self, self.model, self.asked.path["slug"])
        return response

    def query_values(self) -> dict[str, Any]:
        """Return the values for the query's parameters: those of the request, cursors as keys, and the day."""
        cursors = {name: self.cursor_key(name) for name in self.params if isinstance(self.parameters[name], Cursor)}
        day = {"day": self.day} if self.day_parameter else {}
        return {**self.params, **self.asked.path, **cursors, **day}

    def statement(self) -> PreparedQuery:
        """Return the query."""
        raise NotImplementedError

    def render(self, at: At, row: tuple) -> HttpResponse | None:
        """Return the response for the query's row, or None if there is no such record. Raises Problem."""
        raise NotImplementedError


def not_modified(request: HttpRequest, etag: str) -> HttpResponse | None:
    """Return a 304 if the client has this ETag."""
    if request.META.get(IF_NONE_MATCH, "*") == "*":  # a star matches any existing page: it must be read first
        return None
    return get_conditional_response(request, etag=etag)


def unknown_revision(as_of: Any, detail: str) -> InvalidParameters:
    """Return the problem of an unknown revision; for a tag, with the nearest tag."""
    near = None
    if isinstance(as_of, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", as_of):  # a tag may look like a day
        detail = f"{detail} A day is not a time. Write a time as 2025-12-03T12:00:00Z."
    elif isinstance(as_of, str):
        with snapshot():
            near = nearest(as_of, Release.objects.values_list("tag", flat=True))
    return InvalidParameters([parameters.error_of("as_of", detail, near)])
