"""Plans of the queries that use a hint of factbase/models/sql/planner.py. Each test fails without the hint."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.models import Model

from api.http.base_views import QueryView
from api.http.sql.prepared_query import all_rows
from api.v1.entities.position import PositionList
from api.v1.questions.agreement import ActorAgreement
from api.v1.questions.positions_by_actor import PositionsByActor
from api.v1.questions.positions_matrix import PositionsMatrix
from api.v1.questions.positions_shifts import PositionsShifts
from api.v1.questions.resolve import ActorResolve
from api.v1.questions.verify_text import VerifyText
from api.v1.reconcile.service import Reconcile
from api.v1.search.search import Search
from factbase.history import integrity
from factbase.history.revision import RevisionCounter
from factbase.models import Actor, Position

from .query_plans import generic_plan, nodes, plan_of

pytestmark = pytest.mark.usefixtures("synthetic")

VERBOSE = ", VERBOSE"


def export_plan(options: str = "") -> list[dict]:
    query = all_rows(PositionList.queryset, PositionList.orderings["-stated"], PositionList.serializer_class, None)
    return generic_plan(query, options=options)


def fault_plan(model: type[Model], fault: str, every: int) -> list[dict]:
    sql = integrity._fault_queries(model, every, latest())[fault]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
        [[plan]] = cursor.fetchone()
    return list(nodes(plan["Plan"]))


def latest() -> int:
    return RevisionCounter.objects.get().number


def scans(plan: list[dict], table: str) -> Iterator[dict]:
    return (node for node in plan if node.get("Relation Name") == table)


def scanned(plan: list[dict]) -> set[str]:
    return {node["Relation Name"] for node in plan if node["Node Type"] == "Seq Scan"}


def below(plan: list[dict], name: str) -> list[dict]:
    """Return the nodes of a clause of WITH."""
    [clause] = (node for node in plan if node.get("Subplan Name") == f"CTE {name}")
    return list(nodes(clause))


class TestOptimizationFence:
    def test_a_referenced_row_is_built_once_for_all_rows_that_refer_to_it(self):
        subqueries = {node["Alias"] for node in export_plan() if node["Node Type"] == "Subquery Scan"}
        assert {"joined_holder", "joined_topic", "joined_speaker"} <= subqueries

    def test_the_newest_day_is_looked_up_once_for_each_triple(self):
        in_force = [node for node in scans(plan_of(ActorAgreement, {}), "factbase_position") if "Plans" in node]
        assert [node for node in in_force if node["Plans"][0]["Parent Relationship"] == "InitPlan"]

    def test_the_document_of_a_candidate_is_computed_once(self):
        plan = plan_of(Search, {"q": "ceasefire"}, options=VERBOSE)
        documents = [column for node in plan for column in node.get("Output", ()) if "array_to_tsvector" in column]
        assert documents
        assert not [column for column in documents if "@@" in column]

    def test_missing_changes_are_looked_up(self):
        [changes] = scans(fault_plan(Position, "missing changes", 1), "factbase_change")
        assert changes["Parent Relationship"] == "SubPlan"


def test_rows_are_sorted_before_their_json_is_built():
    [sort] = (node for node in export_plan(VERBOSE) if node["Node Type"] == "Sort" and "stated" in node["Sort Key"][0])
    assert not [column for column in sort["Output"] if "concat(" in column]


def test_an_index_on_an_expression_matches_in_a_prepared_query():
    conditions = [node.get("Index Cond", "") for node in plan_of(PositionList, {"in_force_on": "2024-06-30"})]
    assert [condition for condition in conditions if "COALESCE" in condition]


def test_stances_in_force_are_read_in_the_order_of_the_list():
    plan = plan_of(PositionList, {"in_force_on": "2024-06-30", "ordering": "-stated"}, latest() // 2)
    [page] = (node for node in plan if node["Node Type"] == "Limit" and node["Plan Rows"] > 1)
    assert page["Plans"][0]["Node Type"] != "Sort"


class TestAnyInArray:
    @pytest.mark.parametrize(
        ("view", "params"),
        [
            (ActorResolve, {"name": "FM Sybiha"}),
            (Reconcile, {"queries": '{"q0": {"query": "FM Sybiha"}}'}),
            (VerifyText, {"text": "Sybiha said"}),
        ],
    )
    def test_names_are_looked_up(self, view: type[QueryView], params: dict[str, str]):
        assert "factbase_actorname" not in scanned(plan_of(view, params))

    @pytest.mark.parametrize(
        ("view", "params", "table"),
        [
            (PositionsMatrix, {}, "factbase_position"),
            (Search, {"q": "ceasefire"}, "factbase_claim"),
            (Search, {"q": "ceasefire", "source": "source-1"}, "factbase_source"),
        ],
    )
    def test_rows_are_looked_up_by_id(self, view: type[QueryView], params: dict[str, str], table: str):
        assert [
            node for node in scans(plan_of(view, params), table) if node.get("Index Cond", "").startswith("(id = ANY")
        ]

    def test_a_sample_of_versions_is_looked_up(self):
        if connection.pg_version < 160000:
            pytest.skip("PostgreSQL 15 rightly reads all rows of the small table.")
        assert "factbase_actor_history" not in scanned(fault_plan(Actor, "versions that overlap", 7))


@pytest.mark.parametrize("view", [PositionsByActor, PositionsShifts, ActorAgreement], ids=lambda view: view.__name__)
def test_actors_who_hold_positions_are_read_in_order(view: type[QueryView]):
    keys = [key for node in plan_of(view, {}) for key in node.get("Sort Key", ())]
    assert not [key for key in keys if "factbase_actor" in key and key.endswith(".slug")]


def test_other_actors_are_looked_up_on_the_topics_of_the_requested_one():
    [positions] = scans(below(plan_of(ActorAgreement, {}), "rows_and_next"), "factbase_position")
    assert "topic_id = requested_topics.id" in positions["Index Cond"]


def test_what_a_triple_without_a_stance_has_is_looked_up():
    positions = [node for node in below(plan_of(ActorAgreement, {}), "sides") if "Relation Name" in node]
    assert positions
    assert "Bitmap Heap Scan" not in {node["Node Type"] for node in positions}
