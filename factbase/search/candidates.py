"""SQL for the candidates of a search: the rows of each kind of record that match a query, found by indexes.

At most `CAP` rows for each way to find a record are ranked, to limit the time of an answer. Open parameters are written
`%(name)s`: lists of slugs for the filters `actor`, `topic` and `source`, and days for `date_from` and `date_to`.
"""

from collections.abc import Collection

from factbase.models.search_document import ACTOR, TOPIC
from factbase.models.sql.planner import any_in_array, optimization_fence

from .index_config import KINDS, SearchedKind, document_rows

CAP = 50
"""The most matching rows of a table that are ranked. Computing the search document of a row takes 15 µs."""

WEIGHTS = "'{0.6, 0.2, 0.4, 1}'"
"""The rank weights of a lexeme for an actor or topic, and of a word in the rest, the body and the title."""


def candidates(kinds: Collection[str], filters: Collection[str]) -> str:
    """Return SQL for clauses of a WITH, ending in `candidates` (kind, id, rank). They follow a clause `search_query`.

    `search_query` has one row: `query`, which rows must match, or null for none; `rest`, the query without names, for
    rows with a link to a named actor or topic; `with_record`, true if a part is matched together with its whole record;
    `wanted`, all words and spellings, which determine the rank; and the ids of the named `actors` and `topics`.

    The clause `hits` (kind, way, id, document, matches) has `CAP` + 1 rows of a way if there were more than `CAP`. It
    includes rows that do not match after the lexemes of their links are added.
    """
    union = " UNION ALL ".join(_hits(kind, filters) for kind in KINDS if kind in kinds)
    return f"""filter_ids AS MATERIALIZED (SELECT {", ".join(_filter_ids(filters)) or "NULL"}),
hits (kind, way, id, document, matches) AS MATERIALIZED ({union}),
candidates (kind, id, rank) AS MATERIALIZED (
    SELECT kind, id, round(max(ts_rank({WEIGHTS}, document, wanted, 1))::numeric, 6)
        + CASE WHEN kind = 'actor' AND id = ANY((SELECT actors FROM search_query)::bigint[]) THEN 1 ELSE 0 END
    FROM hits, search_query WHERE matches GROUP BY kind, id
)"""


def _filter_ids(filters: Collection[str]) -> list[str]:
    columns = []
    for name, sign in (("actor", ACTOR), ("topic", TOPIC), ("source", "")):
        if name in filters:
            ids = f"SELECT object_id FROM factbase_slug WHERE kind = '{name}' AND slug = ANY(%({name})s::text[])"
            columns.append(f"ARRAY({ids}) AS {name}")
            if sign:
                lexemes = f"string_agg('''{sign}' || object_id || '''', ' | ')::tsquery"
                columns.append(f"(SELECT {lexemes} FROM ({ids}) named) AS {name}_named")
    return columns


def _hits(name: str, filters: Collection[str]) -> str:
    """Return SQL for the records of a kind that are found, with a row for each way to find them."""
    kind = KINDS[name]
    ways = " UNION ALL ".join(f"({way} LIMIT {CAP + 1})" for way in _ways(kind, filters))
    document = "r.document"
    if kind.links:  # added once for all ways, to keep the plan small
        document += f" || CASE WHEN r.whole THEN array_to_tsvector(ARRAY({_linked(kind)})) ELSE '' END"
    once = optimization_fence(f"SELECT way, id, {document} AS document FROM ({ways}) r (way, id, document, whole)")
    return f"""SELECT '{name}', way, id, document, document @@ (SELECT query FROM search_query)
    FROM {once} r"""


def _ways(kind: SearchedKind, filters: Collection[str]) -> list[str]:
    """Return SQL for each way to find records of a kind: number of the way, id, document, and if it is of the record.

    The document of a whole record is extended by the lexemes of its links; the document of a part may stand alone.
    """
    conditions = "".join(f" AND {condition}" for condition in _conditions(kind, filters))
    matching = ["r.document @@ (SELECT query FROM search_query)"]
    if kind.links:
        matching += [
            f"r.id = {any_in_array(f'{_ids_linked(kind)} LIMIT {CAP + 1}')}",
            f"r.document @@ (SELECT rest FROM search_query) AND r.id IN ({_ids_linked(kind)})",
        ]
    ways = [
        f"SELECT {number}, r.id, r.document, true FROM {kind.rows} r WHERE {matches}{conditions}"
        for number, matches in enumerate(matching)
    ]
    with_record = "(SELECT with_record FROM search_query)"
    for number, part in enumerate(kind.parts, len(ways)):
        ways.append(
            f"SELECT {number}, r.id, p.document || CASE WHEN {with_record} THEN r.document ELSE '' END, {with_record}"
            f" FROM {document_rows(part.model)} p JOIN {kind.rows} r ON r.id = p.{part.record}"
            f" WHERE p.document @@ (SELECT query FROM search_query){conditions}"
        )
    return ways


