"""Meetings: the occasions on which something was said, negotiated or decided."""

from django.db.models import OuterRef, Q

from api.http.cite_as import CiteAs
from api.http.formats.negotiation import ICALENDAR
from api.http.request.filters import AnySlugFilter, ChoiceFilter, EachSlugFilter, SlugFilter, date_filters
from api.http.request.pagination import orderings
from api.http.resources import DetailView, ListView
from api.http.sql.json_builder import ReadSerializer
from api.v1 import jsonld_terms
from api.v1.changes.record_history import history_view
from api.v1.paths import ROOT
from factbase.models import Actor, Meeting, Outcome, Participation, Process, Proposal, Topic, Voice
from factbase.models.meeting import MeetingQuerySet
from factbase.vocabulary import MeetingFormat, MeetingKind, MeetingStatus

from .citation import CITATIONS, CitationSerializer
from .claim import ClaimSerializer
from .identification import IDENTIFICATIONS, MeetingIdentificationSerializer
from .meeting_calendar import Calendar, EventSerializer
from .position import PositionSerializer
from .refs import ActorRef, MeetingRef, ProcessRef, ProposalRef, SourceRef, TopicRef

FILTERS = {
    "process": SlugFilter(Process, "process", "Meetings of these peace processes."),
    "topic": AnySlugFilter(Topic, "topics", "Meetings about any of these topics."),
    "proposal": AnySlugFilter(Proposal, "proposals", "Meetings that dealt with any of these proposals."),
    "actor": AnySlugFilter(Actor, "participations__actor", "Meetings that list any of these actors, absent ones too."),
    "side": EachSlugFilter(
        Actor,
        MeetingQuerySet.with_sides,
        "Meetings where each of these sat; persons and delegations count for their state. Give it twice for both.",
    ),
    "host": SlugFilter(Actor, "host", "Meetings hosted by these actors."),
    "according_to": SlugFilter(Actor, "according_to", "Meetings that only these actors tell of."),
    "follows": SlugFilter(Meeting, "follows", "Meetings that follow up these."),
    "kind": ChoiceFilter(MeetingKind, "kind", "Meetings of these kinds."),
    "meeting_format": ChoiceFilter(
        MeetingFormat, "format", "Meetings in these formats (`format` by itself names the format of an answer)."
    ),
    "status": ChoiceFilter(MeetingStatus, "status", "Meetings held, ongoing, planned, mooted or cancelled."),
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
    """How one describer put the result."""

    described_by = ActorRef()
    source = SourceRef()
    relayed_by = ActorRef()
    citations = CitationSerializer(many=True, help_text=CITATIONS)

    class Meta:
        model = Outcome
        fields = ["described_by", "source", "relayed_by", "summary", "citations"]


class MeetingSerializer(ReadSerializer):
    """A meeting as lists show it."""

    cite_as = CiteAs(f"{ROOT}meetings/")
    process = ProcessRef()
    host = ActorRef()
    topics = TopicRef(many=True)
    proposals = ProposalRef(many=True)
    follows = MeetingRef()
    according_to = ActorRef()
    participations = ParticipationSerializer(many=True, help_text="Who took part, was absent or uncertain to attend.")
    identifications = MeetingIdentificationSerializer(many=True, help_text=IDENTIFICATIONS)

    class Meta:
        model = Meeting
        fields = [
            "slug",
            "cite_as",
            "title",
            "process",
            "kind",
            "format",
            "status",
            "starts",
            "ends",
            "earliest",
            "latest",
            "date_basis",
            "date_note",
            "duration_minutes",
            "duration_qualifier",
            "place",
            "host",
            "topics",
            "proposals",
            "follows",
            "according_to",
            "participations",
            "identifications",
        ]


class MeetingClaimSerializer(ClaimSerializer):
    """A claim that was made at a meeting."""

    class Meta(ClaimSerializer.Meta):
        @staticmethod
        def belongs(meeting: OuterRef) -> Q:
            return Q(pk__in=Voice.objects.filter(meeting=OuterRef(meeting)).values("claim"))


class MeetingDetailSerializer(MeetingSerializer):
    """A meeting with how it was described, what was said there and about it, and its evidence."""

    participations = CitedParticipationSerializer(
        many=True, help_text="Who took part, was absent or uncertain to attend."
    )
    outcomes = OutcomeSerializer(many=True, help_text="Its result, as each describer put it.")
    followed_by = MeetingRef(many=True, help_text="The meetings that follow it up.")
    positions = PositionSerializer(many=True, help_text="What was said on this occasion.")
    positions_about = PositionSerializer(many=True, help_text="What was said about it elsewhere.")
    claims = MeetingClaimSerializer(many=True, help_text="What was claimed on this occasion.")
    citations = CitationSerializer(many=True, help_text=CITATIONS)

    class Meta(MeetingSerializer.Meta):
        fields = [
            *MeetingSerializer.Meta.fields,
            "description",
            "outcomes",
            "followed_by",
            "positions",
            "positions_about",
            "claims",
            "citations",
        ]


ORDERINGS = orderings("-starts", starts=("earliest", "slug"), slug=("slug",))


class MeetingEvents(ListView):
    """What a calendar needs of a list of meetings: as many as a page can have, as few calendars follow a next page."""

    page_size = 200
    queryset = Meeting.objects.all()
    serializer_class = EventSerializer
    filters = FILTERS
    orderings = ORDERINGS


class MeetingEvent(DetailView):
    """What a calendar needs of one meeting."""

    serializer_class = EventSerializer


class MeetingList(Calendar, ListView):
    """Talks, calls, briefings, votes: held, ongoing, planned or merely mooted. As iCalendar, each is an all-day event:
    tentative when it is planned or only mooted, transparent to other appointments; one known to an interval has all its
    days and says so in its title, and those that might be on any day are left out and counted in the description of
    the calendar. It has 200 meetings unless `page_size` says less; the next page is linked in the header Link."""

    summary = "List meetings"
    queryset = Meeting.objects.all()
    serializer_class = MeetingSerializer
    node = jsonld_terms.MEETING
    filters = FILTERS
    orderings = ORDERINGS
    formats = [*ListView.formats, ICALENDAR]
    events = MeetingEvents


class MeetingDetail(Calendar, DetailView):
    """One meeting: who took part, how each side described it, what was said there and about it. As iCalendar, it is an
    event, or none where it might be on any day."""

    summary = "Show a meeting"
    example = {"slug": "moscow-talks"}
    serializer_class = MeetingDetailSerializer
    node = jsonld_terms.MEETING
    formats = [*DetailView.formats, ICALENDAR]
    events = MeetingEvent


MeetingHistory = history_view("meetings", {"slug": "moscow-talks"})
