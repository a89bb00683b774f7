"""Short forms of resources, for use inside others."""

from api.http.shape import ReadSerializer
from factbase.models import Actor, Meeting, Process, Proposal, Source, Topic


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
