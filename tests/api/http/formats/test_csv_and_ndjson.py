"""Records in CSV and NDJSON: the same as in JSON, a page at a time or all that was found."""

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
from api.http.resources import DetailView, ListView
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
    """All of a body, streamed or not."""
    assert response.status_code == 200
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode()


def pages(get, path: str, **parameters) -> list[dict]:
    """The results of all pages, one after the other."""
    answer = get(path, **parameters).json()
    found = answer["results"]
    while answer["next"]:
        answer = get(answer["next"]).json()
        found += answer["results"]
    return found


def flat(record: Any, prefix: str = "", within: bool = False) -> dict[str, str]:
    """The cells of a record, by the rules that the OpenAPI document states."""
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


def guarded(text: str) -> str:
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def rows(text: str) -> list[dict[str, str]]:
    """The rows of a table, without what is empty. The text is RFC 4180 to the letter."""
    parsed = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert {len(row) for row in parsed} == {len(parsed[0])}
    assert text.endswith("\r\n")
    return [known(dict(zip(parsed[0], row, strict=True))) for row in parsed[1:]]


def known(cells: dict[str, str]) -> dict[str, str]:
    """The cells that are not empty, nor made of empty values."""
    return {name: cell for name, cell in cells.items() if cell.strip("|")}


def expected(record: dict) -> dict[str, str]:
    return known({name: guarded(text) for name, text in flat(record).items()})


@pytest.mark.parametrize(("route", "view"), LISTS, ids=ids(LISTS))
def test_a_list_is_sent_whole_in_its_order(seeded, get, route, view):
    path = f"/api/v1/{route}"
    for ordering in view.orderings:
        records = pages(get, path, ordering=ordering, page_size=200)
        lines = body(get(path, format="ndjson", ordering=ordering)).splitlines()
        assert [json.loads(line) for line in lines] == records
        assert rows(body(get(path, format="csv", ordering=ordering))) == [expected(record) for record in records]


@pytest.mark.parametrize(("route", "view"), DETAILS, ids=ids(DETAILS))
def test_a_detail_is_a_line_or_a_row(seeded, get, route, view):
    path = f"/api/v1/{route}".replace("<slug:slug>", view.example["slug"])
    record = get(path).json()
    assert json.loads(body(get(path, format="ndjson"))) == record
    assert rows(body(get(path, format="csv"))) == [expected(record)]
    assert get(path, headers={"Accept": "text/csv"}).headers["Content-Type"].startswith("text/csv")


@pytest.mark.parametrize("format", ["csv", "ndjson"])
def test_pages_follow_one_another_by_the_header(seeded, get, format):
    asked = {"format": format, "topic": "nato-membership", "fields": "slug,citations.source.slug"}
    whole = body(get(POSITIONS, **asked))
    response = get(POSITIONS, **asked, page_size=3)
    texts = [body(response)]
    while 'rel="next"' in response.headers["Link"]:
        response = get(response.headers["Link"].split(">")[0].removeprefix("<"))
        texts.append(body(response))
    assert len(texts) > 2
    head = whole.splitlines(keepends=True)[0] if format == "csv" else ""
    assert whole == head + "".join(text.removeprefix(head) for text in texts)


def test_the_whole_list_is_filtered_and_of_the_past_too(scratch, get):
    asked = {"topic": "nato-membership", "in_force_on": "2025-12-15", "attribution": "self_declared"}
    release("2026.1", author="an-editor", progress=lambda *_: None)
    with editing():
        Position.objects.filter(slug="zelenskyy-on-nato-membership-and-guarantees").update(summary="Changed.")
    for as_of in ("1", "2026.1", "3"):
        response = get(POSITIONS, format="ndjson", as_of=as_of, **asked)
        found = [json.loads(line) for line in body(response).splitlines()]
        assert found == pages(get, POSITIONS, as_of=as_of, **asked)
        assert ("Changed." in [row["summary"] for row in found]) == (as_of == "3")
        assert "Memento-Datetime" in response.headers


def test_nothing_found_is_an_empty_answer(seeded, get):
    asked = {"date_from": "2999-01-01"}
    assert body(get(POSITIONS, format="ndjson", **asked)) == ""
    assert body(get(POSITIONS, format="csv", fields="slug,stance", **asked)) == "slug,stance\r\n"
    assert body(get(POSITIONS, format="csv", fields="slug", page_size=1, **asked)) == "slug\r\n"


def test_what_is_wrong_is_said_before_anything_is_sent(seeded, get):
    for asked, name in [
        ({"topic": "nato-membershp"}, "topic"),
        ({"fields": "slugg"}, "fields"),
        ({"count": "true"}, "count"),
        ({"as_of": "99"}, "as_of"),
        ({"as_of": "no-such-release"}, "as_of"),
    ]:
        [error] = problem(get(POSITIONS, format="ndjson", **asked), 400)["errors"]
        assert error["parameter"] == name


def test_an_unchanged_list_is_not_sent_again(seeded, get, client):
    response = get(POSITIONS, format="ndjson")
    assert body(response)
    again = get(POSITIONS, format="ndjson", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
    head = client.head(f"{POSITIONS}?format=ndjson")
    assert (head.status_code, head.headers["ETag"]) == (200, response.headers["ETag"])


def test_texts_that_spreadsheets_run_are_defused(scratch, get):
    with editing():
        Position.objects.filter(slug="rutte-on-nato-membership").update(
            summary='=HYPERLINK("http://x","y")', date_note='a, "b"\r\nc | \\ d'
        )
    [row] = rows(body(get(f"{POSITIONS}rutte-on-nato-membership/", format="csv")))
    assert row["summary"] == '\'=HYPERLINK("http://x","y")'
    assert row["date_note"] == 'a, "b"\r\nc | \\ d'


def test_only_so_many_are_sent_at_once(seeded, get):
    sent = [get(POSITIONS, format="ndjson") for _ in range(streams.MOST)]
    refused = get(POSITIONS, format="csv")
    problem(refused, 503)
    assert int(refused.headers["Retry-After"]) > 0
    assert get(POSITIONS).status_code == get(POSITIONS, format="csv", page_size=5).status_code == 200
    sent[0].close()  # as when the client has gone
    assert body(get(POSITIONS, format="csv"))
    assert body(sent[1])
    assert body(get(POSITIONS, format="csv"))


@pytest.mark.parametrize("format", ["csv", "ndjson"])
def test_what_breaks_off_does_not_look_whole(seeded, get, monkeypatch, format):
    """The server that is read from fails half way."""

    def breaks(read, sql, parameters):
        yield from list(whole(read, sql, parameters))[:5]
        raise psycopg.OperationalError("the connection is lost")

    whole = streams.StreamingSnapshot.lines
    monkeypatch.setattr(streams.StreamingSnapshot, "lines", breaks)
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
    assert body(get(POSITIONS, format=format))  # its place is free again


def test_a_client_that_goes_away_leaves_no_connection_behind(seeded, get):
    response = get(POSITIONS, format="ndjson")
    next(iter(response.streaming_content))
    response.close()
    for _ in range(100):
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'COPY (SELECT%'")
            if cursor.fetchone()[0] == 0:
                return
        time.sleep(0.05)
    raise AssertionError("a read goes on for nobody")


def test_a_stream_may_be_read_in_another_thread_than_it_was_opened_in(seeded, get):
    response, found = get(POSITIONS, format="ndjson", fields="slug"), []
    thread = threading.Thread(target=lambda: found.extend(b"".join(response.streaming_content).splitlines()))
    thread.start()
    thread.join(30)
    assert len(found) == Position.objects.count()
