"""Datetime negotiation (Memento, RFC 7089): each resource is its own TimeGate, and `as_of` addresses its mementos.

This is pattern 4.1.2 of the RFC: a 200 response whose Content-Location is the URL of the memento.
"""

import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date, parse_http_date

from api.http.problems import Problem
from api.http.sql.json_builder import format_time
from factbase.history.snapshot import At

from . import parameters

HEADER = "Accept-Datetime"
_META_KEY = "HTTP_ACCEPT_DATETIME"


def negotiate(request: HttpRequest) -> bool:
    """Set `as_of` from the Accept-Datetime header and return whether it did. Raises Problem 400.

    The header has whole seconds and means the end of its second, so that the Memento-Datetime of a response leads back
    to that response. An `as_of` in the URL takes precedence.
    """
    if _META_KEY not in request.META or "as_of" in request.GET:
        return False
    try:
        second = datetime.datetime.fromtimestamp(parse_http_date(request.META[_META_KEY]), datetime.UTC)
    except (ValueError, OverflowError) as error:
        raise Problem(400, f"{HEADER} is not an HTTP date. Write it as {http_date(0)}, always in GMT.") from error
    now = datetime.datetime.now(datetime.UTC)
    if second > now:
        raise Problem(400, f"{HEADER} is in the future. Leave it out to read the present.")
    moment = min(second + datetime.timedelta(seconds=1, microseconds=-1), now)
    parameters.set_query_params(request, as_of=format_time(moment))
    return True


def add_headers(
    response: HttpResponse, request: HttpRequest, at: At, as_of: int | str | datetime.datetime | None
) -> None:
    """Add Link, with the URL of the original resource, and Memento-Datetime for a past revision."""
    original = parameters.url_with(request, as_of=None)
    links = [response.headers.get("Link"), f'<{original}>; rel="original timegate"']
    response.headers["Link"] = ", ".join(filter(None, links))
    moment = at.time or as_of  # revision 0 has no time of its own: the requested moment is in it
    if as_of is not None and isinstance(moment, datetime.datetime):
        response.headers["Memento-Datetime"] = http_date(moment.timestamp())
