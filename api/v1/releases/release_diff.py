"""What differs between two releases, record by record."""

import json
from typing import Any

from django.db.models import F
from django.db.models.fields.tuple_lookups import TupleGreaterThan
from django.http import HttpRequest, HttpResponse
from rest_framework import serializers

from api.http.problems import Problem
from api.http.request import pagination
from api.http.request.parameters import Names, Number, Parameter
from api.http.sql.json_builder import format_time
from api.http.views import AS_OF, REVISION, ReadView, json_response, keys, next_page
from api.v1.changes.changes import ChangeSerializer, field_changes
from factbase.history.changes import Change, Span, differences
from factbase.history.records import BY_NAME
from factbase.history.snapshot import At, reading
from factbase.models import Release

from .releases import TAG, find


class ReleaseRefSerializer(serializers.Serializer):
    """A release, in short."""

    tag = serializers.CharField(help_text="Its tag.")
    revision = serializers.IntegerField(help_text="The revision that it shows.")
    time = serializers.DateTimeField(help_text="When it was made.")


class DifferenceSerializer(ChangeSerializer):
    """What became of one record from one release to another, whatever happened in between."""

    revision = time = kind = author = reviewer = reason_code = reason = None  # there may be several


class ReleaseDiffSerializer(serializers.Serializer):
    """A page of what differs between two releases."""

    revision = serializers.IntegerField(help_text=REVISION)
    before = ReleaseRefSerializer(help_text="The older release.")
    after = ReleaseRefSerializer(help_text="The newer release.")
    next = serializers.URLField(allow_null=True, help_text="The next page; null on the last.")
    results = DifferenceSerializer(
        many=True,
        help_text="What differs, each record once. A page may have few or none and still not be the last: what was "
        "changed and changed back is left out.",
    )


class ReleaseDiff(ReadView):
    """What differs between two releases: each record that was added, changed, withdrawn or merged from the older to the
    newer, field by field. `changes/` tells what happened in between, step by step, and why."""

    summary = "Compare two releases"
    path_parameters = {"older": f"{TAG} The older of the two.", "newer": f"{TAG} The newer of the two."}
    example = {"older": "2026.1", "newer": "2026.2"}
    invented = True
    serializer_class = ReleaseDiffSerializer
    parameters = {
        "resource": Names(list(BY_NAME), "Records of these kinds."),
        "fields": Names(list(DifferenceSerializer._declared_fields), "Keep only these keys of each result."),
        "page_size": Number(1, 200, 50, "How many records a page compares at the most."),
        "cursor": Parameter("Where the page starts: take it from the “next” link of the page before."),
        "as_of": AS_OF,
    }

    def answer(self, request: HttpRequest, at: At, given: dict[str, Any], **path: str) -> HttpResponse:
        older, newer = find(path["older"]), find(path["newer"])
        if older.revision > newer.revision:
            raise Problem(400, f"{older.tag} is newer than {newer.tag}: swap them, the older comes first.")
        bound_to = pagination.fingerprint(type(self), "record", path | {"resource": request.GET.get("resource", "")})
        spans, cursor = _touched(older, newer, given, bound_to)
        items = [field_changes(difference) for _, difference in differences(spans, reading())]
        only = keys(given)
        body = {
            "revision": at.number,
            "before": _ref(older),
            "after": _ref(newer),
            "next": next_page(request, cursor),
            "results": [{key: item[key] for key in item if only is None or key in only} for item in items],
        }
        return json_response(json.dumps(body, ensure_ascii=False))


def _touched(older: Release, newer: Release, given: dict[str, Any], bound_to: str) -> tuple[list[Span], str | None]:
    """The records of one page that were touched between two releases, and the cursor of the next page, if any."""
    found = Change.objects.filter(revision__gt=older.revision, revision__lte=newer.revision)
    if "resource" in given:
        found = found.filter(kind__in=[BY_NAME[name].kind for name in given["resource"]])
    if pagination.CURSOR in given:
        last = pagination.read_cursor(given[pagination.CURSOR], bound_to)
        found = found.filter(TupleGreaterThan((F("kind"), F("record_id")), tuple(last)))
    size = given.get("page_size", 50)
    touched = list(found.order_by("kind", "record_id").values_list("kind", "record_id").distinct()[: size + 1])
    following = pagination.write_cursor(bound_to, json.dumps(touched[size - 1])) if len(touched) > size else None
    return [Span(kind, pk, older.revision, newer.revision) for kind, pk in touched[:size]], following


def _ref(release: Release) -> dict[str, Any]:
    return {"tag": release.tag, "revision": release.revision, "time": format_time(release.time)}
