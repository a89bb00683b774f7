"""Query plans at scale use indexes: each list with each pair of its filters, in each of its orderings.

`SCALE=1000000 pytest tests/bench/synthesis/test_query_plans.py` tests a database of a million positions.
"""

import itertools
import os
from collections.abc import Iterator

import pytest
from django.db import connection, connections
from django.urls import get_resolver

from api.http.base_views import QueryView
from api.http.list_and_detail_views import ListView
from api.http.request.filters import ChoiceFilter, DayFilter, Filter, FlagFilter, SlugFilter
from api.v1.entities.actor import ActorList
from api.v1.entities.position import PositionList
from api.v1.questions.agreement import ActorAgreement
from api.v1.questions.positions_by_actor import PositionsByActor
from api.v1.questions.positions_matrix import PositionsMatrix
from api.v1.questions.positions_shifts import PositionsShifts
from api.v1.questions.resolve import ActorResolve
from api.v1.questions.source_facts import SourceFacts
from api.v1.questions.timeline import FILTERS, Timeline
from api.v1.questions.verify import Verify
from api.v1.questions.verify_text import VerifyText
from api.v1.reconcile.service import Reconcile
from api.v1.reconcile.suggest import ReconcileSuggest
from api.v1.search.search import Search
from factbase.history.revision import RevisionCounter
from factbase.history.snapshot import READ, snapshot
from tests.conftest import Databases
from tests.sql_capture import statements

from .conftest import synthesize
from .query_plans import nodes, plan_of

pytestmark = pytest.mark.slow

LARGE = 10_000
"""The number of rows from which a sequential scan of a table is an error."""


@pytest.fixture(scope="session")
def large(databases: Databases, blank_template: str) -> str:
    return synthesize(databases, blank_template, int(os.environ.get("SCALE", "100000")))


@pytest.fixture
def large_database(databases: Databases, large: str) -> Iterator[None]:
    databases.use(large)
    yield
    databases.use(databases.home)


def views(kind: type) -> list[tuple[str, type]]:
    """Return the views of a class, with their paths."""
    results = []
    for pattern in get_resolver("api.v1.urls").url_patterns:
        view = getattr(pattern.callback, "cls", None)
        if isinstance(view, type) and issubclass(view, kind):
            results.append((f"/api/v1/{pattern.pattern}", view))
    return results


LISTS = views(ListView)


def example_value(name: str, filter: Filter) -> str:
    """Return a valid value for a filter, if possible one that many rows have."""
    if isinstance(filter, SlugFilter):
        return filter.model.objects.order_by("pk").values_list("slug", flat=True)[0]
    if isinstance(filter, ChoiceFilter):
        return filter.known[0]
    if isinstance(filter, DayFilter):
        return "2025-06-01"
    return "true" if isinstance(filter, FlagFilter) else {"language": "en", "country": "UA"}.get(name, "word")


def large_tables() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples >= %s", [LARGE])
        return {name for (name,) in cursor.fetchall()}


def scanned_tables(view: type[QueryView], params: dict[str, str], as_of: int | None) -> set[str]:
    """Return the tables that the query of a view scans sequentially."""
    return {node["Relation Name"] for node in plan_of(view, params, as_of) if node["Node Type"] == "Seq Scan"}


