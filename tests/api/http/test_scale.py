"""At ten thousand positions a page is still found by index: no scan of a table, no sort of it."""

import pytest
from django.db import connection, connections

from factbase.history.snapshot import READ, snapshot
from factbase.models import Position
from tests.facts import editing, make_actor, make_position, make_source, make_topic
from tests.statements import statements

pytestmark = pytest.mark.slow

MANY = 10_000


@pytest.fixture
def crowd(blank):
    """Positions of two hundred holders on fifty topics over seven years."""
    with editing():
        source = make_source()
        topics = [make_topic(f"topic-{n}") for n in range(50)]
        holders = [make_actor(f"actor-{n}", source) for n in range(200)]
        first = make_position("said-0", topics[0], holders[0], source)
    with editing(), connection.cursor() as cursor:
        columns = [field.column for field in Position._meta.local_concrete_fields if field.column != "id"]
        special = {
            "slug": "'said-' || n",
            "topic_id": f"{topics[0].pk} + n %% 50",
            "holder_id": f"{holders[0].pk} + n %% 200",
            "stated": "(date '2019-01-01' + n %% 2500)::text",
            "stated_earliest": "date '2019-01-01' + n %% 2500",
            "stated_latest": "date '2019-01-01' + n %% 2500",
        }
        values = [special.get(column, f"p.{column}") for column in columns]
        cursor.execute(
            f"INSERT INTO factbase_position ({', '.join(columns)}) SELECT {', '.join(values)}"
            " FROM factbase_position p, generate_series(1, %s) n WHERE p.id = %s",
            [MANY, first.pk],
        )
        cursor.execute(
            "INSERT INTO factbase_citation"
            " (source_id, line, quote, directness, credibility, part, reading, position_id)"
            " SELECT %s, 1, '', 'paraphrase', 6, 'body', '', id FROM factbase_position WHERE id <> %s",
            [source.pk, first.pk],
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def plans(get, **parameters) -> list[dict]:
    """The plans of the statements that a list runs on facts."""
    with statements() as asked:
        assert get("/api/v1/positions/", **parameters).status_code == 200
    with snapshot(int(parameters["as_of"]) if "as_of" in parameters else None):
        return [each.plan(connections[READ].connection) for each in asked if "factbase_position" in each.sql]


def nodes(plan: dict) -> list[dict]:
    below = [node for child in plan.get("Plans", []) for node in nodes(child)]
    return [plan, *below]


ASKED: list[dict] = [
    {},
    {"ordering": "stated"},
    {"topic": "topic-7"},
    {"actor": "actor-7"},
    {"topic": "topic-7", "actor": "actor-7"},
]


def test_a_page_is_found_by_index(crowd, get):
    for asked in [*ASKED, *({**parameters, "as_of": "2"} for parameters in ASKED)]:
        for plan in plans(get, **asked):
            scanned = [node["Relation Name"] for node in nodes(plan) if node["Node Type"] == "Seq Scan"]
            assert not [table for table in scanned if table.startswith("factbase_position")], asked
