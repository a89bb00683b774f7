"""The choice of a format by the `format` parameter or the Accept header."""

from collections.abc import Sequence

from django.http.request import MediaType

from api.http.cache.lru import bounded_cache
from api.http.problems import Problem
from api.http.request.parameters import OneOf

from .format import Format


def format_parameter(offered: Sequence[Format]) -> OneOf:
    """Return the `format` parameter of a view with these formats."""
    purposes = "; ".join(f"`{format.name}`: {format.purpose}" for format in offered)
    names = [format.name for format in offered]
    return OneOf(names, f"The response format. Default: the best one for Accept, or JSON. {purposes}.")


def negotiate_format(accept: str, offered: tuple[Format, ...], name: str | None) -> Format:
    """Return the format with that name, or else the one that Accept prefers. Raises Problem 406."""
    if name is not None:
        return next(format for format in offered if format.name == name)
    best = _best(accept, offered)
    if best is None:
        types = " or ".join(format.media_type for format in offered)
        raise Problem(406, f"No format in the Accept header is available here. Send {types}, or no Accept header.")
    return best


@bounded_cache(256)  # clients send few different headers, and parsing one takes longer than routing
def _best(accept: str, offered: tuple[Format, ...]) -> Format | None:
    """Return the format that an Accept header prefers, the first offered among equals; None if it accepts none."""
    accepted = [MediaType(token) for token in accept.split(",") if token.strip()]
    best = max(offered, key=lambda format: _quality(format, accepted))
    return best if _quality(best, accepted) else None


def _quality(format: Format, accepted: Sequence[MediaType]) -> float:
    """Return the quality that the most specific matching range gives a format (RFC 9110, section 12.5.1).

    Parameters other than the quality, such as a charset or a profile, exclude no format.
    """
    kind, subtype = format.media_type.split("/")
    ranges = [r for r in accepted if (r.main_type, r.sub_type) in {(kind, subtype), (kind, "*"), ("*", "*")}]
    return max(ranges, key=lambda range: range.specificity).quality if ranges else 0
