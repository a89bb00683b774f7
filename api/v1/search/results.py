"""What a search answers: its records with their fragments, and how they are spread."""

from rest_framework import serializers

from api.http.sql.json_builder import json_of
from api.http.sql.prepared_query import compiled
from api.http.views import REVISION
from api.v1.entities.refs import ActorRef, SourceRef, TopicRef
from factbase.models.search_document import WORDS
from factbase.search.candidates import CAP, facet
from factbase.search.index_config import KINDS, SearchedKind, texts_of

MOST_FACETS = 10
COUNTED = "How many of the records found, all pages together; of those that are ranked, when `capped`."


class RecordSerializer(serializers.Serializer):
    """A record of some kind."""

    kind = serializers.CharField(help_text=f"The kind of record: {', '.join(KINDS)}.")
    slug = serializers.CharField(help_text="Its slug.")
    url = serializers.URLField(help_text="Its page.")
    title = serializers.CharField(
        allow_null=True, help_text="Its name or title, as plain text; of a position, its holder and topic."
    )
    text = serializers.CharField(
        allow_null=True, help_text="What it says or is, as plain text: a summary, a proposition, a description."
    )
    stated = serializers.CharField(
        allow_null=True,
        help_text="When it was stated, or a meeting starts, as an EDTF date; null where it has none.",
    )
    status = serializers.CharField(
        allow_null=True, help_text="Of a meeting, whether it took place; of a proposal, how far it has come."
    )
    stance = serializers.CharField(allow_null=True, help_text="Of a position, the side taken.")
    attribution = serializers.CharField(
        allow_null=True, help_text="Of a position, whether it is the holder's own word or what others say of it."
    )


class FoundSerializer(RecordSerializer):
    """One record that was found."""

    rank = serializers.FloatField(help_text="How well it matches: only good for comparing results of one question.")
    highlights = serializers.ListField(
        child=serializers.CharField(),
        help_text="Fragments of its texts, and of its names, outcomes or provisions, with the words found in <mark>. "
        "They are HTML: all else in them is escaped, so that they may be put into a page as they are. None where only "
        "an actor or a topic that the question names was found in it.",
    )


class KindCountSerializer(serializers.Serializer):
    kind = serializers.CharField(help_text="The kind of record.")
    count = serializers.IntegerField(help_text=COUNTED)


class ActorCountSerializer(serializers.Serializer):
    actor = ActorRef(help_text="The actor.")
    count = serializers.IntegerField(help_text=COUNTED)


class TopicCountSerializer(serializers.Serializer):
    topic = TopicRef(help_text="The topic.")
    count = serializers.IntegerField(help_text=COUNTED)


class SourceCountSerializer(serializers.Serializer):
    source = SourceRef(help_text="The source.")
    count = serializers.IntegerField(help_text=COUNTED)


FEWER = f"the {MOST_FACETS} with the most"


class FacetsSerializer(serializers.Serializer):
    """How the records found, all pages together, are spread: what the filter of that name would leave."""

    kind = KindCountSerializer(many=True, help_text="By kind.")
    actor = ActorCountSerializer(many=True, help_text=f"By the actors that they name: {FEWER}.")
    topic = TopicCountSerializer(many=True, help_text=f"By topic: {FEWER}.")
    source = SourceCountSerializer(many=True, help_text=f"By the sources that support them: {FEWER}.")


class SearchSerializer(serializers.Serializer):
    """What was found."""

    revision = serializers.IntegerField(help_text=REVISION)
    count = serializers.IntegerField(help_text="How many records were found; at least so many when `capped`.")
    capped = serializers.BooleanField(
        help_text=f"Whether more than {CAP} rows of a table matched. Then so many of them, those entered first, are "
        "ranked, counted and listed: ask for more words, or narrow it."
    )
    did_you_mean = serializers.CharField(
        allow_null=True,
        help_text="Where nothing was found: the question with words of names and topics in place of those misspelt.",
    )
    next = serializers.URLField(allow_null=True, help_text="The next page; null on the last.")
    facets = FacetsSerializer(help_text="How what was found is spread.")
    results = FoundSerializer(many=True, help_text="The records of this page, those that match best first.")


