"""Topics: the issues under negotiation."""

from api.http.cite_as import CiteAs
from api.http.list_and_detail_views import DetailView, ListView
from api.http.request.filters import SlugFilter
from api.http.request.pagination import orderings
from api.http.sql.json_builder import ReadSerializer
from api.v1 import jsonld_terms
from api.v1.paths import ROOT
from factbase.models import Process, Topic

from .refs import ProcessRef, TopicRef

FILTERS = {
    "process": SlugFilter(Process, "process", "Topics of these peace processes."),
    "broader": SlugFilter(Topic, "broader", "Topics directly below these topics in the tree."),
}


class TopicSerializer(ReadSerializer):
    """A topic in a list."""

    cite_as = CiteAs(f"{ROOT}topics/")
    process = ProcessRef()
    broader = TopicRef()

    class Meta:
        model = Topic
        fields = ["slug", "cite_as", "name", "process", "proposition", "description", "broader", "pax_code"]


class TopicDetailSerializer(TopicSerializer):
    """A topic with its narrower topics."""

    narrower = TopicRef(many=True, help_text="The topics directly below this one in the tree.")

    class Meta(TopicSerializer.Meta):
        fields = [*TopicSerializer.Meta.fields, "narrower"]


class TopicList(ListView):
    """Issues under negotiation, each with its proposition: the sentence that stances are measured against."""

    summary = "List topics"
    queryset = Topic.objects.all()
    serializer_class = TopicSerializer
    node = jsonld_terms.TOPIC
    filters = FILTERS
    orderings = orderings("slug", slug=("slug",))


class TopicDetail(DetailView):
    """One topic. The positions on it, grouped by holder, are at `topics/{slug}/positions/by-actor/`."""

    summary = "Show a topic"
    example = {"slug": "nato-membership"}
    serializer_class = TopicDetailSerializer
    node = jsonld_terms.TOPIC
