"""Tests of CSV and NDJSON: the same records as in JSON, by pages or all at once."""

import csv
import io
import json
import threading
import time
from typing import Any

import psycopg
import pytest
from django.db import connections

from api.http.formats import streams
from api.http.list_and_detail_views import DetailView, ListView
from api.v1 import urls
from factbase.history.releases import release
from factbase.models import Position
from tests.api.http.test_problems import problem
from tests.facts import editing

VIEWS = [
    (str(pattern.pattern), pattern.callback.view_class)
    for pattern in urls.urlpatterns
    if issubclass(pattern.callback.view_class, ListView | DetailView)
]
LISTS = [(route, view) for route, view in VIEWS if issubclass(view, ListView)]
DETAILS = [(route, view) for route, view in VIEWS if issubclass(view, DetailView)]
POSITIONS = "/api/v1/positions/"


def ids(views: list) -> list[str]:
    return [view.__name__ for _, view in views]


def body(response) -> str:
    """Return the whole body, streamed or not."""
    assert response.status_code == 200
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode()


def pages(get, path: str, **parameters) -> list[dict]:
    """Return the results of all pages."""
    page = get(path, **parameters).json()
    results = page["results"]
    while page["next"]:
        page = get(page["next"]).json()
        results += page["results"]
    return results


def flat(record: Any, prefix: str = "", within: bool = False) -> dict[str, str]:
    """Return the cells of a record, by the rules in the OpenAPI document."""
    cells = {}
    for key, value in record.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and key != "counts":
            cells |= flat(value, f"{name}.", within)
        elif isinstance(value, list):
            columns: dict[str, list[str]] = {}
            for number, member in enumerate(value) if not within else ():
                for path, text in flat(member, f"{name}.", within=True).items():
                    columns.setdefault(path, [""] * number).append(text)
                for texts in columns.values():
                    texts += [""] * (number + 1 - len(texts))
            cells |= {
                path: "|".join(text.replace("\\", "\\\\").replace("|", "\\|") for text in texts)
                for path, texts in columns.items()
            }
        elif value is not None:
            cells[name] = value if isinstance(value, str) else json.dumps(value)
    return cells


def escape_formula(text: str) -> str:
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def rows(text: str) -> list[dict[str, str]]:
    """Return the rows of a table without empty cells, and check that the text is strict RFC 4180."""
    parsed = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert {len(row) for row in parsed} == {len(parsed[0])}
    assert text.endswith("\r\n")
    return [drop_empty(dict(zip(parsed[0], row, strict=True))) for row in parsed[1:]]


def drop_empty(cells: dict[str, str]) -> dict[str, str]:
    """Return the cells that have a value."""
    return {name: cell for name, cell in cells.items() if cell.strip("|")}


def expected(record: dict) -> dict[str, str]:
    return drop_empty({name: escape_formula(text) for name, text in flat(record).items()})


@pytest.mark.parametrize(("route", "view"), LISTS, ids=ids(LISTS))
def test_a_list_has_all_rows_in_order(seeded, get, route, view):
    path = f"/api/v1/{route}"
    for ordering in view.orderings:
        records = pages(get, path, ordering=ordering, page_size=200)
        lines = body(get(path, format="ndjson", ordering=ordering)).splitlines()
        assert [json.loads(line) for line in lines] == records
        assert rows(body(get(path, format="csv", ordering=ordering))) == [expected(record) for record in records]


@pytest.mark.parametrize(("route", "view"), DETAILS, ids=ids(DETAILS))
def test_a_detail_is_one_line_or_row(seeded, get, route, view):
    path = f"/api/v1/{route}".replace("<slug:slug>", view.example["slug"])
    record = get(path).json()
    assert json.loads(body(get(path, format="ndjson"))) == record
    assert rows(body(get(path, format="csv"))) == [expected(record)]
    assert get(path, headers={"Accept": "text/csv"}).headers["Content-Type"].startswith("text/csv")


@pytest.mark.parametrize("format", ["csv", "ndjson"])
def test_the_link_header_leads_to_the_next_page(seeded, get, format):
    params = {"format": format, "topic": "nato-membership", "fields": "slug,citations.source.slug"}
    whole = body(get(POSITIONS, **params))
    response = get(POSITIONS, **params, page_size=3)
    texts = [body(response)]
    while 'rel="next"' in response.headers["Link"]:
        response = get(response.headers["Link"].split(">")[0].removeprefix("<"))
        texts.append(body(response))
    assert len(texts) > 2
    head = whole.splitlines(keepends=True)[0] if format == "csv" else ""
    assert whole == head + "".join(text.removeprefix(head) for text in texts)


