"""Proposals: peace plans, one record per version."""

from api.http.cite_as import CiteAs
from api.http.list_and_detail_views import DetailView, ListView
from api.http.request.filters import AnySlugFilter, ChoiceFilter, SlugFilter, date_filters
from api.http.request.pagination import orderings
from api.http.sql.json_builder import ReadSerializer
from api.v1 import jsonld_terms
from api.v1.paths import ROOT
from factbase.models import Actor, Process, Proposal, Provision, Topic
from factbase.vocabulary import ProposalStatus

from .citation import CITATIONS, CitationSerializer
from .identification import IDENTIFICATIONS, ProposalIdentificationSerializer
from .position import PositionSerializer
from .refs import STATED_DATE, ActorRef, MeetingRef, ProcessRef, ProposalRef, TopicRef

FILTERS = {
    "process": SlugFilter(Process, "process", "Proposals in these peace processes."),
    "proposer": AnySlugFilter(Actor, "proposers", "Proposals made by any of these actors."),
    "topic": AnySlugFilter(Topic, "provisions__topic", "Proposals with a provision on any of these topics."),
    "revises": SlugFilter(Proposal, "revises", "Versions that revise these versions."),
    "status": ChoiceFilter(ProposalStatus, "status", "Proposals with these statuses."),
    **date_filters("stated_earliest", "stated_latest", "Made or first known"),
}


class ProvisionSerializer(ReadSerializer):
    """One point of a proposal."""

    topic = TopicRef()
    obliged = ActorRef(many=True)
    demanded_by = ActorRef()
    citations = CitationSerializer(many=True, help_text=CITATIONS)

    class Meta:
        model = Provision
        fields = ["slug", "number", "part", "summary", "topic", "obliged", "demanded_by", "citations"]


class ProposalSerializer(ReadSerializer):
    """A proposal in a list."""

    cite_as = CiteAs(f"{ROOT}proposals/")
    process = ProcessRef()
    revises = ProposalRef()
    proposers = ActorRef(many=True)
    identifications = ProposalIdentificationSerializer(many=True, help_text=IDENTIFICATIONS)

    class Meta:
        model = Proposal
        fields = ["slug", "cite_as", "name", "process", "description", "status"]
        fields += [*STATED_DATE, "number_of_points", "revises", "proposers", "identifications"]


class ProposalDetailSerializer(ProposalSerializer):
    """A proposal with its provisions, the positions on it and its evidence."""

    revised_by = ProposalRef(many=True, help_text="The versions that revise this one.")
    provisions = ProvisionSerializer(many=True, help_text="The known points of this version.")
    positions = PositionSerializer(many=True, help_text="The positions that actors hold on this version.")
    meetings = MeetingRef(many=True, help_text="The meetings that dealt with this version.")
    citations = CitationSerializer(many=True, help_text=CITATIONS)

    class Meta(ProposalSerializer.Meta):
        fields = [*ProposalSerializer.Meta.fields, "revised_by", "provisions", "positions", "meetings", "citations"]


class ProposalList(ListView):
    """Peace plans, one record per version."""

    summary = "List proposals"
    queryset = Proposal.objects.all()
    serializer_class = ProposalSerializer
    node = jsonld_terms.PROPOSAL
    filters = FILTERS
    orderings = orderings("-stated", stated=("stated_latest", "slug"), slug=("slug",))


class ProposalDetail(DetailView):
    """One version of a peace plan, with its provisions, the positions on it and its identifications."""

    summary = "Show a proposal"
    example = {"slug": "us-28-point-plan"}
    serializer_class = ProposalDetailSerializer
    node = jsonld_terms.PROPOSAL
