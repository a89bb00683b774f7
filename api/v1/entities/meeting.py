"""Meetings: occasions on which something was said, negotiated or decided."""

from django.db.models import OuterRef, Q

from api.http.cite_as import CiteAs
from api.http.list_and_detail_views import DetailView, ListView
from api.http.request.filters import AnySlugFilter, ChoiceFilter, EachSlugFilter, SlugFilter, date_filters
from api.http.request.pagination import orderings
from api.http.sql.json_builder import ReadSerializer
from api.v1 import jsonld_terms
from api.v1.paths import ROOT
from factbase.models import Actor, Meeting, Outcome, Participation, Process, Proposal, Topic, Voice
from factbase.models.meeting import MeetingQuerySet
from factbase.vocabulary import MeetingFormat, MeetingKind, MeetingStatus

from .citation import CITATIONS, CitationSerializer
from .claim import ClaimSerializer
from .identification import IDENTIFICATIONS, MeetingIdentificationSerializer
from .meeting_calendar import ICALENDAR
from .position import PositionSerializer
from .refs import PARTICIPATIONS, ActorRef, MeetingRef, ProcessRef, ProposalRef, SourceRef, TopicRef

FILTERS = {
    "process": SlugFilter(Process, "process", "Meetings of these peace processes."),
    "topic": AnySlugFilter(Topic, "topics", "Meetings about any of these topics."),
    "proposal": AnySlugFilter(Proposal, "proposals", "Meetings that dealt with any of these proposals."),
    "actor": AnySlugFilter(Actor, "participations__actor", "Meetings that list any of these actors, even as absent."),
    "side": EachSlugFilter(
        Actor,
        MeetingQuerySet.with_sides,
        "Meetings that all of these actors attended: give one per side. A person or delegation counts for its state.",
    ),
    "host": SlugFilter(Actor, "host", "Meetings hosted by these actors."),
    "according_to": SlugFilter(Actor, "according_to", "Meetings reported by one party only, one of these actors."),
    "follows": SlugFilter(Meeting, "follows", "Meetings that follow up these meetings."),
    "kind": ChoiceFilter(MeetingKind, "kind", "Meetings of these kinds."),
    "meeting_format": ChoiceFilter(
        MeetingFormat, "format", "Meetings in these formats. (The parameter `format` selects the response format.)"
    ),
    "status": ChoiceFilter(MeetingStatus, "status", "Meetings with these statuses."),
    **date_filters("earliest", "latest", "Held"),
}


class ParticipationSerializer(ReadSerializer):
    """An actor at a meeting."""

    actor = ActorRef()
    side = ActorRef()

    class Meta:
        model = Participation
        fields = ["actor", "role", "side", "described_as"]


class CitedParticipationSerializer(ParticipationSerializer):
    """An actor at a meeting, with the evidence."""

    citations = CitationSerializer(many=True, help_text=CITATIONS)

    class Meta(ParticipationSerializer.Meta):
        fields = [*ParticipationSerializer.Meta.fields, "citations"]


class OutcomeSerializer(ReadSerializer):
    """The result of a meeting as one actor or source described it."""

    described_by = ActorRef()
    source = SourceRef()
    relayed_by = ActorRef()
    citations = CitationSerializer(many=True, help_text=CITATIONS)

    class Meta:
        model = Outcome
        fields = ["described_by", "source", "relayed_by", "summary", "citations"]


class MeetingSerializer(ReadSerializer):
    """A meeting in a list."""

    cite_as = CiteAs(f"{ROOT}meetings/")
    process = ProcessRef()
    host = ActorRef()
    topics = TopicRef(many=True)
    proposals = ProposalRef(many=True)
    follows = MeetingRef()
    according_to = ActorRef()
    participations = ParticipationSerializer(many=True, help_text=PARTICIPATIONS)
    identifications = MeetingIdentificationSerializer(many=True, help_text=IDENTIFICATIONS)

    class Meta:
        model = Meeting
        fields = ["slug", "cite_as", "title", "process", "kind", "format", "status"]
        fields += ["starts", "ends", "earliest", "latest", "date_basis", "date_note"]
        fields += ["duration_minutes", "duration_qualifier", "place", "host"]
        fields += ["topics", "proposals", "follows", "according_to", "participations", "identifications"]


class MeetingClaimSerializer(ClaimSerializer):
    """A claim made at a meeting."""

    class Meta(ClaimSerializer.Meta):
        @staticmethod
        def belongs(meeting: OuterRef) -> Q:
            return Q(pk__in=Voice.objects.filter(meeting=OuterRef(meeting)).values("claim"))


class MeetingDetailSerializer(MeetingSerializer):
    """A meeting with its outcomes, the positions and claims stated there or about it, and its evidence."""

    participations = CitedParticipationSerializer(many=True, help_text=PARTICIPATIONS)
    outcomes = OutcomeSerializer(many=True, help_text="The result, as each actor or source described it.")
    followed_by = MeetingRef(many=True, help_text="The meetings that follow this one up.")
    positions = PositionSerializer(many=True, help_text="The positions stated at this meeting.")
    positions_about = PositionSerializer(many=True, help_text="The positions about this meeting.")
    claims = MeetingClaimSerializer(many=True, help_text="The claims made at this meeting.")
    citations = CitationSerializer(many=True, help_text=CITATIONS)

    class Meta(MeetingSerializer.Meta):
        fields = [*MeetingSerializer.Meta.fields, "description", "outcomes", "followed_by"]
        fields += ["positions", "positions_about", "claims", "citations"]


ORDERINGS = orderings("-starts", starts=("earliest", "slug"), slug=("slug",))


class MeetingList(ListView):
    """Talks, calls, briefings, votes and other meetings: held, ongoing, planned, mooted or cancelled.

    In iCalendar each meeting is an all-day event that does not block time. Planned and mooted meetings are tentative.
    An event covers every day on which the meeting may take place, and its title says if the day is not certain.
    Meetings whose dates allow any day are left out; the calendar's description counts them. A calendar has up to 200
    meetings, or `page_size`; the `Link` header links the next page.
    """

    summary = "List meetings"
    queryset = Meeting.objects.all()
    serializer_class = MeetingSerializer
    node = jsonld_terms.MEETING
    filters = FILTERS
    orderings = ORDERINGS
    formats = [*ListView.formats, ICALENDAR]


class MeetingDetail(DetailView):
    """One meeting, with its participants, its outcomes, and the positions and claims stated there or about it.

    In iCalendar it is one event, or none if its dates allow any day.
    """

    summary = "Show a meeting"
    example = {"slug": "moscow-talks"}
    serializer_class = MeetingDetailSerializer
    node = jsonld_terms.MEETING
    formats = [*DetailView.formats, ICALENDAR]
