"""Peace processes."""

from api.http.cite_as import CiteAs
from api.http.list_and_detail_views import DetailView, ListView
from api.http.request.pagination import orderings
from api.http.sql.json_builder import ReadSerializer
from api.v1 import jsonld_terms
from api.v1.paths import ROOT
from factbase.models import Process


class ProcessSerializer(ReadSerializer):
    """A peace process."""

    cite_as = CiteAs(f"{ROOT}processes/")

    class Meta:
        model = Process
        fields = ["slug", "cite_as", "name", "description"]


class ProcessList(ListView):
    """Peace processes in the fact base."""

    summary = "List peace processes"
    queryset = Process.objects.all()
    serializer_class = ProcessSerializer
    node = jsonld_terms.PROCESS
    filters = {}
    orderings = orderings("slug", slug=("slug",))


class ProcessDetail(DetailView):
    """One peace process."""

    summary = "Show a peace process"
    example = {"slug": "ukraine-peace-talks"}
    serializer_class = ProcessSerializer
    node = jsonld_terms.PROCESS
