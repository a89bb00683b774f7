"""Searching everything: SQL from the words asked to the records that match, ranked.

Words are found as PostgreSQL's full text search finds them: English, without regard to accents. An actor that the
words name, in whatever spelling, stands for all its names and for every fact that names it; a word of a topic's name
stands for the topic's facts as well. So that no answer takes long, at most `CAP` rows of each table are ranked.

What is open is written `%(name)s`: `text`, `words`, `runs` and `wanted` as `Asked` has them; for the filters `actor`,
`topic` and `source` lists of slugs, `date_from` and `date_to`.
"""

from collections.abc import Collection

from factbase.models.document import ACTOR, TOPIC, WORDS

from .searched import KINDS, Searched, rows_of

CAP = 100
"""How many rows of a table that match are ranked at the most: making a row's document again takes 15 µs."""

WEIGHTS = "'{0.6, 0.2, 0.4, 1}'"
"""What it is worth that a row names the actor or topic; then the rest, the body, the title."""


NAMED = f"""
named (run, actor) AS MATERIALIZED (
    SELECT run, found.id
    FROM unnest(%(runs)s::text[]) run, LATERAL (
        SELECT extensions.name_key(run)
        UNION SELECT extensions.name_key('The ' || run)
        UNION SELECT regexp_replace(extensions.name_key(run), '\\ms(?=[aeiou])', 'z', 'g')  -- German: Selenskyj
    ) spelt (key), LATERAL (
        SELECT id FROM factbase_actor WHERE extensions.name_key(name) = key
        UNION SELECT actor_id FROM factbase_actorname WHERE extensions.name_key(name) = key
        UNION SELECT id FROM factbase_actor WHERE key ~ '^\\w{{3,}}$' AND extensions.name_key(name) LIKE '%% ' || key
            AND kind = 'person'
        UNION SELECT actor_id FROM factbase_actorname n WHERE key ~ '^\\w{{3,}}$'
            AND extensions.name_key(name) LIKE '%% ' || key
            AND EXISTS (SELECT FROM factbase_actor WHERE id = actor_id AND kind = 'person')
        LIMIT 20
    ) found
    WHERE key <> ''
),
spellings (run, actor, spelling) AS (
    SELECT run, actor, '''{ACTOR}' || actor || '''' FROM named
    UNION SELECT run, actor, phraseto_tsquery('{WORDS}', spelling)::text FROM named, LATERAL (
        SELECT name, kind FROM factbase_actor WHERE id = actor
        UNION ALL SELECT n.name, a.kind FROM factbase_actorname n JOIN factbase_actor a ON a.id = n.actor_id
            WHERE n.actor_id = actor
    ) names, LATERAL (  -- who asks for a surname, is shown texts with the surname
        SELECT CASE WHEN kind = 'person' AND run !~ '\\s' THEN regexp_replace(name, '^.*\\s', '') ELSE name END
    ) spelt (spelling)
    WHERE numnode(phraseto_tsquery('{WORDS}', spelling)) > 0
),
on_topics (word, topic) AS MATERIALIZED (
    SELECT word, r.id
    FROM (SELECT word, plainto_tsquery('{WORDS}', word) AS query FROM unnest(%(words)s::text[]) word) asked,
        {rows_of(KINDS["topic"].model)} r
    WHERE r.document @@ query AND ts_filter(r.document, '{{a,b}}') @@ query
)"""
"""The actors that runs of the words name, their spellings, and the topics in whose name or proposition a word is."""

REWRITTEN = f"""
meant (words, means) AS (
    SELECT run, string_agg(DISTINCT spelling, ' | ')::tsquery FROM spellings GROUP BY run
    UNION ALL SELECT word, string_agg('''{TOPIC}' || topic || '''', ' | ')::tsquery FROM on_topics GROUP BY word
),
rewriting (place, target, means) AS (
    SELECT row_number() OVER (ORDER BY numnode(target) DESC, target::text), target,
        string_agg(means::text, ' | ')::tsquery
    FROM meant, LATERAL (
        SELECT plainto_tsquery('{WORDS}', words) UNION SELECT phraseto_tsquery('{WORDS}', words)
    ) written (target)
    WHERE numnode(target) > 0
    GROUP BY target
),
rewritten (place, query, rest) AS (
    SELECT 0::bigint, query, query FROM websearch_to_tsquery('{WORDS}', %(text)s::text) query
    UNION ALL
    SELECT w.place, ts_rewrite(r.query, w.target, w.target || w.means), ts_rewrite(r.rest, w.target, '')
    FROM rewritten r JOIN rewriting w ON w.place = r.place + 1
),
asked AS MATERIALIZED (
    SELECT CASE WHEN querytree(query) NOT IN ('', 'T') THEN query END AS query,
        rest,
        position('!' IN query::text) > 0 AS excluding,
        (SELECT string_agg(wanted::text, ' | ')::tsquery FROM (
            SELECT plainto_tsquery('{WORDS}', word) FROM unnest(%(wanted)s::text[]) word
            UNION SELECT means FROM meant
        ) every (wanted) WHERE numnode(wanted) > 0) AS wanted,
        ARRAY(SELECT actor FROM named) AS actors,
        ARRAY(SELECT topic FROM on_topics) AS topics
    FROM rewritten ORDER BY place DESC LIMIT 1
)"""
"""`query` is what rows must match, none when it names nothing to look for; `rest` the same without names; `wanted` all
words and spellings of which rows have the better rank the more they have."""


