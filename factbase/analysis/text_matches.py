"""What of the base a free text speaks of: the actors it names, the topics whose words it has, and positions of theirs.

All of it is SQL, for the statement of who asks. Nothing here says whether the text is right.
"""

from factbase.models.document import WORDS

from .names import named_in

MOST_ACTORS, MOST_TOPICS, MOST_POSITIONS = 20, 5, 5
"""How many actors and topics are found in a text, and how many positions are shown of an actor on a topic."""


def matching(text: str) -> str:
    """SQL of the clauses of a WITH, from SQL of the text: `actors` (id, name, words, whole, place), `topics` (id,
    words, place) and `positions` (id, actor_id, role, place).

    An actor is found by a name of its own, or, if not `whole`, by a surname alone; a topic by words of its name or its
    proposition, whatever their endings. Positions are the newest of each actor found, as holder or speaker, on each
    topic found.
    """
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
words AS MATERIALIZED (
    SELECT DISTINCT word, lexeme FROM regexp_split_to_table(left({text}, 10000), '\\W+') word,
        unnest({lexemes.format("word")}) lexeme
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
