"""How far two actors agree on a day, topic by topic. The codebook has the rule, under Comparison."""

from typing import Any

from django.db import models
from django.db.models import Case, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from factbase.models import Position
from factbase.models.in_force import version
from factbase.models.position import PositionQuerySet
from factbase.vocabulary import Comparison, Stance

from .by_actor import in_force_of_each, sql_of

WEIGHTS = {Stance.SUPPORTS: 1.0, Stance.CONDITIONAL: 0.5, Stance.UNDECIDED: 0.0, Stance.OPPOSES: -1.0}
"""What a stance is worth; the codebook says the same."""

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

ASKED = "(SELECT id FROM asked)"


def topics_of_asked(declared: PositionQuerySet) -> tuple[str, list]:
    """SQL for the ids of those of `topics` (id) on which the actor in `asked` (id) took one of these sides."""
    own = declared.filter(holder=RawSQL(ASKED, ()), topic=RawSQL("topics.id", ())).order_by()
    sql, values = sql_of(own.values("holder")[:1])
    # looked up topic by topic; of what equals a subquery, PostgreSQL expects little, and so looks others up topic by
    # topic as well, instead of going through all that each of them said
    return f"SELECT id FROM topics WHERE ({sql}) = {ASKED}", values


def of_others(declared: PositionQuerySet) -> PositionQuerySet:
    """Those of these sides that make their holder one to compare with: others', on the topics in `mine` (id)."""
    return declared.filter(topic__in=RawSQL("SELECT id FROM mine", ())).exclude(holder=RawSQL(ASKED, ()))


def compared(day: Any, on_versions: PositionQuerySet | None, ours: Any, theirs: Any) -> tuple[str, list]:
    """SQL of the clauses of a WITH, the last of which is `compared`: how the actor in `asked` (id) agrees with those in
    `rows` (id) on `topics` (id), or on the versions of proposals that `on_versions` speak of.

    It has a row where at least one of the two took a side: holder (the other), topic, version (of a proposal; 0 for the
    topic itself), comparison, score (null where the two cannot be compared), and what the score rests on: ours and
    theirs, arrays (null where there is none) with the values that these expressions have of either's positions.
    """
    values: list
    if on_versions is None:
        units, values = "SELECT id, 0::bigint FROM topics", []
        elsewhere, sides = Comparison.ON_PROPOSAL, [Comparison.COMPARED, Comparison.ON_PROPOSAL]
    else:
        spoken_of = on_versions.filter(topic__in=RawSQL("SELECT id FROM topics", ())).order_by()
        units, values = sql_of(spoken_of.values_list("topic", version("proposal")).distinct())
        elsewhere, sides = Comparison.NOT_ON_PROPOSAL, [Comparison.COMPARED]
    in_force, more = in_force_of_each("triples", day, "slug", _weight(), ours, theirs)
    own = Position.objects.filter(holder=RawSQL("triple.holder", ()), topic=RawSQL("triple.topic", ())).order_by()
    placed_by = {elsewhere: own.declared_by(day), Comparison.NO_STANCE: own.self_declared().stated_by(day)}
    any_of_it = {why: sql_of(said.values("pk")[:1]) for why, said in placed_by.items()}
    # IS NOT NULL keeps them looked up triple by triple; for EXISTS, PostgreSQL may read all that was ever said
    whens = " ".join(f"WHEN ({sql}) IS NOT NULL THEN '{why}'" for why, (sql, _) in any_of_it.items())
    took_a_side = " OR ".join(f"'{each}' IN (ours.by, theirs.by)" for each in sides)
    sql = (
        f"units (topic, version) AS ({units}), triples (holder, topic, version) AS (SELECT who.id, units.*"
        " FROM (SELECT id FROM asked UNION SELECT id FROM rows) who, units),"
        f" found (holder, topic, version, id, slug, weight, ours, theirs) AS ({in_force}),"
        " held AS (SELECT holder, topic, version, array_agg(weight) AS weights,"
        " array_agg(ours ORDER BY slug DESC) AS ours, array_agg(theirs ORDER BY slug DESC) AS theirs"
        " FROM found GROUP BY holder, topic, version),"
        " placed AS MATERIALIZED (SELECT triple.*, weights, ours, theirs,"
        f" CASE WHEN weights IS NOT NULL THEN '{Comparison.COMPARED}' {whens} ELSE '{Comparison.MISSING}' END AS by"
        " FROM triples triple LEFT JOIN held USING (holder, topic, version)),"
        " compared AS MATERIALIZED (SELECT theirs.holder, topic, version,"
        f" {_comparison(elsewhere)} AS comparison, {SCORE} AS score, ours.ours, theirs.theirs"
        f" FROM (SELECT * FROM placed WHERE holder = {ASKED}) ours"
        " JOIN (SELECT * FROM placed WHERE holder IN (SELECT id FROM rows)) theirs USING (topic, version)"
        f" WHERE {took_a_side})"
    )
    return sql, [*values, *more, *(value for _, said in any_of_it.values() for value in said)]


SCORE = "(SELECT avg(1 - abs(one - other) / 2) FROM unnest(ours.weights) one, unnest(theirs.weights) other)"
"""SQL for how two agree, of arrays with what the stances of each are worth; null if one has none."""


def _comparison(elsewhere: Comparison) -> str:
    """SQL for whether two can be compared, of what each is placed by."""
    both = f"ours.by = '{Comparison.COMPARED}' AND theirs.by = '{Comparison.COMPARED}'"
    cases = " ".join(
        f"WHEN '{each}' IN (ours.by, theirs.by) THEN '{each}'" for each in (elsewhere, Comparison.NO_STANCE)
    )
    return f"CASE WHEN {both} THEN '{Comparison.COMPARED}' {cases} ELSE '{Comparison.MISSING}' END"


def _weight() -> Case:
    """What a position's stance is worth."""
    whens = (
        When(stance=stance.value, then=Cast(Value(worth), models.FloatField())) for stance, worth in WEIGHTS.items()
    )
    return Case(*whens)
