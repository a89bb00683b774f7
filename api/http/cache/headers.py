"""Caching headers, and the mark on responses that this process may keep."""

from django.http import HttpRequest, HttpResponse

from factbase.history.snapshot import At

CACHEABLE = "factbase.cacheable"
"""The key of the WSGI environment (Django's `request.META`) under which `mark_cacheable` stores the revision."""

LIVE = {
    # A browser revalidates each time, so a correction is seen at once. A shared cache may answer for some seconds: too
    # few to matter to a reader, enough to pass on one of thousands of requests for a page that is in the news.
    "Cache-Control": "public, max-age=0, must-revalidate, s-maxage=5",
    # For content delivery networks only (RFC 9213): in Cache-Control, browsers would obey stale-while-revalidate.
    "CDN-Cache-Control": "public, max-age=5, stale-while-revalidate=25",
}

LASTING = {"Cache-Control": f"public, max-age={30 * 24 * 3600}, immutable"}
"""A month: the facts of a past revision never change, but a newer version of this service may add fields to them."""


def sort_params(query: str) -> str:
    """Return a query string with its parameters sorted by name; those of one name keep their order."""
    return "&".join(sorted(query.split("&"), key=lambda pair: pair.partition("=")[0]))


def mark_cacheable(request: HttpRequest, at: At | None) -> None:
    """Let the middleware keep the response for all clients until the next revision or the end of the day.

    `at` is the present revision, which the response shows; None if the response is the same at every revision.
    """
    request.META[CACHEABLE] = at


def set_cache_headers(response: HttpResponse, *, lasting: bool) -> None:
    """Set the headers of a response that never changes (`lasting`), or that may change with the next revision."""
    for name, value in (LASTING if lasting else LIVE).items():
        response.headers[name] = value
