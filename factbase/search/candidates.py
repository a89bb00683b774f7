"""The rows that match what was asked, of each kind of record, by its indexes: SQL for the statement of who asks.

So that no answer takes long, at most `CAP` rows of each table are ranked. What is open is written `%(name)s`: for the
filters `actor`, `topic` and `source` lists of slugs, `date_from` and `date_to`.
"""

from collections.abc import Collection

from factbase.models.search_document import ACTOR, TOPIC

from .index_config import KINDS, SearchedKind, document_rows

CAP = 50
"""How many rows of a table that match are ranked at the most: making a row's document again takes 15 µs."""

WEIGHTS = "'{0.6, 0.2, 0.4, 1}'"
"""What it is worth that a row names the actor or topic; then the rest, the body, the title."""


def candidates(kinds: Collection[str], filters: Collection[str]) -> str:
    """SQL of clauses of a WITH, the last of which is `candidates` (kind, id, rank), after one that is `asked`.

    `asked` has one row: `query`, which rows must match, or null for none; `rest`, what is left of it for a row whose
    links name someone; `with_record`, whether what stands in a part is judged with all of its record; `wanted`, all
    words and spellings of which rows have the better rank the more they have; the ids of `actors` and `topics`.

    `found` before the last (kind, way, id, document, matches) has more than `CAP` rows of a way when there were more;
    rows of which other tables must tell whether they match are among them though they do not.
    """
    union = " UNION ALL ".join(_found(kind, filters) for kind in KINDS if kind in kinds)
    return f"""narrow AS MATERIALIZED (SELECT {", ".join(_narrow(filters)) or "NULL"}),
found (kind, way, id, document, matches) AS MATERIALIZED ({union}),
candidates (kind, id, rank) AS MATERIALIZED (
    SELECT kind, id, round(max(ts_rank({WEIGHTS}, document, wanted, 1))::numeric, 6)
        + CASE WHEN kind = 'actor' AND id = ANY((SELECT actors FROM asked)::bigint[]) THEN 1 ELSE 0 END
    FROM found, asked WHERE matches GROUP BY kind, id
)"""


def _narrow(filters: Collection[str]) -> list[str]:
    columns = []
    for name, sign in (("actor", ACTOR), ("topic", TOPIC), ("source", "")):
        if name in filters:
            ids = f"SELECT object_id FROM factbase_slug WHERE kind = '{name}' AND slug = ANY(%({name})s::text[])"
            columns.append(f"ARRAY({ids}) AS {name}")
            if sign:
                lexemes = f"string_agg('''{sign}' || object_id || '''', ' | ')::tsquery"
                columns.append(f"(SELECT {lexemes} FROM ({ids}) named) AS {name}_named")
    return columns


def _found(name: str, filters: Collection[str]) -> str:
    """SQL of the records of a kind that are found, in whatever way; a row for each way."""
    kind = KINDS[name]
    ways = " UNION ALL ".join(f"({way} LIMIT {CAP + 1})" for way in _ways(kind, filters))
    document = "r.document"
    if kind.links:  # once for all ways: each time that it is written makes the plan larger
        document += f" || CASE WHEN r.whole THEN array_to_tsvector(ARRAY({_linked(kind)})) ELSE '' END"
    # without OFFSET 0, PostgreSQL would make the document a second time to match it
    return f"""SELECT '{name}', way, id, document, document @@ (SELECT query FROM asked)
    FROM (SELECT way, id, {document} AS document FROM ({ways}) r (way, id, document, whole) OFFSET 0) r"""


def _ways(kind: SearchedKind, filters: Collection[str]) -> list[str]:
    """SQL of the ways in which records of a kind are found: the number of the way, the id, the document, and whether
    that is of the whole record, to which what its links name belongs."""
    conditions = "".join(f" AND {condition}" for condition in _conditions(kind, filters))
    matching = ["r.document @@ (SELECT query FROM asked)"]
    if kind.links:
        matching += [
            f"r.id = ANY(ARRAY({_ids_linked(kind)} LIMIT {CAP + 1}))",
            f"r.document @@ (SELECT rest FROM asked) AND r.id IN ({_ids_linked(kind)})",
        ]
    ways = [
        f"SELECT {number}, r.id, r.document, true FROM {kind.rows} r WHERE {matches}{conditions}"
        for number, matches in enumerate(matching)
    ]
    with_record = "(SELECT with_record FROM asked)"
    for number, part in enumerate(kind.parts, len(ways)):
        ways.append(
            f"SELECT {number}, r.id, p.document || CASE WHEN {with_record} THEN r.document ELSE '' END, {with_record}"
            f" FROM {document_rows(part.model)} p JOIN {kind.rows} r ON r.id = p.{part.record}"
            f" WHERE p.document @@ (SELECT query FROM asked){conditions}"
        )
    return ways


