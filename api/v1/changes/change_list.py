"""Changes: the effect of each revision on each record, field by field."""

import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework import serializers

from api.http.base_views import ReadView, page_parameters
from api.http.envelope import REVISION
from api.http.formats.json import JSON
from api.http.problems import InvalidParameters
from api.http.request.filters import ChoiceFilter, TextFilter
from api.http.request.parameters import AsOf, Day, Names, OneOf, Parameter
from api.http.sql.json_builder import format_time
from factbase.history.changes import Change, Difference, RevisionRange, differences
from factbase.history.records import BY_NAME
from factbase.history.revision import Revision
from factbase.history.snapshot import At, NoSuchRevision, number_at, reading
from factbase.models import Release
from factbase.vocabulary import ReasonCode, RevisionKind, Verb

from .atom_feed import CHANGES_FEED

KEY = ("revision", "kind", "record_id")
"""The columns of a change's primary key, by which changes are ordered."""

Item = dict[str, Any]


class FieldChangeSerializer(serializers.Serializer):
    """The value of one field before and after a change."""

    field = serializers.CharField(help_text="The name of the field in releases and changes.")
    before = serializers.JSONField(help_text="The value before; null if unknown, or if the record did not exist.")
    after = serializers.JSONField(help_text="The value after; null if unknown, or if the record no longer exists.")


class ChangeSerializer(serializers.Serializer):
    """The effect of one revision on one record."""

    revision = serializers.IntegerField(help_text="The revision.")
    time = serializers.DateTimeField(help_text="The time of the revision.")
    kind = serializers.ChoiceField(RevisionKind.choices, help_text="The kind of revision.")
    author = serializers.CharField(help_text="The author of the revision.")
    reviewer = serializers.CharField(
        allow_null=True, help_text="The person who approved the revision; null if the author published it alone."
    )
    reason_code = serializers.ChoiceField(
        ReasonCode.choices,
        allow_null=True,
        help_text="The kind of mistake; null unless the revision is a correction or a withdrawal.",
    )
    reason = serializers.CharField(help_text="The public reason for the revision.")
    resource = serializers.ChoiceField([*BY_NAME], help_text="The kind of record.")
    slug = serializers.CharField(
        help_text="The record's slug after the change, or its last one if it no longer exists."
    )
    change = serializers.ChoiceField(Verb.choices, help_text="The kind of change to the record.")
    merged_into = serializers.CharField(
        allow_null=True, help_text="The slug of the record that replaced this one; null unless it was merged."
    )
    fields = FieldChangeSerializer(
        many=True,
        help_text="The fields that differ, in their order. A record is flat: references are slugs, and its parts "
        "(names, participations, citations, ...) are lists. `slug` is included if the record was renamed.",
    )


class ChangePageSerializer(serializers.Serializer):
    """A page of changes."""

    revision = serializers.IntegerField(help_text=f"{REVISION} Pass it as `since` later to get only newer changes.")
    next = serializers.URLField(allow_null=True, help_text="URL of the next page; null on the last page.")
    results = ChangeSerializer(
        many=True,
        help_text="The changes of this page. A page with few or no changes need not be the last: changes that were "
        "undone within their revision are left out.",
    )


class ChangesView(ReadView):
    """A paginated list of changes. Subclasses define `changes` and set `orderings`, the default first."""

    orderings: ClassVar[Sequence[str]] = ("revision", "-revision")
    filters: ClassVar[dict[str, Parameter]] = {}
    serializer_class = ChangePageSerializer

    def __init_subclass__(cls) -> None:
        cls.parameters = {
            **cls.filters,
            "ordering": OneOf(
                list(cls.orderings),
                "The order; a minus sign puts the newest first."
                + (" A feed has the newest first by default." if CHANGES_FEED in cls.formats else ""),
            ),
            "fields": Names(list(ChangeSerializer._declared_fields), "Keep only these keys of each result."),
            **page_parameters(200, 50, "Maximum number of changes per page."),
        }
        super().__init_subclass__()

    def changes(self, at: At) -> QuerySet[Change]:
        """Return the requested changes, unordered. Raises Problem."""
        raise NotImplementedError

    def read(self) -> tuple[At, HttpResponse]:
        self.bounds = _find_bounds(self.params)
        return super().read()

    def answer(self, at: At) -> HttpResponse:
        key, items = self._read_page(self.changes(at))
        return self.asked.format.entries(self, at, {"next": self.page_url(key)}, items)

    def _read_page(self, changes: QuerySet[Change]) -> tuple[str | None, list[Item]]:
        """Return the key of the last change, or None on the last page, and the items of this page."""
        newest_first = self.ordering.startswith("-")
        size, continued = self.page()
        if continued:
            changes = changes.filter(**{"pk__lt" if newest_first else "pk__gt": tuple(self.cursor_key())})
        rows = list(changes.order_by(*(f"-{column}" if newest_first else column for column in KEY))[: size + 1])
        return json.dumps(rows[size - 1].pk) if len(rows) > size else None, list(_build_items(rows[:size]))


