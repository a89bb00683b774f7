"""Reads: parameters checked, one snapshot, an answer that names the revision which it shows."""

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

from api.http.formats.negotiation import JSON, ChosenByView, Format, format_parameter, negotiate_format
from api.http.request.filters import refuse_unknown
from api.http.request.parameters import AsOf, Parameter
from api.http.request.suggestions import nearest
from api.http.sql.json_builder import ReadSerializer
from api.http.sql.prepared_query import PreparedQuery, latest
from factbase.history.snapshot import At, NoSuchRevision, ReplicaLost, snapshot
from factbase.models import Release

from .cache import again, headers
from .problems import InvalidParameters
from .request import memento, parameters
from .versions import contract

AS_OF = AsOf(
    "Answer as the base stood then: at a revision (17), at a moment (2026-01-31T12:00:00Z) or in a release (its tag). "
    "Left out: the present, or what Accept-Datetime asks for."
)
PAGE_CURSOR = Parameter("Start of the page; take it from the `next` link of the previous page.")
IF_NONE_MATCH = "HTTP_IF_NONE_MATCH"
"""Where the environment has that header: a read looks at few headers, and Django would first list them all."""

REVISION = "The revision of the fact base that this answer shows."


class ReadView(APIView):
    """A read: parameters checked, one snapshot, an answer whose ETag names the revision that it shows.

    A view sets `summary`, `serializer_class` and, beside `as_of`, its own `parameters`, and defines `answer`. One that
    offers other formats than JSON names them all in `formats`, the default first, and looks at `self.format`.
    """

    summary: ClassVar[str]
    serializer_class: ClassVar[type[ReadSerializer]]
    parameters: ClassVar[Mapping[str, Parameter]] = {"as_of": AS_OF}
    formats: ClassVar[Sequence[Format]] = [JSON]
    shapes: ClassVar[Mapping[Format, Any]] = {}
    """What formats other than JSON look like, for the OpenAPI document; text, where it is not said."""
    path_parameters: ClassVar[Mapping[str, str]] = {}
    """What stands for something in the path beside a slug: each with its description."""
    example: ClassVar[Mapping[str, str]] = {}
    """A call whose answer is kept as an example: what stands in the path, and parameters."""
    invented: ClassVar[bool] = False
    """Whether the example is read from a base with invented corrections and releases, as the seeds have none."""

    content_negotiation_class = ChosenByView
    varies: ClassVar[str] = f"Accept, {memento.HEADER}"
    """The headers of a request that rule its answer."""

    format: Format
    """The one chosen for this answer."""

    def __init_subclass__(cls) -> None:
        if JSON in cls.formats:
            cls.parameters = {**cls.parameters, "format": format_parameter(cls.formats)}

    @property
    def default_response_headers(self) -> dict[str, str]:
        return {**super().default_response_headers, "Vary": self.varies}

    def get(self, request, **path: str) -> HttpResponse:
        http: WSGIRequest = request._request  # REST framework's own passes all on to it, which takes time
        negotiated = memento.negotiate(http)
        given = parameters.parse(http.GET, self.parameters)
        parameters.join_repeated_params(http)
        self.format = negotiate_format(http, self.formats, given.get("format"))
        if self.format is not self.formats[0]:
            parameters.set_query_params(http, format=self.format.name)
            given["format"] = self.format.name
        try:
            at, response = self._respond(http, given, path)
        except NoSuchRevision as error:
            raise unknown_revision(given["as_of"], str(error)) from error
        if response.status_code in (200, 304):
            if negotiated:
                response.headers["Content-Location"] = http.build_absolute_uri()
            headers.keep(http, at if "as_of" not in given else None)
            if "as_of" not in given:
                again.keep(http, functools.partial(self._anew, given, path), response)
        return response

    def _anew(self, given: dict[str, Any], path: dict[str, str], request: WSGIRequest) -> again.Asked:
        """What was found to be asked, for another request that asks the same."""
        view = type(self)()
        view.request, view.format = Request(request), self.format
        return again.Asked(functools.partial(view._respond, request, given, path), lambda at: view.etag(at, given))

    def _respond(self, request: HttpRequest, given: dict[str, Any], path: dict[str, str]) -> tuple[At, HttpResponse]:
        """The response to what was found to be asked, and the revision that it shows; asked again, it is read anew."""
        at, response = self._read_surely(request, given, path)
        if response.status_code in (200, 304):  # a redirect is no copy that could be kept
            as_of = given.get("as_of")
            memento.describe(response, request, at, as_of)
            response.headers["ETag"] = self.etag(at, given)
            headers.describe(response, lasting=isinstance(as_of, int | str) and not self.is_of_today(given))
            if at.time:
                response.headers["Last-Modified"] = http_date(at.time.timestamp())
        return at, response

    def etag(self, at: At, given: dict[str, Any]) -> str:
        """Names the body: the contract, the revision, the moment that tells this base from others, and the URL.

        With the URL in it, which names the format too, a client has an ETag only of what it was shown: a match proves
        that there is such a page, with no look at the facts.
        """
        moment = f"{at.time.timestamp():.6f}" if at.time else "0"
        query = headers.ordered(self.request.META.get("QUERY_STRING", ""))
        url = hashlib.sha256(f"{self.request.path}?{query}".encode()).hexdigest()[:12]
        return f'"{contract(type(self).__module__)}-r{at.number}-{moment}-{url}"'

    def is_of_today(self, given: dict[str, Any]) -> bool:
        """Whether tomorrow's answer is another though the base is the same."""
        return False

    def perform_authentication(self, request) -> None:
        """Reads need no key."""

    def read(self, request: HttpRequest, given: dict[str, Any], path: dict[str, str]) -> tuple[At, HttpResponse]:
        """The response, and the revision that it shows. Raises Problem and NoSuchRevision."""
        with snapshot(given.get("as_of")) as at:
            return at, self.unchanged(request, at, given) or self.answer(request, at, given, **path)

    def _read_surely(
        self, request: HttpRequest, given: dict[str, Any], path: dict[str, str]
    ) -> tuple[At, HttpResponse]:
        """As `read`, from another server when a replica fails half way."""
        try:
            return self.read(request, given, path)
        except ReplicaLost:
            return self.read(request, given, path)

    def unchanged(self, request: HttpRequest, at: At, given: dict[str, Any]) -> HttpResponse | None:
        """304 if the client has a copy of this very answer."""
        return not_modified(request, lambda: self.etag(at, given))

    def answer(self, request: HttpRequest, at: At, given: dict[str, Any], **path: str) -> HttpResponse:
        """The response, read inside the snapshot `at`. Raises Problem."""
        raise NotImplementedError