def _linked(kind: SearchedKind) -> str:
    """Return SQL for the lexemes of a record's links, or for none if the query names no actor and no topic."""
    parts = []
    for link in kind.links:
        for sign, columns in ((ACTOR, link.actors), (TOPIC, link.topics)):
            parts += [
                f"SELECT '{sign}' || l.{column} FROM {link.table} l WHERE l.{link.record} = r.id"
                f" AND l.{column} IS NOT NULL"
                for column in columns
            ]
    any_named = "(SELECT actors || topics <> '{}' FROM search_query)"
    return f"SELECT lexeme FROM ({' UNION '.join(parts)}) named (lexeme) WHERE {any_named}"


def _ids_linked(kind: SearchedKind) -> str:
    """Return SQL for the ids of the records with a link to an actor or a topic that the query names."""
    return " UNION ".join(
        f"SELECT l.{link.record} FROM {link.table} l"
        f" WHERE l.{column} = ANY((SELECT {named} FROM search_query)::bigint[])"
        for link in kind.links
        for named, columns in (("actors", link.actors), ("topics", link.topics))
        for column in columns
    )


def _conditions(kind: SearchedKind, filters: Collection[str]) -> list[str]:
    """Return the SQL conditions of the filters on rows `r`."""
    conditions = []
    for name in filters:
        if name in ("actor", "topic"):
            links = [
                f"EXISTS (SELECT FROM {link.table} l WHERE l.{link.record} = r.id"
                f" AND l.{column} = ANY((SELECT {name} FROM filter_ids)::bigint[]))"
                for link in kind.links
                for column in (link.actors if name == "actor" else link.topics)
            ]
            conditions.append(f"({' OR '.join([f'r.document @@ (SELECT {name}_named FROM filter_ids)', *links])})")
        elif name == "source":
            conditions.append(f"r.id = {any_in_array(_cited_by(kind))}")
        elif kind.day:
            conditions.append(f"r.{kind.day} {'>=' if name == 'date_from' else '<='} %({name})s::date")
        else:
            conditions.append("false")
    return conditions


def _cited_by(kind: SearchedKind) -> str:
    """Return SQL for the ids of the records that the filter's sources support or, of sources, for the sources."""
    sources = "ANY((SELECT source FROM filter_ids)::bigint[])"
    if kind is KINDS["source"]:
        return "SELECT unnest(source) FROM filter_ids"
    ids = [f"SELECT c.{kind.cited} FROM factbase_citation c WHERE c.source_id = {sources}"] if kind.cited else []
    ids += [
        f"SELECT p.{part.record} FROM factbase_citation c JOIN {part.table} p ON p.id = c.{part.cited}"
        f" WHERE c.source_id = {sources}"
        for part in kind.parts
    ]
    return f"SELECT id FROM ({' UNION ALL '.join(ids) or 'SELECT NULL::bigint'}) cited (id) WHERE id IS NOT NULL"


def facet(name: str, kinds: Collection[str]) -> str:
    """Return SQL for distinct pairs of a candidate and each of its actors, topics or sources (the facet's `name`)."""
    # A source is its own source. For other facets this row source is empty, but the union needs a first member.
    pairs = [f"SELECT kind, id, id FROM candidates WHERE kind = 'source' AND {str(name == 'source').lower()}"]
    for kind in kinds:
        ids = any_in_array(f"SELECT id FROM candidates WHERE kind = '{kind}'")
        if name == "source":
            if KINDS[kind].cited:
                pairs.append(
                    f"SELECT '{kind}', c.{KINDS[kind].cited}, c.source_id FROM factbase_citation c"
                    f" WHERE c.{KINDS[kind].cited} = {ids}"
                )
            for part in KINDS[kind].parts:
                of_them = f"factbase_citation c JOIN {part.table} p ON p.id = c.{part.cited}"
                theirs = any_in_array(f"SELECT id FROM {part.table} WHERE {part.record} = {ids}")
                pairs.append(
                    f"SELECT '{kind}', p.{part.record}, c.source_id FROM {of_them} WHERE c.{part.cited} = {theirs}"
                )
            continue
        for link in (KINDS[kind].own, *KINDS[kind].links):
            pairs += [
                f"SELECT '{kind}', l.{link.record}, l.{column} FROM {link.table} l WHERE l.{link.record} = {ids}"
                f" AND l.{column} IS NOT NULL"
                for column in (link.actors if name == "actor" else link.topics)
            ]
    return " UNION ".join(pairs)
