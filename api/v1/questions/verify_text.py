"""What of the base a free text speaks of, with no verdict on it."""

import functools
from typing import Any

from django.db.models.expressions import RawSQL
from django.http import HttpRequest, HttpResponse
from rest_framework import serializers

from api.http.request.parameters import InvalidValue, Parameter
from api.http.sql.json_builder import annotated_rows, json_of
from api.http.sql.prepared_query import PreparedQuery, compiled, from_template, one_of
from api.http.views import AS_OF, REVISION, QueryView, json_response
from api.v1.entities.position import PositionSerializer
from api.v1.entities.refs import ActorRef, TopicRef
from api.v1.paths import ROOT
from api.v1.search.results import RecordSerializer, results_of
from factbase.history.snapshot import At
from factbase.models import Actor, Topic
from factbase.search.text_matches import FACTS, MOST_ACTORS, MOST_FACTS, MOST_POSITIONS, MOST_TOPICS, matching

LONGEST = 2000
MOST = 100


class FreeText(Parameter):
    """A text as people write it."""

    schema = {"type": "string", "minLength": 1, "maxLength": LONGEST, "examples": ["Zelensky"]}
    required = True

    def parse(self, text: str) -> str:
        if not text.strip():
            raise InvalidValue("The text is empty.")
        if len(text) > LONGEST:
            raise InvalidValue(f"It has {len(text)} characters: at most {LONGEST} are taken.")
        return text


class NamedActorSerializer(serializers.Serializer):
    """An actor that the text names, and by what."""

    actor = ActorRef(help_text="The actor.")
    name = serializers.CharField(help_text="Its name that the text has, as the base spells it.")
    words = serializers.CharField(help_text="The words of the text.")
    whole = serializers.BooleanField(help_text="Whether it is a whole name; false for a surname alone.")


class NamedTopicSerializer(serializers.Serializer):
    """A topic that the text may be about, and why."""

    topic = TopicRef(help_text="The topic.")
    words = serializers.ListField(
        child=serializers.CharField(),
        help_text="The words of the text that are in its name or proposition, whatever their endings.",
    )


class NamedPositionSerializer(serializers.Serializer):
    """A position of an actor on a topic, both of which were found."""

    actor = serializers.CharField(help_text="The slug of the actor for whom it is here.")
    role = serializers.ChoiceField(["holder", "speaker"], help_text="What that actor is to the position.")
    position = PositionSerializer(help_text="The position.")


class MatchedFactSerializer(serializers.Serializer):
    """A fact that has words of the text, and why it is here."""

    fact = RecordSerializer(help_text="The fact, as a search shows it.")
    words = serializers.ListField(
        child=serializers.CharField(),
        help_text="The words of the text that it has, whatever their endings, in the order of the text.",
    )
    actors = serializers.ListField(
        child=serializers.CharField(), help_text="The slugs of the actors found that it names, in whatever part."
    )
    topics = serializers.ListField(
        child=serializers.CharField(), help_text="The slugs of the topics found that it is on."
    )


class TextMatchesSerializer(serializers.Serializer):
    """What a text speaks of. There is no verdict: that words match does not tell what the text claims."""

    revision = serializers.IntegerField(help_text=REVISION)
    actors = NamedActorSerializer(
        many=True, help_text="The actors that it names, in any spelling, in the order of the text."
    )
    topics = NamedTopicSerializer(many=True, help_text=f"The {MOST_TOPICS} topics with most words of it.")
    positions = NamedPositionSerializer(
        many=True,
        help_text=f"The newest positions, up to {MOST_POSITIONS} each, of these actors (the first {MOST_ACTORS}) as "
        f"holders and as speakers on these topics; {MOST} at the most.",
    )
    facts = MatchedFactSerializer(
        many=True,
        help_text=f"The {MOST_FACTS} facts ({', '.join(FACTS)}) that match best: they name an actor found and are on a "
        "topic found, or do one of it and have a word of the text beside names, if there is one, or have two of its "
        "words. Those that name an actor and a topic come first, then those that name one; among them those with the "
        "most words.",
    )


