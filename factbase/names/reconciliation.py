"""Which actors the queries of a list mean that others match with the base: by name, by slug, or by what they are.

All of it is SQL, for the statement of who asks: it reads as that sees, at present or in the past.
"""

from factbase.vocabulary import ActorKind

from . import matching

PROPERTIES = {
    "country": (
        "Country",
        "The country that it is or belongs to: an ISO 3166-1 code (UA), or the id or a name of the state.",
    ),
    "kind": ("Kind", "What sort of actor it is: a type, by its id or its name."),
    "organisation": ("Organisation", "A state or body in which it has a role, by its id or a name."),
    "wikidata": ("Wikidata id", "Its Wikidata id (Q159), or the address that ends in it."),
}
"""What queries may be narrowed by, with a name and what is compared. An actor must have one value given of each."""

KINDS = {text.lower(): kind.value for kind in ActorKind for text in (kind.value, str(kind.label))}
"""The kinds of actors by what they are called."""

BY_ID, BY_PROPERTIES = 1, 0.5
"""What it counts that a query gives the slug or the Wikidata id, or only properties that many have."""

BEGINS, BEGINS_A_WORD = 0.7, 0.6
"""What it counts that a name, or a word in it, begins with what was typed so far."""


def candidates(asked: str, nameless: bool) -> str:
    """SQL of the candidates for queries: place, actor_id, score (0 to 1); one row with nobody for a query without any.

    The argument is SQL of rows: place, name (may be empty), kinds (an array; null for any), properties (JSON, of each
    an array of texts; null for none), begun (whether the name is only its beginning), skipped and most (how many
    candidates are left out at first, and how many there are at the most). Where none is `nameless`, the actors are
    found by index alone.
    """
    return f"""
        WITH queries AS MATERIALIZED (
            SELECT place, name, kinds, begun, skipped, most, extensions.name_key(name) AS key,
                CASE WHEN properties -> 'country' IS NOT NULL THEN {_texts("country", "upper(text)")} || ARRAY(
                    SELECT country FROM factbase_actor WHERE id = ANY ({_meant("country")}) AND kind = 'state'
                ) END AS countries,
                CASE WHEN properties -> 'organisation' IS NOT NULL THEN {_meant("organisation")} END AS organisations,
                CASE WHEN properties -> 'kind' IS NOT NULL THEN {_texts("kind")} END AS kinds_too,
                CASE WHEN properties -> 'wikidata' IS NOT NULL
                    THEN {_texts("wikidata", "regexp_replace(text, '^.*/', '')")} END AS wikidata
            FROM ({asked}) asked
        )
        SELECT queries.place, candidate.actor_id, candidate.score FROM queries LEFT JOIN LATERAL (
            SELECT actor_id, max(score) AS score FROM (
                SELECT actor_id, score FROM (
                    {matching.candidates("queries.name", "queries.kinds", str(matching.LOOKED_AT))}
                ) named
                UNION ALL SELECT object_id, {BY_ID} FROM factbase_slug WHERE kind = 'actor' AND slug = queries.name
                UNION ALL ({_begun("factbase_actor", "id")}) UNION ALL ({_begun("factbase_actorname", "actor_id")})
                {f"UNION ALL {_nameless()}" if nameless else ""}
            ) every
            WHERE (SELECT (queries.kinds IS NULL OR a.kind = ANY (queries.kinds))
                    AND (queries.kinds_too IS NULL OR a.kind = ANY (queries.kinds_too))
                    AND (queries.countries IS NULL OR a.country <> '' AND a.country = ANY (queries.countries))
                    AND (queries.wikidata IS NULL OR a.wikidata <> '' AND a.wikidata = ANY (queries.wikidata))
                    AND (queries.organisations IS NULL OR EXISTS (SELECT FROM factbase_affiliation
                        WHERE member_id = a.id AND organisation_id = ANY (queries.organisations)))
                FROM factbase_actor a WHERE a.id = actor_id)
            GROUP BY actor_id ORDER BY score DESC, (SELECT slug FROM factbase_actor a WHERE a.id = actor_id)
            OFFSET queries.skipped LIMIT queries.most
        ) candidate ON true
    """


def _texts(name: str, text: str = "text") -> str:
    """SQL of what a query gives for a property, an array, each `text` as SQL says."""
    return f"ARRAY(SELECT {text} FROM json_array_elements_text(properties -> '{name}') text)"


def _meant(name: str) -> str:
    """SQL of the ids of the actors whose slug or name a query gives for a property, an array."""
    keys = f"ANY (ARRAY(SELECT extensions.name_key(text) FROM unnest({_texts(name)}) text))"
    return (
        f"ARRAY(SELECT object_id FROM factbase_slug WHERE kind = 'actor' AND slug = ANY ({_texts(name)})"
        f" UNION SELECT id FROM factbase_actor WHERE extensions.name_key(name) = {keys}"
        f" UNION SELECT actor_id FROM factbase_actorname WHERE extensions.name_key(name) = {keys})"
    )


def _begun(table: str, actor: str) -> str:
    """SQL of the actors one of whose names in a table, or a word in it, begins with what was typed."""
    key = "extensions.name_key(n.name)"
    return (
        f"SELECT n.{actor}, CASE WHEN {key} LIKE queries.key || '%%' THEN {BEGINS} ELSE {BEGINS_A_WORD} END"
        f" FROM {table} n WHERE queries.begun AND queries.key <> ''"
        f" AND ({key} LIKE queries.key || '%%' OR {key} LIKE '%% ' || queries.key || '%%')"
    )


def _nameless() -> str:
    """SQL of the actors that have a property, where a query gives no name."""
    ways = (
        f"SELECT id, {BY_PROPERTIES} FROM factbase_actor WHERE country = ANY (queries.countries)",
        f"SELECT id, {BY_PROPERTIES} FROM factbase_actor WHERE kind = ANY (queries.kinds_too)",
        f"SELECT member_id, {BY_PROPERTIES} FROM factbase_affiliation"
        " WHERE organisation_id = ANY (queries.organisations)",
        f"SELECT id, {BY_ID} FROM factbase_actor"
        " WHERE wikidata = ANY (queries.wikidata) AND queries.wikidata IS NOT NULL",  # which no index is of
    )
    return " UNION ALL ".join(f"{way} AND queries.name = ''" for way in ways)
