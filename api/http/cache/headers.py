"""How long others may keep an answer: this process, the client, and what lies between them."""

from django.http import HttpRequest, HttpResponse

from factbase.history.snapshot import At

KEPT = "factbase.kept"
"""Where `keep` leaves word for the warm path: a key of the WSGI environment, which Django calls META."""

LIVE = {
    # A browser asks each time, so that a correction is seen at once. A shared cache may answer for some seconds: few
    # enough not to matter to a reader, and many enough to take one request of thousands for a page that is in the news.
    "Cache-Control": "public, max-age=0, must-revalidate, s-maxage=5",
    # For content delivery networks alone (RFC 9213): browsers would take stale-while-revalidate for theirs (RFC 5861).
    "CDN-Cache-Control": "public, max-age=5, stale-while-revalidate=25",
}

LASTING = {"Cache-Control": f"public, max-age={30 * 24 * 3600}, immutable"}
"""A month: its facts stay as they are for ever, but a newer version of this service may add to how it tells them."""


def ordered(query: str) -> str:
    """The query with its parameters in the order of their names, so that the same question has one spelling.

    Those of one name stay in their order.
    """
    return "&".join(sorted(query.split("&"), key=lambda pair: pair.partition("=")[0]))


def keep(request: HttpRequest, at: At | None) -> None:
    """Let the answer to this request be kept: for everyone who asks the same, until the base moves on or the day ends.

    `at` is the present revision that it shows; none when it shows the same whatever is present.
    """
    request.META[KEPT] = at


def describe(response: HttpResponse, *, lasting: bool) -> None:
    """Say in headers for how long it may be kept: for good, or until the base may have moved on."""
    for name, value in (LASTING if lasting else LIVE).items():
        response.headers[name] = value
