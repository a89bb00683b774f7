"""At scale every question finds its rows by index: each list by each pair of its filters, in each of its orders.

`SCALE=1000000 pytest tests/bench/synthesis/test_query_plans.py` asks a base of a million positions.
"""

import itertools
import os
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.db import connection, connections
from django.http import QueryDict
from django.urls import get_resolver

from api.http.request.filters import ChoiceFilter, DayFilter, Filter, FlagFilter, SlugFilter
from api.http.request.parameters import parse
from api.http.resources import ListView
from api.http.sql.prepared_query import to_dollar_params
from api.http.views import QueryView
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

pytestmark = pytest.mark.slow

LARGE = 10_000
"""From how many rows on a table is one that may not be read through."""


@pytest.fixture(scope="session")
def large(databases: Databases, blank_template: str) -> str:
    return synthesize(databases, blank_template, int(os.environ.get("SCALE", "100000")))


@pytest.fixture
def base(databases: Databases, large: str) -> Iterator[None]:
    databases.use(large)
    yield
    databases.use(databases.home)


def views(kind: type) -> list[tuple[str, type]]:
    """The lists, or the details, with their addresses."""
    found = []
    for pattern in get_resolver("api.v1.urls").url_patterns:
        view = getattr(pattern.callback, "cls", None)
        if isinstance(view, type) and issubclass(view, kind):
            found.append((f"/api/v1/{pattern.pattern}", view))
    return found


LISTS = views(ListView)


def values(name: str, narrowing: Filter) -> str:
    """A value that the filter takes, one that many rows have where that is simple to tell."""
    if isinstance(narrowing, SlugFilter):
        return narrowing.model.objects.order_by("pk").values_list("slug", flat=True)[0]
    if isinstance(narrowing, ChoiceFilter):
        return narrowing.known[0]
    if isinstance(narrowing, DayFilter):
        return "2025-06-01"
    return "true" if isinstance(narrowing, FlagFilter) else {"language": "en", "country": "UA"}.get(name, "word")


def large_tables() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples >= %s", [LARGE])
        return {name for (name,) in cursor.fetchall()}


def read_through(view: type[QueryView], asked: dict[str, str], as_of: int | None) -> set[str]:
    """The tables that the statement of an answer reads through."""
    return {node["Relation Name"] for node in plan_of(view, asked, as_of) if node["Node Type"] == "Seq Scan"}


def plan_of(view: type[QueryView], asked: dict[str, str], as_of: int | None) -> list[dict]:
    """What PostgreSQL does for an answer, as it plans it for whatever values."""
    given = parse(QueryDict(urlencode(asked)), view.parameters)
    question = view()
    question.format = view.formats[0]
    statement = question.statement(given)
    nothing = ", ".join(["NULL"] * len(statement.parameters))  # a generic plan is made without looking at the values
    with snapshot(as_of), connections[READ].cursor() as cursor:
        cursor.execute(f"PREPARE asked AS {to_dollar_params(statement.sql).decode()}")
        cursor.execute(f"EXPLAIN (FORMAT JSON) EXECUTE asked {f'({nothing})' if nothing else ''}")
        [[plan]] = cursor.fetchone()
        cursor.execute("DEALLOCATE asked")
    return list(nodes(plan["Plan"]))


def nodes(plan: dict) -> Iterator[dict]:
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


