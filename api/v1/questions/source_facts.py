"""What a source supports: every fact, in the order of its lines."""

import functools
import json
from typing import Any

from django.db import models
from django.db.models import F, Func, TextField, Value, Window
from django.db.models.expressions import CombinedExpression, RawSQL
from django.db.models.functions import Cast, Concat, RowNumber
from django.http import HttpRequest, HttpResponse
from rest_framework import serializers

from api.http.request import pagination
from api.http.request.fields import Fields
from api.http.request.parameters import Names, Number, Parameter
from api.http.slug_redirects import slug_redirect
from api.http.sql.json_builder import ReadSerializer, json_of
from api.http.sql.placeholders import Param, ParamExpr
from api.http.sql.prepared_query import MOST_KEPT, PreparedQuery, compiled, one_of
from api.http.views import AS_OF, REVISION, QueryView, json_response, next_page
from api.v1.entities.refs import SourceRef
from api.v1.paths import ROOT
from factbase.chronology.source_facts import kind_of, place_of, told
from factbase.history.snapshot import At
from factbase.models import Citation, Source
from factbase.models.citation import CITED

PAGE_SIZE = 100


class SourceFactSerializer(ReadSerializer):
    """A fact that a source supports, and the place in the source that says so."""

    kind = serializers.ChoiceField(
        [(kind, kind.replace("_", " ").capitalize()) for kind in CITED],
        source="fact",
        read_only=True,
        help_text="The kind of fact. Some stand inside another record: names and affiliations in an actor, "
        "participations and outcomes in a meeting, provisions in a proposal, voices in a claim, identifications in a "
        "meeting or a proposal.",
    )
    summary = serializers.CharField(read_only=True, help_text="The fact in a few words.")
    slug = serializers.SlugField(read_only=True, help_text="The record that the fact is, or that it belongs to.")
    path = serializers.CharField(read_only=True, help_text="Where that record is.")
    title = serializers.CharField(read_only=True, help_text="What that record is called, or says.")

    class Meta:
        model = Citation
        fields = [
            "line",
            "sentence",
            "part",
            "quote",
            "directness",
            "credibility",
            "kind",
            "summary",
            "slug",
            "path",
            "title",
        ]


class SourceFactsSerializer(serializers.Serializer):
    """What a source supports."""

    revision = serializers.IntegerField(help_text=REVISION)
    next = serializers.URLField(allow_null=True, help_text="The next page; null on the last.")
    source = SourceRef(help_text="The source.")
    results = SourceFactSerializer(many=True, help_text="The facts, in the order of its lines.")


class SourceFacts(QueryView):
    """Every fact that a source supports, in the order of its lines: a fact that it supports in two places comes twice.
    Facts that stand inside another record name that record."""

    summary = "What a source supports"
    example = {"slug": "afp-nato-key-question", "page_size": "4"}
    serializer_class = SourceFactsSerializer
    parameters = {
        "kind": Names(list(CITED), "Facts of these kinds."),
        "fields": Fields(SourceFactSerializer, "each fact"),
        "page_size": Number(1, 200, PAGE_SIZE, "How many facts a page has at the most."),
        "cursor": Parameter("Where the page starts: take it from the “next” link of the page before."),
        "as_of": AS_OF,
    }

    def values(self, request: HttpRequest, given: dict[str, Any], path: dict[str, str]) -> dict[str, Any]:
        values = super().values(request, given, path)
        if pagination.CURSOR in given:
            values[pagination.CURSOR] = pagination.read_cursor(given[pagination.CURSOR], _bound_to(values))
        return values

    def statement(self, given: dict[str, Any]) -> PreparedQuery:
        return _facts(
            frozenset(given.get("kind", CITED)),
            given.get("page_size", PAGE_SIZE),
            pagination.CURSOR in given,
            frozenset(given["fields"]) if "fields" in given else None,
        )

    def shape(
        self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any], row: tuple
    ) -> HttpResponse | None:
        source, results, last, more = row
        if source is None:
            return None
        cursor = pagination.write_cursor(_bound_to(values), last) if more else None
        head = {"revision": at.number, "next": next_page(request, cursor)}
        return json_response(f'{json.dumps(head)[:-1]}, "source": {source}, "results": [{results}]}}')

    def missing(self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any]) -> HttpResponse:
        return slug_redirect(request, Source, values["slug"])


@functools.lru_cache(maxsize=MOST_KEPT)
def _facts(kinds: frozenset[str], size: int, continued: bool, only: frozenset[str] | None) -> PreparedQuery:
    """The statement: the citations of the page, in the order of the source, then what each of them supports."""
    source = Source.objects.filter(slug=ParamExpr(Param("slug"), TextField()))
    found = Citation.objects.filter(source=models.Subquery(source.values("pk"))).annotate(
        place=Func(*place_of(), function="ROW")
    )
    of_kinds = models.Q()
    for kind in kinds:
        of_kinds |= models.Q(**{f"{kind}__isnull": False})
    if len(kinds) < len(CITED):
        found = found.filter(of_kinds)
    if continued:
        places = (Cast(ParamExpr(Param(pagination.CURSOR, n), TextField()), models.BigIntegerField()) for n in range(3))
        last = Func(*places, function="ROW")
        found = found.filter(CombinedExpression(F("place"), ">", last, output_field=models.BooleanField()))
    key = Cast(Func(*place_of(), function="json_build_array"), TextField())
    parts = [
        compiled(source.values_list(json_of(SourceRef))),
        compiled(
            found.order_by("place").values_list("pk", kind_of(), key, Window(RowNumber(), order_by="place"))[: size + 1]
        ),
        *(
            compiled(
                told(kind)
                .filter(one_of(RawSQL(f"ARRAY(SELECT id FROM page WHERE kind = '{kind}')", [])))
                .annotate(path=_path())
                .order_by()
                .values_list("pk", json_of(SourceFactSerializer, only))
            )
            for kind in CITED
            if kind in kinds
        ),
    ]
    asked, page, *texts = (sql for sql, _ in parts)
    return PreparedQuery(
        f"WITH asked (source) AS ({asked}), page (id, kind, key, place) AS MATERIALIZED ({page}),"
        f" texts (id, json) AS ({' UNION ALL '.join(texts)})"
        " SELECT (SELECT source FROM asked),"
        f" coalesce(string_agg(json, ', ' ORDER BY place) FILTER (WHERE place <= {size}), ''),"
        f" max(key) FILTER (WHERE place = {size}), count(*) > {size} FROM page JOIN texts USING (id)",
        tuple(value for _, values in parts for value in values),
    )


def _path() -> Concat:
    slash = Cast(Value("/"), TextField())
    return Concat(Cast(Value(ROOT), TextField()), F("resource"), slash, F("slug"), slash, output_field=TextField())


def _bound_to(values: dict[str, Any]) -> str:
    asked = {"slug": values["slug"], "kind": ",".join(sorted(values.get("kind", CITED)))}
    return pagination.fingerprint(SourceFacts, "line", asked)
