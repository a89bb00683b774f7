"""Corrections: the changes that say that something published was wrong."""

import json
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from api.http.formats.negotiation import ATOM, JSON, JSON_LD
from api.http.request.filters import ChoiceFilter
from api.http.sql.json_builder import format_time
from factbase.history.changes import Change
from factbase.history.revision import CORRECTING, Revision
from factbase.history.snapshot import At
from factbase.vocabulary import ReasonCode

from .change_feed import addresses, headline, identity, lines, why
from .changes import DATES, RESOURCE, SINCE, ChangesView, Item, filter_changes

SCHEMA_ORG = {
    "@vocab": "https://schema.org/",
    "about": {"@type": "@id"},
    "url": {"@type": "@id"},
    "dateCreated": {"@type": "DateTime"},
    "dateModified": {"@type": "DateTime"},
}
"""The JSON-LD context, in the document itself: a reader need not fetch schema.org's."""


CORRECTION_COMMENT = inline_serializer(
    "CorrectionComment",
    {
        "@type": serializers.CharField(help_text="CorrectionComment."),
        "@id": serializers.CharField(help_text="Its permanent id, a tag URI (RFC 4151)."),
        "url": serializers.URLField(help_text="The history of the record."),
        "about": serializers.URLField(help_text="The record that was wrong."),
        "name": serializers.CharField(help_text="The correction in a line."),
        "text": serializers.CharField(help_text="Why it was made, and each field before and after, in words."),
        "dateCreated": serializers.DateTimeField(help_text="When it was made."),
        "author": serializers.DictField(help_text="Who made it: a Person with a name."),
        "editor": serializers.DictField(required=False, help_text="Who approved it: a Person with a name."),
        "keywords": serializers.CharField(help_text="The reason code."),
    },
    many=True,
    help_text="The corrections of this page. The next page is linked in the header Link.",
)
CORRECTION_FEED = inline_serializer(
    "CorrectionFeed",
    {
        "@context": serializers.DictField(help_text="What the keys mean: schema.org's terms."),
        "@type": serializers.CharField(help_text="DataFeed."),
        "@id": serializers.URLField(help_text="The address of this page."),
        "name": serializers.CharField(help_text="What the feed is called."),
        "dateModified": serializers.DateTimeField(required=False, help_text="When the base last changed."),
        "dataFeedElement": CORRECTION_COMMENT,
    },
)


class CorrectionList(ChangesView):
    """What was published and turned out wrong: corrections and withdrawals, newest first, each with its reason code,
    the editor's public note, and every field before and after. That the world changed is no correction, and never
    among them. In JSON-LD each is a CorrectionComment of schema.org."""

    summary = "List corrections"
    example = {"page_size": "2"}
    invented = True
    formats = [JSON, ATOM, JSON_LD]
    shapes = {JSON_LD: CORRECTION_FEED}
    orderings = ("-revision", "revision")
    filters = {
        "reason_code": ChoiceFilter(ReasonCode, "reason_code", "Corrections of these sorts of mistake."),
        "resource": RESOURCE,
        "since": SINCE,
        **DATES,
    }

    def changes(self, at: At, given: dict[str, Any], **path: str) -> QuerySet[Change]:
        correcting = Revision.objects.filter(kind__in=CORRECTING)
        if "reason_code" in given:
            correcting = correcting.filter(reason_code__in=given["reason_code"])
        return filter_changes(Change.objects.filter(revision__in=correcting.values("number")), at, given)

    def render(
        self, request: HttpRequest, at: At, following: str | None, items: list[Item], only: tuple[str, ...] | None
    ) -> HttpResponse:
        if self.format is not JSON_LD:
            return super().render(request, at, following, items, only)
        feed = {
            "@context": SCHEMA_ORG,
            "@type": "DataFeed",
            "@id": request.build_absolute_uri(),
            "name": "Corrections of the peace-talks fact base",
            **({"dateModified": format_time(at.time)} if at.time else {}),
            "dataFeedElement": [_comment(request, item) for item in items],
        }
        response = HttpResponse(json.dumps(feed, ensure_ascii=False), content_type=JSON_LD.media_type)
        if following:
            response.headers["Link"] = f'<{following}>; rel="next"'
        return response


def _comment(request: HttpRequest, item: Item) -> dict[str, Any]:
    """A correction as schema.org's CorrectionComment, about the record that was wrong."""
    record, history = addresses(request, item)
    return {
        "@type": "CorrectionComment",
        "@id": identity(request, item),
        "url": history,
        "about": record,
        "name": headline(item),
        "text": "\n".join([why(item), *lines(item)]),
        "dateCreated": item["time"],
        "author": {"@type": "Person", "name": item["author"]},
        **({"editor": {"@type": "Person", "name": item["reviewer"]}} if item["reviewer"] else {}),
        "keywords": item["reason_code"],
    }
