"""Identifications, which stand inside the meetings and proposals that they are about."""

from django.db.models import OuterRef, Q

from api.http.sql.json_builder import ReadSerializer
from factbase.models import Identification

from .citation import CITATIONS, CitationSerializer
from .refs import MeetingRef, ProposalRef

IDENTIFICATIONS = "Whether it and another are one, as far as the texts say."


class MeetingIdentificationSerializer(ReadSerializer):
    """Whether two meetings are one."""

    meeting = MeetingRef()
    other_meeting = MeetingRef()
    citations = CitationSerializer(many=True, help_text=CITATIONS)

    class Meta:
        model = Identification
        fields = ["slug", "verdict", "meeting", "other_meeting", "note", "citations"]

        @staticmethod
        def belongs(meeting: OuterRef) -> Q:
            return Q(meeting=meeting) | Q(other_meeting=meeting)


class ProposalIdentificationSerializer(ReadSerializer):
    """Whether two proposals are one."""

    proposal = ProposalRef()
    other_proposal = ProposalRef()
    citations = CitationSerializer(many=True, help_text=CITATIONS)

    class Meta:
        model = Identification
        fields = ["slug", "verdict", "proposal", "other_proposal", "note", "citations"]

        @staticmethod
        def belongs(proposal: OuterRef) -> Q:
            return Q(proposal=proposal) | Q(other_proposal=proposal)
