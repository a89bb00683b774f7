"""Short forms of resources, nested in other resources."""

from django.db.models import F, TextField, Value
from django.db.models.functions import Cast, Concat

from api.http.sql.json_builder import ReadSerializer
from api.v1.paths import ROOT
from factbase.models import Actor, Meeting, Participation, Process, Proposal, Source, Topic

STATED_DATE = ["stated", "stated_earliest", "stated_latest", "date_basis", "date_note"]
"""The fields of a dated record that hold its stated date."""


def path_to(resource: str) -> Concat:
    """Return an expression for the URL path of a row of this resource."""
    parts = (Value(f"{ROOT}{resource}/"), F("slug"), Value("/"))
    return Concat(*(Cast(part, TextField()) for part in parts))


class ActorRef(ReadSerializer):
    """An actor, in short."""

    class Meta:
        model = Actor
        fields = ["slug", "name", "kind"]


class ProcessRef(ReadSerializer):
    """A peace process, in short."""

    class Meta:
        model = Process
        fields = ["slug", "name"]


class TopicRef(ReadSerializer):
    """A topic, in short, with its proposition."""

    class Meta:
        model = Topic
        fields = ["slug", "name", "proposition"]


class TopicNameRef(ReadSerializer):
    """A topic without its proposition, for responses that contain many topics."""

    class Meta:
        model = Topic
        fields = ["slug", "name"]


class MeetingRef(ReadSerializer):
    """A meeting, in short."""

    class Meta:
        model = Meeting
        fields = ["slug", "title", "kind", "status", "starts"]


class ProposalRef(ReadSerializer):
    """A version of a proposal, in short."""

    class Meta:
        model = Proposal
        fields = ["slug", "name", "status"]


class PublisherRef(ReadSerializer):
    """A publisher or news agency, in short."""

    class Meta:
        model = Actor
        fields = ["slug", "name"]


class SourceRef(ReadSerializer):
    """A source, in short."""

    publisher = PublisherRef()
    original_publisher = PublisherRef()

    class Meta:
        model = Source
        fields = ["slug", "title", "publisher", "original_publisher", "stated", "reliability"]


PARTICIPATIONS = "The actors that took part, were absent, or whose attendance is uncertain."


class PresenceSerializer(ReadSerializer):
    """An actor's role at a meeting; one role is `absent`."""

    actor = ActorRef()
    side = ActorRef()

    class Meta:
        model = Participation
        fields = ["actor", "role", "side"]
