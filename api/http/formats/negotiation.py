"""Formats: a view says which it offers; the client names one with `format=`, or lets its Accept header choose."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.http.request import MediaType
from rest_framework.negotiation import BaseContentNegotiation

from api.http.problems import Problem
from api.http.request.parameters import OneOf


@dataclass(frozen=True)
class Format:
    """A representation: its name for `format=`, its media type, and what it is for."""

    name: str
    media_type: str
    purpose: str


JSON = Format("json", "application/json", "JSON")
NDJSON = Format("ndjson", "application/x-ndjson", "one record a line, each in JSON")
ZIP = Format("zip", "application/zip", "a zip archive")
ATOM = Format("atom", "application/atom+xml", "an Atom 1.0 feed (RFC 4287), newest first, for feed readers")
ICALENDAR = Format("ics", "text/calendar", "iCalendar (RFC 5545), all-day events for calendars to show")
JSON_LD = Format("jsonld", "application/ld+json", "JSON-LD 1.1 in the words of schema.org, for machines that know them")
CSV = Format("csv", "text/csv", "CSV (RFC 4180), for spreadsheets and data frames")


def format_parameter(offered: Sequence[Format]) -> OneOf:
    """The parameter that names one of several formats."""
    purposes = "; ".join(f"`{format.name}`: {format.purpose}" for format in offered)
    return OneOf(
        [format.name for format in offered], f"The format. Left out: what Accept asks for, or JSON. {purposes}."
    )


def negotiate_format(request: HttpRequest, offered: Sequence[Format], name: str | None) -> Format:
    """The format by that name, or else the one that Accept likes best. Raises Problem 406."""
    if name is not None:
        return next(format for format in offered if format.name == name)
    best = _best(request.META.get("HTTP_ACCEPT", "*/*"), tuple(offered))
    if best is None:
        types = " or ".join(format.media_type for format in offered)
        raise Problem(406, f"No format that Accept names is offered: ask for {types}, or send no Accept header.")
    return best


@functools.lru_cache(maxsize=256)  # clients send few different ones, and reading one takes longer than finding the view
def _best(accept: str, offered: tuple[Format, ...]) -> Format | None:
    """The format that an Accept header likes best: of equals, the one that is offered first; none, if it likes none."""
    accepted = [MediaType(token) for token in accept.split(",") if token.strip()]
    best = max(offered, key=lambda format: _liking(format, accepted))
    return best if _liking(best, accepted) else None


def _liking(format: Format, accepted: Sequence[MediaType]) -> float:
    """The quality that the most specific matching range gives a format (RFC 9110, section 12.5.1).

    Other parameters than the quality, such as a charset or a profile, rule nothing out.
    """
    kind, subtype = format.media_type.split("/")
    ranges = [r for r in accepted if (r.main_type, r.sub_type) in {(kind, subtype), (kind, "*"), ("*", "*")}]
    return max(ranges, key=lambda range: range.specificity).quality if ranges else 0


class ChosenByView(BaseContentNegotiation):
    """For REST framework: renderers are not used, and views choose by themselves once parameters are read."""

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type
