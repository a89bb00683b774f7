"""Tests of the response cache: equal to Django's responses, never outdated, and unused while the database is down."""

import json
import sys
import threading

import psycopg
import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import override_settings

from api.http.cache.middleware import MAX_AGE, RETRY_AFTER
from api.http.response_headers import CACHEABLE
from factbase.history.current_revision import RevisionPoller
from tests.api.http.wsgi_client import LIST, VIEWS, Service, address, edit

DAY = 24 * 3600


@pytest.fixture
def service(seeded):
    service = Service()
    yield service
    service.present.close()


@pytest.fixture
def editable(scratch):
    service = Service()
    yield service
    service.present.close()


@pytest.mark.parametrize("coding", ["", "br"])
@pytest.mark.parametrize(("route", "view"), VIEWS, ids=[view.__name__ for _, view in VIEWS])
def test_a_cached_response_is_equal_byte_for_byte(released, route, view, coding):
    path, parameters = address(route, view)
    service, cold = Service(), Service(limit=0)
    first = service.get(path, parameters, HTTP_ACCEPT_ENCODING=coding)
    assert first.status == 200
    warm = service.get(path, parameters, HTTP_ACCEPT_ENCODING=coding)
    assert service.asked == 1, "it was not cached"
    assert warm == first == cold.get(path, parameters, HTTP_ACCEPT_ENCODING=coding)

    known = warm.headers["ETag"]
    unchanged = service.get(path, parameters, HTTP_ACCEPT_ENCODING=coding, HTTP_IF_NONE_MATCH=known)
    assert service.asked == 1
    assert unchanged == cold.get(path, parameters, HTTP_ACCEPT_ENCODING=coding, HTTP_IF_NONE_MATCH=known)
    assert unchanged.status == 304
    service.present.close()


def test_past_revisions_are_cached(service):
    moment = service.get(LIST).headers["Last-Modified"]
    for environ in ({"QUERY_STRING": "as_of=1"}, {"HTTP_ACCEPT_DATETIME": moment}):
        service.asked = 0
        first, again = (service.get(LIST, **environ) for _ in range(2))
        assert (first.status, service.asked) == (200, 1)
        assert again == first
        assert "Memento-Datetime" in first.headers


def test_an_edit_is_seen_at_the_next_query_of_the_revision(editable):
    path = "/api/v1/positions/rutte-on-nato-membership/"
    before = editable.get(path)
    edit()
    editable.clock.now += MAX_AGE
    after = editable.get(path, HTTP_IF_NONE_MATCH=before.headers["ETag"])
    assert (after.status, json.loads(after.body)["stance"]) == (200, "opposes")


def test_the_revision_is_queried_once_per_max_age(editable):
    before = editable.get(LIST)
    edit()
    editable.clock.now += MAX_AGE * 0.9
    assert editable.get(LIST) == before
    editable.clock.now += MAX_AGE * 0.2
    assert editable.get(LIST) != before


def test_a_newer_response_invalidates_the_others(editable):
    """Django's response may show a newer revision than the last query of the revision."""
    editable.get(LIST)
    edit()
    detail = editable.get("/api/v1/positions/rutte-on-nato-membership/")
    assert json.loads(detail.body)["stance"] == "opposes"
    assert "-r2-" in editable.get(LIST).headers["ETag"]


def test_no_body_has_the_etag_of_another_revision(editable):
    """Several threads read while revisions are made; none gets a revision older than the latest at its start."""
    editable.clock.step = MAX_AGE * 2  # each reading of the clock makes the last result too old
    committed, wrong, seen = [1], [], set()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            least = committed[-1]
            response = editable.get(LIST, "page_size=1")
            shown = json.loads(response.body)["revision"]
            seen.add(shown)
            if f"-r{shown}-" not in response.headers["ETag"] or shown < least:
                wrong.append((shown, least, response.headers["ETag"]))
        connections.close_all()

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for n in range(2, 32):
        edit("opposes" if n % 2 else "supports")
        committed.append(n)
    done.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    assert len(seen) > 3  # otherwise there was no race


def test_the_order_of_parameters_does_not_matter(service):
    first = service.get(LIST, "topic=nato-membership&actor=russia")
    again = service.get(LIST, "actor=russia&topic=nato-membership")
    assert service.asked == 1
    assert again == first
    service.get(LIST, "actor=russia&topic=nato-membership&page_size=1")
    assert service.asked == 2


