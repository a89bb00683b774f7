"""Matches of a free text: actors that it names, topics with its words, their positions, and facts with its words.

The functions return SQL for use in a larger query. A match does not mean that the text is correct.
"""

from factbase.models.search_document import ACTOR, TOPIC, WORDS
from factbase.names.matching import named_in

from .candidates import candidates

MOST_ACTORS, MOST_TOPICS, MOST_POSITIONS = 20, 5, 5
"""The most actors and topics found in a text, and the most positions of an actor on a topic."""

MOST_FACTS, MOST_WORDS = 20, 10
"""The most facts found by the words of a text, and the number of its longest words that are used to find them."""

FACTS = ("position", "claim", "meeting", "proposal", "discrepancy")
"""The kinds of facts that are found by words: those about events and statements."""


def matching(text: str) -> str:
    """Return SQL for clauses of a WITH, from SQL for the text: `actors`, `topics`, `positions` and `facts`.

    - `actors` (id, name, words, whole, place) are found by a name or, if not `whole`, by a surname alone.
    - `topics` (id, words, place) are found by words of their name or proposition, regardless of endings.
    - `positions` (id, actor_id, role, place) are the newest of each found actor, as holder or speaker, on each found
      topic.
    - `facts` (kind, id, rank, place, words, actors, topics) are found in one of three ways: they name a found actor and
      are on a found topic; they do one of these and have another word of the text (if there is any that does not name
      an actor); or they have two words of the text, or its only word. `words` are those of the text that the fact has,
      in the order of the text; `actors` and `topics` are ids. Facts with both an actor and a topic come first, then
      those with one of them; among these, facts with more words come first.
    """
    return f"""{_actors_and_topics(text)},
{_search_query()},
{candidates(FACTS, ())},
{_facts()}"""


def _actors_and_topics(text: str) -> str:
    lexemes = f"tsvector_to_array(to_tsvector('{WORDS}', {{}}))"
    newest = "ORDER BY stated_latest DESC, stated_earliest DESC, slug DESC"
    spoken = " UNION ALL ".join(
        f"(SELECT id, '{role}' AS role, stated_latest, stated_earliest, slug FROM factbase_position"
        f" WHERE topic_id = t.id AND {role}_id = a.id {newest} LIMIT {MOST_POSITIONS})"
        for role in ("holder", "speaker")
    )
    return f"""
named AS MATERIALIZED ({named_in(f"ARRAY[{text}]")}),
actors (id, name, words, whole, place) AS MATERIALIZED (
    SELECT DISTINCT ON (actor_id) actor_id, name, words, whole, place FROM named ORDER BY actor_id, whole DESC, place
),
words (word, lexeme, place) AS MATERIALIZED (
    SELECT word, lexeme, min(place)
    FROM regexp_split_to_table({text}, '\\W+') WITH ORDINALITY AS split (word, place),
        unnest({lexemes.format("word")}) lexeme
    GROUP BY word, lexeme
),
topics (id, words, place) AS MATERIALIZED (
    SELECT t.id, array_agg(DISTINCT words.word), row_number() OVER (
        ORDER BY count(DISTINCT lexeme) FILTER (WHERE lexeme = ANY ({lexemes.format("t.name")})) DESC,
            count(DISTINCT lexeme) DESC, t.slug
    ) AS place
    FROM factbase_topic t JOIN words ON lexeme = ANY ({lexemes.format("concat(t.name, ' ', t.proposition)")})
    GROUP BY t.id, t.slug ORDER BY place LIMIT {MOST_TOPICS}
),
positions (id, actor_id, role, place) AS MATERIALIZED (
    SELECT p.id, a.id, p.role, row_number() OVER (ORDER BY t.place, a.place, a.id, p.role, p.stated_latest DESC,
        p.stated_earliest DESC, p.slug DESC)
    FROM (SELECT * FROM actors ORDER BY place, id LIMIT {MOST_ACTORS}) a CROSS JOIN topics t
        CROSS JOIN LATERAL ({spoken}) p
)"""


def _search_query() -> str:
    """Return SQL for `search_query` (see candidates.py) and `found_ids`, the lexemes of found actors and topics."""
    return f"""found_ids (lexeme, actor, topic) AS MATERIALIZED (
    (SELECT '{ACTOR}' || id, id, NULL::bigint FROM actors ORDER BY place, id LIMIT {MOST_ACTORS})
    UNION ALL SELECT '{TOPIC}' || id, NULL, id FROM topics
),
terms (lexeme, query, naming) AS MATERIALIZED (
    SELECT lexeme, plainto_tsquery('{WORDS}', min(word))::text, lexeme IN (
        SELECT unnest(tsvector_to_array(to_tsvector('{WORDS}', words))) FROM named
    )
    FROM words GROUP BY lexeme ORDER BY length(lexeme) DESC, lexeme LIMIT {MOST_WORDS}
),
queries (actors, topics, word, words) AS (
    SELECT (SELECT string_agg(quote_literal(lexeme), ' | ') FROM found_ids WHERE actor IS NOT NULL),
        (SELECT string_agg(quote_literal(lexeme), ' | ') FROM found_ids WHERE topic IS NOT NULL),
        (SELECT string_agg(query, ' | ') FROM terms WHERE NOT naming),
        (SELECT string_agg(concat_ws(' & ', one.query, other.query), ' | ')
            FROM terms one LEFT JOIN terms other ON other.lexeme > one.lexeme
            WHERE other.lexeme IS NOT NULL OR (SELECT count(*) FROM terms) = 1)
),
search_query AS MATERIALIZED (
    SELECT nullif(concat_ws(' | ',
            '(' || actors || ') & (' || topics || ')',
            '(' || nullif(concat_ws(' | ', actors, topics), '') || ')' || coalesce(' & (' || word || ')', ''),
            words
        ), '')::tsquery AS query,
        word::tsquery AS rest,
        true AS with_record,  -- the document of a record found by a part includes the record's own actors
        concat_ws(' | ', actors, topics, word)::tsquery AS wanted,
        ARRAY(SELECT actor FROM found_ids WHERE actor IS NOT NULL) AS actors,
        ARRAY(SELECT topic FROM found_ids WHERE topic IS NOT NULL) AS topics
    FROM queries
)"""


def _facts() -> str:
    """Return SQL for `facts`: the candidates with the reasons for each, ordered by the number of reasons."""
    return f"""reasons AS MATERIALIZED (
    SELECT kind, id, candidates.rank,
        array_remove(array_agg(DISTINCT found_ids.actor), NULL) AS actors,
        array_remove(array_agg(DISTINCT found_ids.topic), NULL) AS topics,
        array_remove(array_agg(DISTINCT words.place), NULL) AS places
    FROM hits JOIN candidates USING (kind, id) CROSS JOIN LATERAL unnest(tsvector_to_array(document)) AS has (lexeme)
        LEFT JOIN found_ids USING (lexeme) LEFT JOIN words USING (lexeme)
    WHERE matches GROUP BY kind, id, candidates.rank
),
facts (kind, id, rank, place, words, actors, topics) AS MATERIALIZED (
    SELECT kind, id, rank, row_number() OVER (
            ORDER BY least(cardinality(actors), 1) + least(cardinality(topics), 1) DESC, cardinality(places) DESC,
                rank DESC, kind, id
        ) AS place,
        ARRAY(SELECT word FROM words WHERE place = ANY (places) GROUP BY word ORDER BY min(place)), actors, topics
    FROM reasons ORDER BY place LIMIT {MOST_FACTS}
)"""
