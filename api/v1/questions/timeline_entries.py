"""Entries of the timeline: short forms of meetings, positions, proposals and claims, alike in their first keys."""

from typing import Any

from django.db import models
from django.db.models import Value
from django.db.models.functions import Cast
from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework import serializers

from api.http.sql.json_builder import ReadSerializer
from api.v1.entities.refs import ActorRef, MeetingRef, PresenceSerializer, ProposalRef, SourceRef, TopicRef, path_to
from factbase.chronology.timeline import STREAMS
from factbase.models import Claim, Meeting, Position, Proposal, Voice
from factbase.vocabulary import ClaimKind, MeetingKind, TimelineKind, TimelinePrecision

PRECISION = (
    "How exactly the time is known. `day`: earliest and latest are one day. `uncertain`: they are, but the texts "
    "say “about”, or are not sure. `interval`: some day from earliest to latest. `open`: no day is known on one side, "
    "or on either. `span`: a meeting that went on from earliest to latest."
)


def rows(kind: TimelineKind, resource: str) -> models.QuerySet:
    """The facts of a kind with what every entry has."""
    of_kind = Cast(Value(kind.value), models.TextField())
    return STREAMS[kind].rows().annotate(entry=of_kind, path=path_to(resource))


class EntrySerializer(ReadSerializer):
    """What every entry has."""

    kind = serializers.ChoiceField(
        TimelineKind.choices, source="entry", read_only=True, help_text="The kind of fact that it is."
    )
    path = serializers.CharField(read_only=True, help_text="Where the whole fact is, with its evidence.")
    earliest = serializers.DateField(source="stated_earliest", read_only=True, help_text="The first day possible.")
    latest = serializers.DateField(
        source="stated_latest", read_only=True, help_text="The last day possible: its place in the timeline."
    )
    precision = serializers.ChoiceField(TimelinePrecision.choices, read_only=True, help_text=PRECISION)


FIRST = ["kind", "slug", "path", "stated", "earliest", "latest", "precision", "date_basis"]


class VoicedSerializer(ReadSerializer):
    """Who asserts, disputes or relays a claim."""

    actor = ActorRef()
    speaker = ActorRef()
    source = SourceRef()

    class Meta:
        model = Voice
        fields = ["role", "actor", "speaker", "source"]


class MeetingEntry(EntrySerializer):
    """A meeting in the timeline. Its status says whether it took place: a planned one is not a held one."""

    stated = serializers.CharField(
        source="starts", read_only=True, allow_null=True, help_text="When it starts or started; null when unknown."
    )
    earliest = serializers.DateField(read_only=True, help_text="The first day it may touch; 0001-01-01 when unknown.")
    latest = serializers.DateField(
        read_only=True, help_text="The last day it may touch, its place in the timeline; 9999-12-31 when unknown."
    )
    meeting_kind = serializers.ChoiceField(
        MeetingKind.choices, source="kind", read_only=True, help_text="What sort of occasion it is."
    )
    host = ActorRef()
    participations = PresenceSerializer(many=True, help_text="Who took part, was absent or uncertain to attend.")
    topics = TopicRef(many=True)

    class Meta:
        model = Meeting
        queryset = rows(TimelineKind.MEETING, "meetings")
        fields = [*FIRST, "ends", "title", "meeting_kind", "status", "host", "participations", "topics"]


class PositionEntry(EntrySerializer):
    """A position in the timeline. Its attribution says whether the holder said so, or others do."""

    holder = ActorRef()
    speaker = ActorRef()
    attributed_by = ActorRef()
    topic = TopicRef()
    meeting = MeetingRef()
    proposal = ProposalRef()

    class Meta:
        model = Position
        queryset = rows(TimelineKind.POSITION, "positions")
        fields = [
            *FIRST,
            "summary",
            "holder",
            "stance",
            "attribution",
            "speaker",
            "attributed_by",
            "topic",
            "meeting",
            "proposal",
        ]


class ProposalEntry(EntrySerializer):
    """A version of a proposal in the timeline, when it was made or first known."""

    proposers = ActorRef(many=True)

    class Meta:
        model = Proposal
        queryset = rows(TimelineKind.PROPOSAL, "proposals")
        fields = [*FIRST, "name", "status", "proposers"]


class ClaimEntry(EntrySerializer):
    """A claim in the timeline, true or not, when it was stated."""

    claim_kind = serializers.ChoiceField(
        ClaimKind.choices, source="kind", read_only=True, help_text="What sort of statement it is."
    )
    topic = TopicRef()
    voices = VoicedSerializer(many=True, help_text="Who asserts, disputes or relays it.")

    class Meta:
        model = Claim
        queryset = rows(TimelineKind.CLAIM, "claims")
        fields = [*FIRST, "summary", "claim_kind", "about", "topic", "voices"]


ENTRIES: dict[TimelineKind, type[EntrySerializer]] = {
    TimelineKind.CLAIM: ClaimEntry,
    TimelineKind.MEETING: MeetingEntry,
    TimelineKind.POSITION: PositionEntry,
    TimelineKind.PROPOSAL: ProposalEntry,
}


def any_entry(**options: Any) -> PolymorphicProxySerializer:
    """An entry of any kind, for the OpenAPI document; `kind` tells which."""
    return PolymorphicProxySerializer(
        component_name="TimelineEntry",
        serializers={kind.value: entry for kind, entry in ENTRIES.items()},
        resource_type_field_name="kind",
        **options,
    )
