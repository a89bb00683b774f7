"""Reconciliation: matching of another data set's queries with actors, by name, by slug or by properties.

The functions return SQL for use in a larger query, which may read the present or the past.
"""

from factbase.models.sql.planner import any_in_array
from factbase.vocabulary import ActorKind

from . import matching

PROPERTIES = {
    "country": (
        "Country",
        "The country that it is or belongs to: an ISO 3166-1 code (UA), or the id or a name of the state.",
    ),
    "kind": ("Kind", "The kind of actor: a type, by its id or its name."),
    "organisation": ("Organisation", "A state or body in which it has a role, by its id or a name."),
    "wikidata": ("Wikidata id", "Its Wikidata id (Q159), or the address that ends in it."),
}
"""The properties of queries, each with a name and a description. An actor must have one of the values of each."""

KINDS = {text.lower(): kind.value for kind in ActorKind for text in (kind.value, str(kind.label))}
"""The kinds of actors by value and by label, in lower case."""

BY_ID, BY_PROPERTIES = 1, 0.5
"""The scores of a match by slug or Wikidata id, and of a match by properties alone."""

BEGINS, BEGINS_A_WORD = 0.7, 0.6
"""The scores if a name, or a word in it, starts with the text typed so far."""


def candidates(queries: str, nameless: bool) -> str:
    """Return SQL for the candidates of queries: place, actor_id, score (0 to 1); actor_id is null if there are none.

    The argument is SQL for rows with place, name (can be empty), kinds (an array; null for all), properties (JSON with
    an array of texts for each; null for none), begun (true if the name is a beginning only), skipped and most (the
    offset and limit of candidates). If no query is `nameless`, actors are found by indexes alone.
    """
    return f"""
        WITH queries AS MATERIALIZED (
            SELECT place, name, kinds, begun, skipped, most, extensions.name_key(name) AS key,
                CASE WHEN properties -> 'country' IS NOT NULL THEN {_texts("country", "upper(text)")} || ARRAY(
                    SELECT country FROM factbase_actor WHERE id = ANY ({_actors("country")}) AND kind = 'state'
                ) END AS countries,
                CASE WHEN properties -> 'organisation' IS NOT NULL THEN {_actors("organisation")} END AS organisations,
                CASE WHEN properties -> 'kind' IS NOT NULL THEN {_texts("kind")} END AS kinds_too,
                CASE WHEN properties -> 'wikidata' IS NOT NULL
                    THEN {_texts("wikidata", "regexp_replace(text, '^.*/', '')")} END AS wikidata
            FROM ({queries}) input
        )
        SELECT queries.place, candidate.actor_id, candidate.score FROM queries LEFT JOIN LATERAL (
            SELECT actor_id, max(score) AS score FROM (
                SELECT actor_id, score FROM (
                    {matching.candidates("queries.name", "queries.kinds", str(matching.LOOKED_AT))}
                ) by_name
                UNION ALL SELECT object_id, {BY_ID} FROM factbase_slug WHERE kind = 'actor' AND slug = queries.name
                UNION ALL ({_prefixed("factbase_actor", "id")})
                UNION ALL ({_prefixed("factbase_actorname", "actor_id")})
                {f"UNION ALL {_by_property()}" if nameless else ""}
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
    """Return SQL for the array of a query's values for a property; `text` is SQL to transform each value."""
    return f"ARRAY(SELECT {text} FROM json_array_elements_text(properties -> '{name}') text)"


def _actors(name: str) -> str:
    """Return SQL for the array of ids of the actors that a query gives for a property, by slug or name."""
    keys = any_in_array(f"SELECT extensions.name_key(text) FROM unnest({_texts(name)}) text")
    return (
        f"ARRAY(SELECT object_id FROM factbase_slug WHERE kind = 'actor' AND slug = ANY ({_texts(name)})"
        f" UNION SELECT id FROM factbase_actor WHERE extensions.name_key(name) = {keys}"
        f" UNION SELECT actor_id FROM factbase_actorname WHERE extensions.name_key(name) = {keys})"
    )


def _prefixed(table: str, actor: str) -> str:
    """Return SQL for the actors with a name in a table that, or a word of which, starts with the text typed."""
    key = "extensions.name_key(n.name)"
    return (
        f"SELECT n.{actor}, CASE WHEN {key} LIKE queries.key || '%%' THEN {BEGINS} ELSE {BEGINS_A_WORD} END"
        f" FROM {table} n WHERE queries.begun AND queries.key <> ''"
        f" AND ({key} LIKE queries.key || '%%' OR {key} LIKE '%% ' || queries.key || '%%')"
    )


def _by_property() -> str:
    """Return SQL for the actors that have a property of a query without a name."""
    selects = (
        f"SELECT id, {BY_PROPERTIES} FROM factbase_actor WHERE country = ANY (queries.countries)",
        f"SELECT id, {BY_PROPERTIES} FROM factbase_actor WHERE kind = ANY (queries.kinds_too)",
        f"SELECT member_id, {BY_PROPERTIES} FROM factbase_affiliation"
        " WHERE organisation_id = ANY (queries.organisations)",
        f"SELECT id, {BY_ID} FROM factbase_actor"
        " WHERE wikidata = ANY (queries.wikidata) AND queries.wikidata IS NOT NULL",  # there is no index
    )
    return " UNION ALL ".join(f"{select} AND queries.name = ''" for select in selects)
