"""Facts that a source supports, in the order of its lines."""

import functools
import operator

from django.db import models
from django.db.models import F, Func, TextField, Value, Window
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Cast, Concat, RowNumber
from django.http import HttpResponse
from rest_framework import serializers

from api.http.base_views import QueryView, page_parameters
from api.http.envelope import EnvelopeSerializer
from api.http.request import pagination
from api.http.request.fields import Fields
from api.http.request.parameters import Names
from api.http.sql.json_builder import ReadSerializer, json_of
from api.http.sql.placeholders import Param, ParamExpr
from api.http.sql.prepared_query import Cte, PreparedQuery, query_cache, union, with_ctes
from api.v1.entities.refs import SourceRef
from api.v1.paths import ROOT
from factbase.chronology.source_facts import citations_with_facts, kind_of, place_of
from factbase.history.snapshot import At
from factbase.models import Citation, Source
from factbase.models.citation import CITED
from factbase.models.sql.planner import id_in_array


class SourceFactSerializer(ReadSerializer):
    """A fact that a source supports, with the place in the source."""

    kind = serializers.ChoiceField(
        [(kind, kind.replace("_", " ").capitalize()) for kind in CITED],
        source="fact",
        read_only=True,
        help_text="The kind of fact. Some are nested in another record: names and affiliations in an actor, "
        "participations and outcomes in a meeting, provisions in a proposal, voices in a claim, identifications in a "
        "meeting or a proposal.",
    )
    summary = serializers.CharField(read_only=True, help_text="The fact in a few words.")
    slug = serializers.SlugField(read_only=True, help_text="The slug of the fact's record, or of the enclosing record.")
    path = serializers.CharField(read_only=True, help_text="The path of that record.")
    title = serializers.CharField(read_only=True, help_text="The name, title or summary of that record.")

    class Meta:
        model = Citation
        fields = ["line", "sentence", "part", "quote", "directness", "credibility"]
        fields += ["kind", "summary", "slug", "path", "title"]


class SourceFactsSerializer(EnvelopeSerializer):
    """A page of facts that a source supports."""

    next = serializers.URLField(allow_null=True, help_text="URL of the next page; null on the last page.")
    source = SourceRef(help_text="The source.")
    results = SourceFactSerializer(many=True, help_text="The facts, in the order of the source's lines.")


class SourceFacts(QueryView):
    """Facts that a source supports, in the order of its lines.

    A fact that the source supports in two places is listed twice. A fact nested in another record names that record.
    """

    summary = "List the facts that a source supports"
    example = {"slug": "afp-nato-key-question", "page_size": "4"}
    serializer_class = SourceFactsSerializer
    model = Source
    parameters = {
        "kind": Names(list(CITED), "Facts of these kinds."),
        "fields": Fields(SourceFactSerializer, "each fact"),
        **page_parameters(200, 100, "Maximum number of facts per page."),
    }

    def statement(self) -> PreparedQuery:
        return _build_query(frozenset(self.params.get("kind", CITED)), *self.page(), self.only)

    def render(self, at: At, row: tuple) -> HttpResponse | None:
        source, results, last, more = row
        if source is None:
            return None
        return self.respond(at, {"next": self.page_url(last if more else None)}, source=source, results=results)


@query_cache
def _build_query(kinds: frozenset[str], size: int, continued: bool, only: frozenset[str] | None) -> PreparedQuery:
    """Return the query for a page of the source's citations, in order, and the JSON of the fact of each."""
    source = Source.objects.filter(slug=ParamExpr(Param("slug"), TextField()))
    citations = Citation.objects.filter(source=models.Subquery(source.values("pk"))).annotate(
        place=Func(*place_of(), function="ROW")
    )
    if len(kinds) < len(CITED):
        has_kind = (models.Q(**{f"{kind}__isnull": False}) for kind in kinds)
        citations = citations.filter(functools.reduce(operator.or_, has_kind))
    if continued:
        places = (Cast(ParamExpr(Param(pagination.CURSOR, n), TextField()), models.BigIntegerField()) for n in range(3))
        last = Func(*places, function="ROW")
        citations = citations.filter(CombinedExpression(F("place"), ">", last, output_field=models.BooleanField()))
    key = Cast(Func(*place_of(), function="json_build_array"), TextField())
    number = Window(RowNumber(), order_by="place")
    ctes: dict[str, Cte] = {
        "requested (source)": source.values_list(json_of(SourceRef)),
        "page (id, kind, key, place)": citations.order_by("place").values_list("pk", kind_of(), key, number)[
            : size + 1
        ],
        "texts (id, json)": union(
            citations_with_facts(kind)
            .filter(id_in_array(f"SELECT id FROM page WHERE kind = '{kind}'"))
            .annotate(path=_path())
            .order_by()
            .values_list("pk", json_of(SourceFactSerializer, only))
            for kind in CITED
            if kind in kinds
        ),
    }
    columns = [
        "(SELECT source FROM requested)",
        f"string_agg(json, ', ' ORDER BY place) FILTER (WHERE place <= {size})",
        f"max(key) FILTER (WHERE place = {size})",
        f"count(*) > {size}",
    ]
    return with_ctes(ctes, columns, "FROM page JOIN texts USING (id)")


def _path() -> Concat:
    """Return an expression for the path of a fact's record, whose resource is a column."""
    slash = Cast(Value("/"), TextField())
    return Concat(Cast(Value(ROOT), TextField()), F("resource"), slash, F("slug"), slash, output_field=TextField())
