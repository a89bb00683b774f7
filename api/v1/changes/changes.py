"""Changes: what each revision did to each record, field by field."""

import datetime
import json
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from rest_framework import serializers

from api.http.formats.negotiation import ATOM, JSON
from api.http.problems import InvalidParameters
from api.http.request import pagination
from api.http.request.filters import ChoiceFilter, TextFilter
from api.http.request.parameters import AsOf, Day, Names, Number, OneOf, Parameter
from api.http.sql.json_builder import format_time
from api.http.views import AS_OF, REVISION, ReadView, json_response, keys, next_page
from factbase.history.changes import Change, Difference, Span, differences
from factbase.history.records import BY_NAME
from factbase.history.revision import Revision
from factbase.history.snapshot import At, NoSuchRevision, number_at, reading
from factbase.models import Release
from factbase.vocabulary import ReasonCode, RevisionKind, Verb

from .change_feed import feed

ORDER = ("revision", "kind", "record_id")
"""Where a change has its place: the columns of its key."""

Item = dict[str, Any]


class FieldChangeSerializer(serializers.Serializer):
    """One field, before and after."""

    field = serializers.CharField(help_text="The field, as releases and changes name it.")
    before = serializers.JSONField(help_text="What it was; null if that was unknown, or the record not there.")
    after = serializers.JSONField(help_text="What it is afterwards; null if that is unknown, or the record not there.")


class ChangeSerializer(serializers.Serializer):
    """What one revision did to one record."""

    revision = serializers.IntegerField(help_text="The revision.")
    time = serializers.DateTimeField(help_text="When it was made.")
    kind = serializers.ChoiceField(RevisionKind.choices, help_text="What sort of change the revision is.")
    author = serializers.CharField(help_text="Who made it.")
    reviewer = serializers.CharField(
        allow_null=True, help_text="Who approved it; null when its author published it alone."
    )
    reason_code = serializers.ChoiceField(
        ReasonCode.choices,
        allow_null=True,
        help_text="What was wrong, in one word; null unless it is a correction or a withdrawal.",
    )
    reason = serializers.CharField(help_text="Why it was made, for the public.")
    resource = serializers.ChoiceField([*BY_NAME], help_text="The kind of record.")
    slug = serializers.CharField(help_text="The record, as it was called afterwards, or last if it is gone.")
    change = serializers.ChoiceField(Verb.choices, help_text="What became of the record.")
    merged_into = serializers.CharField(
        allow_null=True, help_text="The record that took its place; null unless it was merged."
    )
    fields = FieldChangeSerializer(
        many=True,
        help_text="The fields that differ, in their order. A record is flat: references are slugs, and what belongs to "
        "it (names, participations, citations, ...) are lists. `slug` is among them when the record was renamed.",
    )


class ChangePageSerializer(serializers.Serializer):
    """A page of changes."""

    revision = serializers.IntegerField(
        help_text=f"{REVISION} Ask for what came `since` it, to go on from here another day."
    )
    next = serializers.URLField(allow_null=True, help_text="The next page; null on the last.")
    results = ChangeSerializer(
        many=True,
        help_text="The changes of this page. A page may have few or none and still not be the last: what came to "
        "nothing within its revision is left out.",
    )


class ChangesView(ReadView):
    """Changes, page by page. A view says which with `changes`, and in which `orderings`, the default first."""

    orderings: ClassVar[Sequence[str]] = ("revision", "-revision")
    filters: ClassVar[dict[str, Parameter]] = {}
    serializer_class = ChangePageSerializer

    def __init_subclass__(cls) -> None:
        cls.parameters = {
            **cls.filters,
            "ordering": OneOf(
                list(cls.orderings),
                "The order: a minus sign puts the newest first."
                + (" A feed has the newest first unless it is told otherwise." if ATOM in cls.formats else ""),
            ),
            "fields": Names(list(ChangeSerializer._declared_fields), "Keep only these keys of each result."),
            "page_size": Number(1, 200, 50, "How many changes a page has at the most."),
            "cursor": Parameter("Where the page starts: take it from the “next” link of the page before."),
            "as_of": AS_OF,
        }
        super().__init_subclass__()

    def changes(self, at: At, given: dict[str, Any], **path: str) -> QuerySet[Change]:
        """The changes that are asked for, in no order. Raises Problem."""
        raise NotImplementedError

    def read(self, request: HttpRequest, given: dict[str, Any], path: dict[str, str]) -> tuple[At, HttpResponse]:
        return super().read(request, given | _bounds(given), path)

    def answer(self, request: HttpRequest, at: At, given: dict[str, Any], **path: str) -> HttpResponse:
        following, items = self._page(request, self.changes(at, given, **path), given, path)
        address = next_page(request, following)
        return self.render(request, at, address, items, keys(given))

    def render(
        self, request: HttpRequest, at: At, following: str | None, items: list[Item], only: tuple[str, ...] | None
    ) -> HttpResponse:
        """The items in the chosen format."""
        if self.format is ATOM:
            return feed(request, at, self.summary.removeprefix("List "), following, items)
        shown = [{key: item[key] for key in item if only is None or key in only} for item in items]
        body = {"revision": at.number, "next": following, "results": shown}
        return json_response(json.dumps(body, ensure_ascii=False))

    def _page(
        self, request: HttpRequest, changes: QuerySet[Change], given: dict[str, Any], path: dict[str, str]
    ) -> tuple[str | None, list[Item]]:
        """The cursor of the page that follows, if one does, and the changes of this one."""
        ordering = given.get("ordering", "-revision" if self.format is ATOM else self.orderings[0])
        asked = {name: request.GET[name] for name in self.filters if name in given}
        bound_to = pagination.fingerprint(type(self), ordering, asked | path)
        newest_first = ordering.startswith("-")
        if pagination.CURSOR in given:
            last = tuple(pagination.read_cursor(given[pagination.CURSOR], bound_to))
            changes = changes.filter(**{"pk__lt" if newest_first else "pk__gt": last})
        size = given.get("page_size", 50)
        rows = list(changes.order_by(*(f"-{column}" if newest_first else column for column in ORDER))[: size + 1])
        following = pagination.write_cursor(bound_to, json.dumps(rows[size - 1].pk)) if len(rows) > size else None
        return following, list(_told(rows[:size]))


