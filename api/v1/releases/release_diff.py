"""Differences between two releases, record by record."""

import json
from typing import Any

from django.db.models import F
from django.db.models.fields.tuple_lookups import TupleGreaterThan
from django.http import HttpResponse
from rest_framework import serializers

from api.http.base_views import ReadView, page_parameters
from api.http.envelope import EnvelopeSerializer
from api.http.problems import Problem
from api.http.request.parameters import Names
from api.http.sql.json_builder import format_time
from api.v1.changes.change_list import ChangeSerializer, build_field_changes
from factbase.history.changes import Change, RevisionRange, differences
from factbase.history.records import BY_NAME
from factbase.history.snapshot import At, reading
from factbase.models import Release

from .releases import TAG, get_release


class ReleaseRefSerializer(serializers.Serializer):
    """A release, in short."""

    tag = serializers.CharField(help_text="The tag of the release.")
    revision = serializers.IntegerField(help_text="The revision of the release.")
    time = serializers.DateTimeField(help_text="The time of the release.")


class DifferenceSerializer(ChangeSerializer):
    """The net change of one record from one release to another."""

    revision = time = kind = author = reviewer = reason_code = reason = None  # several revisions may be involved


class ReleaseDiffSerializer(EnvelopeSerializer):
    """A page of differences between two releases."""

    before = ReleaseRefSerializer(help_text="The older release.")
    after = ReleaseRefSerializer(help_text="The newer release.")
    next = serializers.URLField(allow_null=True, help_text="URL of the next page; null on the last page.")
    results = DifferenceSerializer(
        many=True,
        help_text="The differences, one per record. A page with few or no differences need not be the last: changes "
        "that were undone are left out.",
    )


class ReleaseDiff(ReadView):
    """Differences between two releases, field by field: records added, changed, withdrawn or merged.

    The single changes in between, with their reasons, are at `changes/`.
    """

    summary = "Compare two releases"
    path_parameters = {"older": f"{TAG} This is the older release.", "newer": f"{TAG} This is the newer release."}
    example = {"older": "2026.1", "newer": "2026.2"}
    invented = True
    serializer_class = ReleaseDiffSerializer
    parameters = {
        "resource": Names(list(BY_NAME), "Records of these kinds."),
        "fields": Names(list(DifferenceSerializer._declared_fields), "Keep only these keys of each result."),
        **page_parameters(200, 50, "Maximum number of records compared per page."),
    }

    def answer(self, at: At) -> HttpResponse:
        older, newer = (get_release(self.asked.path[name]) for name in ("older", "newer"))
        if older.revision > newer.revision:
            raise Problem(400, f"{older.tag} is newer than {newer.tag}: swap them, the older comes first.")
        spans, last = self._read_spans(older, newer)
        items = [build_field_changes(difference) for _, difference in differences(spans, reading())]
        releases = {"before": _build_ref(older), "after": _build_ref(newer)}
        return self.asked.format.entries(self, at, {**releases, "next": self.page_url(last)}, items)

    def _read_spans(self, older: Release, newer: Release) -> tuple[list[RevisionRange], str | None]:
        """Return a page of the records that changed between two releases, and its last key if more follow."""
        changes = Change.objects.filter(revision__gt=older.revision, revision__lte=newer.revision)
        if "resource" in self.params:
            changes = changes.filter(kind__in=[BY_NAME[name].kind for name in self.params["resource"]])
        size, continued = self.page()
        if continued:
            changes = changes.filter(TupleGreaterThan((F("kind"), F("record_id")), tuple(self.cursor_key())))
        records = list(changes.order_by("kind", "record_id").values_list("kind", "record_id").distinct()[: size + 1])
        last = json.dumps(records[size - 1]) if len(records) > size else None
        return [RevisionRange(kind, pk, older.revision, newer.revision) for kind, pk in records[:size]], last


def _build_ref(release: Release) -> dict[str, Any]:
    return {"tag": release.tag, "revision": release.revision, "time": format_time(release.time)}