@pytest.mark.parametrize(("url", "view"), LISTS, ids=[view.__name__ for _, view in LISTS])
def test_no_list_scans_a_large_table(large_database, get, url, view):
    assert get(url).status_code == 200
    large = large_tables()
    assert "factbase_position" in large
    known = {name: example_value(name, filter) for name, filter in view.filters.items()}
    pairs = [*itertools.combinations(known, 2), *((name,) for name in known), ()]
    orderings = list(view.orderings)
    assert len({ordering.lstrip("-") for ordering in orderings}) <= 3
    latest = RevisionCounter.objects.get().number
    scans = {}
    for number, pair in enumerate(pairs):
        params = {name: known[name] for name in pair}
        for ordering in orderings if len(pair) < 2 else [orderings[number % len(orderings)]]:
            for as_of in (None, latest // 2) if len(pair) < 2 else (None,):
                if tables := scanned_tables(view, {**params, "ordering": ordering}, as_of) & large:
                    scans[" ".join([*pair, ordering, "as_of" if as_of else ""])] = tables
    assert not scans, "\n".join(f"{query}: {tables}" for query, tables in scans.items())


@pytest.mark.parametrize("ordering", ["-stated", "stated"])
@pytest.mark.parametrize("names", [(), ("topic",), ("actor",), ("topic", "actor")])
def test_a_custom_plan_scans_no_large_table(large_database, get, names, ordering):
    """PostgreSQL may also plan a prepared query for its actual values."""
    params = {name: example_value(name, PositionList.filters[name]) for name in names} | {"ordering": ordering}
    latest = RevisionCounter.objects.get().number
    for as_of in (None, latest // 2):
        with statements() as captured:
            moment = {} if as_of is None else {"as_of": str(as_of)}
            assert get("/api/v1/positions/", **params, **moment).status_code == 200
        pages = [each for each in captured if "factbase_position" in each.sql]
        assert pages
        with snapshot(as_of):
            plans = [page.plan(connections[READ].connection) for page in pages]
        scanned = {node["Relation Name"] for plan in plans for node in nodes(plan) if node["Node Type"] == "Seq Scan"}
        assert not scanned & large_tables(), f"as of {as_of}"


def test_filters_that_many_rows_match_use_an_index_in_the_order_of_the_list(large_database):
    """Such a plan stops when the page is full; sorting all matches takes longer the larger the table is."""
    large, latest, sorts = large_tables(), RevisionCounter.objects.get().number, []
    for _, view in LISTS:
        if view.queryset.model._meta.db_table not in large:
            continue
        names = [name for name, filter in view.filters.items() if isinstance(filter, DayFilter | ChoiceFilter)]
        for name, ordering, as_of in itertools.product(names, view.orderings, (None, latest // 2)):
            plan = plan_of(view, {name: example_value(name, view.filters[name]), "ordering": ordering}, as_of)
            pages = [node for node in plan if node["Node Type"] == "Limit"]
            if any(below["Node Type"] == "Sort" for page in pages for below in page["Plans"]):
                sorts.append(f"{view.__name__} {name} {ordering} {as_of or ''}")
    assert not sorts


def test_the_timeline_scans_no_large_table(large_database):
    """It reads one page of each kind of fact in the order of an index."""
    large = large_tables()
    latest = RevisionCounter.objects.get().number
    known = {name: example_value(name, filter) for name, filter in FILTERS.items() if isinstance(filter, Filter)}
    scans = {}
    for pair in [*itertools.combinations(known, 2), *((name,) for name in known), ()]:
        for ordering in ("date", "-date"):
            for as_of in (None, latest // 2) if len(pair) < 2 else (None,):
                params = {name: known[name] for name in pair} | {"ordering": ordering}
                if tables := scanned_tables(Timeline, params, as_of) & large:
                    scans[" ".join([*pair, ordering, "as_of" if as_of else ""])] = tables
    assert not scans, "\n".join(f"{query}: {tables}" for query, tables in scans.items())


@pytest.mark.parametrize("params", [{}, {"kind": "position"}, {"kind": "claim,voice,meeting"}])
def test_the_facts_of_a_source_scan_no_large_table(large_database, params):
    latest = RevisionCounter.objects.get().number
    for as_of in (None, latest // 2):
        assert not scanned_tables(SourceFacts, params, as_of) & large_tables()


def test_a_search_scans_no_large_table(large_database, get):
    """The number of matches is limited, so that no answer takes long."""
    large = large_tables()
    latest = RevisionCounter.objects.get().number
    known = {name: example_value(name, filter) for name, filter in Search.filters.items()}
    scans = {}
    for pair in [*itertools.combinations(known, 2), *((name,) for name in known), ()]:
        for as_of in (None, latest // 2) if len(pair) < 2 else (None,):
            params = {"q": "ceasefire", **{name: known[name] for name in pair}}
            if tables := scanned_tables(Search, params, as_of) & large:
                scans[" ".join([*pair, "as_of" if as_of else ""])] = tables
    assert not scans, "\n".join(f"{query}: {tables}" for query, tables in scans.items())
    frequent, rare = (get("/api/v1/search/", q=q).json() for q in ("ceasefire", "codename7"))
    assert frequent["capped"]
    assert 100 < frequent["count"] < 1500
    assert (rare["capped"], 0 < rare["count"] < 20) == (False, True)


@pytest.mark.parametrize("view", [PositionsMatrix, PositionsShifts, ActorAgreement], ids=lambda view: view.__name__)
def test_no_comparison_scans_a_large_table(large_database, view):
    large = large_tables()
    latest = RevisionCounter.objects.get().number
    known = {
        name: example_value(name, filter) for name, filter in view.parameters.items() if isinstance(filter, Filter)
    }
    scans = {}
    for pair in [*itertools.combinations(known, 2), *((name,) for name in known), ()]:
        for narrower in ("false", "true"):
            for as_of in (None, latest // 2):
                params = {name: known[name] for name in pair} | {"include_narrower": narrower, "page_size": "25"}
                plan = plan_of(view, params, as_of)
                tables = {node["Relation Name"] for node in plan if node["Node Type"] == "Seq Scan"}
                # reading a large part of a table by index into a hash is an error too
                tables |= {node.get("Relation Name", "") for node in plan if node["Plan Rows"] >= LARGE / 10}
                if tables := tables & large:
                    scans[" ".join([*pair, narrower, "as_of" if as_of else ""])] = tables
    assert not scans, "\n".join(f"{query}: {tables}" for query, tables in scans.items())


@pytest.mark.parametrize(
    "view", [PositionsMatrix, PositionsShifts, PositionsByActor, ActorAgreement], ids=lambda view: view.__name__
)
def test_holders_are_read_in_order_until_the_page_is_full(large_database, view):
    """A plan that sorts all holders takes longer the more actors there are, whatever PostgreSQL estimates."""
    latest = RevisionCounter.objects.get().number
    for as_of in (None, latest // 2, latest - 1):
        keys = [key for node in plan_of(view, {}, as_of) for key in node.get("Sort Key", ())]
        assert [key for key in keys if "factbase_actor" in key and key.endswith(".slug")] == [], f"as of {as_of}"


def test_positions_by_actor_scan_no_large_table(large_database):
    latest = RevisionCounter.objects.get().number
    for narrower, as_of in itertools.product(("false", "true"), (None, latest // 2)):
        assert not scanned_tables(PositionsByActor, {"include_narrower": narrower}, as_of) & large_tables()


@pytest.mark.parametrize(
    ("view", "params"),
    [
        (ActorResolve, {"name": "FM Sybiha"}),
        (ActorList, {"name": "Sybiha"}),
        (Reconcile, {"queries": '{"q0": {"query": "FM Sybiha"}}'}),
        (ReconcileSuggest, {"prefix": "Sy"}),
        (Search, {"q": "Sybiha"}),
        (VerifyText, {"text": "Sybiha said"}),
    ],
)
def test_names_are_found_by_index(large_database, view, params):
    """At 100,000 positions the tables of actors and names are smaller than LARGE, so they are checked by name."""
    latest = RevisionCounter.objects.get().number
    for as_of in (None, latest // 2):
        assert not [table for table in scanned_tables(view, params, as_of) if table.startswith("factbase_actor")]


def test_verifying_a_stance_scans_no_large_table(large_database):
    latest = RevisionCounter.objects.get().number
    claim = {"actor": "a", "topic": "topic-1", "stance": "supports", "on": "2024-06-30"}
    for as_of in (None, latest // 2):
        assert not scanned_tables(Verify, claim, as_of) & large_tables()


def test_verifying_a_text_scans_no_large_table(large_database):
    latest = RevisionCounter.objects.get().number
    for as_of in (None, latest // 2):
        assert not scanned_tables(VerifyText, {"text": "Some words"}, as_of) & large_tables()