def test_the_order_of_a_parameters_values_matters():
    """Only the view knows whether two values of one parameter may be swapped."""
    service = Service(application=_echo)
    assert service.get("/api/x", "a=1&b=0&a=2").body != service.get("/api/x", "a=2&b=0&a=1").body


@pytest.mark.parametrize("header", [("Set-Cookie", "who=you"), ("Vary", "Accept, Cookie")])
def test_a_response_that_depends_on_cookies_is_not_cached(header):
    def application(environ, start_response):
        return _echo(environ, lambda status, headers: start_response(status, [*headers, header]))

    personal = Service(application=application)
    for _ in range(2):
        personal.get("/api/x")
    assert personal.asked == 2
    personal.present.close()


def _echo(environ, start_response):
    response = HttpResponse(environ["QUERY_STRING"], headers={"ETag": '"x"'})
    environ[CACHEABLE] = None
    start_response("200 OK", list(response.items()))
    return response


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("HTTP_HOST", "127.0.0.1"),
        ("wsgi.url_scheme", "https"),
        ("SCRIPT_NAME", "/facts"),
        ("HTTP_ACCEPT", "application/json"),
        ("HTTP_ACCEPT_ENCODING", "gzip"),
        ("HTTP_ACCEPT_DATETIME", "Mon, 01 Jan 2035 00:00:00 GMT"),
        ("REQUEST_METHOD", "OPTIONS"),
        ("HTTP_IF_MATCH", '"other"'),
        ("HTTP_IF_UNMODIFIED_SINCE", "Mon, 01 Jan 2024 00:00:00 GMT"),
    ],
)
def test_each_request_header_of_the_key_has_its_own_response(service, name, other):
    cold = Service(limit=0)
    with override_settings(ALLOWED_HOSTS=["testserver", "127.0.0.1"]):
        for environ in ({}, {name: other}, {}):
            assert service.get(LIST, "page_size=1", **environ) == cold.get(LIST, "page_size=1", **environ)
    assert service.asked == 2


def test_the_scheme_is_the_one_that_django_uses(seeded):
    with override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")):
        service = Service()
        for scheme in ("http", "https", "http"):
            body = json.loads(service.get(LIST, "page_size=1", HTTP_X_FORWARDED_PROTO=scheme).body)
            assert body["next"].startswith(f"{scheme}://")
        assert service.asked == 2
        service.present.close()


def test_an_unknown_host_gets_no_cached_response(service):
    service.get(LIST)
    assert service.get(LIST, HTTP_HOST="evil.example").status == 400


def test_head_has_the_headers_and_no_body(service):
    environ = {"HTTP_ACCEPT_ENCODING": "br"}
    cold = service.get(LIST, method="HEAD", **environ)
    full = service.get(LIST, **environ)
    warm = service.get(LIST, method="HEAD", **environ)
    assert service.asked == 2
    assert (cold.body, warm.body) == (b"", b"")
    assert cold.headers == warm.headers == full.headers
    assert full.headers["Content-Length"] == str(len(full.body))


def test_errors_and_redirects_are_not_cached(service):
    for path, query, status in [
        ("/api/v1/actors/nobody/", "", 404),
        ("/api/v1/actors", "", 301),
        (LIST, "actorr=russia", 400),
        (LIST, "as_of=2", 400),  # this revision may exist soon
    ]:
        service.asked = 0
        assert [service.get(path, query).status for _ in range(2)] == [status, status]
        assert service.asked == 2


def test_a_cached_response_expires_at_midnight(service):
    service.wall.now = 20_000 * DAY - MAX_AGE / 2
    service.get(LIST)
    service.clock.now += MAX_AGE * 0.4
    service.get(LIST)
    assert service.asked == 1
    service.clock.now += MAX_AGE * 0.2  # midnight is before the next query of the revision
    service.wall.now += MAX_AGE * 0.6
    service.get(LIST)
    assert service.asked == 2


def test_a_response_made_at_midnight_is_not_cached(seeded):
    def application(environ, start_response):
        response = _echo(environ, start_response)
        service.wall.now += DAY
        return response

    service = Service(application=application)
    service.get("/api/x")
    service.get("/api/x")
    assert service.asked == 2
    service.present.close()


class Unreliable(RevisionPoller):
    """A database that is down on demand."""

    down = False

    def poll(self):
        if self.down:
            raise psycopg.OperationalError("gone")
        return super().poll()


