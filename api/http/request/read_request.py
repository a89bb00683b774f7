"""Reads as their URL and headers ask for them, parsed into one frozen object."""

import datetime
import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote_plus

from django.http import QueryDict

from api.http.formats.content_negotiation import negotiate_format
from api.http.formats.format import Format
from api.http.sql.json_builder import format_time

from . import memento, parameters

if TYPE_CHECKING:
    from api.http.base_views import ReadView

LONGEST = 4000
"""Characters of a request that is kept. Longer ones hardly repeat, and must not fill the memory."""

MOST_KEPT = 500
"""The number of parsed requests that a worker keeps."""

Params = dict[str, Any]
"""The parsed parameters of a request, or the values of a query, by name."""


@dataclass(frozen=True)
class ReadRequest:
    """A read: what the path, the query string, Accept and Accept-Datetime say, and nothing else.

    Host, method and what depends on the day are not in it, so that equal requests share one object.
    """

    address: str
    """The path of the URL."""
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

    @functools.cached_property
    def digest(self) -> str:
        """A hash of the URL, whatever the order of its parameters."""
        return hashlib.sha256(f"{self.address}?{sort_params(self.query)}".encode()).hexdigest()[:12]

    @functools.cached_property
    def original(self) -> str:
        """The URL without `as_of`."""
        return self.url_with(as_of=None)

    def url_with(self, **values: str | None) -> str:
        """Return the URL with some parameters replaced, or removed by None; the others stay as sent."""
        pairs = [pair for name, pair in parameters.split_query(self.query) if name not in values]
        pairs += [f"{name}={quote_plus(text)}" for name, text in values.items() if text is not None]
        query = "&".join(pairs)
        return f"{self.address}?{query}" if query else self.address


Path = tuple[tuple[str, str], ...]


def parse_read(
    view: type["ReadView"], address: str, path: Path, query: str, accept: str, accept_datetime: str | None
) -> ReadRequest:
    """Return the read that a request asks for. Raises Problem. Short requests are kept, since they repeat."""
    short = len(address) + len(query) + len(accept) + len(accept_datetime or "") <= LONGEST
    parse = _parse_and_keep if short else _parse
    read = parse(view, address, path, query, accept, accept_datetime)
    if read.second is not None:
        now = datetime.datetime.now(datetime.UTC)
        memento.refuse_future(read.second, now)
        if read.params["as_of"] > now:  # the second that has not ended yet
            until_now = _replace(QueryDict(query), as_of=format_time(now))
            return _parse(view, address, path, until_now, accept, None, read.second)
    return read


def _parse(
    view: type["ReadView"],
    address: str,
    path: Path,
    query: str,
    accept: str,
    accept_datetime: str | None,
    second: datetime.datetime | None = None,
) -> ReadRequest:
    asked = QueryDict(query.encode("latin-1"))  # WSGI strings hold bytes
    changes: dict[str, str] = {}
    if accept_datetime is not None and "as_of" not in asked:
        second = memento.parse_second(accept_datetime)
        changes["as_of"] = format_time(memento.end_of(second))
        asked = QueryDict(_replace(asked, **changes))
    params = parameters.parse(asked, view.parameters)
    sent = {name: ",".join(texts) for name, texts in asked.lists()}
    chosen = negotiate_format(accept, tuple(view.formats), params.get("format"))
    chosen.check(params)
    if chosen is not view.formats[0]:
        sent["format"] = changes["format"] = params["format"] = chosen.name
    if changes or any(len(texts) > 1 for _, texts in asked.lists()):
        query = _replace(asked, **sent)
    return ReadRequest(address, dict(path), query, sent, params, chosen, second)


_parse_and_keep = functools.lru_cache(maxsize=MOST_KEPT)(_parse)


def _replace(query: QueryDict, **values: str) -> str:
    """Return a query string with some parameters replaced."""
    changed = query.copy()
    for name, value in values.items():
        changed[name] = value
    return cast(str, changed.urlencode(safe=","))


def sort_params(query: str) -> str:
    """Return a query string with its parameters sorted by name; those of one name keep their order."""
    return "&".join(sorted(query.split("&"), key=lambda pair: pair.partition("=")[0]))
