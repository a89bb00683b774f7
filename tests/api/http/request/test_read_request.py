"""Tests of parsed reads, which are kept: a repeated request gets its own host, prefix and day."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import override_settings

from api.http import base_views
from api.http.cache.lru import LONGEST, bounded_cache
from api.http.request import read_request
from api.v1.entities.position import PositionList
from factbase.models import Topic
from tests.api.http.wsgi_client import LIST, VIEWS, Service, address
from tests.facts import editing

BY_ACTOR = "/api/v1/topics/nato-membership/positions/by-actor/"


@pytest.fixture
def service(seeded):
    service = Service(limit=0)  # each response is read
    yield service
    service.present.close()


@pytest.mark.parametrize("coding", ["", "br"])
@pytest.mark.parametrize(("route", "view"), VIEWS, ids=[view.__name__ for _, view in VIEWS])
def test_a_repeated_read_gives_the_same_bytes(released, route, view, coding):
    service = Service(limit=0)
    path, parameters = address(route, view)
    first, second = (service.get(path, parameters, HTTP_ACCEPT_ENCODING=coding) for _ in range(2))
    assert first.status == 200
    assert first == second
    service.present.close()


@override_settings(ALLOWED_HOSTS=["one.example", "two.example"])
def test_links_lead_to_the_host_of_each_request(service):
    for host in ("one.example", "two.example", "one.example"):
        response = service.get(LIST, "page_size=1", HTTP_HOST=host)
        assert f"http://{host}/api/v1/positions/".encode() in response.body
        assert f"<http://{host}/" in response.headers["Link"]


def test_links_have_the_prefix_of_each_request(service):
    for prefix in ("", "/base", ""):
        response = service.get(LIST, "page_size=1", SCRIPT_NAME=prefix)
        assert f"http://testserver{prefix}/api/v1/positions/".encode() in response.body


def test_the_default_day_is_that_of_each_request(service, monkeypatch):
    shown = []
    for day in (1, 2):
        now = datetime.datetime(2026, 1, day, 23, 59, tzinfo=datetime.UTC)
        monkeypatch.setattr(base_views.timezone, "now", lambda now=now: now)
        response = service.get(BY_ACTOR)
        shown.append((f'"in_force_on": "2026-01-0{day}"'.encode() in response.body, response.headers["ETag"][-6:]))
    assert shown == [(True, '01-01"'), (True, '01-02"')]


def test_a_cookie_or_a_client_leaves_no_trace(service):
    first = service.get(LIST, "page_size=2", HTTP_COOKIE="sessionid=x", HTTP_USER_AGENT="one", REMOTE_ADDR="1.2.3.4")
    assert first == service.get(LIST, "page_size=2")


def test_formats_are_told_apart(service):
    types = [service.get(LIST, "page_size=1", HTTP_ACCEPT=kind).headers["Content-Type"] for kind in ("text/csv", "*/*")]
    assert types == ["text/csv; charset=utf-8; header=present", "application/json"]


def test_threads_share_parsed_reads(service):
    with ThreadPoolExecutor(8) as pool:
        bodies = set(pool.map(lambda _: service.get(LIST, "page_size=3").body, range(40)))
    assert len(bodies) == 1


def test_equal_requests_share_one_object():
    view = PositionList
    one, two, other = (read_request.parse_read(view, "/", (), query, "*/*", None) for query in ("", "", "page_size=3"))
    assert one is two
    assert one is not other


def test_long_calls_and_errors_are_not_kept():
    calls = []

    @bounded_cache(3)
    def double(text: str) -> str:
        calls.append(text)
        if text == "bad":
            raise ValueError
        return text + text

    for text in ("a", "a", "b" * (LONGEST + 1), "b" * (LONGEST + 1)):
        assert double(text) == text + text
    for _ in range(2):
        with pytest.raises(ValueError):
            double("bad")
    assert [len(text) for text in calls] == [1, LONGEST + 1, LONGEST + 1, 3, 3]
    for text in "cdea":
        double(text)
    assert calls[-1] == "a"  # of four, the oldest made room


def test_a_redirect_keeps_what_the_headers_chose(scratch):
    with editing():
        Topic.objects.filter(slug="nato-membership").update(slug="nato-accession")
    service = Service(limit=0)
    moved = service.get("/api/v1/topics/nato-membership/", "fields=slug", HTTP_ACCEPT="text/csv")
    assert moved.status == 308
    assert moved.headers["Location"] == "/api/v1/topics/nato-accession/?fields=slug&format=csv"
    service.present.close()
