"""How a holder came to what it holds, and what each of its speakers said last: parts of the answer by actor."""

from django.db.models import Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import RowNumber
from rest_framework import serializers

from api.http.request.fields import branches
from api.http.sql.json_builder import ReadSerializer, annotated_rows, json_of
from api.http.sql.prepared_query import compiled, one_of
from api.v1.entities.refs import ActorRef, ProposalRef, TopicNameRef, path_to
from factbase.models import Position
from factbase.models.in_force import version
from factbase.models.position import NEWEST_FIRST, PositionQuerySet
from factbase.stances import by_actor

from .stance_queries import DAY

MOST = 25
"""How many positions each list of a holder shows at the most, those in force apart: the newest."""


class SpokenSerializer(ReadSerializer):
    """A stance that a holder declared, in short, with the position that it rests on."""

    path = serializers.CharField(read_only=True, help_text="Where that position is, with its evidence.")
    topic = TopicNameRef()
    proposal = ProposalRef(
        allow_null=True,
        help_text="The version of a proposal that it is a stance on; null for a stance on the topic itself.",
    )
    speaker = ActorRef()

    class Meta:
        model = Position
        queryset = Position.objects.annotate(path=path_to("positions"))
        fields = [
            "slug",
            "path",
            "topic",
            "proposal",
            "stance",
            "condition",
            "condition_effect",
            "speaker",
            "stated",
            "stated_latest",
            "date_basis",
        ]


class StepSerializer(SpokenSerializer):
    """A stance that came into force, with the first position that it rests on."""

    until = serializers.DateField(
        allow_null=True,
        read_only=True,
        help_text="The day from which another was in force in its place; null for what is in force on the day asked "
        "about.",
    )

    class Meta(SpokenSerializer.Meta):
        fields = [*SpokenSerializer.Meta.fields, "until"]


def tables(positions: PositionQuerySet, only: frozenset[str] | None) -> dict[str, tuple[str, list]]:
    """SQL for tables of a statement, of these positions: `stepped` and `speakers` have for each holder the JSON of a
    list and how many that would have in full; and the one whether the holder moved, the other whether they agree.

    A holder is taken through the days from which anything was in force. Days from which it was to the same effect as
    before are one step, of the first day.
    """
    subject = version("proposal"), by_actor.effect(), Window(RowNumber(), order_by=NEWEST_FIRST)
    came = positions.stated_by(DAY).once_in_force().order_by()
    spoken = positions.spoken_by(DAY).order_by()
    shown = f"ARRAY(SELECT id FROM steps WHERE rank <= {MOST} UNION SELECT id FROM words WHERE rank <= {MOST})"
    texts = annotated_rows(SpokenSerializer).filter(one_of(RawSQL(shown, ()))).order_by()
    of_a_holder = "row_number() OVER (PARTITION BY holder ORDER BY place) AS rank, count(*) OVER (PARTITION BY holder)"
    of_a_topic = "OVER (PARTITION BY holder, topic, version ORDER BY day)"
    return {
        "came (id, holder, topic, day, version, effect, place)": compiled(
            came.values_list("pk", "holder", "topic", "stated_latest", *subject)
        ),
        "days": (
            "SELECT holder, topic, version, day, array_agg(DISTINCT effect) AS effects,"
            " array_agg(id ORDER BY id) AS ids, array_agg(place ORDER BY id) AS places"
            " FROM came GROUP BY holder, topic, version, day",
            [],
        ),
        "turns": (
            f"SELECT *, lead(day) {of_a_topic} AS until FROM (SELECT *, lag(effects) {of_a_topic} AS before FROM days)"
            " days WHERE effects IS DISTINCT FROM before",
            [],
        ),
        "steps": (
            f"SELECT holder, id, until, {of_a_holder} AS number FROM turns, unnest(ids, places) stance (id, place)",
            [],
        ),
        "spoken (id, holder, topic, speaker, version, effect, place)": compiled(
            spoken.values_list("pk", "holder", "topic", "speaker", *subject)
        ),
        "words": (
            f"SELECT *, {of_a_holder} AS number FROM (SELECT DISTINCT ON (holder, topic, version, speaker) *"
            " FROM spoken ORDER BY holder, topic, version, speaker, place) last",
            [],
        ),
        "agreeing": (
            "SELECT holder, CASE WHEN bool_or(effects > 1) THEN 'false' WHEN bool_or(speakers > 1) THEN 'true' END"
            " AS agree FROM (SELECT holder, count(*) AS speakers, count(DISTINCT effect) AS effects FROM words"
            " GROUP BY holder, topic, version) words GROUP BY holder",
            [],
        ),
        "brief (id, json)": compiled(texts.values_list("pk", json_of(SpokenSerializer, only))),
        "stepped": (
            f"SELECT holder, string_agg({_step(only)}, ', ' ORDER BY rank) FILTER (WHERE rank <= {MOST}) AS json,"
            " max(number) AS number, bool_or(until IS NOT NULL) AS moved"
            " FROM steps LEFT JOIN brief USING (id) GROUP BY holder",
            [],
        ),
        "speakers": (
            f"SELECT holder, string_agg(json, ', ' ORDER BY rank) FILTER (WHERE rank <= {MOST}) AS json,"
            " max(number) AS number, max(agree) AS agree"
            " FROM words JOIN agreeing USING (holder) LEFT JOIN brief USING (id) GROUP BY holder",
            [],
        ),
    }


def _step(only: frozenset[str] | None) -> str:
    """SQL for the JSON of a step: that of its position, and until when it was in force."""
    if only is not None and "until" not in only:
        return "brief.json"
    comma = "," if only is None or branches(only).keys() & SpokenSerializer().fields.keys() else ""
    return f"""left(brief.json, -1) || '{comma}"until":' || coalesce(to_json(until)::text, 'null') || '}}'"""
