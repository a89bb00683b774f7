"""Memento (RFC 7089): the past asked for by header. A resource is its own time gate; `as_of` addresses its mementos.

This is the pattern of section 4.1.2: the answer is a 200 whose Content-Location names the memento.
"""

import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date, parse_http_date

from api.http.problems import Problem
from api.http.sql.json_builder import format_time
from factbase.history.snapshot import At

from . import parameters

HEADER = "Accept-Datetime"
_ASKED = "HTTP_ACCEPT_DATETIME"


def negotiate(request: HttpRequest) -> bool:
    """Make the request one for the memento that Accept-Datetime asks for; say whether it did. Raises Problem 400.

    The header counts in whole seconds and means the end of the one it names, so that the Memento-Datetime of an answer
    leads back to that answer. An `as_of` in the URL has the last word.
    """
    if _ASKED not in request.META or "as_of" in request.GET:
        return False
    try:
        second = datetime.datetime.fromtimestamp(parse_http_date(request.META[_ASKED]), datetime.UTC)
    except (ValueError, OverflowError) as error:
        raise Problem(400, f"{HEADER} is not a date of HTTP: write it as {http_date(0)}, always in GMT.") from error
    now = datetime.datetime.now(datetime.UTC)
    if second > now:
        raise Problem(400, f"{HEADER} has not come yet: leave it out to read the present.")
    moment = min(second + datetime.timedelta(seconds=1, microseconds=-1), now)
    parameters.set_query_params(request, as_of=format_time(moment))
    return True


def describe(response: HttpResponse, request: HttpRequest, at: At, as_of: int | str | datetime.datetime | None) -> None:
    """Say in headers of which resource an answer is, and of which time."""
    original = parameters.url_with(request, as_of=None)
    links = [response.headers.get("Link"), f'<{original}>; rel="original timegate"']
    response.headers["Link"] = ", ".join(filter(None, links))
    moment = at.time or as_of  # the empty base has no time of its own, but the moment asked for lies in it
    if as_of is not None and isinstance(moment, datetime.datetime):
        response.headers["Memento-Datetime"] = http_date(moment.timestamp())
