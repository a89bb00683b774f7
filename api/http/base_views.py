"""Base views of reads: strict parameters, one snapshot, and an ETag with the revision shown."""

import functools
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from rest_framework.request import Request
from rest_framework.views import APIView

from api.http.formats.content_negotiation import JSON, Format, ViewNegotiation, format_parameter, negotiate_format
from api.http.request.filters import refuse_unknown
from api.http.request.parameters import AsOf, Parameter
from api.http.request.suggestions import nearest
from api.http.sql.json_builder import ReadSerializer
from api.http.sql.prepared_query import PreparedQuery, latest
from factbase.history.snapshot import At, NoSuchRevision, ReplicaLost, snapshot
from factbase.models import Release

from .cache import again, headers
from .contract_version import contract
from .problems import InvalidParameters
from .request import memento, parameters

AS_OF = AsOf(
    "Read the fact base as it was at a revision (17), at a time (2026-01-31T12:00:00Z) or in a release (its tag). "
    "Default: the time in Accept-Datetime, or the present."
)
PAGE_CURSOR = Parameter("Start of the page; take it from the `next` link of the previous page.")
IF_NONE_MATCH = "HTTP_IF_NONE_MATCH"
"""The header's key in request.META, which is faster than request.headers: that first lists all headers."""

Params = dict[str, Any]
"""The parsed parameters of a request, or the values of a query, by name."""


class ReadView(APIView):
    """A read: it checks the parameters, reads in one snapshot, and sets an ETag with the revision shown.

    A view sets `summary`, `serializer_class` and its `parameters` (`as_of` included), and defines `answer`. A view with
    other formats than JSON sets `formats`, the default first, and reads `self.format`.
    """

    summary: ClassVar[str]
    serializer_class: ClassVar[type[ReadSerializer]]
    parameters: ClassVar[Mapping[str, Parameter]] = {"as_of": AS_OF}
    formats: ClassVar[Sequence[Format]] = [JSON]
    shapes: ClassVar[Mapping[Format, Any]] = {}
    """The schemas of formats other than JSON in the OpenAPI document; default: a string."""
    path_parameters: ClassVar[Mapping[str, str]] = {}
    """The variables in the path other than `slug`, each with its description."""
    example: ClassVar[Mapping[str, str]] = {}
    """The request of the view's example: variables in the path, and parameters."""
    invented: ClassVar[bool] = False
    """Whether the example needs a database with invented corrections and releases, which the seeds lack."""

    content_negotiation_class = ViewNegotiation
    varies: ClassVar[str] = f"Accept, {memento.HEADER}"
    """The Vary header: the request headers on which the response depends."""

    format: Format
    """The format of this response."""

    def __init_subclass__(cls) -> None:
        if JSON in cls.formats:
            cls.parameters = {**cls.parameters, "format": format_parameter(cls.formats)}

    @property
    def default_response_headers(self) -> dict[str, str]:
        return {**super().default_response_headers, "Vary": self.varies}

    def get(self, request, **path: str) -> HttpResponse:
        http: WSGIRequest = request._request  # REST framework's request delegates to it, which takes time
        negotiated = memento.negotiate(http)
        params = parameters.parse(http.GET, self.parameters)
        parameters.join_repeated_params(http)
        self.format = negotiate_format(http, self.formats, params.get("format"))
        if self.format is not self.formats[0]:
            parameters.set_query_params(http, format=self.format.name)
            params["format"] = self.format.name
        try:
            at, response = self._respond(http, params, path)
        except NoSuchRevision as error:
            raise unknown_revision(params["as_of"], str(error)) from error
        if response.status_code in (200, 304):
            if negotiated:
                response.headers["Content-Location"] = http.build_absolute_uri()
            headers.mark_cacheable(http, at if "as_of" not in params else None)
            if "as_of" not in params:
                again.keep(http, functools.partial(self._repeat, params, path), response)
        return response

    def _repeat(self, params: Params, path: dict[str, str], request: WSGIRequest) -> again.Asked:
        """Return how to answer another request with the same parameters."""
        view = type(self)()
        view.request, view.format = Request(request), self.format
        return again.Asked(functools.partial(view._respond, request, params, path), lambda at: view.etag(at, params))

    def _respond(self, request: HttpRequest, params: Params, path: dict[str, str]) -> tuple[At, HttpResponse]:
        """Return the revision read and the response, with its headers."""
        try:
            at, response = self.read(request, params, path)
        except ReplicaLost:  # a replica failed half way: another server answers
            at, response = self.read(request, params, path)
        if response.status_code in (200, 304):  # not a redirect
            as_of = params.get("as_of")
            memento.add_headers(response, request, at, as_of)
            response.headers["ETag"] = self.etag(at, params)
            headers.set_cache_headers(response, lasting=isinstance(as_of, int | str) and not self.is_of_today(params))
            if at.time:
                response.headers["Last-Modified"] = http_date(at.time.timestamp())
        return at, response

    def etag(self, at: At, params: Params) -> str:
        """Return the ETag: the API's contract, the revision, its time (it differs between databases), and the URL.

        The URL, which includes the format, ties the ETag to one page. So a match proves that the page exists, without a
        query.
        """
        moment = f"{at.time.timestamp():.6f}" if at.time else "0"
        query = headers.sort_params(self.request.META.get("QUERY_STRING", ""))
        url = hashlib.sha256(f"{self.request.path}?{query}".encode()).hexdigest()[:12]
        return f'"{contract(type(self).__module__)}-r{at.number}-{moment}-{url}"'

    def is_of_today(self, params: Params) -> bool:
        """Return whether the response changes with the day, at the same revision."""
        return False

    def perform_authentication(self, request) -> None:
        """Skip authentication: reads need no key."""

    def read(self, request: HttpRequest, params: Params, path: dict[str, str]) -> tuple[At, HttpResponse]:
        """Return the revision read and the response. Raises Problem and NoSuchRevision."""
        with snapshot(params.get("as_of")) as at:
            return at, self.unchanged(request, at, params) or self.answer(request, at, params, **path)

    def unchanged(self, request: HttpRequest, at: At, params: Params) -> HttpResponse | None:
        """Return a 304 if the client has this response."""
        return not_modified(request, lambda: self.etag(at, params))

    def answer(self, request: HttpRequest, at: At, params: Params, **path: str) -> HttpResponse:
        """Return the response, read in the open snapshot `at`. Raises Problem."""
        raise NotImplementedError


