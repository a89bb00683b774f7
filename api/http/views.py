"""The two kinds of view that every resource has: a list and a detail. Each states its parameters, shape and order."""

import functools
import hashlib
import inspect
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from rest_framework.views import APIView

from factbase.history.snapshot import At, NoSuchRevision, snapshot
from factbase.models import Slug

from . import paging, parameters
from .parameters import AsOf, Filter, Flag, Names, Number, OneOf, Parameter
from .problems import InvalidParameters, Problem
from .shape import ReadSerializer, json_rows
from .suggestions import nearest_slug

AS_OF = AsOf(
    "Answer as the base stood then: at a revision (17) or a moment (2026-01-31T12:00:00Z). Left out: the present."
)
REVISION = "The revision of the fact base that this answer shows."


class ReadView(APIView):
    """A read: parameters checked, one snapshot, an answer whose ETag names the revision that it shows.

    A view sets `summary`, `serializer_class` and, beside `as_of`, its own `parameters`, and defines `answer`.
    """

    summary: ClassVar[str]
    serializer_class: ClassVar[type[ReadSerializer]]
    parameters: ClassVar[Mapping[str, Parameter]] = {"as_of": AS_OF}
    example: ClassVar[Mapping[str, str]] = {}
    """A call whose answer is kept as an example: the slug in the path, and parameters."""

    def get(self, request, **path: str) -> HttpResponse:
        given = parameters.parse(request.GET, self.parameters)
        try:
            with snapshot(given.get("as_of")) as at:
                etag = self.etag(at, given)
                response = None
                if request.headers.get("If-None-Match") != "*":  # a star asks whether there is anything at all
                    response = get_conditional_response(request._request, etag=etag)
                response = response or self.answer(request._request, at, given, **path)
        except NoSuchRevision as error:
            raise InvalidParameters([{"parameter": "as_of", "detail": str(error)}]) from error
        response.headers["ETag"] = etag
        response.headers["Cache-Control"] = "public, no-cache"  # keep it, but ask whether it is still the latest
        if at.time:
            response.headers["Last-Modified"] = http_date(at.time.timestamp())
        return response

    def etag(self, at: At, given: dict[str, Any]) -> str:
        """Names the body for this URL: the contract, the revision, and the moment that tells this base from others."""
        moment = f"{at.time.timestamp():.6f}" if at.time else "0"
        return f'"{contract(inspect.getfile(type(self)))}-r{at.number}-{moment}"'

    def answer(self, request: HttpRequest, at: At, given: dict[str, Any], **path: str) -> HttpResponse:
        """The response, read inside the snapshot `at`. Raises Problem."""
        raise NotImplementedError


@functools.cache
def contract(module: str) -> str:
    """The version of the contract beside a module, with a mark that changes with its document or an example in it."""
    document = Path(module).with_name("openapi.json").read_bytes()
    return f"{settings.SPECTACULAR_SETTINGS['VERSION']}-{hashlib.sha256(document).hexdigest()[:8]}"


def json_response(body: str) -> HttpResponse:
    return HttpResponse(body, content_type="application/json")


class ListView(ReadView):
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
            "fields": Names(list(cls.serializer_class().fields), "Keep only these keys of each result."),
            "page_size": Number(1, 200, cls.page_size, "How many results a page has at the most."),
            "cursor": Parameter("Where the page starts: take it from the “next” link of the page before."),
            "count": Flag("Whether to count all results, which takes longer."),
            "as_of": AS_OF,
        }

    def answer(self, request: HttpRequest, at: At, given: dict[str, Any], **path: str) -> HttpResponse:
        name = given.get("ordering", next(iter(self.orderings)))
        ordering = self.orderings[name]
        bound_to = paging.fingerprint(name, {key: request.GET[key] for key in self.filters if key in request.GET})
        found = self.narrow(parameters.look_up(given, self.filters))
        size = given.get("page_size", self.page_size)
        page = paging.take(found, ordering, size, given.get("cursor"), bound_to)
        rows = json_rows(self.serializer_class, "id", page.ids, keys(given))

        total = {"count": found.count()} if given.get("count") else {}
        head = {"revision": at.number, **total, "next": next_page(request, page.next)}
        body = json.dumps(head)[:-1] + ', "results": [' + ", ".join(rows[pk] for pk in page.ids) + "]}"
        return json_response(body)

    def narrow(self, given: dict[str, Any]) -> models.QuerySet:
        """The rows that pass every filter given."""
        found = self.queryset.all()
        for name, narrowing in self.filters.items():
            if name in given:
                found = narrowing.narrow(found, given[name])
        return found


def keys(given: dict[str, Any]) -> tuple[str, ...] | None:
    """The keys that `fields` asks for; all of them when it is not given."""
    return tuple(given["fields"]) if "fields" in given else None


def next_page(request: HttpRequest, cursor: str | None) -> str | None:
    """The URL of the page at a cursor; none when there is no cursor."""
    if cursor is None:
        return None
    query = request.GET.copy()
    query["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


class DetailView(ReadView):
    """One resource, by its slug."""

    def answer(self, request: HttpRequest, at: At, given: dict[str, Any], **path: str) -> HttpResponse:
        found = json_rows(self.serializer_class, "slug", [path["slug"]])
        if not found:
            return moved(request, self.serializer_class.Meta.model, path["slug"])
        return json_response(found[path["slug"]])


def moved(request: HttpRequest, model: type[models.Model], slug: str) -> HttpResponse:
    """308 to where a renamed slug is now, judged at the revision that is read. Raises Problem 404 if it never was."""
    known = Slug.objects.filter(kind=model._meta.model_name, slug=slug).values("object_id")
    current = model._default_manager.filter(pk__in=known).values_list("slug", flat=True).first()
    if current is None:
        near = nearest_slug(slug, model)
        detail = f"There is no {model._meta.verbose_name} “{slug[:100]}”." + (
            f" Did you mean “{near}”?" if near else ""
        )
        raise Problem(404, detail, **({"suggestion": near} if near else {}))
    response = HttpResponsePermanentRedirect(request.get_full_path().replace(f"/{slug}/", f"/{current}/", 1))
    response.status_code = 308  # unlike 301, never turned into another method
    return response
