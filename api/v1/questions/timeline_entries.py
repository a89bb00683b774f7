"""Timeline entries: short forms of meetings, positions, proposals and claims that begin with the same keys."""

from typing import Any

from django.db import models
from django.db.models import Value
from django.db.models.functions import Cast
from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework import serializers

from api.http.sql.json_builder import ReadSerializer
from api.v1.entities.refs import (
    PARTICIPATIONS,
    ActorRef,
    MeetingRef,
    PresenceSerializer,
    ProposalRef,
    SourceRef,
    TopicRef,
    path_to,
)
from factbase.chronology.timeline import STREAMS
from factbase.models import Claim, Meeting, Position, Proposal, Voice
from factbase.vocabulary import ClaimKind, MeetingKind, TimelineKind, TimelinePrecision

PRECISION = (
    "How exactly the date is known. `day`: one day. `uncertain`: one day, but the sources say “about” or are not sure. "
    "`interval`: one day between `earliest` and `latest`. `open`: the first or the last possible day is unknown, or "
    "both are. `span`: the meeting lasted from `earliest` to `latest`."
)


def rows(kind: TimelineKind, resource: str) -> models.QuerySet:
    """Return the facts of a kind, annotated with the values that every entry has."""
    of_kind = Cast(Value(kind.value), models.TextField())
    return STREAMS[kind].rows().annotate(entry=of_kind, path=path_to(resource))


class EntrySerializer(ReadSerializer):
    """The keys that every timeline entry has."""

    kind = serializers.ChoiceField(TimelineKind.choices, source="entry", read_only=True, help_text="The kind of fact.")
    path = serializers.CharField(read_only=True, help_text="The path of the full record, with its evidence.")
    earliest = serializers.DateField(source="stated_earliest", read_only=True, help_text="The first possible day.")
    latest = serializers.DateField(
        source="stated_latest", read_only=True, help_text="The last possible day, by which the timeline is ordered."
    )
    precision = serializers.ChoiceField(TimelinePrecision.choices, read_only=True, help_text=PRECISION)


FIRST = ["kind", "slug", "path", "stated", "earliest", "latest", "precision", "date_basis"]


class VoicedSerializer(ReadSerializer):
    """An actor or a source that asserts, disputes or relays a claim."""

    actor = ActorRef()
    speaker = ActorRef()
    source = SourceRef()

    class Meta:
        model = Voice
        fields = ["role", "actor", "speaker", "source"]


class MeetingEntry(EntrySerializer):
    """A meeting in the timeline. Its status says whether it took place or is only planned."""

    stated = serializers.CharField(
        source="starts", read_only=True, allow_null=True, help_text="The start as an EDTF date; null if unknown."
    )
    earliest = serializers.DateField(read_only=True, help_text="The first possible day; 0001-01-01 if unknown.")
    latest = serializers.DateField(
        read_only=True, help_text="The last possible day, by which the timeline is ordered; 9999-12-31 if unknown."
    )
    meeting_kind = serializers.ChoiceField(
        MeetingKind.choices, source="kind", read_only=True, help_text="The kind of meeting."
    )
    host = ActorRef()
    participations = PresenceSerializer(many=True, help_text=PARTICIPATIONS)
    topics = TopicRef(many=True)

    class Meta:
        model = Meeting
        queryset = rows(TimelineKind.MEETING, "meetings")
        fields = [*FIRST, "ends", "title", "meeting_kind", "status", "host", "participations", "topics"]


class PositionEntry(EntrySerializer):
    """A position in the timeline. Its attribution says whether the holder stated it, or others did."""

    holder = ActorRef()
    speaker = ActorRef()
    attributed_by = ActorRef()
    topic = TopicRef()
    meeting = MeetingRef()
    proposal = ProposalRef()

    class Meta:
        model = Position
        queryset = rows(TimelineKind.POSITION, "positions")
        fields = [*FIRST, "summary", "holder", "stance", "attribution"]
        fields += ["speaker", "attributed_by", "topic", "meeting", "proposal"]


class ProposalEntry(EntrySerializer):
    """A version of a proposal in the timeline, on the date when it was made or first known."""

    proposers = ActorRef(many=True)

    class Meta:
        model = Proposal
        queryset = rows(TimelineKind.PROPOSAL, "proposals")
        fields = [*FIRST, "name", "status", "proposers"]


class ClaimEntry(EntrySerializer):
    """A claim in the timeline, true or not, on the date when it was stated."""

    claim_kind = serializers.ChoiceField(
        ClaimKind.choices, source="kind", read_only=True, help_text="The kind of claim."
    )
    topic = TopicRef()
    voices = VoicedSerializer(many=True, help_text="The actors and sources that assert, dispute or relay the claim.")

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
    """Return the serializer of an entry of any kind, for the OpenAPI document; `kind` is the discriminator."""
    return PolymorphicProxySerializer(
        component_name="TimelineEntry",
        serializers={kind.value: entry for kind, entry in ENTRIES.items()},
        resource_type_field_name="kind",
        **options,
    )
