"""Whom a name means, however it is spelled, and whom a text names.

Names are compared by their keys (factbase.models.name_key), word by word. All of it is SQL, for the statement of who
asks: it reads actors and names as that sees them, at present or in the past. Per cent signs are doubled, as in any
statement that has parameters.
"""

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
"""Words that stand before a name and are none of it."""

LONGEST = 200
"""How many characters of a name are looked at: no name of the base is longer."""

SCORES = {
    NameMatch.EXACT_NAME: 1.0,
    NameMatch.EXACT_ALIAS: 0.98,
    NameMatch.SAME_KEY: 0.95,
    NameMatch.WORD_ORDER: 0.9,
    NameMatch.INITIALS: 0.8,
    NameMatch.WORDS_LEFT_OUT: 0.75,
}
"""What a match counts; the codebook says the same."""

BY_LAST_WORD, BY_OTHER_WORDS, BY_LIKENESS = 0.7, 0.5, 0.1
"""What part of a name counts, with or without its last word, and what its likeness to the whole adds at the most."""

SIMILAR, SAME_LAST_WORD, WITHIN = 0.65, 0.15, 0.8
"""What likeness counts at the most, what the last word adds if it is the same, and what likeness to a part counts."""

LEAST = 0.2
"""A lower score is no likeness."""

A_TITLE = 0.97
"""What the score is multiplied by for each word of a title that is left out."""

LOOKED_AT = 100
"""How many names are compared word by word: those whose keys are most alike."""

MOST_WORDS = 12
"""So many words of what was asked may be left out at its beginning."""

MOST_READ, LONGEST_NAME, SHORTEST_SURNAME, MOST_NAMESAKES = 300, 7, 3, 20
"""How many words of a text are read, how many words a name in it may have, how many letters a surname by itself, and
how many persons a surname stands for."""

NOT_NAMES, CASELESS = ("us", "it", "who", "aid"), 4
"""Words that are names in capitals only, save where nothing is in capitals, as in so few words typed to search."""

THE = "extensions.name_key('the')"
"""SQL of the key of what may stand before a name, or be left out of it, and makes no other name of it."""


