"""Whom a name means."""

import functools
from typing import Any

from django.db.models.expressions import RawSQL
from django.http import HttpRequest, HttpResponse
from rest_framework import serializers

from api.http.request.parameters import InvalidValue, Names, Number, Parameter
from api.http.sql.json_builder import ReadSerializer, annotated_rows, json_of
from api.http.sql.placeholders import Param
from api.http.sql.prepared_query import PreparedQuery, compiled, one_of
from api.http.views import AS_OF, REVISION, QueryView, json_response
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
            raise InvalidValue(f"A name of 1 to {matching.LONGEST} characters is expected; it has {len(text)}.")
        return text


class CandidateRef(ReadSerializer):
    class Meta:
        model = Actor
        fields = ["slug", "name", "kind", "country", "wikidata", "description"]


class CandidateSerializer(serializers.Serializer):
    """An actor that may be meant."""

    actor = CandidateRef(help_text="The actor.")
    score = serializers.FloatField(help_text="How well it matches, from 0 to 1, by the rule above.")
    name = serializers.CharField(help_text="The name of the actor's that matches best.")
    reasons = serializers.ListField(
        child=serializers.ChoiceField(NameMatch.choices), help_text="Why it is a candidate, in the order of the steps."
    )


class ResolveSerializer(serializers.Serializer):
    """Whom a name may mean."""

    revision = serializers.IntegerField(help_text=REVISION)
    results = CandidateSerializer(many=True, help_text="The candidates, the best first; none if nothing is similar.")


class ActorResolve(QueryView):
    """Whom a name means, in whatever spelling, script, case and order of its words, with initials or a title in front.
    Each candidate has a score and the reasons for it. Names are compared by keys, which leave out case, diacritics and
    what languages write differently for one sound. The score is 1 for the name that the base uses, 0.98 for another
    name of the actor's, 0.95 for the same key, 0.9 for the same words in another order, 0.8 with initials, 0.75 where
    words beside the name are left out; for a part of a name 0.7 with its last word and 0.5 without, and up to 0.1 more
    by its likeness; for a similar name 0.65 times its likeness, and 0.15 more if the last word is the same. Likeness is
    the share of trigrams in common; a likeness to a part of a name counts 0.8 of that. Each word of a title left out
    takes 3 percent. A name is similar from a likeness of 0.3 to the whole or of 0.6 to a part; what scores below 0.2 is
    left out."""

    summary = "Resolve a name"
    example = {"name": "FM Сибіга"}
    serializer_class = ResolveSerializer
    parameters = {
        "name": NameParameter("The name, as it was found."),
        "kind": Names(ActorKind.values, "Actors of these kinds."),
        "limit": Number(1, 50, LIMIT, "How many candidates there are at the most."),
        "as_of": AS_OF,
    }

    def values(self, request: HttpRequest, given: dict[str, Any], path: dict[str, str]) -> dict[str, Any]:
        return {"name": given["name"], "kind": given.get("kind"), "limit": given.get("limit", LIMIT)}

    def statement(self, given: dict[str, Any]) -> PreparedQuery:
        return _resolve()

    def shape(
        self, request: HttpRequest, at: At, given: dict[str, Any], values: dict[str, Any], row: tuple
    ) -> HttpResponse:
        return json_response(f'{{"revision": {at.number}, "results": [{row[0]}]}}')


@functools.cache
def _resolve() -> PreparedQuery:
    found = matching.candidates("%s::text", "%s::text[]", "%s::int")
    ids = RawSQL("ARRAY(SELECT actor_id FROM found)", [])
    actors, parameters = compiled(
        annotated_rows(CandidateRef).filter(one_of(ids)).order_by().values_list("pk", "slug", json_of(CandidateRef))
    )
    return PreparedQuery(
        f"WITH found AS MATERIALIZED ({found}), actors (id, slug, json) AS ({actors})"
        """ SELECT coalesce(string_agg('{"actor": ' || json || ', "score": ' || trim_scale(score) || ', "name": ' ||"""
        """ to_json(found.name) || ', "reasons": ' || to_json(reasons) || '}', ', ' ORDER BY score DESC, slug), '')"""
        " FROM found JOIN actors ON actors.id = found.actor_id",
        (Param("name"), Param("kind"), Param("limit"), *parameters),
    )
