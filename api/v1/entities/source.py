"""Sources: documents that report facts."""

from api.http.cite_as import CiteAs
from api.http.list_and_detail_views import DetailView, ListView
from api.http.request.filters import ChoiceFilter, LanguageFilter, SlugFilter, date_filters
from api.http.request.pagination import orderings
from api.http.sql.json_builder import ReadSerializer
from api.v1 import jsonld_terms
from api.v1.paths import ROOT
from factbase.models import Actor, Source
from factbase.vocabulary import Reliability

from .refs import STATED_DATE, PublisherRef

FILTERS = {
    "publisher": SlugFilter(Actor, "publisher", "Sources published by these actors."),
    "original_publisher": SlugFilter(Actor, "original_publisher", "Sources first published by these actors."),
    "agency": SlugFilter(Actor, "agency", "Sources whose text came from these news agencies."),
    "language": LanguageFilter("language", "Sources in this language, given as a BCP 47 tag."),
    "reliability": ChoiceFilter(Reliability, "reliability", "Sources with these reliability grades."),
    **date_filters("stated_earliest", "stated_latest", "Published"),
}


class SourceSerializer(ReadSerializer):
    """A source. Its stated date is its publication date."""

    cite_as = CiteAs(f"{ROOT}sources/")
    publisher = PublisherRef()
    original_publisher = PublisherRef()
    agency = PublisherRef()

    class Meta:
        model = Source
        fields = ["slug", "cite_as", "title", "publisher", "publisher_basis", "original_publisher"]
        fields += ["original_publisher_basis", "agency", "agency_basis", "author"]
        fields += [*STATED_DATE, "language", "place_line", "url", "rights", "file_name", "sha256", "reliability"]


class SourceList(ListView):
    """Documents that the facts are taken from."""

    summary = "List sources"
    queryset = Source.objects.all()
    serializer_class = SourceSerializer
    node = jsonld_terms.SOURCE
    filters = FILTERS
    orderings = orderings("-published", published=("stated_latest", "slug"), slug=("slug",))


class SourceDetail(DetailView):
    """One source, with the SHA-256 of the text that its citations were checked against."""

    summary = "Show a source"
    example = {"slug": "afp-nato-key-question"}
    serializer_class = SourceSerializer
    node = jsonld_terms.SOURCE