def _build_items(changes: Sequence[Change]) -> Iterator[Item]:
    """Yield an item per changed record, except changes that were undone within their revision.

    Takes one query for the revisions, and one or two for each kind of record.
    """
    revisions = Revision.objects.in_bulk({change.revision for change in changes})
    for span, difference in differences([RevisionRange.of(change) for change in changes], reading()):
        yield _build_item(revisions[span.after], difference)


def _build_item(revision: Revision, difference: Difference) -> Item:
    return {
        "revision": revision.number,
        "time": format_time(revision.time),
        "kind": revision.kind,
        "author": revision.author,
        "reviewer": revision.reviewer or None,
        "reason_code": revision.reason_code or None,
        "reason": revision.reason,
        **build_field_changes(difference),
    }


def build_field_changes(difference: Difference) -> Item:
    """Return the change to a record, field by field."""
    return {
        "resource": difference.record.name,
        "slug": difference.slug,
        "change": difference.verb.value,
        "merged_into": difference.merged_into,
        "fields": [
            {"field": name, "before": before, "after": after} for name, (before, after) in difference.fields.items()
        ],
    }


SINCE = AsOf(
    "Only changes after this revision, time or release. To continue, pass the `revision` of your last response."
)
RESOURCE = Names(list(BY_NAME), "Changes of these kinds of record.")
DATES: dict[str, Parameter] = {
    "date_from": Day("Changes made on or after this day (UTC)."),
    "date_to": Day("Changes made on or before this day (UTC)."),
}
EARLIEST = datetime.date(1970, 1, 1)
"""A day earlier than any revision."""

INFINITY = 2**63 - 1
"""A number above those of all revisions."""


def _find_bounds(params: Mapping[str, Any]) -> tuple[int, int]:
    """Return the numbers of the revisions after which and up to which the times in the parameters.

    Call it before the snapshot is taken, because it waits for revisions that are being written at such a time. Raises
    InvalidParameters if `since` is in the future.
    """
    after, up_to = 0, INFINITY
    if isinstance(since := params.get("since"), datetime.datetime):
        try:
            after = number_at(since)
        except NoSuchRevision as error:
            raise _invalid_since("since: that time is in the future.") from error
    if "date_from" in params:
        begins = datetime.datetime.combine(max(params["date_from"], EARLIEST), datetime.time.min, datetime.UTC)
        after = max(after, _last_revision(begins - datetime.datetime.resolution))
    if "date_to" in params:
        up_to = _last_revision(datetime.datetime.combine(params["date_to"], datetime.time.max, datetime.UTC))
    return after, up_to


def _last_revision(moment: datetime.datetime) -> int:
    """Return the number of the last revision at a time, or INFINITY if it is in the future."""
    try:
        return number_at(moment)
    except NoSuchRevision:
        return INFINITY


def filter_changes(
    changes: QuerySet[Change], at: At, params: Mapping[str, Any], bounds: tuple[int, int]
) -> QuerySet[Change]:
    """Return the changes that pass `since`, `resource` and the dates. Raises InvalidParameters for a bad `since`."""
    after, up_to = bounds
    after = max(after, _since_revision(at, params.get("since", 0)))
    if after:
        changes = changes.filter(revision__gt=after)
    if up_to < INFINITY:
        changes = changes.filter(revision__lte=up_to)
    if "resource" in params:
        changes = changes.filter(kind__in=[BY_NAME[name].kind for name in params["resource"]])
    return changes


def _since_revision(at: At, since: int | str | datetime.datetime) -> int:
    """Return the revision that `since` names, or 0 for a time, which `_find_bounds` handles."""
    if isinstance(since, datetime.datetime):
        return 0
    if isinstance(since, int):
        if since > at.number:
            raise _invalid_since(f"There is no revision {since} yet: the latest is {at.number}.")
        return since
    number = Release.objects.filter(tag=since).values_list("revision", flat=True).first()
    if number is None:
        raise _invalid_since(f"There is no release “{since}”: releases/ lists them.")
    return number


def _invalid_since(detail: str) -> InvalidParameters:
    return InvalidParameters([{"parameter": "since", "detail": detail}])


class ChangeList(ChangesView):
    """Changes to all records, in order: additions, changes, withdrawals and merges, field by field.

    If you apply the changes since an old release to that release, in order, you get the new one.
    """

    summary = "List changes"
    example = {"since": "1", "page_size": "2"}
    invented = True
    formats = [JSON, CHANGES_FEED]
    filters = {
        "since": SINCE,
        "resource": RESOURCE,
        "kind": ChoiceFilter(RevisionKind, "kind", "Changes by revisions of these kinds."),
        "author": TextFilter("author", "Changes made by this author."),
        **DATES,
    }

    def changes(self, at: At) -> QuerySet[Change]:
        changes = filter_changes(Change.objects.all(), at, self.params, self.bounds)
        lookups = {"kind__in": self.params.get("kind"), "author": self.params.get("author")}
        lookups = {lookup: value for lookup, value in lookups.items() if value is not None}
        if lookups:
            changes = changes.filter(revision__in=Revision.objects.filter(**lookups).values("number"))
        return changes
