"""The timeline: meetings, positions, proposals and claims in one stream."""

import functools
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from django.db import models
from django.db.models import Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from rest_framework import serializers

from api.http.request import pagination
from api.http.request.fields import Fields
from api.http.request.filters import AnySlugFilter, Filter, SlugFilter, date_filters, refuse_unknown
from api.http.request.parameters import Names, Number, OneOf, Parameter
from api.http.sql.json_builder import annotated_rows, json_of
from api.http.sql.prepared_query import MOST_KEPT, PreparedQuery, compiled, never_were, one_of
from api.http.views import AS_OF, REVISION, QueryView, json_response, next_page
from factbase.chronology.timeline import STREAMS, Stream
from factbase.history.snapshot import At
from factbase.models import Actor, Process, Topic
from factbase.vocabulary import TimelineKind

from .timeline_entries import ENTRIES, MeetingEntry, any_entry

PAGE_SIZE = 50
LAST_SLUG = "z" * 100
"""No slug comes after it."""


class TimelinePageSerializer(serializers.Serializer):
    """A page of the timeline."""

    revision = serializers.IntegerField(help_text=REVISION)
    next = serializers.URLField(allow_null=True, help_text="The next page; null on the last.")
    results = any_entry(many=True, help_text="The entries of this page; `kind` tells which keys one has.")


def _by(model: type[models.Model], lookup: str, rows: type[models.Model], description: str = "") -> SlugFilter:
    """A filter by slug: one that lets a row come once where the lookup leads to many."""
    field = rows._meta.get_field(lookup.split("__")[0])
    to_many = field.one_to_many or field.many_to_many
    return (AnySlugFilter if to_many else SlugFilter)(model, lookup, description)


def _narrowing(stream: Stream) -> dict[str, Filter]:
    """How the filters narrow the facts of one kind; `actor` goes branch by branch."""
    return {
        "process": _by(Process, stream.process, stream.model),
        "topic": _by(Topic, stream.topic, stream.model),
        **date_filters(stream.earliest, stream.latest, ""),
    }


FILTERS: dict[str, Parameter] = {
    "kind": Names(TimelineKind.values, "Entries of these kinds."),
    "process": SlugFilter(Process, "", "What belongs to these peace processes."),
    "topic": SlugFilter(
        Topic, "", "Positions and claims on these topics, meetings about them, proposals with a provision on them."
    ),
    "actor": SlugFilter(
        Actor,
        "",
        "What these actors have a part in: positions as holder or speaker, meetings as host, participant (absent ones "
        "too) or the side of one, proposals as proposer, claims as a voice or its speaker.",
    ),
    **date_filters("", "", "Said, held or made"),
}


class Timeline(QueryView):
    """Meetings, positions, proposals and claims in one stream by date, newest first. What is known only to an interval
    stands at its last day, before nothing that is dated earlier than that, and its precision says so; ties go by the
    earliest day, the kind and the slug. Planned meetings are among them, as their status tells."""

    summary = "Show the timeline"
    example = {"topic": "nato-membership", "page_size": "4"}
    serializer_class = TimelinePageSerializer
    parameters = {
        **FILTERS,
        "ordering": OneOf(["-date", "date"], "The order: a minus sign puts the newest first."),
        "fields": Fields(MeetingEntry, "each entry", *ENTRIES.values()),
        "page_size": Number(1, 200, PAGE_SIZE, "How many entries a page has at the most."),
        "cursor": Parameter("Where the page starts: take it from the “next” link of the page before."),
        "as_of": AS_OF,
    }

    def values(self, request: HttpRequest, given: dict[str, Any], path: dict[str, str]) -> dict[str, Any]:
        values = super().values(request, given, path)
        if pagination.CURSOR in given:
            *place, kind, slug = pagination.read_cursor(given[pagination.CURSOR], _bound_to(request, given))
            for other in TimelineKind.values:
                # of that day, the kinds before are done when going up, and still to come when going down
                values[_after(other)] = [*place, slug if other == kind else LAST_SLUG if other < kind else ""]
        return values

    def statement(self, given: dict[str, Any]) -> PreparedQuery:
        return _page(
            tuple(sorted(given.get("kind", TimelineKind.values))),
            _descending(given),
            given.get("page_size", PAGE_SIZE),
            pagination.CURSOR in given,
            tuple((name, _length(given[name])) for name in FILTERS if name in given and name != "kind"),
            frozenset(given["fields"]) if "fields" in given else None,
        )

    def shape(
        self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any], row: tuple
    ) -> HttpResponse | None:
        results, last, more, *unknown = row
        if any(unknown):
            return None
        cursor = pagination.write_cursor(_bound_to(request, given), last) if more else None
        head = {"revision": at.number, "next": next_page(request, cursor)}
        return json_response(f'{json.dumps(head)[:-1]}, "results": [{results}]}}')

    def missing(self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any]) -> HttpResponse:
        refuse_unknown(given, FILTERS)
        row = self.statement(given).read_within(values)  # a slug came into being since the first try
        return cast(HttpResponse, self.shape(request, at, given, values, row))


