"""Views of content that is part of the code: the same at every revision of the fact base."""

from collections.abc import Mapping
from typing import ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.cache import get_conditional_response

from api.http.formats.content_negotiation import negotiate_format
from api.http.request.parameters import Parameter

from .base_views import Params, ReadView, json_response
from .cache import headers
from .problems import InvalidParameters
from .request import parameters

AS_OF = "as_of"


def parse_static_params(query: QueryDict, known: Mapping[str, Parameter]) -> Params:
    """Parse the parameters of a request for static content. Raises InvalidParameters."""
    if AS_OF not in query:
        return parameters.parse(query, known)
    detail = f"{AS_OF} is not available here: this content is the same at every revision. Leave it out."
    raise InvalidParameters([parameters.error_of(AS_OF, detail)])


class StaticView(ReadView):
    """A read without a database: no snapshot, no `as_of`, and an ETag that identifies the text itself.

    A view sets `summary`, `serializer_class` and its `parameters`, and defines `fingerprint` and `body`.
    """

    parameters: ClassVar = {}
    varies: ClassVar[str] = "Accept"

    def get(self, request, **path: str) -> HttpResponse:
        params = parse_static_params(request.GET, self.parameters)
        self.format = negotiate_format(request._request, self.formats, params.get("format"))
        body = self.body(request._request, params, **path)  # before the ETag: it raises the 404
        etag = f'"{settings.SPECTACULAR_SETTINGS["VERSION"]}-{self.fingerprint()}"'
        response = get_conditional_response(request._request, etag=etag) or json_response(body)
        response.headers["ETag"] = etag
        headers.mark_cacheable(request._request, None)
        headers.set_cache_headers(response, lasting=False)
        return response

    def fingerprint(self) -> str:
        """Return a hash of the content of all responses of the view."""
        raise NotImplementedError

    def body(self, request: HttpRequest, params: Params, **path: str) -> str:
        """Return the response as JSON. Raises Problem."""
        raise NotImplementedError
