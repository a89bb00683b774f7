"""Changes are complete and ordered, and they suffice to keep a copy of the fact base up to date."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection, connections

from factbase.history.records import RECORDS, export
from factbase.history.revision import Revision, revision
from factbase.history.snapshot import READ, snapshot
from factbase.history.withdraw import restore, withdraw
from factbase.models import Actor, Citation, Position, Release, Topic, Withdrawal
from factbase.vocabulary import RevisionKind
from tests.api.http.test_problems import problem
from tests.api.v1.random_edits import Editor
from tests.facts import cite, editing, make_actor, make_position, make_source, make_topic
from tests.sql_capture import statements

CHANGES = "/api/v1/changes/"


def pages(get, url: str = CHANGES, **parameters):
    """Yield all changes by following `next`."""
    page = get(url, **parameters).json()
    while True:
        yield from page["results"]
        if page["next"] is None:
            return
        url = urlsplit(page["next"])
        page = get(url.path, **{key: values[0] for key, values in parse_qs(url.query).items()}).json()


def read_copy(number: int) -> dict[tuple[str, str], dict]:
    """Return every record at a revision, in the form of a release, without unknown values."""
    with snapshot():
        return {
            (record.name, row["slug"]): {key: value for key, value in row.items() if value is not None}
            for record in RECORDS
            for row in map(json.loads, export(record, number, READ))
        }


def apply(change: dict, copy: dict[tuple[str, str], dict]) -> None:
    """Apply a change to a copy, as a client does that knows no kinds of record and no fields."""
    fields = {field["field"]: field for field in change["fields"]}
    before = fields["slug"]["before"] or change["slug"] if "slug" in fields else change["slug"]
    record = copy.pop((change["resource"], before), {})
    for name, field in fields.items():
        assert record.get(name) == field["before"], (change, name)
        record[name] = field["after"]
    if change["change"] in ("added", "changed"):
        copy[change["resource"], change["slug"]] = {key: value for key, value in record.items() if value is not None}


@pytest.mark.parametrize(("seed", "count"), [(1, 25), pytest.param(2, 300, marks=pytest.mark.slow)])
def test_applying_changes_to_a_copy_gives_the_present(scratch, get, seed, count):
    editor = Editor(seed)
    first = Revision.objects.count()
    copy = read_copy(first)
    log = [editor.edit() for _ in range(count)]
    last = Revision.objects.count()
    assert last > first + count // 3, log
    halfway = (first + last) // 2
    for change in pages(get, since=first, as_of=halfway, page_size=7):
        apply(change, copy)
    assert copy == read_copy(halfway), log
    for change in pages(get, since=halfway, page_size=50):
        apply(change, copy)
    assert copy == read_copy(last), log
    verbs = {change["change"] for change in pages(get, since=first, page_size=200)}
    assert verbs == {"added", "changed", "withdrawn", "merged"}


def test_a_copy_can_be_built_from_changes_alone(seeded, get):
    copy: dict = {}
    for change in pages(get, page_size=200):
        apply(change, copy)
    assert copy == read_copy(1)


def make_revisions() -> None:
    """Make five revisions.

    r1 adds a position, r2 corrects it, r3 adds another, r4 renames the holder, and r5 withdraws the first position.
    r1 is released.
    """
    with editing():
        source, topic = make_source(), make_topic()
        holder = make_actor("russia", source)
        make_position("said", topic, holder, source)
    with revision(
        author="ada", reviewer="bob", kind="correction", reason_code="misattribution", reason="It denied it."
    ):
        Position.objects.update(stance="opposes", condition="")
    with editing("more to know"):
        make_position("said-again", topic, holder, source)
    with revision(author="ada", kind="correction", reason_code="other", reason="Its name."):
        Actor.objects.filter(slug="russia").update(slug="russian-federation")
    with revision(author="ada", kind="withdrawal", reason_code="source_error", reason="Never said."):
        withdraw(Position.objects.get(slug="said"), "Never said.")
    time = Revision.objects.get(number=1).time
    Release.objects.create(tag="first", revision=1, time=time, title="A release", counts={})


@pytest.fixture
def revisions(databases, blank_template):
    with databases.filled(blank_template, make_revisions):
        yield


@pytest.fixture
def own_revisions(blank):
    """Use a separate database, for tests that write."""
    make_revisions()


def test_a_change_has_all_keys(revisions, get):
    [change] = get(CHANGES, since=1, as_of=2).json()["results"]
    assert change.pop("time").endswith("Z")
    assert change == {
        "revision": 2,
        "kind": "correction",
        "author": "ada",
        "reviewer": "bob",
        "reason_code": "misattribution",
        "reason": "It denied it.",
        "resource": "positions",
        "slug": "said",
        "change": "changed",
        "merged_into": None,
        "fields": [{"field": "stance", "before": "supports", "after": "opposes"}],
    }


def summarize(get, **parameters) -> list[tuple]:
    return [(c["revision"], c["resource"], c["slug"], c["change"]) for c in pages(get, **parameters)]


RENAMED = [
    (4, "actors", "russian-federation", "changed"),
    (4, "positions", "said", "changed"),  # a position contains the slug of its holder
    (4, "positions", "said-again", "changed"),
]


def test_pages_of_any_size_list_each_change_once_in_order(revisions, get):
    everything = [
        (1, "actors", "publisher-of-source", "added"),
        (1, "actors", "russia", "added"),
        (1, "positions", "said", "added"),
        (1, "processes", "process", "added"),
        (1, "sources", "source", "added"),
        (1, "topics", "topic", "added"),
        (2, "positions", "said", "changed"),
        (3, "positions", "said-again", "added"),
        *RENAMED,
        (5, "positions", "said", "withdrawn"),
    ]
    for size in range(1, 14):
        assert summarize(get, page_size=size) == everything
        newest_first = summarize(get, page_size=size, ordering="-revision")
        assert sorted(newest_first) == sorted(everything)
        assert [change[0] for change in newest_first] == sorted((change[0] for change in everything), reverse=True)


@pytest.mark.parametrize(
    ("params", "numbers"),
    [
        ({"since": "0"}, {1, 2, 3, 4, 5}),
        ({"since": "3"}, {4, 5}),
        ({"since": "5"}, set()),
        ({"since": "3", "as_of": "4"}, {4}),
        ({"since": "first", "kind": "addition"}, {3}),
        ({"kind": "correction,withdrawal"}, {2, 4, 5}),
        ({"author": "tester"}, {1, 3}),
        ({"author": "ada", "kind": "withdrawal"}, {5}),
        ({"author": "Ada"}, set()),
        ({"resource": "actors,topics"}, {1, 4}),
        ({"resource": "identifications"}, set()),
        ({"date_from": "2999-01-01"}, set()),
        ({"date_to": "1999-01-01"}, set()),
        ({"date_from": "1999-01-01", "date_to": "2999-01-01"}, {1, 2, 3, 4, 5}),
        ({"date_to": "9999-12-31"}, {1, 2, 3, 4, 5}),
        ({"date_from": "0001-01-01"}, {1, 2, 3, 4, 5}),
        ({"as_of": "0"}, set()),
    ],
)
def test_filters(revisions, get, params, numbers):
    assert {change[0] for change in summarize(get, page_size=2, **params)} == numbers


def test_since_accepts_times(revisions, get):
    times = [zulu for (zulu,) in Revision.objects.order_by("number").values_list("time")]
    for number, time in enumerate(times, start=1):
        assert {change[0] for change in summarize(get, since=time.isoformat())} == set(range(number + 1, 6))
    assert len({change[0] for change in summarize(get, since="1999-01-01T00:00:00Z")}) == 5


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"since": "6"}, "since"),
        ({"since": "3", "as_of": "2"}, "since"),
        ({"since": "nowhere"}, "since"),
        ({"since": "-1"}, "since"),
        ({"since": "2025-12-03"}, "since"),
        ({"since": "2999-01-01T00:00:00Z"}, "since"),
        ({"resource": "position"}, "resource"),
        ({"kind": "corection"}, "kind"),
        ({"format": "rss"}, "format"),
        ({"cursor": "x"}, "cursor"),
        ({"count": "true"}, "count"),
        ({"fields": "stance"}, "fields"),
    ],
)
def test_errors_name_the_parameter(revisions, get, query, parameter):
    [error] = problem(get(CHANGES, **query), 400)["errors"]
    assert error["parameter"] == parameter


def test_a_cursor_is_bound_to_its_filters(revisions, get):
    cursor = parse_qs(urlsplit(get(CHANGES, page_size=1, resource="actors").json()["next"]).query)["cursor"][0]
    assert get(CHANGES, cursor=cursor, resource="actors").status_code == 200
    for other in ({}, {"resource": "topics"}, {"resource": "actors", "ordering": "-revision"}):
        problem(get(CHANGES, cursor=cursor, **other), 400)


def test_undone_changes_are_left_out_and_paging_continues(own_revisions, get):
    with editing():
        for summary in ("Other words.", "What said-again says."):
            Position.objects.filter(slug="said-again").update(summary=summary)
        make_topic("passing").delete()
    with editing():
        make_topic("lasting")
    page = get(CHANGES, since=5, page_size=1).json()
    assert (page["results"], bool(page["next"])) == ([], True)
    assert summarize(get, since=5, page_size=1) == [(7, "topics", "lasting", "added")]


def test_a_restored_fact_is_added_again(own_revisions, get):
    with editing():
        restore("position", Withdrawal.objects.get().object_id)
    [change] = get(CHANGES, since=5).json()["results"]
    assert (change["change"], change["slug"]) == ("added", "said")


def test_changes_include_added_and_removed_citations(own_revisions, get):
    with editing():
        cite(Position.objects.get(), Position.objects.get().citations.first().source, line=7)
    with editing():
        Citation.objects.filter(line=7).delete()
    added, removed = (change["fields"][0] for change in get(CHANGES, since=5).json()["results"])
    assert (added["field"], added["before"], added["after"]) == ("citations", removed["after"], removed["before"])
    assert [len(added["before"]), len(added["after"])] == [1, 2]


def test_since_continues_from_the_last_response(own_revisions, get):
    last = get(CHANGES).json()["revision"]
    assert get(CHANGES, since=last).json()["results"] == []
    with editing():
        make_topic("news")
    assert summarize(get, since=last) == [(6, "topics", "news", "added")]


def count_statements(get, **parameters) -> int:
    with statements() as executed:
        assert get(CHANGES, page_size=200, **parameters).status_code == 200
    return len(executed)


def test_a_page_takes_a_constant_number_of_statements(own_revisions, get):
    def grow(number: int) -> None:
        position = Position.objects.first()
        with editing():
            for _ in range(number):
                added = make_position(f"more-{Position.objects.count()}", position.topic, position.holder, source)
                cite(added, source, line=2)

    source = Citation.objects.first().source
    past = {"since": "1999-01-01T00:00:00Z", "resource": "positions", "kind": "addition"}
    grow(3)
    # one each for the revision, the changes, their revisions and the positions
    assert count_statements(get, since=5) == 4
    few = count_statements(get, as_of=6, **past)
    grow(27)
    assert count_statements(get, since=5) == 4
    assert count_statements(get, as_of=7, **past) == few
    with revision(author="ada", kind=RevisionKind.WITHDRAWAL, reason_code="other", reason="None of it."):
        for position in Position.objects.exclude(slug="said-again"):
            withdraw(position, "None of it.")
    # one more, for records that others were merged into
    assert count_statements(get, since=7) == 5


def test_fields_selects_keys(revisions, get):
    [change] = get(CHANGES, since=4, fields="slug,revision").json()["results"]
    assert list(change) == ["revision", "slug"]


def test_changes_cover_topics(own_revisions, get):
    with editing():
        Topic.objects.update(name="Another name")
    [change] = get(CHANGES, since=5, resource="topics").json()["results"]
    assert change["fields"] == [{"field": "name", "before": "Topic", "after": "Another name"}]


@pytest.mark.slow
@pytest.mark.parametrize("params", [{}, {"since": 9000}, {"ordering": "-revision"}, {"as_of": 15000, "since": 9000}])
def test_a_page_is_found_by_index(own_revisions, get, params):
    """A page of many changes is read by index, without a table scan or a sort."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # disables triggers
        cursor.execute(
            "INSERT INTO factbase_revision (number, time, author, kind, reason_code, reason, reviewer)"
            " SELECT n, now(), 'ed', 'addition', '', 'A reason.', '' FROM generate_series(6, 20000) n"
        )
        cursor.execute("INSERT INTO factbase_change SELECT n, 'position', n % 1000 FROM generate_series(6, 20000) n")
        cursor.execute("UPDATE factbase_revisioncounter SET number = 20000")
        cursor.execute("RESET session_replication_role")
        cursor.execute("ANALYZE")
    with statements() as executed:
        assert get(CHANGES, **params).json()["next"]
    [page] = [statement for statement in executed if 'FROM "factbase_change"' in statement.sql]
    with snapshot(params.get("as_of")):
        plan = json.dumps(page.plan(connections[READ].connection))
    assert "Index" in plan
    assert "Seq Scan" not in plan and "Sort" not in plan, plan