def candidates(name: str, kinds: str, limit: str) -> str:
    """SQL of the actors that a name may mean: actor_id, name (theirs that is most like it), score, reasons (an array).

    The arguments are SQL: of a text, of an array of kinds (null for any), and of how many are wanted. The best come
    first; none if nothing is similar. A score is from 0 to 1, with three decimals.
    """
    titles = "ARRAY[" + ", ".join(f"extensions.name_key('{title}')" for title in TITLES.split()) + "]"
    exact = " ".join(f"WHEN '{match}' THEN {score}" for match, score in SCORES.items())
    return f"""
        WITH given AS MATERIALIZED (
            SELECT {name} AS text, {kinds} AS kinds
        ), asked AS MATERIALIZED (
            SELECT lower(array_to_string(regexp_split_to_array(trim(text), '\\s+'), ' ')) AS text,
                string_to_array(extensions.name_key(text), ' ') AS words, kinds
            FROM given
        ), variants AS MATERIALIZED (
            SELECT skipped, array_to_string(words[skipped + 1:], ' ') AS key, words[skipped + 1:] AS words,
                {_sorted("words[skipped + 1:]")} AS sorted, words[:skipped] <@ {titles} AS titled
            FROM asked, generate_series(0, least(cardinality(words), {MOST_WORDS}) - 1) skipped
        ), core AS MATERIALIZED (
            SELECT key, CASE WHEN cardinality(words) = 1 THEN key END AS word,
                CASE WHEN cardinality(words) > 1 THEN key END AS phrase
            FROM variants WHERE titled AND length(key) > 2 ORDER BY skipped DESC LIMIT 1
        ), named AS MATERIALIZED (
            {_named("factbase_actor", "id", own=True)} UNION {_named("factbase_actorname", "actor_id", own=False)}
        ), near AS MATERIALIZED (
            SELECT named.*, string_to_array(named.key, ' ') AS words,
                {_sorted("string_to_array(named.key, ' ')")} AS sorted,
                coalesce(similarity(named.key, core.key), 0) AS alike,
                coalesce(greatest(similarity(named.key, core.key), {WITHIN} * word_similarity(core.key, named.key)), 0)
                    AS likeness
            FROM named CROSS JOIN asked LEFT JOIN core ON true
            WHERE asked.kinds IS NULL OR {_of_actor("kind")} = ANY (asked.kinds)
            ORDER BY {_bare("named.key")} = ANY (SELECT key FROM variants) DESC, likeness DESC, named.actor_id
            LIMIT {LOOKED_AT}
        ), matches AS MATERIALIZED (
            SELECT near.*, variants.skipped, variants.titled, variants.words AS of_words, CASE
                WHEN skipped = 0 AND lower(near.name) = asked.text
                    THEN CASE WHEN own THEN '{NameMatch.EXACT_NAME}' ELSE '{NameMatch.EXACT_ALIAS}' END
                WHEN titled AND variants.key IN (near.key, {_bare("near.key")})
                    THEN '{NameMatch.SAME_KEY}'
                WHEN titled AND near.sorted = variants.sorted THEN '{NameMatch.WORD_ORDER}'
                WHEN titled AND {_initials("near.words", "variants.words")} THEN '{NameMatch.INITIALS}'
                WHEN variants.key = near.key OR titled AND near.words <@ variants.words AND cardinality(near.words) > 1
                    THEN '{NameMatch.WORDS_LEFT_OUT}'
                WHEN titled AND variants.words <@ near.words THEN '{NameMatch.PART_OF_NAME}'
                WHEN variants.key = core.key AND length(core.key) > 3 THEN '{NameMatch.SIMILAR}'
            END AS match
            FROM near CROSS JOIN asked CROSS JOIN variants LEFT JOIN core ON true
        ), scored AS (
            SELECT *, round((CASE match {exact}
                WHEN '{NameMatch.PART_OF_NAME}' THEN {BY_LIKENESS} * alike
                    + CASE WHEN words[cardinality(words)] = ANY (of_words) THEN {BY_LAST_WORD} ELSE {BY_OTHER_WORDS} END
                WHEN '{NameMatch.SIMILAR}' THEN {SIMILAR} * likeness
                    + CASE WHEN words[cardinality(words)] = ANY (of_words) THEN {SAME_LAST_WORD} ELSE 0 END
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
    """SQL of the actors that a text names: actor_id, name (theirs), words (the text's), place (of the first), whole.

    The argument is SQL of an array: the text, in one piece or in several that no name spans. It names an actor with all
    words of one of the names, in any spelling, or (then `whole` is false) a person with the surname alone. Of names
    within longer ones, only the longest count. Names are looked up by index, not read through.
    """
    key = "extensions.name_key(name)"
    not_names = ", ".join(f"extensions.name_key('{word}')" for word in NOT_NAMES)
    tables = (("factbase_actor", "id"), ("factbase_actorname", "actor_id"))
    wholes = " UNION ".join(
        f"SELECT {actor} AS actor_id, name, {_bare(key)} AS key FROM {table}"
        f" WHERE {key} = ANY (ARRAY(SELECT unnest({_spelt('key')}) FROM runs))"
        for table, actor in tables
    )
    surnames = " UNION ".join(
        f"SELECT {actor} AS actor_id, name FROM {table} WHERE {key} LIKE '%% ' || word" for table, actor in tables
    )
    return f"""
        WITH given AS MATERIALIZED (
            SELECT phrase, number FROM unnest({phrases}) WITH ORDINALITY AS given (phrase, number)
        ), tokens AS MATERIALIZED (
            SELECT number, token, row_number() OVER (ORDER BY number, split.place) AS place,
                extensions.name_key(token) AS key,
                phrase = lower(phrase) AND count(*) OVER (PARTITION BY number) <= {CASELESS} AS caseless
            FROM given, regexp_split_to_table(phrase, '[\\s/–—]+') WITH ORDINALITY AS split (token, place)
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
        ), found AS MATERIALIZED (
            SELECT actor_id, name, first, last, true AS whole FROM wholes JOIN runs USING (key)
            UNION ALL SELECT actor_id, name, place, place, false FROM surnames JOIN words USING (word)
        )
        SELECT DISTINCT ON (actor_id, first) actor_id, name, first AS place, whole,
            (SELECT regexp_replace(string_agg(token, ' ' ORDER BY place), '^[^[:alnum:]]+|[^[:alnum:]]+$', '', 'g')
                FROM tokens WHERE place BETWEEN first AND last) AS words
        FROM found
        WHERE NOT EXISTS (
            SELECT FROM found longer WHERE longer.first <= found.first AND longer.last >= found.last AND longer.whole
                AND (longer.last - longer.first > found.last - found.first OR NOT found.whole)
        )
        ORDER BY actor_id, first, name
    """


def _bare(key: str) -> str:
    """SQL of a key without an article before it: keys that are the same without are of the same name."""
    return f"regexp_replace({key}, '^' || {THE} || ' ', '')"


def _spelt(key: str) -> str:
    """SQL of the keys, as the indexes have them, that are the same name as one without its article."""
    return f"ARRAY[{key}, {THE} || ' ' || {key}]"


def _named(table: str, actor: str, *, own: bool) -> str:
    """SQL of the names in a table that equal what was asked, or the end of it, or are like it. Each has its index."""
    key = "extensions.name_key(name)"
    conditions = (
        f"{key} = ANY (ARRAY(SELECT unnest({_spelt('key')}) FROM variants))",
        f"{key} %% (SELECT phrase FROM core)",
        f"(SELECT word FROM core) <%% {key}",
    )
    return " UNION ".join(
        f"SELECT {actor} AS actor_id, name, {own} AS own, {key} AS key FROM {table} WHERE {condition}"
        for condition in conditions
    )


def _of_actor(column: str) -> str:
    """SQL of a column of the actor that a name is of: looked up by id, however many names the planner expects."""
    return f"(SELECT a.{column} FROM factbase_actor a WHERE a.id = actor_id)"


def _initials(words: str, others: str) -> str:
    """SQL of whether two lists of words are as many and the same, where a word may be given by its first letters."""
    alike = "one = other OR length(least(one, other)) < 3 AND (starts_with(one, other) OR starts_with(other, one))"
    each = "NOT EXISTS (SELECT FROM unnest({}) one WHERE NOT EXISTS (SELECT FROM unnest({}) other WHERE {}))"
    return (
        f"cardinality({words}) = cardinality({others}) AND {words} && {others}"
        f" AND {each.format(words, others, alike)} AND {each.format(others, words, alike)}"
    )


def _sorted(words: str) -> str:
    return f"ARRAY(SELECT word FROM unnest({words}) word ORDER BY word)"
