"""Full-text search over all kinds of records."""

import re
from typing import Any

from django.http import HttpResponse

from api.http.base_views import QueryView, page_parameters
from api.http.problems import InvalidParameters
from api.http.request.filters import DayFilter, SlugFilter
from api.http.request.parameters import InvalidValue, Names, Parameter
from api.http.sql.prepared_query import Cte, PreparedQuery, query_cache, union, with_ctes
from api.v1.paths import ROOT
from factbase.history.snapshot import At
from factbase.models import Actor, Source, Topic
from factbase.search import ranking
from factbase.search.candidates import CAP
from factbase.search.index_config import KINDS
from factbase.search.query_parser import ParsedQuery, parse_query

from .results import FoundSerializer, SearchSerializer, build_facets, result_sql

LONGEST = 200


class SearchQuery(Parameter):
    """A search query: words, "phrases", -exclusions and `or`."""

    schema = {"type": "string", "minLength": 1, "maxLength": LONGEST}
    required = True

    def parse(self, text: str) -> ParsedQuery:
        if not text.strip():
            raise InvalidValue("The query is empty: give at least one word.")
        if len(text) > LONGEST:
            raise InvalidValue(f"The query has {len(text)} characters; the maximum is {LONGEST}.")
        return parse_query(text)


class Search(QueryView):
    """Records of all kinds that match some words, best match first.

    The search covers actors, topics, meetings, positions, proposals, claims, sources and discrepancies, with their
    names, outcomes and provisions. All words must occur in a record, or in one of its names, outcomes or provisions.
    "Words in quotes" form a phrase, -word excludes a word, and `or` accepts either side. Words are stemmed as English
    (guarantee finds guarantees), and accents do not matter. An actor's name in any spelling matches all names of the
    actor and all records that refer to the actor; a word of a topic's name also matches all records on the topic.
    """

    summary = "Search everything"
    example = {"q": "Zelensky NATO", "page_size": "3"}
    serializer_class = SearchSerializer
    filters = {
        "actor": SlugFilter(Actor, "", "Records that refer to any of these actors in any role."),
        "topic": SlugFilter(Topic, "", "Records on any of these topics."),
        "source": SlugFilter(Source, "", "Records that any of these sources support."),
        "date_from": DayFilter("", "Dated records of this day or later, by the last possible day."),
        "date_to": DayFilter("", "Dated records of this day or earlier, by the last possible day."),
    }
    parameters = {
        "q": SearchQuery("The search query."),
        "kind": Names(list(KINDS), "Only records of these kinds."),
        **filters,
        "fields": Names(list(FoundSerializer().fields), "Keep only these keys of each result."),
        **page_parameters(200, 20, "Maximum number of results per page."),
    }

    def query_values(self) -> dict[str, Any]:
        return {**super().query_values(), **vars(self.params["q"]), "base": self.url(ROOT)}

    def statement(self) -> PreparedQuery:
        kinds = tuple(kind for kind in KINDS if kind in self.params.get("kind", KINDS))
        filters = tuple(name for name in self.filters if name in self.params)
        return _build_query(kinds, filters, *self.page(), self.only)

    def render(self, at: At, row: tuple) -> HttpResponse:
        has_words, results, last, more, count, capped, facets, nearest = row
        if not has_words:
            raise InvalidParameters([{"parameter": "q", "detail": "q: it has no word that can be searched for."}])
        head = {
            "count": count,
            "capped": capped,
            "did_you_mean": _correct(self.values["text"], nearest) if nearest else None,
            "next": self.page_url(last if more else None),
        }
        return self.respond(at, head, facets=facets, results=results)


def _correct(text: str, nearest: dict[str, str]) -> str:
    return re.sub(r"\w[^\s\"]*\w|\w", lambda word: nearest.get(word[0], word[0]), text)


@query_cache
def _build_query(
    kinds: tuple[str, ...], filters: tuple[str, ...], size: int, continued: bool, only: frozenset[str] | None
) -> PreparedQuery:
    """Return the query for one page: matching records, the JSON of the page's results, and facets of all of them."""
    after = "(-rank, kind, id) > ((%(cursor.0)s)::numeric, %(cursor.1)s, (%(cursor.2)s)::bigint)"
    slug_kinds = {
        name: by.kind for name, by in Search.filters.items() if name in filters and isinstance(by, SlugFilter)
    }
    ctes: dict[str, Cte] = {
        "page (kind, id, rank)": f"SELECT kind, id, rank FROM candidates WHERE {after if continued else 'true'}"
        f" ORDER BY rank DESC, kind, id LIMIT {size + 1}",
        "results (kind, id, rank, json)": union(result_sql(kind, only) for kind in kinds),
        "shown": f"SELECT * FROM results ORDER BY rank DESC, kind, id LIMIT {size}",
        **build_facets(kinds),
    }
    columns = [
        "(SELECT query IS NOT NULL FROM search_query)",
        "string_agg(json, ', ' ORDER BY rank DESC, kind, id)",
        "(array_agg(json_build_array((-rank)::text, kind, id::text)::text ORDER BY rank, kind DESC, id DESC))[1]",
        f"(SELECT count(*) > {size} FROM page)",
        "(SELECT count(*) FROM candidates)",
        f"EXISTS (SELECT FROM hits GROUP BY kind, way HAVING count(*) > {CAP})",
        "(SELECT json FROM facets)",
        f"CASE WHEN NOT EXISTS (SELECT FROM candidates) THEN ({ranking.NEAREST}) END",
    ]
    matching = f"RECURSIVE {ranking.matching(kinds, filters)}, "
    return with_ctes(ctes, columns, "FROM shown", slug_kinds, matching)
