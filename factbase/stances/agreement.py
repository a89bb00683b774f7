"""Agreement of actors on a day, topic by topic. The codebook has the rule, under Comparison."""

from typing import Any

from django.db import models
from django.db.models import Case, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from factbase.models import Position
from factbase.models.in_force import version
from factbase.models.position import PositionQuerySet
from factbase.models.sql.planner import exists_by_lookup, expect_few
from factbase.vocabulary import Comparison, Stance

from .by_actor import in_force_of_each, sql_of

WEIGHTS = {Stance.SUPPORTS: 1.0, Stance.CONDITIONAL: 0.5, Stance.UNDECIDED: 0.0, Stance.OPPOSES: -1.0}
"""The value of each stance in a score. The codebook states the same values."""

METHOD = (
    "On each topic 1 - |a - b| / 2, where supports is 1, conditional 0.5, undecided 0 and opposes -1; the mean over "
    "all pairs where speakers differ; the whole is the mean over the topics compared. Conditions, stances on versions "
    "of proposals, and topics on which only one has a stance, do not count."
)
METHOD_ON_PROPOSALS = (
    "On each version of a proposal, and each topic that it was spoken of on, 1 - |a - b| / 2, where supports is 1, "
    "conditional 0.5, undecided 0 and opposes -1; the mean over all pairs where speakers differ; the whole is the mean "
    "over what is compared. Conditions, stances on the topics themselves and on other versions, and versions on which "
    "only one has a stance, do not count."
)

REQUESTED = "(SELECT id FROM requested)"
"""SQL for the id of the actor that others are compared with."""


def topics_of_requested(declared: PositionQuerySet) -> tuple[str, list]:
    """Return SQL for the ids of the `topics` (id) on which the `requested` actor (id) declared one of these stances."""
    own = declared.filter(holder=RawSQL(REQUESTED, ()), topic=RawSQL("topics.id", ())).order_by()
    sql, values = sql_of(own.values("holder")[:1])
    return f"SELECT id FROM topics WHERE {expect_few(sql, REQUESTED)}", values


def declared_by_others(declared: PositionQuerySet) -> PositionQuerySet:
    """Return the stances that other actors declared on the topics in `requested_topics` (id)."""
    by_others = declared.exclude(holder=RawSQL(REQUESTED, ()))
    return by_others.filter(topic__in=RawSQL("SELECT id FROM requested_topics", ()))


def compared(day: Any, on_versions: PositionQuerySet | None, ours: Any, theirs: Any) -> tuple[str, list]:
    """Return SQL for clauses of a WITH, ending in `compared`: the agreement of the `requested` actor with other actors.

    The other actors are in `rows` (id), the topics in `topics` (id). With `on_versions`, stances on the proposal
    versions of these positions are compared instead of stances on the topics themselves.

    `compared` has a row for each other actor, topic and version on which at least one of the two took a side. Its
    columns: holder (the other actor), topic, version (a proposal's id, or 0), comparison, score (null if not compared),
    ours and theirs (arrays of these expressions' values for the positions behind the score; null if there are none).
    """
    values: list
    if on_versions is None:
        units, values = "SELECT id, 0::bigint FROM topics", []
        elsewhere, sides = Comparison.ON_PROPOSAL, [Comparison.COMPARED, Comparison.ON_PROPOSAL]
    else:
        on_topics = on_versions.filter(topic__in=RawSQL("SELECT id FROM topics", ())).order_by()
        units, values = sql_of(on_topics.values_list("topic", version("proposal")).distinct())
        elsewhere, sides = Comparison.NOT_ON_PROPOSAL, [Comparison.COMPARED]
    in_force, in_force_values = in_force_of_each("triples", day, "slug", _weight(), ours, theirs)
    own = Position.objects.filter(holder=RawSQL("triple.holder", ()), topic=RawSQL("triple.topic", ())).order_by()
    others = {elsewhere: own.declared_by(day), Comparison.NO_STANCE: own.self_declared().stated_by(day)}
    lookups = {status: sql_of(positions.values("pk")[:1]) for status, positions in others.items()}
    whens = " ".join(f"WHEN {exists_by_lookup(sql)} THEN '{status}'" for status, (sql, _) in lookups.items())
    took_a_side = " OR ".join(f"'{status}' IN (ours.status, theirs.status)" for status in sides)
    sql = (
        f"units (topic, version) AS ({units}), triples (holder, topic, version) AS (SELECT actor.id, units.*"
        " FROM (SELECT id FROM requested UNION SELECT id FROM rows) actor, units),"
        f" stances (holder, topic, version, id, slug, weight, ours, theirs) AS ({in_force}),"
        " held AS (SELECT holder, topic, version, array_agg(weight) AS weights,"
        " array_agg(ours ORDER BY slug DESC) AS ours, array_agg(theirs ORDER BY slug DESC) AS theirs"
        " FROM stances GROUP BY holder, topic, version),"
        " sides AS MATERIALIZED (SELECT triple.*, weights, ours, theirs,"
        f" CASE WHEN weights IS NOT NULL THEN '{Comparison.COMPARED}' {whens} ELSE '{Comparison.MISSING}' END AS status"
        " FROM triples triple LEFT JOIN held USING (holder, topic, version)),"
        " compared AS MATERIALIZED (SELECT theirs.holder, topic, version,"
        f" {_comparison(elsewhere)} AS comparison, {SCORE} AS score, ours.ours, theirs.theirs"
        f" FROM (SELECT * FROM sides WHERE holder = {REQUESTED}) ours"
        " JOIN (SELECT * FROM sides WHERE holder IN (SELECT id FROM rows)) theirs USING (topic, version)"
        f" WHERE {took_a_side})"
    )
    return sql, [*values, *in_force_values, *(value for _, parameters in lookups.values() for value in parameters)]


SCORE = "(SELECT avg(1 - abs(one - other) / 2) FROM unnest(ours.weights) one, unnest(theirs.weights) other)"
"""SQL for the score of two actors, from the arrays of their stances' weights; null if one array is null."""


def _comparison(elsewhere: Comparison) -> str:
    """Return SQL for the comparison of two actors, from the status of each."""
    both = f"ours.status = '{Comparison.COMPARED}' AND theirs.status = '{Comparison.COMPARED}'"
    cases = " ".join(
        f"WHEN '{status}' IN (ours.status, theirs.status) THEN '{status}'"
        for status in (elsewhere, Comparison.NO_STANCE)
    )
    return f"CASE WHEN {both} THEN '{Comparison.COMPARED}' {cases} ELSE '{Comparison.MISSING}' END"


def _weight() -> Case:
    weights = {stance.value: Cast(Value(weight), models.FloatField()) for stance, weight in WEIGHTS.items()}
    return Case(*(When(stance=stance, then=weight) for stance, weight in weights.items()))
