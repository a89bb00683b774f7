"""Short forms of resources, for use inside others."""

from django.db.models import F, TextField, Value
from django.db.models.functions import Cast, Concat

from api.http.sql.json_builder import ReadSerializer
from api.v1.paths import ROOT
from factbase.models import Actor, Meeting, Participation, Process, Proposal, Source, Topic


def path_to(resource: str, slug: str = "slug") -> Concat:
    """The expression of a row's address on this server; `slug` is the way to the column."""
    parts = (Value(f"{ROOT}{resource}/"), F(slug), Value("/"))
    return Concat(*(Cast(part, TextField()) for part in parts))


class ActorRef(ReadSerializer):
    class Meta:
        model = Actor
        fields = ["slug", "name", "kind"]


class ProcessRef(ReadSerializer):
    class Meta:
        model = Process
        fields = ["slug", "name"]


class TopicRef(ReadSerializer):
    class Meta:
        model = Topic
        fields = ["slug", "name", "proposition"]


class TopicNameRef(ReadSerializer):
    """A topic where many stand in one answer."""

    class Meta:
        model = Topic
        fields = ["slug", "name"]


class MeetingRef(ReadSerializer):
    class Meta:
        model = Meeting
        fields = ["slug", "title", "kind", "status", "starts"]


class ProposalRef(ReadSerializer):
    class Meta:
        model = Proposal
        fields = ["slug", "name", "status"]


class PublisherRef(ReadSerializer):
    class Meta:
        model = Actor
        fields = ["slug", "name"]


class SourceRef(ReadSerializer):
    publisher = PublisherRef()
    original_publisher = PublisherRef()

    class Meta:
        model = Source
        fields = ["slug", "title", "publisher", "original_publisher", "stated", "reliability"]


class PresenceSerializer(ReadSerializer):
    """An actor at a meeting, or absent from it."""

    actor = ActorRef()
    side = ActorRef()

    class Meta:
        model = Participation
        fields = ["actor", "role", "side"]
