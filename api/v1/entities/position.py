"""Positions: what one actor holds on one topic."""

from rest_framework import serializers

from api.http.cite_as import CiteAs
from api.http.request.filters import ChoiceFilter, DayFilter, SlugFilter, TextFilter, date_filters
from api.http.request.pagination import orderings
from api.http.resources import DetailView, ListView
from api.http.sql.json_builder import ReadSerializer
from api.v1 import jsonld_terms
from api.v1.changes.record_history import history_view
from api.v1.paths import ROOT
from factbase.models import Actor, Meeting, Position, Process, Proposal, Topic
from factbase.models.position import PositionQuerySet
from factbase.vocabulary import Attribution, SpeechAct, Stance

from .citation import CITATIONS, CitationSerializer
from .refs import ActorRef, MeetingRef, ProposalRef, TopicRef

FILTERS = {
    "process": SlugFilter(Process, "topic__process", "Positions in these peace processes."),
    "topic": SlugFilter(Topic, "topic", "Positions on these topics."),
    "actor": SlugFilter(Actor, "holder", "Positions held by these actors: a person's words in office are the state's."),
    "proposal": SlugFilter(Proposal, "proposal", "Positions on these versions of proposals."),
    "in_force_on": DayFilter(
        PositionQuerySet.in_force_on, "The stances in force on this day: each holder's latest own word on each topic."
    ),
    "speaker": SlugFilter(Actor, "speaker", "Positions that these actors spoke, for themselves or for a holder."),
    "attributed_by": SlugFilter(Actor, "attributed_by", "Positions that these actors attribute to the holder."),
    "meeting": SlugFilter(Meeting, "meeting", "Positions stated on these occasions."),
    "about_meeting": SlugFilter(Meeting, "about_meeting", "Positions that speak of these meetings."),
    "stance": ChoiceFilter(Stance, "stance", "Positions with one of these stances."),
    "attribution": ChoiceFilter(Attribution, "attribution", "Whose word it is: the holder's own, or what others say."),
    "speech_act": ChoiceFilter(SpeechAct, "speech_act", "Positions expressed by one of these speech acts."),
    "statement": TextFilter("statement", "The positions of one utterance, by its key."),
    **date_filters("stated_earliest", "stated_latest", "Stated"),
}
ORDERINGS = orderings("-stated", stated=("stated_latest", "stated_earliest", "slug"), slug=("slug",))


class PositionSerializer(ReadSerializer):
    """A position as lists show it, with its evidence."""

    cite_as = CiteAs(f"{ROOT}positions/")
    topic = TopicRef()
    holder = ActorRef()
    own_word_on_record = serializers.BooleanField(
        read_only=True, help_text="Whether a statement of the holder's own on the topic is on record."
    )
    speaker = ActorRef()
    attributed_by = ActorRef()
    meeting = MeetingRef()
    about_meeting = MeetingRef()
    proposal = ProposalRef()
    citations = CitationSerializer(many=True, help_text=CITATIONS)

    class Meta:
        model = Position
        queryset = Position.objects.for_listing()
        fields = [
            "slug",
            "cite_as",
            "topic",
            "holder",
            "stance",
            "condition",
            "condition_effect",
            "summary",
            "speech_act",
            "attribution",
            "own_word_on_record",
            "speaker",
            "attributed_by",
            "stated",
            "stated_earliest",
            "stated_latest",
            "date_basis",
            "date_note",
            "meeting",
            "about_meeting",
            "proposal",
            "statement",
            "citations",
        ]


class PositionList(ListView):
    """Who holds what on which topic, newest first. `attribution` tells own statements and what others say apart."""

    summary = "List positions"
    example = {"topic": "nato-membership", "actor": "russia", "page_size": "2"}
    queryset = Position.objects.all()
    serializer_class = PositionSerializer
    node = jsonld_terms.POSITION
    filters = FILTERS
    orderings = ORDERINGS


class PositionDetail(DetailView):
    """One position with its evidence."""

    summary = "Show a position"
    example = {"slug": "zelenskyy-on-nato-membership-and-guarantees"}
    serializer_class = PositionSerializer
    node = jsonld_terms.POSITION


PositionHistory = history_view(
    "positions", {"slug": "rutte-on-nato-membership", "ordering": "-revision", "page_size": "1"}, invented=True
)
