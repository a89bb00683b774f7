"""Matching of names, in any spelling, with actors, and of actors mentioned in a text.

Names are compared word by word, by their keys (factbase.models.name_key). The functions return SQL for use in a larger
query, which may read the present or the past. Percent signs are doubled, as in any query with parameters.
"""

from factbase.models.sql.planner import any_in_array
from factbase.vocabulary import ActorKind, NameMatch

TITLES = """
a acting admiral adviser advisor aide ambassador an and außenminister bundeskanzler chair chairman chairwoman chancellor
chef chief colonel commander defence defense del deputy director dr envoy ex finance fm for foreign former general
governor head in interior judge king lady leader lord madam major marshal minister ministre ministro miss mp mr mrs ms
negotiator of official pm pope präsident premier president presidente press prezydent prime prince princess prof
professor queen representative secretary senator senior sir speaker special spokesman spokesperson spokeswoman state the
to top vice глава голова господин генерал дел закордонних иностранных канцлер король лидер лідер мзс мид министр міністр
пан пани посол президент премьер радник секретар секретарь советник спикер спікер справ
"""
"""Words of titles, which can stand before a name and are not part of it."""

LONGEST = 200
"""The longest name in characters. No name in the fact base is longer."""

SCORES = {
    NameMatch.EXACT_NAME: 1.0,
    NameMatch.EXACT_ALIAS: 0.98,
    NameMatch.SAME_KEY: 0.95,
    NameMatch.WORD_ORDER: 0.9,
    NameMatch.INITIALS: 0.8,
    NameMatch.WORDS_LEFT_OUT: 0.75,
}
"""The score of each kind of match. The codebook states the same scores."""

BY_LAST_WORD, BY_OTHER_WORDS, BY_SIMILARITY = 0.7, 0.5, 0.1
"""The scores of a part of a name with and without its last word, and the most that similarity to the whole adds."""

SIMILAR, SAME_LAST_WORD, WITHIN = 0.65, 0.15, 0.8
"""The most that similarity scores, the bonus for an equal last word, and the factor for similarity to a part."""

LEAST = 0.2
"""The lowest score of a candidate."""

A_TITLE = 0.97
"""The factor on the score for each omitted word of a title."""

LOOKED_AT = 100
"""The number of names, those with the most similar keys, that are compared word by word."""

MOST_WORDS = 12
"""The most words that can be omitted at the beginning of the query."""

MOST_READ, LONGEST_NAME, SHORTEST_SURNAME, MOST_NAMESAKES = 300, 7, 3, 20
"""The limits of names in a text: words read, words in a name, letters of a surname alone, and persons for a surname."""

NOT_NAMES, CASELESS = ("us", "it", "who", "aid"), 4
"""Words that are names only in capitals, unless the text has at most this many words and no capitals, like a search."""

THE = "extensions.name_key('the')"
"""SQL for the key of the article, which makes no difference between names."""


