"""Ranking of search results: SQL from the words of a query to the matching records and their ranks.

PostgreSQL's full text search finds the words: English, regardless of accents. The name of an actor, in any spelling,
also finds the actor's other names and all facts that name the actor. A word of a topic's name also finds the topic's
facts.

Open parameters are written `%(name)s`: `text`, `words`, `phrases` and `wanted` of `ParsedQuery`, and the filters.
"""

from collections.abc import Collection

from factbase.models.search_document import ACTOR, TOPIC, WORDS
from factbase.names.matching import named_in

from .candidates import candidates
from .index_config import KINDS, document_rows

NAMED = f"""
named (words, actor) AS MATERIALIZED (
    SELECT DISTINCT words, actor_id FROM ({named_in("%(phrases)s::text[]")}) mentions
),
spellings (words, actor, spelling) AS (
    SELECT words, actor, '''{ACTOR}' || actor || '''' FROM named
    UNION SELECT words, actor, phraseto_tsquery('{WORDS}', spelling)::text FROM named, LATERAL (
        SELECT name, kind FROM factbase_actor WHERE id = actor
        UNION ALL SELECT n.name, a.kind FROM factbase_actorname n JOIN factbase_actor a ON a.id = n.actor_id
            WHERE n.actor_id = actor
    ) names, LATERAL (  -- a surname finds texts with the surname
        SELECT CASE WHEN kind = 'person' AND words !~ '\\s' THEN regexp_replace(name, '^.*\\s', '') ELSE name END
    ) forms (spelling)
    WHERE numnode(phraseto_tsquery('{WORDS}', spelling)) > 0
),
on_topics (word, topic) AS MATERIALIZED (
    SELECT word, r.id
    FROM (SELECT word, plainto_tsquery('{WORDS}', word) AS query FROM unnest(%(words)s::text[]) word) queries,
        {document_rows(KINDS["topic"].model)} r
    WHERE r.document @@ query AND ts_filter(r.document, '{{a,b}}') @@ query
)"""
"""SQL for the actors that the words name, the spellings of their names, and the topics with a word of the query."""

REWRITTEN = f"""
expansions (words, expansion) AS (
    SELECT words, string_agg(DISTINCT spelling, ' | ')::tsquery FROM spellings GROUP BY words
    UNION ALL SELECT word, string_agg('''{TOPIC}' || topic || '''', ' | ')::tsquery FROM on_topics GROUP BY word
),
substitutions (place, target, expansion) AS (
    SELECT row_number() OVER (ORDER BY numnode(target) DESC, target::text), target,
        string_agg(expansion::text, ' | ')::tsquery
    FROM expansions, LATERAL (
        SELECT plainto_tsquery('{WORDS}', words) UNION SELECT phraseto_tsquery('{WORDS}', words)
    ) targets (target)
    WHERE numnode(target) > 0
    GROUP BY target
),
rewritten (place, query, rest) AS (
    SELECT 0::bigint, query, query FROM websearch_to_tsquery('{WORDS}', %(text)s::text) query
    UNION ALL
    SELECT s.place, ts_rewrite(r.query, s.target, s.target || s.expansion), ts_rewrite(r.rest, s.target, '')
    FROM rewritten r JOIN substitutions s ON s.place = r.place + 1
),
search_query AS MATERIALIZED (
    SELECT CASE WHEN querytree(query) NOT IN ('', 'T') THEN query END AS query,
        rest,
        position('!' IN query::text) > 0 AS with_record,
        (SELECT string_agg(wanted::text, ' | ')::tsquery FROM (
            SELECT plainto_tsquery('{WORDS}', word) FROM unnest(%(wanted)s::text[]) word
            UNION SELECT expansion FROM expansions
        ) every (wanted) WHERE numnode(wanted) > 0) AS wanted,
        ARRAY(SELECT actor FROM named) AS actors,
        ARRAY(SELECT topic FROM on_topics) AS topics
    FROM rewritten ORDER BY place DESC LIMIT 1
)"""
"""SQL for `search_query` (see candidates.py): the query with names expanded; its `rest` is without names."""


def matching(kinds: Collection[str], filters: Collection[str]) -> str:
    """Return SQL for clauses of a WITH RECURSIVE, ending in `candidates` (see candidates.py)."""
    return f"{NAMED}, {REWRITTEN}, {candidates(kinds, filters)}"


NEAREST = """
SELECT json_object_agg(word, nearest) FROM (
    SELECT word, extensions.name_key(word) AS key FROM unnest(%(wanted)s::text[]) word
    WHERE word NOT IN (SELECT regexp_split_to_table(words, '\\s+') FROM named UNION ALL SELECT word FROM on_topics)
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
"""SQL for the most similar word of a name or a topic, for up to three wanted words that name neither."""