class QueryView(ReadView):
    """A read of one query; at the present revision it runs outside a transaction.

    A view defines `statement`, the query, and `render`, which renders its row.
    """

    filters: ClassVar[Mapping[str, Parameter]] = {}
    """The parameters that may name an unknown slug, for which `render` returns None."""

    def read(self, request: HttpRequest, params: Params, path: dict[str, str]) -> tuple[At, HttpResponse]:
        values = self.values(request, params, path)
        statement = self.statement(params)
        if params.get("as_of") is None:
            if IF_NONE_MATCH in request.META and (response := self.unchanged(request, at := latest(), params)):
                return at, response
            at, row = statement.read(values)
            response = self.render(request, at, params, values, row)
        else:
            with snapshot(params["as_of"]) as at:
                response = self.unchanged(request, at, params)
                response = response or self.render(request, at, params, values, statement.read_within(values))
        if response is None:
            with snapshot(params.get("as_of")) as at:
                response = self.not_found(request, at, params, values)
        return at, response

    def values(self, request: HttpRequest, params: Params, path: dict[str, str]) -> Params:
        """Return the values for the query's parameters. Raises Problem."""
        return {**params, **path}

    def statement(self, params: Params) -> PreparedQuery:
        """Return the query."""
        raise NotImplementedError

    def render(self, request: HttpRequest, at: At, params: Params, values: Params, row: tuple) -> HttpResponse | None:
        """Return the response for the query's row, or None if there is no such record. Raises Problem."""
        raise NotImplementedError

    def not_found(self, request: HttpRequest, at: At, params: Params, values: Params) -> HttpResponse:
        """Return the response when `render` returned None, read within the snapshot `at`. Raises Problem.

        By default, raise InvalidParameters for unknown slugs in `filters`. If all are known, one was added since the
        first read: read again.
        """
        refuse_unknown(params, self.filters)
        response = self.render(request, at, params, values, self.statement(params).read_within(values))
        assert response is not None
        return response


def not_modified(request: HttpRequest, etag: Callable[[], str]) -> HttpResponse | None:
    """Return a 304 if the client has this ETag, which is computed for conditional requests only."""
    if request.META.get(IF_NONE_MATCH, "*") == "*":  # a star matches any existing page: it must be read first
        return None
    return get_conditional_response(request, etag=etag())


def unknown_revision(as_of: Any, detail: str) -> InvalidParameters:
    """Return the problem of an unknown revision; for a tag, with the nearest tag."""
    near = None
    if isinstance(as_of, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", as_of):  # a tag may look like a day
        detail = f"{detail} A day is not a time. Write a time as 2025-12-03T12:00:00Z."
    elif isinstance(as_of, str):
        with snapshot():
            near = nearest(as_of, Release.objects.values_list("tag", flat=True))
    return InvalidParameters([parameters.error_of("as_of", detail, near)])


def json_response(body: str) -> HttpResponse:
    return HttpResponse(body, content_type="application/json")


def keys(params: Params) -> tuple[str, ...] | None:
    """Return the keys in `fields`, or None for all keys."""
    return tuple(params["fields"]) if "fields" in params else None


def next_page(request: HttpRequest, cursor: str | None, name: str = "cursor") -> str | None:
    """Return the URL of the page at a cursor, the parameter of this name; None without a cursor."""
    return None if cursor is None else parameters.url_with(request, **{name: cursor})
