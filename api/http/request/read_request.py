"""Reads as their URL and headers ask for them, parsed into one frozen object."""

import datetime
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus, urlencode

from django.utils.encoding import iri_to_uri
from django.utils.functional import cached_property  # without the lock that functools' has until Python 3.12

from api.http.cache.lru import bounded_cache
from api.http.formats.content_negotiation import negotiate_format
from api.http.formats.format import Format
from api.http.problems import Problem
from api.http.sql.json_builder import format_time

from . import memento, parameters

if TYPE_CHECKING:
    from api.http.base_views import ReadView


@dataclass(frozen=True, eq=False)
class ReadRequest:
    """A read: what the path, the query string, Accept and Accept-Datetime say, and nothing else.

    Host, method and what depends on the day are not in it, so that equal requests share one object.
    """

    address: str
    """The path of the URL, quoted."""
    path: Mapping[str, str]
    """The variables in the path."""
    query: str
    """The query string as links repeat it: with the format and the moment that the headers chose."""
    sent: Mapping[str, str]
    """The parameters as sent; repeated ones are joined with commas."""
    params: Mapping[str, Any]
    """The parsed parameters."""
    format: Format
    second: datetime.datetime | None
    """The second in Accept-Datetime, if it chose `as_of`."""

    @cached_property
    def digest(self) -> str:
        """A hash of the URL, whatever the order of its parameters."""
        return hashlib.sha256(f"{self.address}?{sort_params(self.query)}".encode()).hexdigest()[:12]

    @cached_property
    def original(self) -> str:
        """The URL without `as_of`."""
        return self.url_with(as_of=None)

    def url_with(self, **values: str | None) -> str:
        """Return the URL with some parameters replaced, or removed by None; the others stay as sent."""
        pairs = [pair for name, pair in parameters.split_query(self.query) if name not in values]
        pairs += [f"{name}={quote_plus(text)}" for name, text in values.items() if text is not None]
        query = "&".join(pairs)
        return f"{self.address}?{query}" if query else self.address


def parse_read(
    view: type["ReadView"],
    address: str,
    path: tuple[tuple[str, str], ...],
    query: str,
    accept: str,
    accept_datetime: str | None,
) -> ReadRequest:
    """Return the read that a request asks for. Raises Problem."""
    read = _parse(view, address, path, query, accept, accept_datetime)
    if read.second is not None:
        now = datetime.datetime.now(datetime.UTC)
        if read.second > now:
            raise Problem(400, f"{memento.HEADER} is in the future. Leave it out to read the present.")
        if read.params["as_of"] > now:  # the second that has not ended yet
            until_now = urlencode({**read.sent, "as_of": format_time(now)}, safe=",", quote_via=quote)
            return _parse(view, address, path, until_now, accept, None, read.second)
    return read


@bounded_cache(500)
def _parse(
    view: type["ReadView"],
    address: str,
    path: tuple[tuple[str, str], ...],
    query: str,
    accept: str,
    accept_datetime: str | None,
    second: datetime.datetime | None = None,
) -> ReadRequest:
    texts = parameters.split_values(query)
    changed = False
    if accept_datetime is not None and "as_of" not in texts:
        second = memento.parse_second(accept_datetime)
        # the end of the second, so that the Memento-Datetime of a response leads back to that response
        texts["as_of"] = [format_time(second + datetime.timedelta(seconds=1, microseconds=-1))]
        changed = True
    params = parameters.parse(texts, view.parameters)
    sent = {name: ",".join(values) for name, values in texts.items()}
    chosen = negotiate_format(accept, tuple(view.formats), params.get("format"))
    chosen.check(params)
    if chosen is not view.formats[0]:
        sent["format"] = params["format"] = chosen.name
        changed = True
    if changed or any(len(values) > 1 for values in texts.values()):
        query = urlencode(sent, safe=",", quote_via=quote)
    return ReadRequest(iri_to_uri(address), dict(path), query, sent, params, chosen, second)


Lengths = tuple[tuple[str, int], ...]
"""The filters of a request, each with the number of its values. Requests that are equal in this share one query."""


def lengths(params: Mapping[str, Any], filters: Iterable[str]) -> Lengths:
    given = ((name, params[name]) for name in filters if name in params)
    return tuple((name, len(value) if isinstance(value, list) else 1) for name, value in given)


def sort_params(query: str) -> str:
    """Return a query string with its parameters sorted by name; those of one name keep their order."""
    return "&".join(sorted(query.split("&"), key=lambda pair: pair.partition("=")[0]))
