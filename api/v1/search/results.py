"""Search results: records with highlights, and facets."""

from rest_framework import serializers

from api.http.envelope import EnvelopeSerializer
from api.http.sql.json_builder import ReadSerializer, json_of_row
from api.http.sql.prepared_query import Cte, texts
from api.v1.entities.refs import ActorRef, SourceRef, TopicRef
from factbase.models.search_document import WORDS
from factbase.models.sql.planner import any_in_array
from factbase.search.candidates import CAP, facet
from factbase.search.index_config import KINDS, SearchedKind, texts_of

MOST_FACETS = 10
COUNT = "Number of matching records on all pages; of ranked records if `capped`."


class RecordSerializer(serializers.Serializer):
    """A record of any kind, in short."""

    kind = serializers.CharField(help_text=f"The kind of record: {', '.join(KINDS)}.")
    slug = serializers.CharField(help_text="The record's slug.")
    url = serializers.URLField(help_text="The URL of the record.")
    title = serializers.CharField(
        allow_null=True, help_text="The record's name or title as plain text; a position has its holder and topic."
    )
    text = serializers.CharField(
        allow_null=True, help_text="The record's summary, proposition or description as plain text."
    )
    stated = serializers.CharField(
        allow_null=True, help_text="The stated date, or the start of a meeting, in EDTF; null if there is none."
    )
    status = serializers.CharField(allow_null=True, help_text="The status of a meeting or a proposal.")
    stance = serializers.CharField(allow_null=True, help_text="The stance of a position.")
    attribution = serializers.CharField(allow_null=True, help_text="The attribution of a position.")


class FoundSerializer(RecordSerializer):
    """A search result."""

    rank = serializers.FloatField(help_text="The quality of the match. Ranks of different searches are not comparable.")
    highlights = serializers.ListField(
        child=serializers.CharField(),
        help_text="Fragments of the record's texts and of its names, outcomes or provisions, with matching words in "
        "<mark>. They are HTML with everything else escaped, safe to insert into a page. Empty if the record matches "
        "only because it refers to an actor or a topic that the query names.",
    )


def count_serializer(name: str, field: serializers.Field) -> type[serializers.Serializer]:
    """Return the serializer of the number of matching records for each value of a field."""
    keys = {name: field, "count": serializers.IntegerField(help_text=COUNT)}
    return type(f"{name.title()}CountSerializer", (serializers.Serializer,), keys)


KindCountSerializer = count_serializer("kind", serializers.CharField(help_text="The kind of record."))
COUNTED: dict[str, tuple[type[ReadSerializer], type[serializers.Serializer]]] = {
    name: (ref, count_serializer(name, ref(help_text=f"The {name}.")))
    for name, ref in (("actor", ActorRef), ("topic", TopicRef), ("source", SourceRef))
}
TOP = f"the {MOST_FACETS} with the highest counts"


class FacetsSerializer(serializers.Serializer):
    """Counts of the matching records on all pages. A count is what the filter of the same name would leave."""

    kind = KindCountSerializer(many=True, help_text="Counts by kind.")
    actor = COUNTED["actor"][1](many=True, help_text=f"Counts by named actor: {TOP}.")
    topic = COUNTED["topic"][1](many=True, help_text=f"Counts by topic: {TOP}.")
    source = COUNTED["source"][1](many=True, help_text=f"Counts by supporting source: {TOP}.")


class SearchSerializer(EnvelopeSerializer):
    """A page of search results."""

    count = serializers.IntegerField(help_text="Number of matching records; a lower bound if `capped`.")
    capped = serializers.BooleanField(
        help_text=f"Whether more than {CAP} rows of a table matched. If so, only the {CAP} entered first are ranked, "
        "counted and listed: add words or filters."
    )
    did_you_mean = serializers.CharField(
        allow_null=True,
        help_text="If nothing matches: the query with misspelled words replaced by words of names and topics.",
    )
    next = serializers.URLField(allow_null=True, help_text="URL of the next page; null on the last page.")
    facets = FacetsSerializer(help_text="Counts of the matching records.")
    results = FoundSerializer(many=True, help_text="The records of this page, best match first.")


def result_sql(name: str, only: frozenset[str] | None) -> str:
    """Return SQL for the results of one kind on the page: kind, id, rank and JSON."""
    kind = KINDS[name]
    result = json_of_row(
        FoundSerializer,
        only,
        **{
            "kind": f"'{name}'::text",
            "slug": "r.slug",
            "url": f"%(base)s::text || '{_plural(kind)}/' || r.slug || '/'",
            "title": kind.title,
            "text": kind.text,
            **dict.fromkeys(("stated", "status", "stance", "attribution"), "NULL"),
            "rank": "p.rank",
            "highlights": f"ARRAY({_highlights_sql(kind)})",
            **kind.facts,
        },
    )
    on_page = any_in_array(f"SELECT id FROM page WHERE kind = '{name}'")
    return (
        f"SELECT p.kind, p.id, p.rank, {result} FROM {kind.table} r"
        f" JOIN page p ON p.kind = '{name}' AND p.id = r.id"
        f" WHERE r.id = {on_page}"
    )


def _plural(kind: SearchedKind) -> str:
    return str(kind.model._meta.verbose_name_plural)


def _highlights_sql(kind: SearchedKind) -> str:
    """Return SQL for the fragments of a record: first from its own texts, then from those of its parts."""
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


def build_facets(kinds: tuple[str, ...]) -> dict[str, Cte]:
    """Return common table expressions over the `candidates`; the last, `facets` (json), has the facets."""
    ctes: dict[str, Cte] = {"kind_counts": "SELECT kind, count(*) FROM candidates GROUP BY kind"}
    count = json_of_row(KindCountSerializer, kind="kind", count="count")
    facets = {"kind": f"(SELECT string_agg({count}, ', ' ORDER BY count DESC, kind) FROM kind_counts)"}
    for name, (ref, serializer_class) in COUNTED.items():
        ctes[f"{name}_counts (id, count)"] = (
            f"SELECT named, count(*) AS count FROM ({facet(name, kinds)}) pairs (kind, id, named)"
            f" GROUP BY named ORDER BY count DESC, named LIMIT {MOST_FACETS}"
        )
        ctes[f"{name}_refs (id, json)"] = texts(ref, f"SELECT id FROM {name}_counts")
        count = json_of_row(serializer_class, **{name: "json", "count": "count"})
        rows = f"{name}_counts JOIN {name}_refs USING (id)"
        facets[name] = f"(SELECT string_agg({count}, ', ' ORDER BY count DESC, json) FROM {rows})"
    return ctes | {"facets (json)": f"SELECT {json_of_row(FacetsSerializer, **facets)}"}