def results_of(name: str, only: tuple[str, ...] | None) -> str:
    """SQL of the results of a kind."""
    kind = KINDS[name]
    columns = {
        "kind": f"'{name}'",
        "slug": "r.slug",
        "url": f"%(base)s::text || '{_plural(kind)}/' || r.slug || '/'",
        "title": f"nullif({kind.title}, '')",
        "text": f"nullif({kind.text}, '')",
        "stated": "NULL",
        "status": "NULL",
        "stance": "NULL",
        "attribution": "NULL",
        "rank": "p.rank",
        "highlights": f"array_to_json(ARRAY({_highlights(kind)}))",
        **{key: f"nullif({column}, '')" for key, column in kind.facts.items()},
    }
    pairs = ", ".join(f"'{key}', {column}" for key, column in columns.items() if only is None or key in only)
    return (
        f"SELECT p.kind, p.id, p.rank, json_build_object({pairs})::text FROM {kind.table} r"
        f" JOIN page p ON p.kind = '{name}' AND p.id = r.id"
        f" WHERE r.id = ANY(ARRAY(SELECT id FROM page WHERE kind = '{name}'))"
    )


def _plural(kind: SearchedKind) -> str:
    return str(kind.model._meta.verbose_name_plural)


def _highlights(kind: SearchedKind) -> str:
    """SQL of the fragments of a record: of its own texts first, then of its parts'."""
    texts = [f"SELECT 0, r.{column} FROM (VALUES (0)) once" for column in texts_of(kind.model)]
    for place, part in enumerate(kind.parts, 1):
        texts += [
            f"SELECT {place}, t.{column} FROM {part.table} t WHERE t.{part.record} = r.id"
            for column in texts_of(part.model)
        ]
    escaped = "text"
    for mark, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("''", "&#39;")):
        escaped = f"replace({escaped}, '{mark}', '{entity}')"
    options = "'StartSel=<mark>, StopSel=</mark>, MaxFragments=2, MinWords=8, MaxWords=30'"
    return (
        f"SELECT fragment FROM ({' UNION ALL '.join(texts)}) texts (place, text),"
        f" ts_headline('{WORDS}', {escaped}, (SELECT wanted FROM search_query), {options}) fragment"
        " WHERE position('<mark>' IN fragment) > 0 ORDER BY place LIMIT 3"
    )


def facets_of(kinds: tuple[str, ...]) -> tuple[str, list]:
    """SQL of the facets, as JSON, and its parameters."""
    parameters = []
    counts = "SELECT kind, count(*) AS count FROM candidates GROUP BY kind"
    parts = [_facet("kind", "to_json(kind)", f"({counts}) counted")]
    for name, ref in (("actor", ActorRef), ("topic", TopicRef), ("source", SourceRef)):
        counts = (
            f"SELECT named, count(*) AS count FROM ({facet(name, kinds)}) pairs (kind, id, named)"
            f" GROUP BY named ORDER BY count DESC, named LIMIT {MOST_FACETS}"
        )
        refs, values = compiled(ref.Meta.model._default_manager.order_by().values_list("pk", json_of(ref)))
        parameters += values
        rows = f"({refs}) refs (id, json) JOIN counted ON named = id WHERE id = ANY(ARRAY(SELECT named FROM counted))"
        parts.append(_facet(name, "json::json", rows, f"WITH counted AS MATERIALIZED ({counts}) "))
    return f"json_build_object({', '.join(parts)})::text", parameters


def _facet(name: str, key: str, rows: str, before: str = "") -> str:
    """SQL of one facet, with its name: what has most first."""
    count = f"json_build_object('{name}', {key}, 'count', count)"
    return f"'{name}', ({before}SELECT coalesce(json_agg({count} ORDER BY count DESC, {key}::text), '[]') FROM {rows})"