def test_a_whole_list_takes_filters_and_as_of(scratch, get):
    params = {"topic": "nato-membership", "in_force_on": "2025-12-15", "attribution": "self_declared"}
    release("2026.1", author="an-editor", progress=lambda *_: None)
    with editing():
        Position.objects.filter(slug="zelenskyy-on-nato-membership-and-guarantees").update(summary="Changed.")
    for as_of in ("1", "2026.1", "3"):
        response = get(POSITIONS, format="ndjson", as_of=as_of, **params)
        records = [json.loads(line) for line in body(response).splitlines()]
        assert records == pages(get, POSITIONS, as_of=as_of, **params)
        assert ("Changed." in [row["summary"] for row in records]) == (as_of == "3")
        assert "Memento-Datetime" in response.headers


def test_no_results_are_an_empty_body(seeded, get):
    params = {"date_from": "2999-01-01"}
    assert body(get(POSITIONS, format="ndjson", **params)) == ""
    assert body(get(POSITIONS, format="csv", fields="slug,stance", **params)) == "slug,stance\r\n"
    assert body(get(POSITIONS, format="csv", fields="slug", page_size=1, **params)) == "slug\r\n"


def test_errors_come_before_the_stream(seeded, get):
    for params, name in [
        ({"topic": "nato-membershp"}, "topic"),
        ({"fields": "slugg"}, "fields"),
        ({"count": "true"}, "count"),
        ({"as_of": "99"}, "as_of"),
        ({"as_of": "no-such-release"}, "as_of"),
    ]:
        [error] = problem(get(POSITIONS, format="ndjson", **params), 400)["errors"]
        assert error["parameter"] == name


def test_an_unchanged_list_is_a_304(seeded, get, client):
    response = get(POSITIONS, format="ndjson")
    assert body(response)
    again = get(POSITIONS, format="ndjson", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
    head = client.head(f"{POSITIONS}?format=ndjson")
    assert (head.status_code, head.headers["ETag"]) == (200, response.headers["ETag"])


def test_formulas_are_escaped(scratch, get):
    with editing():
        Position.objects.filter(slug="rutte-on-nato-membership").update(
            summary='=HYPERLINK("http://x","y")', date_note='a, "b"\r\nc | \\ d'
        )
    [row] = rows(body(get(f"{POSITIONS}rutte-on-nato-membership/", format="csv")))
    assert row["summary"] == '\'=HYPERLINK("http://x","y")'
    assert row["date_note"] == 'a, "b"\r\nc | \\ d'


def test_the_number_of_streams_is_limited(seeded, get):
    open_streams = [get(POSITIONS, format="ndjson") for _ in range(streams.MAX_STREAMS)]
    busy = get(POSITIONS, format="csv")
    problem(busy, 503)
    assert int(busy.headers["Retry-After"]) > 0
    assert get(POSITIONS).status_code == get(POSITIONS, format="csv", page_size=5).status_code == 200
    open_streams[0].close()  # as when the client disconnects
    assert body(get(POSITIONS, format="csv"))
    assert body(open_streams[1])
    assert body(get(POSITIONS, format="csv"))


@pytest.mark.parametrize("format", ["csv", "ndjson"])
def test_an_interrupted_stream_is_invalid(seeded, get, monkeypatch, format):
    """The database fails half way."""

    def fail_half_way(read, sql, parameters):
        yield from list(whole(read, sql, parameters))[:5]
        raise psycopg.OperationalError("the connection is lost")

    whole = streams.StreamingSnapshot.lines
    monkeypatch.setattr(streams.StreamingSnapshot, "lines", fail_half_way)
    received = b""
    with pytest.raises(psycopg.OperationalError):
        for piece in get(POSITIONS, format=format, fields="slug").streaming_content:
            received += piece
    monkeypatch.undo()
    with pytest.raises((csv.Error, json.JSONDecodeError)):
        if format == "csv":
            list(csv.reader(io.StringIO(received.decode(), newline=""), strict=True))
        else:
            [json.loads(line) for line in received.splitlines()]
    assert body(get(POSITIONS, format=format))  # the stream is counted as ended


def test_a_client_that_disconnects_ends_the_read(seeded, get):
    response = get(POSITIONS, format="ndjson")
    next(iter(response.streaming_content))
    response.close()
    for _ in range(100):
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'COPY (SELECT%'")
            if cursor.fetchone()[0] == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the read goes on without a client")


def test_a_stream_may_be_read_in_another_thread(seeded, get):
    response, lines = get(POSITIONS, format="ndjson", fields="slug"), []
    thread = threading.Thread(target=lambda: lines.extend(b"".join(response.streaming_content).splitlines()))
    thread.start()
    thread.join(30)
    assert len(lines) == Position.objects.count()