class QueryView(ReadView):
    """A read that one statement answers: of the present without a transaction around it.

    A view defines `statement`, and `render`, which makes the response of the row that the statement gives.
    """

    filters: ClassVar[Mapping[str, Parameter]] = {}
    """The parameters that may name an unknown slug, for which `render` returns None."""

    def read(self, request: HttpRequest, given: dict[str, Any], path: dict[str, str]) -> tuple[At, HttpResponse]:
        values = self.values(request, given, path)
        statement = self.statement(given)
        if given.get("as_of") is None:
            if IF_NONE_MATCH in request.META and (response := self.unchanged(request, at := latest(), given)):
                return at, response
            at, row = statement.read(values)
            response = self.render(request, at, given, values, row)
        else:
            with snapshot(given["as_of"]) as at:
                response = self.unchanged(request, at, given)
                response = response or self.render(request, at, given, values, statement.read_within(values))
        if response is None:
            with snapshot(given.get("as_of")) as at:
                response = self.not_found(request, at, given, values)
        return at, response

    def values(self, request: HttpRequest, given: dict[str, Any], path: dict[str, str]) -> dict[str, Any]:
        """What fills the open places of the statement. Raises Problem."""
        return {**given, **path}

    def statement(self, given: dict[str, Any]) -> PreparedQuery:
        """The statement that answers."""
        raise NotImplementedError

    def render(
        self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any], row: tuple
    ) -> HttpResponse | None:
        """The response; None when what was asked for is not there. Raises Problem."""
        raise NotImplementedError

    def not_found(self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any]) -> HttpResponse:
        """Return the response when `render` returned None, read within the snapshot `at`. Raises Problem.

        By default, raise InvalidParameters for unknown slugs in `filters`. If all are known, one was added since the
        first read: read again.
        """
        refuse_unknown(given, self.filters)
        response = self.render(request, at, given, values, self.statement(given).read_within(values))
        assert response is not None
        return response


def not_modified(request: HttpRequest, etag: Callable[[], str]) -> HttpResponse | None:
    """304 if the client has a copy with this ETag. Of what was not asked so, the ETag is not worked out."""
    if request.META.get(IF_NONE_MATCH, "*") == "*":  # a star asks whether there is anything at all
        return None
    return get_conditional_response(request, etag=etag())


def unknown_revision(as_of: Any, detail: str) -> InvalidParameters:
    """The problem that there is no such revision; for a tag, with the nearest."""
    error = {"parameter": "as_of", "detail": detail}
    if isinstance(as_of, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", as_of):  # a tag may look like that, few do
        error["detail"] = f"{detail} A day is no moment: write one as 2025-12-03T12:00:00Z."
    elif isinstance(as_of, str):
        with snapshot():
            near = nearest(as_of, Release.objects.values_list("tag", flat=True))
        if near:
            error |= {"detail": f"{detail} Did you mean “{near}”?", "suggestion": near}
    return InvalidParameters([error])


def json_response(body: str) -> HttpResponse:
    return HttpResponse(body, content_type="application/json")


def keys(given: dict[str, Any]) -> tuple[str, ...] | None:
    """The keys that `fields` asks for; all of them when it is not given."""
    return tuple(given["fields"]) if "fields" in given else None


def next_page(request: HttpRequest, cursor: str | None, name: str = "cursor") -> str | None:
    """The URL of the page at a cursor, given under a name; none when there is no cursor."""
    return None if cursor is None else parameters.url_with(request, **{name: cursor})
