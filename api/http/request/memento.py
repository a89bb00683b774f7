"""Datetime negotiation (Memento, RFC 7089): each resource is its own TimeGate, and `as_of` addresses its mementos.

This is pattern 4.1.2 of the RFC: a 200 response whose Content-Location is the URL of the memento.
"""

import datetime

from django.utils.http import http_date, parse_http_date

from api.http.problems import Problem

HEADER = "Accept-Datetime"


def parse_second(value: str) -> datetime.datetime:
    """Return the second in an Accept-Datetime header. Raises Problem 400."""
    try:
        return datetime.datetime.fromtimestamp(parse_http_date(value), datetime.UTC)
    except (ValueError, OverflowError) as error:
        raise Problem(400, f"{HEADER} is not an HTTP date. Write it as {http_date(0)}, always in GMT.") from error