def matching(kinds: Collection[str], filters: Collection[str]) -> str:
    """SQL of the clauses of a WITH RECURSIVE, the last of which is `candidates` (kind, id, rank).

    `found` before it (kind, branch, id, document, matches) has more than `CAP` rows of a branch when there were more;
    rows of which other tables must tell whether they match are among them though they do not.
    """
    branches = [branch for kind in KINDS if kind in kinds for branch in _branches(kind, filters)]
    union = " UNION ALL ".join(f"({branch})" for branch in branches)
    return f"""{NAMED}, {REWRITTEN},
narrow AS MATERIALIZED (SELECT {", ".join(_narrow(filters)) or "NULL"}),
found (kind, branch, id, document, matches) AS MATERIALIZED ({union}),
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


def _branches(name: str, filters: Collection[str]) -> list[str]:
    """SQL of the ways in which records of a kind are found."""
    kind = KINDS[name]
    conditions = "".join(f" AND {condition}" for condition in _conditions(kind, filters))
    matches = "r.document @@ (SELECT query FROM asked)"
    whole = "r.document"
    if kind.links:
        whole += f" || array_to_tsvector(ARRAY({_linked(kind)}))"
    ways = [matches]
    if kind.links:
        ways += [
            f"r.id = ANY(ARRAY({_ids_linked(kind)} LIMIT {CAP + 1}))",
            f"r.document @@ (SELECT rest FROM asked) AND r.id IN ({_ids_linked(kind)})",
        ]
    found = [
        f"SELECT '{name}', {number}, id, document, {matches if kind.links else 'true'} FROM"
        f" (SELECT r.id, {whole} AS document FROM {kind.rows} r WHERE {way}{conditions} LIMIT {CAP + 1}) r"
        for number, way in enumerate(ways)
    ]
    for number, part in enumerate(kind.parts, len(ways)):
        found.append(
            f"SELECT '{name}', {number}, id, document, {matches} FROM (SELECT r.id, p.document ||"
            f" CASE WHEN (SELECT excluding FROM asked) THEN {whole} ELSE '' END AS document"
            f" FROM {rows_of(part.model)} p JOIN {kind.rows} r ON r.id = p.{part.record}"
            f" WHERE p.document @@ (SELECT query FROM asked){conditions} LIMIT {CAP + 1}) r"
        )
    return found


def _linked(kind: Searched) -> str:
    """The lexemes of what a record's links name; none where the question names nobody and nothing."""
    parts = []
    for link in kind.links:
        for sign, columns in ((ACTOR, link.actors), (TOPIC, link.topics)):
            parts += [
                f"SELECT '{sign}' || l.{column} FROM {link.table} l WHERE l.{link.record} = r.id"
                f" AND l.{column} IS NOT NULL"
                for column in columns
            ]
    return f"SELECT lexeme FROM ({' UNION '.join(parts)}) named (lexeme) WHERE EXISTS (SELECT FROM meant)"


def _ids_linked(kind: Searched) -> str:
    """The ids of the records whose links name an actor or a topic of the question."""
    return " UNION ".join(
        f"SELECT l.{link.record} FROM {link.table} l WHERE l.{column} = ANY((SELECT {named} FROM asked)::bigint[])"
        for link in kind.links
        for named, columns in (("actors", link.actors), ("topics", link.topics))
        for column in columns
    )


def _conditions(kind: Searched, filters: Collection[str]) -> list[str]:
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


def _cited_by(kind: Searched) -> str:
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


NEAREST = """
SELECT json_object_agg(word, nearest) FROM (
    SELECT word, extensions.name_key(word) AS key FROM unnest(%(wanted)s::text[]) word
    WHERE word NOT IN (SELECT run FROM named UNION ALL SELECT word FROM on_topics)
    LIMIT 3
) unknown, LATERAL (
    SELECT near FROM (
        SELECT name || ' ' || proposition AS name FROM factbase_topic
        UNION ALL SELECT name FROM factbase_actor WHERE extensions.name_key(name) %%> key
            OR extensions.name_key(name) LIKE '%%' || left(key, 3) || '%%'
        UNION ALL SELECT name FROM factbase_actorname WHERE extensions.name_key(name) %%> key
            OR extensions.name_key(name) LIKE '%%' || left(key, 3) || '%%'
        LIMIT 2000
    ) known, regexp_split_to_table(name, '[^[:alpha:]]+') near
    WHERE length(near) > 2 AND length(key) > 2 AND similarity(extensions.name_key(near), key) >= 0.35
    ORDER BY similarity(extensions.name_key(near), key) DESC, near LIMIT 1
) best (nearest)"""
"""For wanted words that name nobody and no topic, three at the most, the word of a name or a topic most like each."""
