"""The timeline: meetings, positions, proposals and claims in one list by date."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import models
from django.db.models import Value
from django.db.models.functions import Cast
from django.http import HttpResponse
from rest_framework import serializers

from api.http.base_views import QueryView, page_parameters
from api.http.envelope import EnvelopeSerializer
from api.http.request import pagination
from api.http.request.fields import Fields
from api.http.request.filters import AnySlugFilter, Filter, SlugFilter, date_filters
from api.http.request.parameters import Names, OneOf, Parameter
from api.http.request.read_request import lengths
from api.http.sql.prepared_query import Cte, PreparedQuery, query_cache, texts, union, with_ctes
from factbase.chronology.timeline import STREAMS, Stream
from factbase.history.snapshot import At
from factbase.models import Actor, Process, Topic
from factbase.vocabulary import TimelineKind

from .timeline_entries import ENTRIES, MeetingEntry, any_entry

LAST_SLUG = "z" * 100
"""A text that sorts after every slug."""


class TimelinePageSerializer(EnvelopeSerializer):
    """A page of the timeline."""

    next = serializers.URLField(allow_null=True, help_text="URL of the next page; null on the last page.")
    results = any_entry(many=True, help_text="The entries of this page. The keys of an entry depend on its `kind`.")


def _slug_filter(model: type[models.Model], lookup: str, rows: type[models.Model]) -> SlugFilter:
    """Return a filter by slug that yields each row once, even if the lookup leads to many."""
    field = rows._meta.get_field(lookup.split("__")[0])
    to_many = field.one_to_many or field.many_to_many
    return (AnySlugFilter if to_many else SlugFilter)(model, lookup, "")


def _stream_filters(stream: Stream) -> dict[str, Filter]:
    """Return the filters of one kind of fact, except `actor`, which has a branch of its own for each lookup."""
    return {
        "process": _slug_filter(Process, stream.process, stream.model),
        "topic": _slug_filter(Topic, stream.topic, stream.model),
        **date_filters(stream.earliest, stream.latest, ""),
    }


FILTERS: dict[str, Parameter] = {
    "kind": Names(TimelineKind.values, "Entries of these kinds."),
    "process": SlugFilter(Process, "", "Entries in these peace processes."),
    "topic": SlugFilter(
        Topic, "", "Positions and claims on these topics, meetings about them, proposals with a provision on them."
    ),
    "actor": SlugFilter(
        Actor,
        "",
        "Positions that these actors hold or state; meetings that they host, or that list them as a participant (even "
        "an absent one) or as a participant's side; proposals that they make; claims that they assert, dispute or "
        "relay, or voice as a speaker.",
    ),
    **date_filters("", "", "Said, held or made"),
}


class Timeline(QueryView):
    """Meetings, positions, proposals and claims in one list by date, newest first.

    An entry whose date is known only to an interval is placed at the last possible day, and its `precision` says so.
    Entries of the same last day are ordered by their first possible day, kind and slug. Planned meetings are included;
    see their `status`.
    """

    summary = "Show the timeline"
    example = {"topic": "nato-membership", "page_size": "4"}
    serializer_class = TimelinePageSerializer
    parameters = {
        **FILTERS,
        "ordering": OneOf(["-date", "date"], "The order; a minus sign puts the newest first."),
        "fields": Fields(MeetingEntry, "each entry", *ENTRIES.values()),
        **page_parameters(200, 50, "Maximum number of entries per page."),
    }
    filters = FILTERS

    def query_values(self) -> dict[str, Any]:
        values = super().query_values()
        if pagination.CURSOR in values:
            *place, kind, slug = values[pagination.CURSOR]
            for other in TimelineKind.values:
                # on the cursor's day, ascending pages have passed the kinds before `kind`; descending ones have not
                values[_cursor_name(other)] = [*place, slug if other == kind else LAST_SLUG if other < kind else ""]
        return values

    def statement(self) -> PreparedQuery:
        params = self.params
        return _build_query(
            tuple(sorted(params.get("kind", TimelineKind.values))),
            self.ordering == "-date",
            *self.page(),
            lengths(params, (name for name in FILTERS if name != "kind")),
            self.only,
        )

    def render(self, at: At, row: tuple) -> HttpResponse:
        results, last, more = row
        return self.respond(at, {"next": self.page_url(last if more else None)}, results=results)


@query_cache
def _build_query(
    kinds: Sequence[str],
    descending: bool,
    size: int,
    continued: bool,
    filters: Sequence[tuple[str, int]],
    only: frozenset[str] | None,
) -> PreparedQuery:
    """Return the query for one page: the first rows of each kind in order, merged, with the JSON of those shown."""
    branches = (
        branch
        for kind in map(TimelineKind, kinds)
        for branch in _branches(kind, descending, size + 1, continued, dict(filters))
    )
    order = ", ".join(
        f"{column} {'DESC' if descending else 'ASC'}" for column in ("latest", "earliest", "kind", "slug")
    )
    ctes: dict[str, Cte] = {
        # UNION removes duplicates: an actor may have several roles in one fact
        "entries (kind, id, latest, earliest, slug)": union(branches, "UNION"),
        "page": f"SELECT *, row_number() OVER (ORDER BY {order}) AS place FROM entries"
        f" ORDER BY {order} LIMIT {size + 1}",
        "texts (id, json, kind)": union(
            texts(ENTRIES[kind], f"SELECT id FROM page WHERE kind = '{kind.value}'", only, "entry")
            for kind in map(TimelineKind, kinds)
        ),
    }
    columns = [
        f"string_agg(json, ', ' ORDER BY place) FILTER (WHERE place <= {size})",
        f"max(json_build_array(latest::text, earliest::text, kind, slug)::text) FILTER (WHERE place = {size})",
        f"count(*) > {size}",
    ]
    by_slug = {name: by.kind for name, _ in filters if isinstance(by := FILTERS[name], SlugFilter)}
    return with_ctes(ctes, columns, "FROM page JOIN texts USING (kind, id)", by_slug)


def _branches(
    kind: TimelineKind, descending: bool, limit: int, continued: bool, filters: Mapping[str, int]
) -> Iterator[models.QuerySet]:
    """Yield querysets of the first rows of a kind that pass the filters, one for each role if `actor` is a filter."""
    stream = STREAMS[kind]
    rows = stream.model._default_manager.all()
    stream_filters = _stream_filters(stream)
    for name, length in filters.items():
        if name in stream_filters:
            rows = stream_filters[name].narrow(rows, stream_filters[name].open(name, length))
    order = pagination.Ordering((stream.latest, stream.earliest, "slug"), descending)
    if continued:
        rows = order.after(rows, _cursor_name(kind))
    roles = [_slug_filter(Actor, role, stream.model) for role in stream.actors] if "actor" in filters else []
    for branch in [role.narrow(rows, role.open("actor", filters["actor"])) for role in roles] or [rows]:
        of_kind = Cast(Value(kind.value), models.TextField())
        yield branch.order_by(*order.terms).values_list(of_kind, "pk", stream.latest, stream.earliest, "slug")[:limit]


def _cursor_name(kind: str) -> str:
    """Return the name of the query parameters after whose values the rows of a kind start."""
    return f"{pagination.CURSOR} of {kind}"
