"""Corrections: changes that correct or withdraw published facts."""

import json
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from api.http.formats.format import Format, Head
from api.http.formats.json import JSON
from api.http.formats.jsonld import JSON_LD
from api.http.request.filters import ChoiceFilter
from api.http.sql.json_builder import format_time
from factbase.history.changes import Change
from factbase.history.revision import CORRECTING, Revision
from factbase.history.snapshot import At
from factbase.vocabulary import ReasonCode

from .atom_feed import CHANGES_FEED, Url, format_fields, format_reason, format_title, record_urls, tag_uri
from .change_list import DATES, RESOURCE, SINCE, ChangesView, Item, filter_changes

SCHEMA_ORG = {
    "@vocab": "https://schema.org/",
    "about": {"@type": "@id"},
    "url": {"@type": "@id"},
    "dateCreated": {"@type": "DateTime"},
    "dateModified": {"@type": "DateTime"},
}
"""The JSON-LD context. It is part of the document, so that clients need not fetch one from schema.org."""

CORRECTION_COMMENT = inline_serializer(
    "CorrectionComment",
    {
        "@type": serializers.CharField(help_text="CorrectionComment."),
        "@id": serializers.CharField(help_text="The permanent id of the correction, a tag URI (RFC 4151)."),
        "url": serializers.URLField(help_text="URL of the record's history."),
        "about": serializers.URLField(help_text="URL of the corrected record."),
        "name": serializers.CharField(help_text="The correction in one line."),
        "text": serializers.CharField(help_text="The reason, and the value of each field before and after."),
        "dateCreated": serializers.DateTimeField(help_text="The time of the correction."),
        "author": serializers.DictField(help_text="The author of the correction: a Person with a name."),
        "editor": serializers.DictField(required=False, help_text="The reviewer: a Person with a name."),
        "keywords": serializers.CharField(help_text="The reason code."),
    },
    many=True,
    help_text="The corrections of this page. The `Link` header links the next page.",
)
CORRECTION_FEED = inline_serializer(
    "CorrectionFeed",
    {
        "@context": serializers.DictField(help_text="The JSON-LD context: the keys are schema.org terms."),
        "@type": serializers.CharField(help_text="DataFeed."),
        "@id": serializers.URLField(help_text="URL of this page."),
        "name": serializers.CharField(help_text="The name of the feed."),
        "dateModified": serializers.DateTimeField(required=False, help_text="The time of the last change."),
        "dataFeedElement": CORRECTION_COMMENT,
    },
)


class CorrectionFeed(Format):
    """JSON-LD: a DataFeed of CorrectionComments (schema.org)."""

    def entries(self, view: Any, at: At, head: Head, entries: list[Item]) -> HttpResponse:
        feed = {
            "@context": SCHEMA_ORG,
            "@type": "DataFeed",
            "@id": view.url(),
            "name": "Corrections of the peace-talks fact base",
            **({"dateModified": format_time(at.time)} if at.time else {}),
            "dataFeedElement": [_build_comment(view.url, entry) for entry in entries],
        }
        return self.respond(json.dumps(feed, ensure_ascii=False), head)

    def schema(self, view: Any) -> Any:
        return CORRECTION_FEED


def _build_comment(url: Url, item: Item) -> dict[str, Any]:
    """Return a correction as a CorrectionComment of schema.org."""
    record, history = record_urls(url, item)
    return {
        "@type": "CorrectionComment",
        "@id": tag_uri(url, item),
        "url": history,
        "about": record,
        "name": format_title(item),
        "text": "\n".join([format_reason(item), *format_fields(item)]),
        "dateCreated": item["time"],
        "author": {"@type": "Person", "name": item["author"]},
        **({"editor": {"@type": "Person", "name": item["reviewer"]}} if item["reviewer"] else {}),
        "keywords": item["reason_code"],
    }


class CorrectionList(ChangesView):
    """Corrections and withdrawals of published facts, newest first.

    Each has its reason code, the editor's public note, and every changed field before and after. A change in the real
    world is not a correction and is never listed here. In JSON-LD each correction is a CorrectionComment of schema.org.
    """

    summary = "List corrections"
    example = {"page_size": "2"}
    invented = True
    formats = [JSON, CHANGES_FEED, CorrectionFeed(JSON_LD.name, JSON_LD.media_type, JSON_LD.purpose)]
    orderings = ("-revision", "revision")
    filters = {
        "reason_code": ChoiceFilter(ReasonCode, "reason_code", "Corrections of these kinds of mistake."),
        "resource": RESOURCE,
        "since": SINCE,
        **DATES,
    }

    def changes(self, at: At) -> QuerySet[Change]:
        revisions = Revision.objects.filter(kind__in=CORRECTING)
        if "reason_code" in self.params:
            revisions = revisions.filter(reason_code__in=self.params["reason_code"])
        changes = Change.objects.filter(revision__in=revisions.values("number"))
        return filter_changes(changes, at, self.params, self.bounds)