def _told(changes: Sequence[Change]) -> Iterator[Item]:
    """What became of each record; what came to nothing is left out. A query, and one or two for each kind of record."""
    revisions = Revision.objects.in_bulk({change.revision for change in changes})
    for span, difference in differences([Span.of(change) for change in changes], reading()):
        yield _item(revisions[span.after], difference)


def _item(revision: Revision, difference: Difference) -> Item:
    return {
        "revision": revision.number,
        "time": format_time(revision.time),
        "kind": revision.kind,
        "author": revision.author,
        "reviewer": revision.reviewer or None,
        "reason_code": revision.reason_code or None,
        "reason": revision.reason,
        **field_changes(difference),
    }


def field_changes(difference: Difference) -> Item:
    """What became of a record, field by field."""
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
    "Only what changed after this: a revision, best the one that the last answer showed, a moment or a release. "
    "Left out: from the beginning."
)
RESOURCE = Names(list(BY_NAME), "Changes of these kinds of record.")
DATES: dict[str, Parameter] = {
    "date_from": Day("Changes made on or after this day (UTC)."),
    "date_to": Day("Changes made on or before this day (UTC)."),
}


EARLIEST = datetime.date(1970, 1, 1)
"""No revision is older."""

NEVER = 2**63 - 1
"""No revision has a greater number."""

AFTER, UP_TO = "revisions after", "revisions up to"


def _bounds(given: dict[str, Any]) -> dict[str, int]:
    """The moments that are given, as numbers of revisions: found before the snapshot is taken, since those on
    their way at such a moment are waited for. Raises InvalidParameters for a `since` to come."""
    after, up_to = 0, NEVER
    if isinstance(since := given.get("since"), datetime.datetime):
        try:
            after = number_at(since)
        except NoSuchRevision as error:
            raise _refused("That moment has not come yet.") from error
    if "date_from" in given:
        begins = datetime.datetime.combine(max(given["date_from"], EARLIEST), datetime.time.min, datetime.UTC)
        after = max(after, _latest(begins - datetime.datetime.resolution))
    if "date_to" in given:
        up_to = _latest(datetime.datetime.combine(given["date_to"], datetime.time.max, datetime.UTC))
    return {AFTER: after, UP_TO: up_to}


def _latest(moment: datetime.datetime) -> int:
    """The last revision up to a moment, which may be to come."""
    try:
        return number_at(moment)
    except NoSuchRevision:
        return NEVER


def filter_changes(changes: QuerySet[Change], at: At, given: dict[str, Any]) -> QuerySet[Change]:
    """The changes that pass `since`, `resource` and the dates. Raises InvalidParameters for a `since` to come."""
    after = max(given[AFTER], _number(at, given.get("since", 0)))
    if after:
        changes = changes.filter(revision__gt=after)
    if given[UP_TO] < NEVER:
        changes = changes.filter(revision__lte=given[UP_TO])
    if "resource" in given:
        changes = changes.filter(kind__in=[BY_NAME[name].kind for name in given["resource"]])
    return changes


def _number(at: At, since: int | str | datetime.datetime) -> int:
    """The revision that `since` names; of a moment 0, as `_bounds` has it."""
    if isinstance(since, datetime.datetime):
        return 0
    if isinstance(since, int):
        if since > at.number:
            raise _refused(f"There is no revision {since} yet: the latest is {at.number}.")
        return since
    found = Release.objects.filter(tag=since).values_list("revision", flat=True).first()
    if found is None:
        raise _refused(f"There is no release “{since}”: releases/ lists them.")
    return found


def _refused(detail: str) -> InvalidParameters:
    return InvalidParameters([{"parameter": "since", "detail": detail}])


class ChangeList(ChangesView):
    """Every change of every record, in order: what each revision added, changed, withdrew or merged, field by field.
    Applied to an old release, in their order, the changes since it make the new one."""

    summary = "List changes"
    example = {"since": "1", "page_size": "2"}
    invented = True
    formats = [JSON, ATOM]
    filters = {
        "since": SINCE,
        "resource": RESOURCE,
        "kind": ChoiceFilter(RevisionKind, "kind", "Changes by revisions of these kinds."),
        "author": TextFilter("author", "Changes made by this author."),
        **DATES,
    }

    def changes(self, at: At, given: dict[str, Any], **path: str) -> QuerySet[Change]:
        found = filter_changes(Change.objects.all(), at, given)
        made = {"kind__in": given.get("kind"), "author": given.get("author")}
        asked = {lookup: value for lookup, value in made.items() if value is not None}
        if asked:
            found = found.filter(revision__in=Revision.objects.filter(**asked).values("number"))
        return found