def candidates(name: str, kinds: str, limit: str) -> str:
    """Return SQL for the actors that a name can mean: actor_id, name (the best match), score, reasons (an array).

    The arguments are SQL expressions: a text, an array of kinds (null for all), and the maximum number of rows. The
    best candidate comes first; there are no rows if no name is similar. A score is from 0 to 1, with three decimals.
    """
    titles = "ARRAY[" + ", ".join(f"extensions.name_key('{title}')" for title in TITLES.split()) + "]"
    exact = " ".join(f"WHEN '{match}' THEN {score}" for match, score in SCORES.items())
    return f"""
        WITH input AS MATERIALIZED (
            SELECT {name} AS text, {kinds} AS kinds
        ), query AS MATERIALIZED (
            SELECT lower(array_to_string(regexp_split_to_array(trim(text), '\\s+'), ' ')) AS text,
                string_to_array(extensions.name_key(text), ' ') AS words, kinds
            FROM input
        ), variants AS MATERIALIZED (
            SELECT skipped, array_to_string(words[skipped + 1:], ' ') AS key, words[skipped + 1:] AS words,
                {_sorted("words[skipped + 1:]")} AS sorted, words[:skipped] <@ {titles} AS titled
            FROM query, generate_series(0, least(cardinality(words), {MOST_WORDS}) - 1) skipped
        ), core AS MATERIALIZED (
            SELECT key, CASE WHEN cardinality(words) = 1 THEN key END AS word,
                CASE WHEN cardinality(words) > 1 THEN key END AS phrase
            FROM variants WHERE titled AND length(key) > 2 ORDER BY skipped DESC LIMIT 1
        ), names AS MATERIALIZED (
            {_names("factbase_actor", "id", own=True)} UNION {_names("factbase_actorname", "actor_id", own=False)}
        ), nearest AS MATERIALIZED (
            SELECT names.*, string_to_array(names.key, ' ') AS words,
                {_sorted("string_to_array(names.key, ' ')")} AS sorted,
                coalesce(similarity(names.key, core.key), 0) AS whole_similarity,
                coalesce(greatest(similarity(names.key, core.key), {WITHIN} * word_similarity(core.key, names.key)), 0)
                    AS similarity
            FROM names CROSS JOIN query LEFT JOIN core ON true
            WHERE query.kinds IS NULL OR {_of_actor("kind")} = ANY (query.kinds)
            ORDER BY {_bare("names.key")} = ANY (SELECT key FROM variants) DESC, similarity DESC, names.actor_id
            LIMIT {LOOKED_AT}
        ), matches AS MATERIALIZED (
            SELECT nearest.*, variants.skipped, variants.titled, variants.words AS variant_words, CASE
                WHEN skipped = 0 AND lower(nearest.name) = query.text
                    THEN CASE WHEN own THEN '{NameMatch.EXACT_NAME}' ELSE '{NameMatch.EXACT_ALIAS}' END
                WHEN titled AND variants.key IN (nearest.key, {_bare("nearest.key")})
                    THEN '{NameMatch.SAME_KEY}'
                WHEN titled AND nearest.sorted = variants.sorted THEN '{NameMatch.WORD_ORDER}'
                WHEN titled AND {_initials("nearest.words", "variants.words")} THEN '{NameMatch.INITIALS}'
                WHEN variants.key = nearest.key
                    OR titled AND nearest.words <@ variants.words AND cardinality(nearest.words) > 1
                    THEN '{NameMatch.WORDS_LEFT_OUT}'
                WHEN titled AND variants.words <@ nearest.words THEN '{NameMatch.PART_OF_NAME}'
                WHEN variants.key = core.key AND length(core.key) > 3 THEN '{NameMatch.SIMILAR}'
            END AS match
            FROM nearest CROSS JOIN query CROSS JOIN variants LEFT JOIN core ON true
        ), scored AS (
            SELECT *, round((CASE match {exact}
                WHEN '{NameMatch.PART_OF_NAME}' THEN {BY_SIMILARITY} * whole_similarity + CASE
                    WHEN words[cardinality(words)] = ANY (variant_words) THEN {BY_LAST_WORD} ELSE {BY_OTHER_WORDS} END
                WHEN '{NameMatch.SIMILAR}' THEN {SIMILAR} * similarity + CASE
                    WHEN words[cardinality(words)] = ANY (variant_words) THEN {SAME_LAST_WORD} ELSE 0 END
                END * CASE WHEN titled THEN {A_TITLE} ^ skipped ELSE 1 END)::numeric, 3) AS score
            FROM matches WHERE match IS NOT NULL
        ), best AS (
            SELECT DISTINCT ON (actor_id) actor_id, name, score,
                array_remove(ARRAY[CASE WHEN titled AND skipped > 0 THEN '{NameMatch.TITLE_LEFT_OUT}' END, match], NULL)
                    AS reasons
            FROM scored ORDER BY actor_id, score DESC, own DESC, name
        )
        SELECT * FROM best WHERE score >= {LEAST} ORDER BY score DESC, {_of_actor("slug")} LIMIT {limit}
    """


