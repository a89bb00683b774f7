"""Actors, topics and facts that a free text mentions, without a verdict on the text."""

import functools
from typing import Any

from django.http import HttpResponse
from rest_framework import serializers

from api.http.base_views import QueryView
from api.http.envelope import EnvelopeSerializer
from api.http.request.parameters import InvalidValue, Parameter
from api.http.sql.json_builder import json_of_row
from api.http.sql.prepared_query import Cte, PreparedQuery, texts, union, with_ctes
from api.v1.entities.position import PositionSerializer
from api.v1.entities.refs import ActorRef, TopicRef
from api.v1.paths import ROOT
from api.v1.search.results import RecordSerializer, result_sql
from factbase.history.snapshot import At
from factbase.search.text_matches import FACTS, MOST_ACTORS, MOST_FACTS, MOST_POSITIONS, MOST_TOPICS, matching

LONGEST = 2000
MOST = 100


class FreeText(Parameter):
    """A free text."""

    schema = {"type": "string", "minLength": 1, "maxLength": LONGEST, "examples": ["Zelensky"]}
    required = True

    def parse(self, text: str) -> str:
        if not text.strip():
            raise InvalidValue("The text is empty.")
        if len(text) > LONGEST:
            raise InvalidValue(f"The text has {len(text)} characters; the maximum is {LONGEST}.")
        return text


class NamedActorSerializer(serializers.Serializer):
    """An actor that the text names, with the matching words."""

    actor = ActorRef(help_text="The actor.")
    name = serializers.CharField(help_text="The actor's name that matches, as spelled in the fact base.")
    words = serializers.CharField(help_text="The matching words of the text.")
    whole = serializers.BooleanField(help_text="Whether the words are a full name; false for a surname alone.")


class NamedTopicSerializer(serializers.Serializer):
    """A topic that the text may be about, with the matching words."""

    topic = TopicRef(help_text="The topic.")
    words = serializers.ListField(
        child=serializers.CharField(),
        help_text="The words of the text that occur in the topic's name or proposition, with any ending.",
    )


class NamedPositionSerializer(serializers.Serializer):
    """A position of a matched actor on a matched topic."""

    actor = serializers.CharField(help_text="The slug of the matched actor.")
    role = serializers.ChoiceField(["holder", "speaker"], help_text="The role of the actor in the position.")
    position = PositionSerializer(help_text="The position.")


class MatchedFactSerializer(serializers.Serializer):
    """A fact that matches the text, with the reasons."""

    fact = RecordSerializer(help_text="The fact, in the form of a search result.")
    words = serializers.ListField(
        child=serializers.CharField(),
        help_text="The words of the text that occur in the fact, with any ending, in the order of the text.",
    )
    actors = serializers.ListField(
        child=serializers.CharField(), help_text="The slugs of the matched actors that the fact names in any role."
    )
    topics = serializers.ListField(
        child=serializers.CharField(), help_text="The slugs of the matched topics of the fact."
    )


class TextMatchesSerializer(EnvelopeSerializer):
    """Records that match a text. A match of words is no verdict: it does not say what the text claims."""

    actors = NamedActorSerializer(
        many=True, help_text="The actors that the text names, in any spelling, in the order of the text."
    )
    topics = NamedTopicSerializer(many=True, help_text=f"Up to {MOST_TOPICS} topics, those with most matching words.")
    positions = NamedPositionSerializer(
        many=True,
        help_text=f"The newest positions of the first {MOST_ACTORS} actors on the topics, up to {MOST_POSITIONS} for "
        f"each actor as holder and as speaker on a topic, {MOST} in total.",
    )
    facts = MatchedFactSerializer(
        many=True,
        help_text=f"Up to {MOST_FACTS} facts ({', '.join(FACTS)}) that match best. A fact matches if it names a "
        "matched actor and is on a matched topic; if it does one of the two and has a further word of the text that is "
        "not a name (if there is one); or if it has two words of the text. Facts with both an actor and a topic come "
        "first, then facts with one of them; within each group, facts with more matching words come first.",
    )


class VerifyText(QueryView):
    """Actors, topics and facts that a free text may mention, each with the reason for the match.

    The response has no verdict. Read what the text claims and check that with `verify/`. Words match as in `search/`.
    """

    summary = "Match a text with the fact base"
    example = {"text": "Zelensky gives up joining NATO"}
    serializer_class = TextMatchesSerializer
    parameters = {"text": FreeText("The text.")}

    def query_values(self) -> dict[str, Any]:
        return {**super().query_values(), "base": self.url(ROOT)}

    def statement(self) -> PreparedQuery:
        return _build_query()

    def render(self, at: At, row: tuple) -> HttpResponse:
        return self.respond(at, {}, **dict(zip(("actors", "topics", "positions", "facts"), row, strict=True)))


@functools.cache
def _build_query() -> PreparedQuery:
    """Return the query for the records that match the text, with their JSON."""
    ctes: dict[str, Cte] = {
        "actor_texts (id, json, slug)": texts(ActorRef, "SELECT id FROM actors", None, "slug"),
        "topic_texts (id, json, slug)": texts(TopicRef, "SELECT id FROM topics", None, "slug"),
        "position_texts (id, json)": texts(PositionSerializer, f"SELECT id FROM positions WHERE place <= {MOST}"),
        "page (kind, id, rank)": "SELECT kind, id, rank FROM facts",
        "fact_texts (kind, id, rank, json)": union(
            result_sql(kind, frozenset(RecordSerializer().fields)) for kind in FACTS
        ),
    }
    actor = json_of_row(NamedActorSerializer, actor="json", name="name", words="words", whole="whole")
    topic = json_of_row(NamedTopicSerializer, topic="json", words="words")
    position = json_of_row(NamedPositionSerializer, actor="slug", role="role", position="position_texts.json")
    slugs = "ARRAY(SELECT slug FROM {0}_texts WHERE id = ANY ({0}s) ORDER BY slug)"
    fact = json_of_row(
        MatchedFactSerializer, fact="json", words="words", actors=slugs.format("actor"), topics=slugs.format("topic")
    )
    columns = [
        f"(SELECT string_agg({actor}, ', ' ORDER BY place, slug) FROM actors JOIN actor_texts USING (id))",
        f"(SELECT string_agg({topic}, ', ' ORDER BY place) FROM topics JOIN topic_texts USING (id))",
        f"(SELECT string_agg({position}, ', ' ORDER BY place)"
        " FROM positions JOIN position_texts USING (id) JOIN actor_texts ON actor_texts.id = actor_id)",
        f"(SELECT string_agg({fact}, ', ' ORDER BY place) FROM facts JOIN fact_texts USING (kind, id))",
    ]
    found = matching("(SELECT text FROM input)")
    return with_ctes(ctes, columns, clauses=f"input (text) AS (SELECT %(text)s::text), {found}, ")