@pytest.mark.parametrize(("url", "view"), LISTS, ids=[view.__name__ for _, view in LISTS])
def test_no_list_reads_through_a_large_table(base, get, url, view):
    assert get(url).status_code == 200
    large = large_tables()
    assert "factbase_position" in large
    known = {name: values(name, narrowing) for name, narrowing in view.filters.items()}
    pairs = [*itertools.combinations(known, 2), *((name,) for name in known), ()]
    orderings = list(view.orderings)
    assert len({ordering.lstrip("-") for ordering in orderings}) <= 3
    latest = RevisionCounter.objects.get().number
    bad = {}
    for number, pair in enumerate(pairs):
        asked = {name: known[name] for name in pair}
        for ordering in orderings if len(pair) < 2 else [orderings[number % len(orderings)]]:
            for as_of in (None, latest // 2) if len(pair) < 2 else (None,):
                if through := read_through(view, {**asked, "ordering": ordering}, as_of) & large:
                    bad[" ".join([*pair, ordering, "as_of" if as_of else ""])] = through
    assert not bad, "\n".join(f"{question}: {tables}" for question, tables in bad.items())


@pytest.mark.parametrize("ordering", ["-stated", "stated"])
@pytest.mark.parametrize("names", [(), ("topic",), ("actor",), ("topic", "actor")])
def test_a_page_planned_for_its_values_reads_through_no_large_table(base, get, names, ordering):
    """PostgreSQL may plan for the very values that were asked for, too."""
    asked = {name: values(name, PositionList.filters[name]) for name in names} | {"ordering": ordering}
    latest = RevisionCounter.objects.get().number
    for as_of in (None, latest // 2):
        with statements() as handed:
            then = {} if as_of is None else {"as_of": str(as_of)}
            assert get("/api/v1/positions/", **asked, **then).status_code == 200
        pages = [each for each in handed if "factbase_position" in each.sql]
        assert pages
        with snapshot(as_of):
            plans = [page.plan(connections[READ].connection) for page in pages]
        through = {node["Relation Name"] for plan in plans for node in nodes(plan) if node["Node Type"] == "Seq Scan"}
        assert not through & large_tables(), f"as of {as_of}"


def test_what_many_rows_pass_is_read_in_the_order_asked_for(base):
    """Until the page is full: to find all of it and then sort it takes longer the larger the base is."""
    large, latest, bad = large_tables(), RevisionCounter.objects.get().number, []
    for _, view in LISTS:
        if view.queryset.model._meta.db_table not in large:
            continue
        passed = [name for name, narrowing in view.filters.items() if isinstance(narrowing, DayFilter | ChoiceFilter)]
        for name, ordering, as_of in itertools.product(passed, view.orderings, (None, latest // 2)):
            plan = plan_of(view, {name: values(name, view.filters[name]), "ordering": ordering}, as_of)
            pages = [node for node in plan if node["Node Type"] == "Limit"]
            if any(below["Node Type"] == "Sort" for page in pages for below in page["Plans"]):
                bad.append(f"{view.__name__} {name} {ordering} {as_of or ''}")
    assert not bad


def test_the_timeline_reads_through_no_large_table(base):
    """Nor does it sort one: of each kind it takes as many rows as a page needs, in the order of an index."""
    large = large_tables()
    latest = RevisionCounter.objects.get().number
    known = {name: values(name, narrowing) for name, narrowing in FILTERS.items() if isinstance(narrowing, Filter)}
    bad = {}
    for pair in [*itertools.combinations(known, 2), *((name,) for name in known), ()]:
        for ordering in ("date", "-date"):
            for as_of in (None, latest // 2) if len(pair) < 2 else (None,):
                asked = {name: known[name] for name in pair} | {"ordering": ordering}
                if through := read_through(Timeline, asked, as_of) & large:
                    bad[" ".join([*pair, ordering, "as_of" if as_of else ""])] = through
    assert not bad, "\n".join(f"{question}: {tables}" for question, tables in bad.items())


@pytest.mark.parametrize("asked", [{}, {"kind": "position"}, {"kind": "claim,voice,meeting"}])
def test_the_facts_of_a_source_read_through_no_large_table(base, asked):
    latest = RevisionCounter.objects.get().number
    for as_of in (None, latest // 2):
        assert not read_through(SourceFacts, asked, as_of) & large_tables()


def test_a_search_reads_through_no_large_table(base, get):
    """Whatever narrows it, and in the past as well. What is found is bounded, so that no answer takes long."""
    large = large_tables()
    latest = RevisionCounter.objects.get().number
    known = {name: values(name, narrowing) for name, narrowing in Search.filters.items()}
    bad = {}
    for pair in [*itertools.combinations(known, 2), *((name,) for name in known), ()]:
        for as_of in (None, latest // 2) if len(pair) < 2 else (None,):
            asked = {"q": "ceasefire", **{name: known[name] for name in pair}}
            if through := read_through(Search, asked, as_of) & large:
                bad[" ".join([*pair, "as_of" if as_of else ""])] = through
    assert not bad, "\n".join(f"{question}: {tables}" for question, tables in bad.items())
    often, rare = (get("/api/v1/search/", q=q).json() for q in ("ceasefire", "codename7"))
    assert often["capped"]
    assert 100 < often["count"] < 1500
    assert (rare["capped"], 0 < rare["count"] < 20) == (False, True)


@pytest.mark.parametrize("view", [PositionsMatrix, PositionsShifts, ActorAgreement], ids=lambda view: view.__name__)
def test_no_comparison_reads_through_a_large_table(base, view):
    large = large_tables()
    latest = RevisionCounter.objects.get().number
    known = {
        name: values(name, narrowing) for name, narrowing in view.parameters.items() if isinstance(narrowing, Filter)
    }
    bad = {}
    for pair in [*itertools.combinations(known, 2), *((name,) for name in known), ()]:
        for narrower in ("false", "true"):
            for as_of in (None, latest // 2):
                asked = {name: known[name] for name in pair} | {"include_narrower": narrower, "page_size": "25"}
                plan = plan_of(view, asked, as_of)
                through = {node["Relation Name"] for node in plan if node["Node Type"] == "Seq Scan"}
                # nor a good part of one by an index, to keep what was found in a hash
                through |= {node.get("Relation Name", "") for node in plan if node["Plan Rows"] >= LARGE / 10}
                if through := through & large:
                    bad[" ".join([*pair, narrower, "as_of" if as_of else ""])] = through
    assert not bad, "\n".join(f"{question}: {tables}" for question, tables in bad.items())


@pytest.mark.parametrize(
    "view", [PositionsMatrix, PositionsShifts, PositionsByActor, ActorAgreement], ids=lambda view: view.__name__
)
def test_holders_are_looked_up_in_their_order_until_the_page_is_full(base, view):
    """Whatever PostgreSQL expects of them: to look all up and then sort them takes as long as there are actors."""
    latest = RevisionCounter.objects.get().number
    for as_of in (None, latest // 2, latest - 1):
        keys = [key for node in plan_of(view, {}, as_of) for key in node.get("Sort Key", ())]
        assert [key for key in keys if "factbase_actor" in key and key.endswith(".slug")] == [], f"as of {as_of}"


def test_who_holds_what_on_a_topic_reads_through_no_large_table(base):
    latest = RevisionCounter.objects.get().number
    for narrower, as_of in itertools.product(("false", "true"), (None, latest // 2)):
        assert not read_through(PositionsByActor, {"include_narrower": narrower}, as_of) & large_tables()


@pytest.mark.parametrize(
    ("view", "asked"),
    [
        (ActorResolve, {"name": "FM Sybiha"}),
        (ActorList, {"name": "Sybiha"}),
        (Reconcile, {"queries": '{"q0": {"query": "FM Sybiha"}}'}),
        (ReconcileSuggest, {"prefix": "Sy"}),
        (Search, {"q": "Sybiha"}),
        (VerifyText, {"text": "Sybiha said"}),
    ],
)
def test_names_are_looked_up_by_index(base, view, asked):
    """Though of a hundred thousand positions' actors there are not enough to count as many."""
    latest = RevisionCounter.objects.get().number
    for as_of in (None, latest // 2):
        assert not [table for table in read_through(view, asked, as_of) if table.startswith("factbase_actor")]


def test_a_claim_is_verified_without_reading_through_a_large_table(base):
    latest = RevisionCounter.objects.get().number
    claim = {"actor": "a", "topic": "topic-1", "stance": "supports", "on": "2024-06-30"}
    for as_of in (None, latest // 2):
        assert not read_through(Verify, claim, as_of) & large_tables()


def test_a_text_is_matched_without_reading_through_a_large_table(base):
    latest = RevisionCounter.objects.get().number
    for as_of in (None, latest // 2):
        assert not read_through(VerifyText, {"text": "Some words"}, as_of) & large_tables()
