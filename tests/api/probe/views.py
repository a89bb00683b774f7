"""The views of the probe version, named as those of version 1 but with other responses."""

from api.http.list_and_detail_views import DetailView, ListView
from api.http.request.pagination import orderings
from api.http.sql.json_builder import ReadSerializer
from factbase.models import Process


class ProcessSerializer(ReadSerializer):
    """A peace process in the probe version."""

    class Meta:
        model = Process
        fields = ["slug", "name"]


class ProcessList(ListView):
    """The peace processes in the probe version."""

    summary = "List processes (probe)"
    queryset = Process.objects.all()
    serializer_class = ProcessSerializer
    filters = {}
    orderings = orderings("slug", slug=("slug",))


class ProcessDetail(DetailView):
    """One peace process in the probe version."""

    summary = "Show a process (probe)"
    serializer_class = ProcessSerializer
