"""Views of content that is part of the code: the same at every revision of the fact base."""

from typing import ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from .base_views import ReadView
from .formats.json import JSON
from .response_headers import CACHEABLE, set_cache_headers


class StaticView(ReadView):
    """A read without a database: no snapshot, no `as_of`, and an ETag that identifies the text itself.

    A view sets `summary`, `serializer_class` and its `parameters`, and defines `fingerprint` and `body`.
    """

    parameters: ClassVar = {}
    varies = ("Accept",)

    def get(self, request: HttpRequest, **path: str) -> HttpResponse:
        self.ask(request, path)
        body = self.body()  # before the ETag: it raises the 404
        etag = f'"{settings.SPECTACULAR_SETTINGS["VERSION"]}-{self.fingerprint()}"'
        response = get_conditional_response(request, etag=etag) or JSON.respond(body)
        response.headers["ETag"] = etag
        request.META[CACHEABLE] = None
        set_cache_headers(response, lasting=False)
        return response

    def fingerprint(self) -> str:
        """Return a hash of the content of all responses of the view."""
        raise NotImplementedError

    def body(self) -> str:
        """Return the response as JSON. Raises Problem."""
        raise NotImplementedError
