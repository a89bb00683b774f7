"""Changes as an Atom feed, and in words."""

import datetime
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.feedgenerator import get_tag_uri
from django.utils.html import format_html, format_html_join

from api.http.formats.atom import Feed
from api.http.formats.negotiation import ATOM
from factbase.history.records import BY_NAME
from factbase.history.snapshot import At
from factbase.vocabulary import ReasonCode, RevisionKind, Verb

Item = dict[str, Any]

LONG = 200
"""How many characters of a value are shown; changes/ has the whole."""

EPOCH = datetime.datetime.fromtimestamp(0, datetime.UTC)


def feed(request: HttpRequest, at: At, title: str, following: str | None, items: Sequence[Item]) -> HttpResponse:
    """The feed of some changes; its entries keep their ids whatever else is asked for."""
    about = request.GET.copy()
    for name in ("cursor", "page_size", "format", "fields"):
        about.pop(name, None)
    itself = request.build_absolute_uri(f"{request.path}?{about.urlencode()}" if about else request.path)
    atom = Feed(
        title=f"Peace-talks fact base: {title}",
        link=itself,
        description="What was changed in the fact base, when, by whom and why.",
        language="en",
        feed_url=request.build_absolute_uri(),
        feed_guid=itself,
        updated=at.time or EPOCH,
        next_page=following,
    )
    for item in items:
        record, history = addresses(request, item)
        atom.add_item(
            title=headline(item),
            link=record,
            related=history,
            description=_html(item),
            author_name=item["author"],
            unique_id=identity(request, item),
            pubdate=parse_datetime(item["time"]),
            updateddate=parse_datetime(item["time"]),
            categories=[name for name in (item["resource"], item["kind"], item["reason_code"]) if name],
        )
    return HttpResponse(atom.writeString("utf-8"), content_type=f"{ATOM.media_type}; charset=utf-8")


def addresses(request: HttpRequest, item: Item) -> tuple[str, str]:
    """The URLs of the record that was changed, and of its history. Some records have no pages."""
    root = reverse("v1:index")
    if not BY_NAME[item["resource"]].has_pages:
        of_revision = f"{root}changes/?since={item['revision'] - 1}&resource={item['resource']}"
        page = request.build_absolute_uri(of_revision)
        return page, page
    page = request.build_absolute_uri(f"{root}{item['resource']}/{item['slug']}/")
    return page, f"{page}history/"


def identity(request: HttpRequest, item: Item) -> str:
    """The permanent id of a change, as a tag URI (RFC 4151): a slug and a revision are never given twice."""
    address = f"{reverse('v1:index')}{item['resource']}/{item['slug']}/history/#r{item['revision']}"
    return get_tag_uri(request.build_absolute_uri(address), parse_datetime(item["time"]))


def headline(item: Item) -> str:
    """A change in a line: “Changed: positions/russia-on-nato (stance)”."""
    what = f"{Verb(item['change']).label}: {item['resource']}/{item['slug']}"
    if item["change"] == Verb.CHANGED:
        return f"{what} ({', '.join(field['field'] for field in item['fields'])})"
    return f"{what} (now {item['merged_into']})" if item["merged_into"] else what


def lines(item: Item) -> Iterator[str]:
    """What became of each field that was changed, in words; of a record that came, what it says."""
    for field in item["fields"]:
        before, after = field["before"], field["after"]
        if isinstance(before or after, list):
            gone = [part for part in before or [] if part not in (after or [])]
            come = [part for part in after or [] if part not in (before or [])]
            counts = [f"{len(gone)} removed"] * bool(gone) + [f"{len(come)} added"] * bool(come)
            if counts:
                yield f"{field['field']}: {', '.join(counts)}"
        elif item["change"] == Verb.CHANGED:
            yield f"{field['field']}: {_said(before)} → {_said(after)}"
        elif item["change"] == Verb.ADDED and after is not None:
            yield f"{field['field']}: {_said(after)}"


def why(item: Item) -> str:
    """Of what sort the revision was, and for what reason."""
    sort = RevisionKind(item["kind"]).label
    code = f" ({ReasonCode(item['reason_code']).label.lower()})" if item["reason_code"] else ""
    return f"{sort}{code}: {item['reason']}"


def _said(value: Any) -> str:
    if value is None:
        return "unknown"
    return f"“{textwrap.shorten(value, LONG, placeholder=' …')}”" if isinstance(value, str) else str(value)


def _html(item: Item) -> str:
    told = format_html_join("", "<li>{}</li>", ((line,) for line in lines(item)))
    return format_html("<p>{}</p><ul>{}</ul>", why(item), told) if told else format_html("<p>{}</p>", why(item))
