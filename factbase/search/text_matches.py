"""What of the base a free text speaks of: the actors it names, the topics whose words it has, positions of theirs, and
facts that have its words.

All of it is SQL, for the statement of who asks. Nothing here says whether the text is right.
"""

from factbase.models.search_document import ACTOR, TOPIC, WORDS
from factbase.names.matching import named_in

from .candidates import candidates

MOST_ACTORS, MOST_TOPICS, MOST_POSITIONS = 20, 5, 5
"""How many actors and topics are found in a text, and how many positions are shown of an actor on a topic."""

MOST_FACTS, MOST_WORDS = 20, 10
"""How many facts are found by the words of a text, and how many of its words, the longest, facts are found by."""

FACTS = ("position", "claim", "meeting", "proposal", "discrepancy")
"""The kinds of facts that are found by words: those that tell what happened or was said."""


def matching(text: str) -> str:
    """SQL of the clauses of a WITH, from SQL of the text: `actors` (id, name, words, whole, place), `topics` (id,
    words, place), `positions` (id, actor_id, role, place) and `facts` (kind, id, rank, place, words, actors, topics).

    An actor is found by a name of its own, or, if not `whole`, by a surname alone; a topic by words of its name or its
    proposition, whatever their endings. Positions are the newest of each actor found, as holder or speaker, on each
    topic found.

    A fact is found that names an actor and is on a topic found; or does one of it and has a word of the text other than
    those that name actors, if there are others; or has two of the words, or the only one. Its `words` are the text's
    that it has, in the order of the text, and its `actors` and `topics` the ids of those found. Facts that name both
    come first, then those that name one; among them those with the most words.
    """
    return f"""{_named(text)},
{_asked()},
{candidates(FACTS, ())},
{_facts()}"""


def _named(text: str) -> str:
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


def _asked() -> str:
    """SQL of `asked`, as found.py goes by it, after `known`: what stands in a fact for an actor or a topic, its id."""
    return f"""known (lexeme, actor, topic) AS MATERIALIZED (
    (SELECT '{ACTOR}' || id, id, NULL::bigint FROM actors ORDER BY place, id LIMIT {MOST_ACTORS})
    UNION ALL SELECT '{TOPIC}' || id, NULL, id FROM topics
),
told (lexeme, query, naming) AS MATERIALIZED (
    SELECT lexeme, plainto_tsquery('{WORDS}', min(word))::text, lexeme = ANY (ARRAY(
        SELECT unnest(tsvector_to_array(to_tsvector('{WORDS}', words))) FROM named
    ))
    FROM words GROUP BY lexeme ORDER BY length(lexeme) DESC, lexeme LIMIT {MOST_WORDS}
),
said (actors, topics, word, words) AS (
    SELECT (SELECT string_agg(quote_literal(lexeme), ' | ') FROM known WHERE actor IS NOT NULL),
        (SELECT string_agg(quote_literal(lexeme), ' | ') FROM known WHERE topic IS NOT NULL),
        (SELECT string_agg(query, ' | ') FROM told WHERE NOT naming),
        (SELECT string_agg(concat_ws(' & ', one.query, other.query), ' | ')
            FROM told one LEFT JOIN told other ON other.lexeme > one.lexeme
            WHERE other.lexeme IS NOT NULL OR (SELECT count(*) FROM told) = 1)
),
asked AS MATERIALIZED (
    SELECT nullif(concat_ws(' | ',
            '(' || actors || ') & (' || topics || ')',
            '(' || nullif(concat_ws(' | ', actors, topics), '') || ')' || coalesce(' & (' || word || ')', ''),
            words
        ), '')::tsquery AS query,
        word::tsquery AS rest,
        true AS with_record,  -- so that a record found by a part tells whom it names
        concat_ws(' | ', actors, topics, word)::tsquery AS wanted,
        ARRAY(SELECT actor FROM known WHERE actor IS NOT NULL) AS actors,
        ARRAY(SELECT topic FROM known WHERE topic IS NOT NULL) AS topics
    FROM said
)"""


def _facts() -> str:
    """SQL of `facts`: what was found, with the reasons, those first that have the most."""
    return f"""reasons AS MATERIALIZED (
    SELECT kind, id, candidates.rank,
        array_remove(array_agg(DISTINCT known.actor), NULL) AS actors,
        array_remove(array_agg(DISTINCT known.topic), NULL) AS topics,
        array_remove(array_agg(DISTINCT words.place), NULL) AS places
    FROM found JOIN candidates USING (kind, id) CROSS JOIN LATERAL unnest(tsvector_to_array(document)) AS has (lexeme)
        LEFT JOIN known USING (lexeme) LEFT JOIN words USING (lexeme)
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