def named_in(phrases: str) -> str:
    """Return SQL for the actors that a text names: actor_id, name (matched), words (of the text), place, whole.

    The argument is SQL for an array: the text as one or several phrases, where no name spans two. An actor is named by
    all words of one of its names, in any spelling, or a person by the surname alone (then `whole` is false). A name
    within a longer name does not count. `place` is the number of the first word. Names are looked up by index.
    """
    key = "extensions.name_key(name)"
    not_names = ", ".join(f"extensions.name_key('{word}')" for word in NOT_NAMES)
    tables = (("factbase_actor", "id"), ("factbase_actorname", "actor_id"))
    wholes = " UNION ".join(
        f"SELECT {actor} AS actor_id, name, {_bare(key)} AS key FROM {table} WHERE {key} = {_any_key('runs')}"
        for table, actor in tables
    )
    surnames = " UNION ".join(
        f"SELECT {actor} AS actor_id, name FROM {table} WHERE {key} LIKE '%% ' || word" for table, actor in tables
    )
    return f"""
        WITH input AS MATERIALIZED (
            SELECT phrase, number FROM unnest({phrases}) WITH ORDINALITY AS input (phrase, number)
        ), tokens AS MATERIALIZED (
            SELECT number, token, row_number() OVER (ORDER BY number, split.place) AS place,
                extensions.name_key(token) AS key,
                phrase = lower(phrase) AND count(*) OVER (PARTITION BY number) <= {CASELESS} AS caseless
            FROM input, regexp_split_to_table(phrase, '[\\s/–—]+') WITH ORDINALITY AS split (token, place)
            ORDER BY place LIMIT {MOST_READ}
        ), words AS MATERIALIZED (
            SELECT tokens.number AS phrase, word, place, row_number() OVER (ORDER BY place, part) AS number
            FROM tokens, unnest(string_to_array(key, ' ')) WITH ORDINALITY AS split (word, part)
            WHERE caseless OR token <> lower(token) OR NOT word = ANY (ARRAY[{not_names}])
        ), lines AS MATERIALIZED (
            SELECT array_agg(word ORDER BY number) AS words, array_agg(place ORDER BY number) AS places
            FROM words GROUP BY phrase
        ), runs AS MATERIALIZED (
            SELECT places[first] AS first, places[last] AS last, array_to_string(words[first:last], ' ') AS key
            FROM lines, generate_series(1, cardinality(words)) first,
                generate_series(first, least(first + {LONGEST_NAME - 1}, cardinality(words))) last
            WHERE words[first] <> {THE}
        ), wholes AS MATERIALIZED (
            {wholes}
        ), surnames AS MATERIALIZED (
            SELECT word, namesakes.*
            FROM (SELECT DISTINCT word FROM words WHERE length(word) >= {SHORTEST_SURNAME}) words CROSS JOIN LATERAL (
                SELECT * FROM ({surnames}) named WHERE {_of_actor("kind")} = '{ActorKind.PERSON}'
                ORDER BY actor_id, name LIMIT {MOST_NAMESAKES}
            ) namesakes
        ), mentions AS MATERIALIZED (
            SELECT actor_id, name, first, last, true AS whole FROM wholes JOIN runs USING (key)
            UNION ALL SELECT actor_id, name, place, place, false FROM surnames JOIN words USING (word)
        )
        SELECT DISTINCT ON (actor_id, first) actor_id, name, first AS place, whole,
            (SELECT regexp_replace(string_agg(token, ' ' ORDER BY place), '^[^[:alnum:]]+|[^[:alnum:]]+$', '', 'g')
                FROM tokens WHERE place BETWEEN first AND last) AS words
        FROM mentions m
        WHERE NOT EXISTS (
            SELECT FROM mentions longer WHERE longer.first <= m.first AND longer.last >= m.last AND longer.whole
                AND (longer.last - longer.first > m.last - m.first OR NOT m.whole)
        )
        ORDER BY actor_id, first, name
    """


def _bare(key: str) -> str:
    """Return SQL for a key without a leading article."""
    return f"regexp_replace({key}, '^' || {THE} || ' ', '')"


def _any_key(table: str) -> str:
    """Return the right side of `=` for the keys in a table, each as it is and with an article."""
    return any_in_array(f"SELECT unnest(ARRAY[key, {THE} || ' ' || key]) FROM {table}")


def _names(table: str, actor: str, *, own: bool) -> str:
    """Return SQL for the names in a table that equal the query or its end, or are similar; each found by an index."""
    key = "extensions.name_key(name)"
    conditions = (
        f"{key} = {_any_key('variants')}",
        f"{key} %% (SELECT phrase FROM core)",
        f"(SELECT word FROM core) <%% {key}",
    )
    return " UNION ".join(
        f"SELECT {actor} AS actor_id, name, {own} AS own, {key} AS key FROM {table} WHERE {condition}"
        for condition in conditions
    )


def _of_actor(column: str) -> str:
    """Return SQL for a column of the actor with `actor_id`, looked up by id for any number of names."""
    return f"(SELECT a.{column} FROM factbase_actor a WHERE a.id = actor_id)"


def _initials(words: str, others: str) -> str:
    """Return SQL that is true if two lists have the same words, where a word can be shortened to its first letters."""
    equal = "one = other OR length(least(one, other)) < 3 AND (starts_with(one, other) OR starts_with(other, one))"
    each = "NOT EXISTS (SELECT FROM unnest({}) one WHERE NOT EXISTS (SELECT FROM unnest({}) other WHERE {}))"
    return (
        f"cardinality({words}) = cardinality({others}) AND {words} && {others}"
        f" AND {each.format(words, others, equal)} AND {each.format(others, words, equal)}"
    )


def _sorted(words: str) -> str:
    return f"ARRAY(SELECT word FROM unnest({words}) word ORDER BY word)"
