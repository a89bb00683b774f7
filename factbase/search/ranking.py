"""Searching everything: SQL from the words asked to the records that match, ranked.

Words are found as PostgreSQL's full text search finds them: English, without regard to accents. An actor that the
words name, in whatever spelling, stands for all its names and for every fact that names it; a word of a topic's name
stands for the topic's facts as well.

What is open is written `%(name)s`: `text`, `words`, `phrases` and `wanted` as `Asked` has them, and the filters.
"""

from collections.abc import Collection

from factbase.models.search_document import ACTOR, TOPIC, WORDS
from factbase.names.matching import named_in

from .candidates import candidates
from .index_config import KINDS, document_rows

NAMED = f"""
named (words, actor) AS MATERIALIZED (
    SELECT DISTINCT words, actor_id FROM ({named_in("%(phrases)s::text[]")}) found
),
spellings (words, actor, spelling) AS (
    SELECT words, actor, '''{ACTOR}' || actor || '''' FROM named
    UNION SELECT words, actor, phraseto_tsquery('{WORDS}', spelling)::text FROM named, LATERAL (
        SELECT name, kind FROM factbase_actor WHERE id = actor
        UNION ALL SELECT n.name, a.kind FROM factbase_actorname n JOIN factbase_actor a ON a.id = n.actor_id
            WHERE n.actor_id = actor
    ) names, LATERAL (  -- who asks for a surname, is shown texts with the surname
        SELECT CASE WHEN kind = 'person' AND words !~ '\\s' THEN regexp_replace(name, '^.*\\s', '') ELSE name END
    ) spelt (spelling)
    WHERE numnode(phraseto_tsquery('{WORDS}', spelling)) > 0
),
on_topics (word, topic) AS MATERIALIZED (
    SELECT word, r.id
    FROM (SELECT word, plainto_tsquery('{WORDS}', word) AS query FROM unnest(%(words)s::text[]) word) asked,
        {document_rows(KINDS["topic"].model)} r
    WHERE r.document @@ query AND ts_filter(r.document, '{{a,b}}') @@ query
)"""
"""The actors that the words name, their spellings, and the topics in whose name or proposition a word is."""

REWRITTEN = f"""
meant (words, means) AS (
    SELECT words, string_agg(DISTINCT spelling, ' | ')::tsquery FROM spellings GROUP BY words
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
        position('!' IN query::text) > 0 AS with_record,
        (SELECT string_agg(wanted::text, ' | ')::tsquery FROM (
            SELECT plainto_tsquery('{WORDS}', word) FROM unnest(%(wanted)s::text[]) word
            UNION SELECT means FROM meant
        ) every (wanted) WHERE numnode(wanted) > 0) AS wanted,
        ARRAY(SELECT actor FROM named) AS actors,
        ARRAY(SELECT topic FROM on_topics) AS topics
    FROM rewritten ORDER BY place DESC LIMIT 1
)"""
"""`asked`, as what is found goes by it: its `rest` is the question without names."""


def matching(kinds: Collection[str], filters: Collection[str]) -> str:
    """SQL of the clauses of a WITH RECURSIVE, the last of which is `candidates`, as found.py has them."""
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
"""For wanted words that name nobody and no topic, three at the most, the word of a name or a topic most like each."""