class VerifyText(QueryView):
    """Which actors, topics and facts of the base a free text may speak of, each with the reason why it matches, and no
    verdict. What it claims is for the reader to tell: `verify/` then checks it. Words are found as `search/` finds
    them."""

    summary = "Match a text with the base"
    example = {"text": "Zelensky gives up joining NATO"}
    serializer_class = TextMatchesSerializer
    parameters = {"text": FreeText("The text."), "as_of": AS_OF}

    def values(self, request: HttpRequest, given: dict[str, Any], path: dict[str, str]) -> dict[str, Any]:
        return {**given, "base": request.build_absolute_uri(ROOT)}

    def statement(self, given: dict[str, Any]) -> PreparedQuery:
        return _matches()

    def shape(
        self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any], row: tuple
    ) -> HttpResponse | None:
        actors, topics, positions, facts = row
        return json_response(
            f'{{"revision": {at.number}, "actors": [{actors}], "topics": [{topics}], "positions": [{positions}],'
            f' "facts": [{facts}]}}'
        )


@functools.cache
def _matches() -> PreparedQuery:
    """The statement: what the text names, then the texts of that."""

    def among(table: str) -> Any:
        return one_of(RawSQL(f"ARRAY(SELECT id FROM {table})", []))

    parts = [
        compiled(Actor.objects.filter(among("actors")).order_by().values_list("pk", "slug", json_of(ActorRef))),
        compiled(Topic.objects.filter(among("topics")).order_by().values_list("pk", "slug", json_of(TopicRef))),
        compiled(
            annotated_rows(PositionSerializer)
            .filter(one_of(RawSQL(f"ARRAY(SELECT id FROM positions WHERE place <= {MOST})", [])))
            .order_by()
            .values_list("pk", json_of(PositionSerializer))
        ),
    ]
    actors, topics, positions = (sql for sql, _ in parts)
    results = " UNION ALL ".join(results_of(kind, tuple(RecordSerializer().fields)) for kind in FACTS)
    sql = f"""WITH given (text) AS (SELECT %(text)s::text), {matching("(SELECT text FROM given)")},
actor_texts (id, slug, json) AS MATERIALIZED ({actors}), topic_texts (id, slug, json) AS MATERIALIZED ({topics}),
position_texts (id, json) AS ({positions}),
page (kind, id, rank) AS MATERIALIZED (SELECT kind, id, rank FROM facts),
fact_texts (kind, id, rank, json) AS ({results})
SELECT
(SELECT coalesce(string_agg(concat('{{"actor": ', json, ', "name": ', to_json(name), ', "words": ', to_json(words),
    ', "whole": ', whole::text, '}}'), ', ' ORDER BY place, slug), '') FROM actors JOIN actor_texts USING (id)),
(SELECT coalesce(string_agg(concat('{{"topic": ', json, ', "words": ', to_json(words), '}}'), ', ' ORDER BY place), '')
    FROM topics JOIN topic_texts USING (id)),
(SELECT coalesce(string_agg(concat('{{"actor": ', to_json(slug), ', "role": ', to_json(role), ', "position": ',
    position_texts.json, '}}'), ', ' ORDER BY place), '')
    FROM positions JOIN position_texts USING (id) JOIN actor_texts ON actor_texts.id = actor_id),
(SELECT coalesce(string_agg(concat('{{"fact": ', json, ', "words": ', to_json(words), ', "actors": ',
    to_json(ARRAY(SELECT slug FROM actor_texts WHERE id = ANY (actors) ORDER BY slug)), ', "topics": ',
    to_json(ARRAY(SELECT slug FROM topic_texts WHERE id = ANY (topics) ORDER BY slug)), '}}'), ', ' ORDER BY place), '')
    FROM facts JOIN fact_texts USING (kind, id))"""
    return from_template(sql, [value for _, values in parts for value in values])
