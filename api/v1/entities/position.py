"""Positions: the stance of one actor on one topic, as stated on one occasion."""

from rest_framework import serializers

from api.http.cite_as import CiteAs
from api.http.list_and_detail_views import DetailView, ListView
from api.http.request.filters import ChoiceFilter, DayFilter, SlugFilter, TextFilter, date_filters
from api.http.request.pagination import orderings
from api.http.sql.json_builder import ReadSerializer
from api.v1 import jsonld_terms
from api.v1.changes.record_history import history_view
from api.v1.paths import ROOT
from factbase.models import Actor, Meeting, Position, Process, Proposal, Topic
from factbase.models.position import PositionQuerySet
from factbase.vocabulary import Attribution, SpeechAct, Stance

from .citation import CITATIONS, CitationSerializer
from .refs import STATED_DATE, ActorRef, MeetingRef, ProposalRef, TopicRef

FILTERS = {
    "process": SlugFilter(Process, "topic__process", "Positions in these peace processes."),
    "topic": SlugFilter(Topic, "topic", "Positions on these topics."),
    "actor": SlugFilter(Actor, "holder", "Positions held by these actors. A person in office speaks for the state."),
    "proposal": SlugFilter(Proposal, "proposal", "Positions on these versions of proposals."),
    "in_force_on": DayFilter(
        PositionQuerySet.in_force_on, "Stances in force on this day: each holder's latest declared stance on a topic."
    ),
    "speaker": SlugFilter(Actor, "speaker", "Positions that these actors stated, for themselves or for a holder."),
    "attributed_by": SlugFilter(Actor, "attributed_by", "Positions that these actors attribute to the holder."),
    "meeting": SlugFilter(Meeting, "meeting", "Positions stated at these meetings."),
    "about_meeting": SlugFilter(Meeting, "about_meeting", "Positions about these meetings."),
    "stance": ChoiceFilter(Stance, "stance", "Positions with these stances."),
    "attribution": ChoiceFilter(Attribution, "attribution", "Positions stated by the holder, or attributed by others."),
    "speech_act": ChoiceFilter(SpeechAct, "speech_act", "Positions expressed by these speech acts."),
    "statement": TextFilter("statement", "Positions with this statement key: all come from one utterance."),
    **date_filters("stated_earliest", "stated_latest", "Stated"),
}


class PositionSerializer(ReadSerializer):
    """A position with its evidence."""

    cite_as = CiteAs(f"{ROOT}positions/")
    topic = TopicRef()
    holder = ActorRef()
    own_word_on_record = serializers.BooleanField(
        read_only=True, help_text="Whether the fact base has a statement by the holder itself on the topic."
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
        fields = ["slug", "cite_as", "topic", "holder", "stance", "condition", "condition_effect", "summary"]
        fields += ["speech_act", "attribution", "own_word_on_record", "speaker", "attributed_by"]
        fields += [*STATED_DATE, "meeting", "about_meeting", "proposal", "statement", "citations"]


class PositionList(ListView):
    """Positions of actors on topics, newest first.

    The `attribution` of a position tells the holder's own statements from what others say about the holder.
    """

    summary = "List positions"
    example = {"topic": "nato-membership", "actor": "russia", "page_size": "2"}
    queryset = Position.objects.all()
    serializer_class = PositionSerializer
    node = jsonld_terms.POSITION
    filters = FILTERS
    orderings = orderings("-stated", stated=("stated_latest", "stated_earliest", "slug"), slug=("slug",))


class PositionDetail(DetailView):
    """One position, with its evidence."""

    summary = "Show a position"
    example = {"slug": "zelenskyy-on-nato-membership-and-guarantees"}
    serializer_class = PositionSerializer
    node = jsonld_terms.POSITION


PositionHistory = history_view(
    PositionDetail,
    example={"slug": "rutte-on-nato-membership", "ordering": "-revision", "page_size": "1"},
    note="A change corrects the record of one utterance. Changes of the holder's stance are at `positions/shifts/`.",
    invented=True,
)
