"""Reads of what is part of the code and not of the fact base: the same at every revision."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.cache import get_conditional_response

from api.http.formats.negotiation import negotiate_format
from api.http.request.parameters import Parameter

from .cache import headers
from .problems import InvalidParameters
from .request import parameters
from .views import ReadView, json_response

AS_OF = "as_of"


def parse_static_params(query: QueryDict, known: Mapping[str, Parameter]) -> dict[str, Any]:
    """The parameters of a request for what is no part of the base. Raises InvalidParameters."""
    if AS_OF not in query:
        return parameters.parse(query, known)
    detail = f"{AS_OF} has no place here: this is part of the code, the same at every revision. Leave it out."
    raise InvalidParameters([parameters.error_of(AS_OF, detail)])


class StaticView(ReadView):
    """A read that needs no database: no snapshot, no `as_of`, and an ETag that names the text itself.

    A view sets `summary`, `serializer_class` and its `parameters`, and defines `fingerprint` and `body`.
    """

    parameters: ClassVar = {}
    varies: ClassVar[str] = "Accept"

    def get(self, request, **path: str) -> HttpResponse:
        given = parse_static_params(request.GET, self.parameters)
        self.format = negotiate_format(request._request, self.formats, given.get("format"))
        body = self.body(request._request, given, **path)  # first, since what is not there has no ETag to match
        etag = f'"{settings.SPECTACULAR_SETTINGS["VERSION"]}-{self.fingerprint()}"'
        response = get_conditional_response(request._request, etag=etag) or json_response(body)
        response.headers["ETag"] = etag
        headers.keep(request._request, None)
        headers.describe(response, lasting=False)
        return response

    def fingerprint(self) -> str:
        """Names what all these answers are made of."""
        raise NotImplementedError

    def body(self, request: HttpRequest, given: dict[str, Any], **path: str) -> str:
        """The answer as JSON. Raises Problem."""
        raise NotImplementedError
