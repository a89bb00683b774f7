"""Discrepancies: points on which sources differ."""

from api.http.cite_as import CiteAs
from api.http.list_and_detail_views import DetailView, ListView
from api.http.request.filters import AnySlugFilter, ChoiceFilter, SlugFilter
from api.http.request.pagination import orderings
from api.http.sql.json_builder import ReadSerializer
from api.v1 import jsonld_terms
from api.v1.paths import ROOT
from factbase.models import Discrepancy, Process, Source
from factbase.vocabulary import DiscrepancyKind

from .citation import CitationSerializer
from .refs import ProcessRef

FILTERS = {
    "process": SlugFilter(Process, "process", "Discrepancies in these peace processes."),
    "kind": ChoiceFilter(DiscrepancyKind, "kind", "Discrepancies of these kinds."),
    "source": AnySlugFilter(Source, "citations__source", "Discrepancies that involve any of these sources."),
}


class ReadingSerializer(CitationSerializer):
    """The reading of one source, with the place where it stands."""

    class Meta(CitationSerializer.Meta):
        fields = ["reading", *CitationSerializer.Meta.fields]


class DiscrepancySerializer(ReadSerializer):
    """A point on which sources differ, with the reading of each source."""

    cite_as = CiteAs(f"{ROOT}discrepancies/")
    process = ProcessRef()
    citations = ReadingSerializer(many=True, help_text="The reading of each source.")

    class Meta:
        model = Discrepancy
        fields = ["slug", "cite_as", "process", "kind", "title", "note", "followed", "reason", "citations"]


class DiscrepancyList(ListView):
    """Points on which sources differ, with the readings side by side."""

    summary = "List discrepancies"
    queryset = Discrepancy.objects.all()
    serializer_class = DiscrepancySerializer
    node = jsonld_terms.DISCREPANCY
    filters = FILTERS
    orderings = orderings("slug", slug=("slug",))


class DiscrepancyDetail(DetailView):
    """One discrepancy: the reading of each source, the reading that the fact base follows, and the reason."""

    summary = "Show a discrepancy"
    example = {"slug": "spelling-of-ushakov"}
    serializer_class = DiscrepancySerializer
    node = jsonld_terms.DISCREPANCY
