"""Changes as an Atom feed and as plain text."""

import datetime
import textwrap
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.feedgenerator import get_tag_uri
from django.utils.html import format_html, format_html_join

from api.http.formats.atom import Atom, Feed
from api.http.formats.format import Head
from factbase.history.records import BY_NAME
from factbase.history.snapshot import At
from factbase.vocabulary import ReasonCode, RevisionKind, Verb

Item = dict[str, Any]
Url = Callable[[str], str]
"""Return the absolute URL of a path."""

MAX_LENGTH = 200
"""The maximum number of characters shown of a value; changes/ has it in full."""

NOT_IN_ID = {"cursor", "page_size", "format", "fields"}

EPOCH = datetime.datetime.fromtimestamp(0, datetime.UTC)


class ChangesFeed(Atom):
    """An Atom feed of changes. The ids of the feed and of its entries do not depend on page or format."""

    def entries(self, view: Any, at: At, head: Head, entries: list[Item]) -> HttpResponse:
        query = urlencode({name: text for name, text in view.asked.sent.items() if name not in NOT_IN_ID})
        feed_id = view.url(f"{view.asked.address}?{query}" if query else view.asked.address)
        feed = Feed(
            title=f"Peace-talks fact base: {view.summary.removeprefix('List ')}",
            link=feed_id,
            description="Changes to the fact base, with their time, author and reason.",
            language="en",
            feed_url=view.url(),
            feed_guid=feed_id,
            updated=at.time or EPOCH,
            next_page=head["next"],
        )
        for item in entries:
            record, history = record_urls(view.url, item)
            feed.add_item(
                title=format_title(item),
                link=record,
                related=history,
                description=_format_html(item),
                author_name=item["author"],
                unique_id=tag_uri(view.url, item),
                pubdate=parse_datetime(item["time"]),
                updateddate=parse_datetime(item["time"]),
                categories=[name for name in (item["resource"], item["kind"], item["reason_code"]) if name],
            )
        return self.respond(feed.writeString("utf-8"))


CHANGES_FEED = ChangesFeed()


def record_urls(url: Url, item: Item) -> tuple[str, str]:
    """Return the URLs of the changed record and of its history.

    Some records have no pages: for them, both are the list of their changes since the last revision.
    """
    root = reverse("v1:index")
    if not BY_NAME[item["resource"]].has_pages:
        path = f"{root}changes/?since={item['revision'] - 1}&resource={item['resource']}"
        return url(path), url(path)
    record = url(f"{root}{item['resource']}/{item['slug']}/")
    return record, f"{record}history/"


def tag_uri(url: Url, item: Item) -> str:
    """Return the permanent id of a change, a tag URI (RFC 4151). Slugs and revisions are never reused."""
    path = f"{reverse('v1:index')}{item['resource']}/{item['slug']}/history/#r{item['revision']}"
    return get_tag_uri(url(path), parse_datetime(item["time"]))


def format_title(item: Item) -> str:
    """Return a change in one line: “Changed: positions/russia-on-nato (stance)”."""
    title = f"{Verb(item['change']).label}: {item['resource']}/{item['slug']}"
    if item["change"] == Verb.CHANGED:
        return f"{title} ({', '.join(field['field'] for field in item['fields'])})"
    return f"{title} (now {item['merged_into']})" if item["merged_into"] else title


def format_fields(item: Item) -> Iterator[str]:
    """Yield a line for each changed field, and for each known field of an added record."""
    for field in item["fields"]:
        before, after = field["before"], field["after"]
        if isinstance(before or after, list):
            removed = [part for part in before or [] if part not in (after or [])]
            added = [part for part in after or [] if part not in (before or [])]
            counts = [f"{len(removed)} removed"] * bool(removed) + [f"{len(added)} added"] * bool(added)
            if counts:
                yield f"{field['field']}: {', '.join(counts)}"
        elif item["change"] == Verb.CHANGED:
            yield f"{field['field']}: {_format_value(before)} → {_format_value(after)}"
        elif item["change"] == Verb.ADDED and after is not None:
            yield f"{field['field']}: {_format_value(after)}"


def format_reason(item: Item) -> str:
    """Return the kind of the revision, its reason code and its reason."""
    kind = RevisionKind(item["kind"]).label
    code = f" ({ReasonCode(item['reason_code']).label.lower()})" if item["reason_code"] else ""
    return f"{kind}{code}: {item['reason']}"


def _format_value(value: Any) -> str:
    if value is None:
        return "unknown"
    return f"“{textwrap.shorten(value, MAX_LENGTH, placeholder=' …')}”" if isinstance(value, str) else str(value)


def _format_html(item: Item) -> str:
    fields = format_html_join("", "<li>{}</li>", ((line,) for line in format_fields(item)))
    return format_html("<p>{}</p>", format_reason(item)) + (format_html("<ul>{}</ul>", fields) if fields else "")