@functools.lru_cache(maxsize=MOST_KEPT)
def _page(
    kinds: Sequence[str],
    descending: bool,
    size: int,
    continued: bool,
    filters: Sequence[tuple[str, int]],
    only: frozenset[str] | None,
) -> PreparedQuery:
    """The statement: of each kind as many rows as a page may need, found in their order; then the page among them."""
    branches = [
        compiled(branch)
        for kind in map(TimelineKind, kinds)
        for branch in _branches(kind, descending, size + 1, continued, dict(filters))
    ]
    texts = [
        compiled(
            annotated_rows(ENTRIES[kind])
            .filter(one_of(RawSQL(f"ARRAY(SELECT id FROM page WHERE kind = '{kind.value}')", [])))
            .order_by()
            .values_list("entry", "pk", json_of(ENTRIES[kind], only))
        )
        for kind in map(TimelineKind, kinds)
    ]
    slugs = {name: FILTERS[name] for name, _ in filters}
    never = never_were({name: by.kind for name, by in slugs.items() if isinstance(by, SlugFilter)})
    order = ", ".join(
        f"{column} {'DESC' if descending else 'ASC'}" for column in ("latest", "earliest", "kind", "slug")
    )
    columns = [
        f"coalesce(string_agg(json, ', ' ORDER BY place) FILTER (WHERE place <= {size}), '')",
        f"max(json_build_array(latest::text, earliest::text, kind, slug)::text) FILTER (WHERE place = {size})",
        f"count(*) > {size}",
        *never[0],
    ]
    sql = (
        # a union without ALL: an actor may have several parts in one fact
        f"WITH found (kind, id, latest, earliest, slug) AS ({' UNION '.join(f'({sql})' for sql, _ in branches)}),"
        f" page AS MATERIALIZED (SELECT *, row_number() OVER (ORDER BY {order}) AS place FROM found"
        f" ORDER BY {order} LIMIT {size + 1}),"
        f" texts (kind, id, json) AS ({' UNION ALL '.join(sql for sql, _ in texts)})"
        f" SELECT {', '.join(columns)} FROM page JOIN texts USING (kind, id)"
    )
    return PreparedQuery(sql, (*(value for _, values in [*branches, *texts] for value in values), *never[1]))


def _branches(
    kind: TimelineKind, descending: bool, most: int, continued: bool, filters: Mapping[str, int]
) -> Iterator[models.QuerySet]:
    """The first rows of a kind that pass the filters; for actors, the first rows of each part that they may have."""
    stream = STREAMS[kind]
    found = stream.model._default_manager.all()
    narrowing = _narrowing(stream)
    for name, length in filters.items():
        if name in narrowing:
            found = narrowing[name].narrow(found, narrowing[name].open(name, length))
    order = pagination.Ordering((stream.latest, stream.earliest, "slug"), descending)
    if continued:
        found = order.after(found, _after(kind))
    parts = [_by(Actor, part, stream.model) for part in stream.actors] if "actor" in filters else []
    for rows in [part.narrow(found, part.open("actor", filters["actor"])) for part in parts] or [found]:
        of_kind = Cast(Value(kind.value), models.TextField())
        yield rows.order_by(*order.terms).values_list(of_kind, "pk", stream.latest, stream.earliest, "slug")[:most]


def _after(kind: str) -> str:
    """The name of the values behind which the rows of a kind begin."""
    return f"{pagination.CURSOR} of {kind}"


def _descending(given: Mapping[str, Any]) -> bool:
    return given.get("ordering", "-date") == "-date"


def _length(value: Any) -> int:
    return len(value) if isinstance(value, list) else 1


def _bound_to(request: HttpRequest, given: Mapping[str, Any]) -> str:
    asked = {name: request.GET[name] for name in FILTERS if name in given}
    return pagination.fingerprint(Timeline, given.get("ordering", "-date"), asked)