def _linked(kind: SearchedKind) -> str:
    """The lexemes of what a record's links name; none where the question names nobody and nothing."""
    parts = []
    for link in kind.links:
        for sign, columns in ((ACTOR, link.actors), (TOPIC, link.topics)):
            parts += [
                f"SELECT '{sign}' || l.{column} FROM {link.table} l WHERE l.{link.record} = r.id"
                f" AND l.{column} IS NOT NULL"
                for column in columns
            ]
    someone = "(SELECT actors || topics <> '{}' FROM asked)"
    return f"SELECT lexeme FROM ({' UNION '.join(parts)}) named (lexeme) WHERE {someone}"


def _ids_linked(kind: SearchedKind) -> str:
    """The ids of the records whose links name an actor or a topic of the question."""
    return " UNION ".join(
        f"SELECT l.{link.record} FROM {link.table} l WHERE l.{column} = ANY((SELECT {named} FROM asked)::bigint[])"
        for link in kind.links
        for named, columns in (("actors", link.actors), ("topics", link.topics))
        for column in columns
    )


def _conditions(kind: SearchedKind, filters: Collection[str]) -> list[str]:
    """What rows `r` must fulfil to pass the filters."""
    found = []
    for name in filters:
        if name in ("actor", "topic"):
            links = [
                f"EXISTS (SELECT FROM {link.table} l WHERE l.{link.record} = r.id"
                f" AND l.{column} = ANY((SELECT {name} FROM narrow)::bigint[]))"
                for link in kind.links
                for column in (link.actors if name == "actor" else link.topics)
            ]
            found.append(f"({' OR '.join([f'r.document @@ (SELECT {name}_named FROM narrow)', *links])})")
        elif name == "source":
            found.append(f"r.id = ANY(ARRAY({_cited_by(kind)}))")
        elif kind.day:
            found.append(f"r.{kind.day} {'>=' if name == 'date_from' else '<='} %({name})s::date")
        else:
            found.append("false")
    return found


def _cited_by(kind: SearchedKind) -> str:
    """The ids of the records that the sources asked for support, by themselves or in a part; or that are they."""
    sources = "ANY((SELECT source FROM narrow)::bigint[])"
    if kind is KINDS["source"]:
        return "SELECT unnest(source) FROM narrow"
    found = [f"SELECT c.{kind.cited} FROM factbase_citation c WHERE c.source_id = {sources}"] if kind.cited else []
    found += [
        f"SELECT p.{part.record} FROM factbase_citation c JOIN {part.table} p ON p.id = c.{part.cited}"
        f" WHERE c.source_id = {sources}"
        for part in kind.parts
    ]
    return f"SELECT id FROM ({' UNION ALL '.join(found) or 'SELECT NULL::bigint'}) cited (id) WHERE id IS NOT NULL"


def facet(name: str, kinds: Collection[str]) -> str:
    """SQL of pairs, each once, of a candidate and an actor, a topic or a source of it: what the filter would find."""
    # of a source, itself; for other facets nothing, which a union of nothing else needs
    pairs = [f"SELECT kind, id, id FROM candidates WHERE kind = 'source' AND {str(name == 'source').lower()}"]
    for kind in kinds:
        ids = f"ANY(ARRAY(SELECT id FROM candidates WHERE kind = '{kind}'))"
        if name == "source":
            if KINDS[kind].cited:
                pairs.append(
                    f"SELECT '{kind}', c.{KINDS[kind].cited}, c.source_id FROM factbase_citation c"
                    f" WHERE c.{KINDS[kind].cited} = {ids}"
                )
            for part in KINDS[kind].parts:
                of_them = f"factbase_citation c JOIN {part.table} p ON p.id = c.{part.cited}"
                theirs = f"ANY(ARRAY(SELECT id FROM {part.table} WHERE {part.record} = {ids}))"  # unjoined, by index
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
