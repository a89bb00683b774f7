"""Route words: words of the site's own routes, such as `matrix` in `positions/matrix/`, that no slug may be."""

import functools
import re
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import URLPattern, URLResolver, get_resolver


def route_words() -> frozenset[str]:
    """Return the words of the routes, in those parts of the site that have routes with a `<slug:…>`.

    The name of a list, such as `topics` in `topics/<slug:slug>/`, is not included: no slug can be in its place.
    """
    return _words(settings.ROOT_URLCONF)


def refuse_route_word(slug: str) -> None:
    """Raise ValidationError if a slug is a route word."""
    if slug in route_words():
        raise ValidationError(
            "“%(slug)s” is a word of the API's routes. Choose another slug.", "route_word", {"slug": slug}
        )


@functools.cache
def _words(urlconf: str) -> frozenset[str]:
    patterns = get_resolver(urlconf).url_patterns
    own = [str(entry.pattern) for entry in patterns if isinstance(entry, URLPattern)]
    parts = [own, *(list(_routes(entry.url_patterns)) for entry in patterns if isinstance(entry, URLResolver))]
    routes = [route.split("/") for part in parts if any("<slug:" in route for route in part) for route in part]
    lists = {route[0] for route in routes if len(route) > 1 and route[1].startswith("<slug:")}
    words = {word for route in routes for place, word in enumerate(route) if place or word not in lists}
    return frozenset(word for word in words if re.fullmatch(r"[a-z0-9-]+", word))


def _routes(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[str]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from _routes(entry.url_patterns)
        else:
            yield str(entry.pattern)
