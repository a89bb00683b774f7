"""The steps to a holder's stances in force and its speakers' latest stances, for the positions by actor."""

from django.db.models import Window
from django.db.models.functions import RowNumber
from rest_framework import serializers

from api.http.sql.json_builder import ReadSerializer, json_of_row
from api.http.sql.prepared_query import Cte, texts
from api.v1.entities.refs import ActorRef, ProposalRef, TopicNameRef, path_to
from factbase.models import Position
from factbase.models.in_force import version
from factbase.models.position import NEWEST_FIRST, PositionQuerySet
from factbase.stances import by_actor

from .stance_queries import DAY, ON_PROPOSAL

MOST = 25
"""The maximum number of positions, newest first, in each list of a holder, except the stances in force."""


class SpokenSerializer(ReadSerializer):
    """A stance that a holder declared, in short, with a reference to its position."""

    path = serializers.CharField(read_only=True, help_text="The path of the position, with its evidence.")
    topic = TopicNameRef()
    proposal = ProposalRef(allow_null=True, help_text=ON_PROPOSAL)
    speaker = ActorRef()

    class Meta:
        model = Position
        queryset = Position.objects.annotate(path=path_to("positions"))
        fields = ["slug", "path", "topic", "proposal", "stance", "condition", "condition_effect"]
        fields += ["speaker", "stated", "stated_latest", "date_basis"]


class StepSerializer(SpokenSerializer):
    """A stance that came into force, with the first position that stated it."""

    until = serializers.DateField(
        allow_null=True,
        read_only=True,
        help_text="The day on which another stance replaced it; null if it is still in force on the requested day.",
    )

    class Meta(SpokenSerializer.Meta):
        fields = [*SpokenSerializer.Meta.fields, "until"]


def build_ctes(positions: PositionQuerySet, only: frozenset[str] | None) -> dict[str, Cte]:
    """Return common table expressions over these positions.

    The last two are the results. `stepped` has, for each holder, the JSON of its steps, their number before the limit
    and whether the holder moved; `speakers` has the same for the latest stance of each speaker and whether they agree.

    The steps of a holder on a topic or a version of a proposal are the days from which a stance was in force;
    consecutive days with stances to the same effect are one step, dated by the first.
    """
    columns = version("proposal"), by_actor.effect(), Window(RowNumber(), order_by=NEWEST_FIRST)
    once_in_force = positions.stated_by(DAY).once_in_force().order_by()
    spoken = positions.spoken_by(DAY).order_by()
    shown = f"SELECT id FROM steps WHERE rank <= {MOST} UNION SELECT id FROM latest WHERE rank <= {MOST}"
    step = json_of_row(StepSerializer, only, base="brief.json", until="until")
    per_holder = "row_number() OVER (PARTITION BY holder ORDER BY place) AS rank, count(*) OVER (PARTITION BY holder)"
    per_topic = "OVER (PARTITION BY holder, topic, version ORDER BY day)"
    return {
        "once_in_force (id, holder, topic, day, version, effect, place)": once_in_force.values_list(
            "pk", "holder", "topic", "stated_latest", *columns
        ),
        "days": "SELECT holder, topic, version, day, array_agg(DISTINCT effect) AS effects,"
        " array_agg(id ORDER BY id) AS ids, array_agg(place ORDER BY id) AS places"
        " FROM once_in_force GROUP BY holder, topic, version, day",
        "turns": f"SELECT *, lead(day) {per_topic} AS until"
        f" FROM (SELECT *, lag(effects) {per_topic} AS before FROM days) days WHERE effects IS DISTINCT FROM before",
        "steps": f"SELECT holder, id, until, {per_holder} AS number FROM turns, unnest(ids, places) stance (id, place)",
        "spoken (id, holder, topic, speaker, version, effect, place)": spoken.values_list(
            "pk", "holder", "topic", "speaker", *columns
        ),
        "latest": f"SELECT *, {per_holder} AS number FROM (SELECT DISTINCT ON (holder, topic, version, speaker) *"
        " FROM spoken ORDER BY holder, topic, version, speaker, place) last",
        "agreement": "SELECT holder, CASE WHEN bool_or(effects > 1) THEN false WHEN bool_or(speakers > 1) THEN true END"
        " AS agree FROM (SELECT holder, count(*) AS speakers, count(DISTINCT effect) AS effects FROM latest"
        " GROUP BY holder, topic, version) stances GROUP BY holder",
        "brief (id, json)": texts(SpokenSerializer, shown, only),
        "stepped": f"SELECT holder, string_agg({step}, ', ' ORDER BY rank) FILTER (WHERE rank <= {MOST}) AS json,"
        " max(number) AS number, bool_or(until IS NOT NULL) AS moved"
        " FROM steps LEFT JOIN brief USING (id) GROUP BY holder",
        "speakers": f"SELECT holder, string_agg(json, ', ' ORDER BY rank) FILTER (WHERE rank <= {MOST}) AS json,"
        " max(number) AS number, bool_and(agree) AS agree"
        " FROM latest JOIN agreement USING (holder) LEFT JOIN brief USING (id) GROUP BY holder",
    }
