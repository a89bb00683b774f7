"""Identifications: whether two records describe the same thing. They are nested in meetings and proposals."""

from django.db.models import OuterRef, Q

from api.http.sql.json_builder import ReadSerializer
from factbase.models import Identification

from .citation import CITATIONS, CitationSerializer
from .refs import MeetingRef, ProposalRef

IDENTIFICATIONS = "Whether this record and another describe the same thing, according to the sources."


class MeetingIdentificationSerializer(ReadSerializer):
    """A judgement on whether two records describe the same meeting."""

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
    """A judgement on whether two records describe the same proposal."""

    proposal = ProposalRef()
    other_proposal = ProposalRef()
    citations = CitationSerializer(many=True, help_text=CITATIONS)

    class Meta:
        model = Identification
        fields = ["slug", "verdict", "proposal", "other_proposal", "note", "citations"]

        @staticmethod
        def belongs(proposal: OuterRef) -> Q:
            return Q(proposal=proposal) | Q(other_proposal=proposal)
