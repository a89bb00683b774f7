"""Nested model serializers with the keys of the service's own responses, except `own_word_on_record`."""

from rest_framework import serializers

from factbase.models import Actor, Citation, Meeting, Position, Proposal, Source, Topic


class ActorSerializer(serializers.ModelSerializer):
    class Meta:
        model = Actor
        fields = ["slug", "name", "kind"]


class PublisherSerializer(serializers.ModelSerializer):
    class Meta:
        model = Actor
        fields = ["slug", "name"]


class TopicSerializer(serializers.ModelSerializer):
    class Meta:
        model = Topic
        fields = ["slug", "name", "proposition"]


class MeetingSerializer(serializers.ModelSerializer):
    class Meta:
        model = Meeting
        fields = ["slug", "title", "kind", "status", "starts"]


class ProposalSerializer(serializers.ModelSerializer):
    class Meta:
        model = Proposal
        fields = ["slug", "name", "status"]


class SourceSerializer(serializers.ModelSerializer):
    publisher = PublisherSerializer()
    original_publisher = PublisherSerializer()

    class Meta:
        model = Source
        fields = ["slug", "title", "publisher", "original_publisher", "stated", "reliability"]


class CitationSerializer(serializers.ModelSerializer):
    source = SourceSerializer()

    class Meta:
        model = Citation
        fields = ["source", "line", "sentence", "quote", "directness", "credibility", "part"]


class NamedTopicSerializer(serializers.ModelSerializer):
    class Meta:
        model = Topic
        fields = ["slug", "name"]


class SpokenSerializer(serializers.ModelSerializer):
    topic = NamedTopicSerializer()
    proposal = ProposalSerializer()
    speaker = ActorSerializer()

    class Meta:
        model = Position
        fields = [
            "slug",
            "topic",
            "proposal",
            "stance",
            "condition",
            "condition_effect",
            "speaker",
            "stated",
            "stated_latest",
            "date_basis",
        ]


class PositionSerializer(serializers.ModelSerializer):
    topic = TopicSerializer()
    holder = ActorSerializer()
    speaker = ActorSerializer()
    attributed_by = ActorSerializer()
    meeting = MeetingSerializer()
    about_meeting = MeetingSerializer()
    proposal = ProposalSerializer()
    citations = CitationSerializer(many=True)

    class Meta:
        model = Position
        fields = [
            "slug",
            "topic",
            "holder",
            "stance",
            "condition",
            "condition_effect",
            "summary",
            "speech_act",
            "attribution",
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
