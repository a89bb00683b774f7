"""The headers of reads, and the mark on responses that this process may keep."""

import datetime
import functools
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.http import http_date

from factbase.history.snapshot import At

if TYPE_CHECKING:
    from .base_views import ReadView

CACHEABLE = "factbase.cacheable"
"""The key of the WSGI environment (Django's `request.META`) of a response that the middleware may keep for all clients
until the next revision or the end of the day: the present revision, or None if it is the same at every revision."""

IF_NONE_MATCH = "HTTP_IF_NONE_MATCH"
"""The header's key in request.META, which is faster than request.headers: that first lists all headers."""

LIVE = {
    # A browser revalidates each time, so a correction is seen at once. A shared cache may answer for some seconds: too
    # few to matter to a reader, enough to pass on one of thousands of requests for a page that is in the news.
    "Cache-Control": "public, max-age=0, must-revalidate, s-maxage=5",
    # For content delivery networks only (RFC 9213): in Cache-Control, browsers would obey stale-while-revalidate.
    "CDN-Cache-Control": "public, max-age=5, stale-while-revalidate=25",
}

LASTING = {"Cache-Control": f"public, max-age={30 * 24 * 3600}, immutable"}
"""A month: the facts of a past revision never change, but a newer version of this service may add fields to them."""


def set_read_headers(view: "ReadView", at: At, response: HttpResponse) -> None:
    """Set the headers of a read that shows a revision, and let this process keep it if that is the present one."""
    as_of = view.params.get("as_of")
    links = [response.headers.get("Link"), f'<{view.url(view.asked.original)}>; rel="original timegate"']
    response.headers["Link"] = ", ".join(filter(None, links))
    moment = at.time or as_of  # revision 0 has no time of its own: the requested moment is in it
    if as_of is not None and isinstance(moment, datetime.datetime):
        response.headers["Memento-Datetime"] = http_date(moment.timestamp())
    if view.asked.second is not None:
        response.headers["Content-Location"] = view.url()
    response.headers["ETag"] = view.etag(at)
    changes_with_the_day = view.day_parameter and view.day_parameter not in view.params
    set_cache_headers(response, lasting=isinstance(as_of, int | str) and not changes_with_the_day)
    if at.time:
        response.headers["Last-Modified"] = _last_modified(at.time)
    view.request.META[CACHEABLE] = at if as_of is None else None


@functools.lru_cache(maxsize=10)  # most reads show the latest revision
def _last_modified(time: datetime.datetime) -> str:
    return http_date(time.timestamp())


def set_cache_headers(response: HttpResponse, *, lasting: bool) -> None:
    """Set the headers of a response that never changes (`lasting`), or that may change with the next revision."""
    for name, value in (LASTING if lasting else LIVE).items():
        response.headers[name] = value
