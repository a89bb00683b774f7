"""Resolution of a name to actors."""

import functools
from typing import Any

from django.http import HttpResponse
from rest_framework import serializers

from api.http.base_views import QueryView
from api.http.envelope import EnvelopeSerializer
from api.http.request.parameters import InvalidValue, Names, Number, Parameter
from api.http.sql.json_builder import ReadSerializer, json_of_row
from api.http.sql.prepared_query import Cte, PreparedQuery, texts, with_ctes
from factbase.history.snapshot import At
from factbase.models import Actor
from factbase.names import matching
from factbase.vocabulary import ActorKind, NameMatch

LIMIT = 10


class NameParameter(Parameter):
    """A name."""

    schema = {"type": "string", "minLength": 1, "maxLength": matching.LONGEST}
    required = True

    def parse(self, text: str) -> str:
        if not 0 < len(text) <= matching.LONGEST:
            raise InvalidValue(f"The name has {len(text)} characters; it must have 1 to {matching.LONGEST}.")
        return text


class CandidateRef(ReadSerializer):
    """A candidate actor, in short."""

    class Meta:
        model = Actor
        fields = ["slug", "name", "kind", "country", "wikidata", "description"]


class CandidateSerializer(serializers.Serializer):
    """An actor that the name may refer to."""

    actor = CandidateRef(help_text="The actor.")
    score = serializers.FloatField(help_text="The quality of the match, from 0 to 1, by the rule of this endpoint.")
    name = serializers.CharField(help_text="The actor's name that matches best.")
    reasons = serializers.ListField(
        child=serializers.ChoiceField(NameMatch.choices), help_text="The reasons for the match, in the order of steps."
    )


class ResolveSerializer(EnvelopeSerializer):
    """The actors that a name may refer to."""

    results = CandidateSerializer(many=True, help_text="The candidates, best first; empty if no name is similar.")


class ActorResolve(QueryView):
    """Actors that a name may refer to, in any spelling, script, case and word order, with initials or a title.

    Each candidate has a score and the reasons for it. Names are compared by keys without case, diacritics and spelling
    differences between languages. The score is 1 for the actor's main name, 0.98 for another name of the actor, 0.95
    for the same key, 0.9 for the same words in another order, 0.8 with initials, and 0.75 if extra words are ignored.
    A part of a name scores 0.7 with the last word of the name or 0.5 without, plus up to 0.1 for similarity. A similar
    name scores 0.65 times its similarity, plus 0.15 if the last word is the same. Similarity is the share of common
    trigrams; similarity to a part of a name counts 0.8 of that. Each ignored word of a title costs 3 percent. A name is
    similar from 0.3 for the whole name or 0.6 for a part. Candidates that score below 0.2 are left out.
    """

    summary = "Resolve a name"
    example = {"name": "FM Сибіга"}
    serializer_class = ResolveSerializer
    parameters = {
        "name": NameParameter("The name to resolve."),
        "kind": Names(ActorKind.values, "Actors of these kinds."),
        "limit": Number(1, 50, LIMIT, "Maximum number of candidates."),
    }

    def query_values(self) -> dict[str, Any]:
        return {"kind": None, "limit": LIMIT, **super().query_values()}

    def statement(self) -> PreparedQuery:
        return _build_query()

    def render(self, at: At, row: tuple) -> HttpResponse:
        return self.respond(at, {}, results=row[0])


@functools.cache
def _build_query() -> PreparedQuery:
    ctes: dict[str, Cte] = {
        "candidates": matching.candidates("%(name)s::text", "%(kind)s::text[]", "%(limit)s::int"),
        "actors (id, json, slug)": texts(CandidateRef, "SELECT actor_id FROM candidates", None, "slug"),
    }
    candidate = json_of_row(
        CandidateSerializer, actor="json", score="trim_scale(score)", name="candidates.name", reasons="reasons"
    )
    results = f"string_agg({candidate}, ', ' ORDER BY score DESC, slug)"
    return with_ctes(ctes, [results], "FROM candidates JOIN actors ON actors.id = actor_id")
