"""Searching everything by words."""

import functools
import json
import re
from typing import Any

from django.http import HttpRequest, HttpResponse

from api.http.problems import InvalidParameters
from api.http.request import pagination
from api.http.request.filters import DayFilter, SlugFilter, refuse_unknown
from api.http.request.parameters import InvalidValue, Names, Number, Parameter
from api.http.sql.prepared_query import MOST_KEPT, PreparedQuery, from_template, never_were
from api.http.views import AS_OF, QueryView, json_response, keys, next_page
from api.v1.paths import ROOT
from factbase.history.snapshot import At
from factbase.models import Actor, Source, Topic
from factbase.search import ranking
from factbase.search.candidates import CAP
from factbase.search.index_config import KINDS
from factbase.search.query_parser import ParsedQuery, parse_query

from .results import FoundSerializer, SearchSerializer, facets_of, results_of

PAGE_SIZE = 20
LONGEST = 200


class SearchQuery(Parameter):
    """Words to look for."""

    schema = {"type": "string", "minLength": 1, "maxLength": LONGEST}
    required = True

    def parse(self, text: str) -> ParsedQuery:
        if not text.strip():
            raise InvalidValue("Say what to look for.")
        if len(text) > LONGEST:
            raise InvalidValue(f"It has {len(text)} characters: at most {LONGEST} are taken.")
        return parse_query(text)


class Search(QueryView):
    """Everything that matches some words, best first: actors, topics, meetings, positions, proposals, claims, sources
    and discrepancies, with their names, outcomes and provisions. All words must be found in a record, or in one of its
    names, outcomes or provisions; "words in quotes" stand together, -word is left out, and `or` takes either side.
    Words are English: guarantee finds guarantees. Accents do not matter. The name of an actor, in any spelling, stands
    for all its names and for all that names it; a word of a topic's name stands for what is on the topic as well."""

    summary = "Search everything"
    example = {"q": "Zelensky NATO", "page_size": "3"}
    serializer_class = SearchSerializer
    filters = {
        "actor": SlugFilter(Actor, "", "Records that name any of these actors: as holder, speaker, participant, ..."),
        "topic": SlugFilter(Topic, "", "Records on any of these topics."),
        "source": SlugFilter(Source, "", "Records that any of these sources support."),
        "date_from": DayFilter("", "Dated records of this day or later, going by the latest day possible."),
        "date_to": DayFilter("", "Dated records of this day or earlier, going by the latest day possible."),
    }
    parameters = {
        "q": SearchQuery("What to look for."),
        "kind": Names(list(KINDS), "Only records of these kinds."),
        **filters,
        "fields": Names(list(FoundSerializer().fields), "Keep only these keys of each result."),
        "page_size": Number(1, 200, PAGE_SIZE, "How many results a page has at the most."),
        "cursor": Parameter("Where the page starts: take it from the “next” link of the page before."),
        "as_of": AS_OF,
    }

    def values(self, request: HttpRequest, given: dict[str, Any], path: dict[str, str]) -> dict[str, Any]:
        asked = given["q"]
        values = {**given, **vars(asked), "base": request.build_absolute_uri(ROOT)}
        if pagination.CURSOR in given:
            values[pagination.CURSOR] = pagination.read_cursor(given[pagination.CURSOR], _bound_to(request))
        return values

    def statement(self, given: dict[str, Any]) -> PreparedQuery:
        return _search(
            tuple(kind for kind in KINDS if kind in given.get("kind", KINDS)),
            tuple(name for name in self.filters if name in given),
            given.get("page_size", PAGE_SIZE),
            keys(given),
            pagination.CURSOR in given,
        )

    def shape(
        self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any], row: tuple
    ) -> HttpResponse | None:
        sense, results, last, more, count, capped, facets, nearest, *unknown = row
        if any(unknown):
            return None
        if not sense:
            raise InvalidParameters([{"parameter": "q", "detail": "q: it has no word that could be looked for."}])
        cursor = pagination.write_cursor(_bound_to(request), last) if more else None
        head = {
            "revision": at.number,
            "count": count,
            "capped": capped,
            "did_you_mean": _corrected(values["text"], nearest) if nearest else None,
            "next": next_page(request, cursor),
        }
        return json_response(f'{json.dumps(head)[:-1]}, "facets": {facets}, "results": [{results}]}}')

    def missing(self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any]) -> HttpResponse:
        refuse_unknown(given, self.filters)
        row = self.statement(given).read_within(values)  # a slug came into being since the first try
        response = self.shape(request, at, given, values, row)
        assert response is not None
        return response


def _bound_to(request: HttpRequest) -> str:
    names = ("q", "kind", *Search.filters)
    return pagination.fingerprint(Search, "rank", {name: request.GET[name] for name in names if name in request.GET})


def _corrected(text: str, nearest: dict[str, str]) -> str:
    return re.sub(r"\w[^\s\"]*\w|\w", lambda word: nearest.get(word[0], word[0]), text)


@functools.lru_cache(maxsize=MOST_KEPT)
def _search(
    kinds: tuple[str, ...],
    filters: tuple[str, ...],
    size: int,
    only: tuple[str, ...] | None,
    continued: bool,
) -> PreparedQuery:
    """The statement: what matches, the page of it with its texts, and how all of it is spread."""
    after = (
        "WHERE (-rank, kind, id) > ((%(cursor.0)s)::numeric, %(cursor.1)s, (%(cursor.2)s)::bigint)" if continued else ""
    )
    results = " UNION ALL ".join(results_of(kind, only) for kind in kinds)
    kinds_of = {name: narrowing.kind for name, narrowing in Search.filters.items() if isinstance(narrowing, SlugFilter)}
    unknown, slots = never_were({name: kinds_of[name] for name in filters if name in kinds_of})
    facets, values = facets_of(kinds)
    sql = f"""
WITH RECURSIVE {ranking.matching(kinds, filters)},
page (kind, id, rank) AS MATERIALIZED (
    SELECT kind, id, rank FROM candidates {after if continued else ""} ORDER BY rank DESC, kind, id LIMIT {size + 1}
),
results (kind, id, rank, json) AS ({results}),
shown AS (SELECT * FROM results ORDER BY rank DESC, kind, id LIMIT {size})
SELECT (SELECT query IS NOT NULL FROM search_query),
    coalesce(string_agg(json, ', ' ORDER BY rank DESC, kind, id), ''),
    (array_agg(json_build_array((-rank)::text, kind, id::text)::text ORDER BY rank, kind DESC, id DESC))[1],
    (SELECT count(*) > {size} FROM page),
    (SELECT count(*) FROM candidates),
    EXISTS (SELECT FROM hits GROUP BY kind, way HAVING count(*) > {CAP}),
    {facets},
    CASE WHEN NOT EXISTS (SELECT FROM candidates) THEN ({ranking.NEAREST}) END
    {"".join(f", {column}" for column in unknown)}
FROM shown"""
    return from_template(sql, [*values, *slots])