def test_nothing_comes_from_the_cache_while_the_database_is_down(seeded, caplog):
    service = Service(present=Unreliable())
    etag = service.get(LIST).headers["ETag"]
    service.present.down = True
    service.time_passes()
    service.get(LIST)
    service.get(LIST, HTTP_IF_NONE_MATCH=etag)
    assert service.asked == 3
    assert "does not report" in caplog.text
    service.present.down = False
    service.get(LIST)
    assert service.asked == 4  # it is not queried until RETRY_AFTER has passed
    service.clock.now += RETRY_AFTER
    service.get(LIST)
    assert service.asked == 4  # at the same revision
    service.present.close()


def test_only_one_thread_waits_for_a_database_that_is_down(seeded):
    """While one thread tries it, which may take seconds, the others go on without it."""
    trying, let_go = threading.Event(), threading.Event()

    class Slow(Unreliable):
        def poll(self):
            if self.down:
                trying.set()
                assert let_go.wait(30)
            return super().poll()

    service = Service(present=Slow(), application=_echo)
    service.present.down = True
    let_go.set()
    service.get("/api/x")
    let_go.clear()
    trying.clear()
    service.clock.now += RETRY_AFTER
    waiting = threading.Thread(target=service.get, args=["/api/x"])
    waiting.start()
    assert trying.wait(30)
    assert service.get("/api/x").status == 200
    assert waiting.is_alive()
    let_go.set()
    waiting.join(30)
    assert service.asked == 3


def test_a_lost_connection_is_replaced(editable, databases, scratch):
    editable.get(LIST)
    databases.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{scratch}'")
    connections.close_all()
    editable.time_passes()
    assert editable.get(LIST).status == 200
    assert editable.asked == 1


def test_the_cache_is_bounded_in_bytes(service):
    small = Service(limit=100_000, present=service.present)
    for n in range(1, 150):
        small.get(LIST, f"page_size={n}&fields=slug", HTTP_ACCEPT=f"*/*, text/x-{'y' * n}")
        cache, _ = small.layer._state
        assert cache.size <= 100_000
    responses = cache._responses
    assert 10 < len(responses) < 150
    keys = sum(500 + sum(map(sys.getsizeof, key)) for key in responses)
    assert cache.size == pytest.approx(sum(response.size for response in set(responses.values())) + keys)


def test_used_responses_stay_in_the_cache(service):
    small = Service(limit=100_000, present=service.present)
    for n in range(1, 150):
        small.get(LIST, "page_size=2")
        small.get(LIST, f"page_size={n}&fields=slug")
    assert small.asked == 1 + 149


def test_a_response_with_many_keys_does_not_fill_the_cache(service):
    small = Service(limit=100_000, present=service.present)
    for n in range(150):
        small.get(LIST, "page_size=1", HTTP_ACCEPT_ENCODING=f"x-{n}")
    assert small.asked == 1
    cache, _ = small.layer._state
    assert cache.size <= 100_000 // 8


def test_a_large_response_does_not_fill_the_cache(service):
    size = len(service.get(LIST, "page_size=200").body)
    for limit, asked in [(4 * size, 2), (10 * size, 1)]:
        bounded = Service(limit, present=service.present)
        for _ in range(2):
            bounded.get(LIST, "page_size=200")
        assert bounded.asked == asked


def test_limit_0_caches_nothing(seeded):
    service = Service(limit=0, present=Unreliable())
    service.present.down = True  # it is not queried
    for _ in range(2):
        assert service.get(LIST).status == 200
    assert service.asked == 2


@pytest.mark.parametrize(
    ("path", "parameters", "lasting"),
    [
        (LIST, "", False),
        (LIST, "as_of=1", True),
        (LIST, "as_of=0", True),
        (LIST, "as_of=2100-01-01", None),
        ("/api/v1/topics/nato-membership/positions/by-actor/", "as_of=1", False),  # the default of in_force_on is today
        ("/api/v1/topics/nato-membership/positions/by-actor/", "as_of=1&in_force_on=2025-12-03", True),
        ("/api/v1/codebook/", "", False),
    ],
)
def test_only_responses_that_never_change_are_immutable(service, path, parameters, lasting):
    headers = service.get(path, parameters).headers
    assert ("immutable" in headers.get("Cache-Control", "")) == bool(lasting)
    if lasting is False:
        assert "max-age=0, must-revalidate, s-maxage=5" in headers["Cache-Control"]
        assert "stale-while-revalidate" in headers["CDN-Cache-Control"]


def test_a_response_as_of_a_time_is_not_immutable(service):
    """If the clock was set back, a later revision could get an earlier time."""
    headers = service.get(LIST, "as_of=2000-01-01T00:00:00Z").headers
    assert "immutable" not in headers["Cache-Control"]
