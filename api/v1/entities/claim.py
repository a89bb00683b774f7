"""Claims: statements of fact, true or not."""

from api.http.cite_as import CiteAs
from api.http.list_and_detail_views import DetailView, ListView
from api.http.request.filters import AnySlugFilter, ChoiceFilter, SlugFilter, date_filters
from api.http.request.pagination import orderings
from api.http.sql.json_builder import ReadSerializer
from api.v1 import jsonld_terms
from api.v1.paths import ROOT
from factbase.models import Actor, Claim, Figure, Meeting, Process, Source, Topic, Voice
from factbase.vocabulary import ClaimKind

from .citation import CITATIONS, CitationSerializer
from .refs import STATED_DATE, ActorRef, MeetingRef, ProcessRef, SourceRef, TopicRef

FILTERS = {
    "process": SlugFilter(Process, "process", "Claims in these peace processes."),
    "topic": SlugFilter(Topic, "topic", "Claims on these topics."),
    "kind": ChoiceFilter(ClaimKind, "kind", "Claims of these kinds."),
    "actor": AnySlugFilter(Actor, "voices__actor", "Claims that any of these actors assert, dispute or relay."),
    "speaker": AnySlugFilter(Actor, "voices__speaker", "Claims that any of these actors voiced as a speaker."),
    "meeting": AnySlugFilter(Meeting, "voices__meeting", "Claims made on these occasions."),
    "source": AnySlugFilter(Source, "citations__source", "Claims that these sources report."),
    **date_filters("stated_earliest", "stated_latest", "Stated"),
}


class FigureSerializer(ReadSerializer):
    """A number in a claim."""

    class Meta:
        model = Figure
        fields = ["measures", "low", "high", "unit", "per", "qualifier"]


class VoiceSerializer(ReadSerializer):
    """An actor or a source that asserts, disputes or relays the claim, with the evidence."""

    actor = ActorRef()
    source = SourceRef()
    speaker = ActorRef()
    meeting = MeetingRef()
    citations = CitationSerializer(many=True, help_text=CITATIONS)

    class Meta:
        model = Voice
        fields = ["role", "actor", "speaker", "source", "meeting", "stated", "date_basis", "date_note", "citations"]


class ClaimSerializer(ReadSerializer):
    """A claim with its voices, figures and evidence."""

    cite_as = CiteAs(f"{ROOT}claims/")
    process = ProcessRef()
    topic = TopicRef()
    voices = VoiceSerializer(many=True, help_text="The actors and sources that assert, dispute or relay the claim.")
    figures = FigureSerializer(many=True, help_text="The numbers in the claim.")
    citations = CitationSerializer(many=True, help_text=CITATIONS)

    class Meta:
        model = Claim
        fields = ["slug", "cite_as", "process", "kind", "topic", "summary"]
        fields += [*STATED_DATE, "about", "voices", "figures", "citations"]


class ClaimList(ListView):
    """Statements of fact, true or not, each with the actors and sources that assert, dispute or relay it."""

    summary = "List claims"
    queryset = Claim.objects.all()
    serializer_class = ClaimSerializer
    node = jsonld_terms.CLAIM
    filters = FILTERS
    orderings = orderings("-stated", stated=("stated_latest", "slug"), slug=("slug",))


class ClaimDetail(DetailView):
    """One claim, with its voices, figures and evidence."""

    summary = "Show a claim"
    example = {"slug": "capture-of-pokrovsk"}
    serializer_class = ClaimSerializer
    node = jsonld_terms.CLAIM
