"""Answers from memory: the same as Django's, never older than what the base said last, and never without the base."""

import json
import sys
import threading

import psycopg
import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import override_settings

from api.http.cache.headers import KEPT
from api.http.cache.middleware import FRESH, SILENT
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
def test_a_warm_answer_is_the_cold_one_byte_for_byte(released, route, view, coding):
    path, parameters = address(route, view)
    service, cold = Service(), Service(limit=0)
    first = service.get(path, parameters, HTTP_ACCEPT_ENCODING=coding)
    assert first.status == 200
    warm = service.get(path, parameters, HTTP_ACCEPT_ENCODING=coding)
    assert service.asked == 1, "it was not kept"
    assert warm == first == cold.get(path, parameters, HTTP_ACCEPT_ENCODING=coding)

    known = warm.headers["ETag"]
    unchanged = service.get(path, parameters, HTTP_ACCEPT_ENCODING=coding, HTTP_IF_NONE_MATCH=known)
    assert service.asked == 1
    assert unchanged == cold.get(path, parameters, HTTP_ACCEPT_ENCODING=coding, HTTP_IF_NONE_MATCH=known)
    assert unchanged.status == 304
    service.present.close()


def test_the_past_is_kept_too(service):
    moment = service.get(LIST).headers["Last-Modified"]
    for asked in ({"QUERY_STRING": "as_of=1"}, {"HTTP_ACCEPT_DATETIME": moment}):
        service.asked = 0
        first, again = (service.get(LIST, **asked) for _ in range(2))
        assert (first.status, service.asked) == (200, 1)
        assert again == first
        assert "Memento-Datetime" in first.headers


def test_an_edit_is_seen_as_soon_as_the_base_is_asked(editable):
    path = "/api/v1/positions/rutte-on-nato-membership/"
    before = editable.get(path)
    edit()
    editable.clock.now += FRESH
    after = editable.get(path, HTTP_IF_NONE_MATCH=before.headers["ETag"])
    assert (after.status, json.loads(after.body)["stance"]) == (200, "opposes")


def test_the_base_is_asked_only_now_and_then(editable):
    before = editable.get(LIST)
    edit()
    editable.clock.now += FRESH * 0.9
    assert editable.get(LIST) == before
    editable.clock.now += FRESH * 0.2
    assert editable.get(LIST) != before


def test_a_newer_answer_makes_the_others_old(editable):
    """What Django says may be newer than what the base said when it was last asked."""
    editable.get(LIST)
    edit()
    detail = editable.get("/api/v1/positions/rutte-on-nato-membership/")
    assert json.loads(detail.body)["stance"] == "opposes"
    assert "-r2-" in editable.get(LIST).headers["ETag"]


def test_readers_never_see_a_body_under_the_tag_of_another_revision(editable):
    """Several threads read while revisions are made; none is shown one older than the latest before it asked."""
    editable.clock.step = FRESH * 2  # every look at the clock finds the last answer too old
    committed, wrong, seen = [1], [], set()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            least = committed[-1]
            answer = editable.get(LIST, "page_size=1")
            shown = json.loads(answer.body)["revision"]
            seen.add(shown)
            if f"-r{shown}-" not in answer.headers["ETag"] or shown < least:
                wrong.append((shown, least, answer.headers["ETag"]))
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
    assert len(seen) > 3  # it was a race


def test_the_order_of_parameters_does_not_matter(service):
    first = service.get(LIST, "topic=nato-membership&actor=russia")
    again = service.get(LIST, "actor=russia&topic=nato-membership")
    assert service.asked == 1
    assert again == first
    service.get(LIST, "actor=russia&topic=nato-membership&page_size=1")
    assert service.asked == 2


def test_the_order_of_one_parameters_values_is_theirs():
    """What two values of one name mean in another order, only the view knows."""
    shown = Service(application=_echo)
    assert shown.get("/api/x", "a=1&b=0&a=2").body != shown.get("/api/x", "a=2&b=0&a=1").body


@pytest.mark.parametrize("header", [("Set-Cookie", "who=you"), ("Vary", "Accept, Cookie")])
def test_what_goes_by_a_cookie_is_not_kept(header):
    def application(environ, start_response):
        return _echo(environ, lambda status, headers: start_response(status, [*headers, header]))

    personal = Service(application=application)
    for _ in range(2):
        personal.get("/api/x")
    assert personal.asked == 2
    personal.present.close()


def _echo(environ, start_response):
    response = HttpResponse(environ["QUERY_STRING"], headers={"ETag": '"x"'})
    environ[KEPT] = None
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
def test_what_the_answer_depends_on_is_never_mixed(service, name, other):
    cold = Service(limit=0)
    with override_settings(ALLOWED_HOSTS=["testserver", "127.0.0.1"]):
        for environ in ({}, {name: other}, {}):
            assert service.get(LIST, "page_size=1", **environ) == cold.get(LIST, "page_size=1", **environ)
    assert service.asked == 2


def test_the_scheme_is_the_one_that_django_sees(seeded):
    with override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")):
        service = Service()
        for scheme in ("http", "https", "http"):
            body = json.loads(service.get(LIST, "page_size=1", HTTP_X_FORWARDED_PROTO=scheme).body)
            assert body["next"].startswith(f"{scheme}://")
        assert service.asked == 2
        service.present.close()


def test_a_host_that_is_not_served_is_refused_though_others_were_answered(service):
    service.get(LIST)
    assert service.get(LIST, HTTP_HOST="evil.example").status == 400


def test_head_has_the_headers_and_no_body(service):
    asked = {"HTTP_ACCEPT_ENCODING": "br"}
    cold = service.get(LIST, method="HEAD", **asked)
    full = service.get(LIST, **asked)
    warm = service.get(LIST, method="HEAD", **asked)
    assert service.asked == 2
    assert (cold.body, warm.body) == (b"", b"")
    assert cold.headers == warm.headers == full.headers
    assert full.headers["Content-Length"] == str(len(full.body))


def test_errors_and_moves_are_not_kept(service):
    for path, query, status in [
        ("/api/v1/actors/nobody/", "", 404),
        ("/api/v1/actors", "", 301),
        (LIST, "actorr=russia", 400),
        (LIST, "as_of=2", 400),  # there may be one in a moment
    ]:
        service.asked = 0
        assert [service.get(path, query).status for _ in range(2)] == [status, status]
        assert service.asked == 2


def test_tomorrow_is_another_day(service):
    service.wall.now = 20_000 * DAY - FRESH / 2
    service.get(LIST)
    service.clock.now += FRESH * 0.4
    service.get(LIST)
    assert service.asked == 1
    service.clock.now += FRESH * 0.2  # midnight comes sooner than the next question
    service.wall.now += FRESH * 0.6
    service.get(LIST)
    assert service.asked == 2


def test_an_answer_made_at_midnight_is_not_kept(seeded):
    def application(environ, start_response):
        answer = _echo(environ, start_response)
        service.wall.now += DAY
        return answer

    service = Service(application=application)
    service.get("/api/x")
    service.get("/api/x")
    assert service.asked == 2
    service.present.close()


class Moody(RevisionPoller):
    """A base that may be silent."""

    silent = False

    def poll(self):
        if self.silent:
            raise psycopg.OperationalError("gone")
        return super().poll()


def test_nothing_comes_from_memory_while_the_base_is_silent(seeded, caplog):
    service = Service(present=Moody())
    etag = service.get(LIST).headers["ETag"]
    service.present.silent = True
    service.time_passes()
    service.get(LIST)
    service.get(LIST, HTTP_IF_NONE_MATCH=etag)
    assert service.asked == 3
    assert "does not say" in caplog.text
    service.present.silent = False
    service.get(LIST)
    assert service.asked == 4  # it is left in peace for a while
    service.clock.now += SILENT
    service.get(LIST)
    assert service.asked == 4  # the base is as it was
    service.present.close()


def test_nobody_waits_for_a_silent_base(seeded):
    """While one thread tries a base that was silent, which may take seconds, the others go on without it."""
    trying, let_go = threading.Event(), threading.Event()

    class Slow(Moody):
        def poll(self):
            if self.silent:
                trying.set()
                assert let_go.wait(30)
            return super().poll()

    service = Service(present=Slow(), application=_echo)
    service.present.silent = True
    let_go.set()
    service.get("/api/x")
    let_go.clear()
    trying.clear()
    service.clock.now += SILENT
    tries = threading.Thread(target=service.get, args=["/api/x"])
    tries.start()
    assert trying.wait(30)
    assert service.get("/api/x").status == 200
    assert tries.is_alive()
    let_go.set()
    tries.join(30)
    assert service.asked == 3


def test_a_lost_connection_is_made_again(editable, databases, scratch):
    editable.get(LIST)
    databases.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{scratch}'")
    connections.close_all()
    editable.time_passes()
    assert editable.get(LIST).status == 200
    assert editable.asked == 1


def test_memory_is_bounded_in_bytes(service):
    small = Service(limit=100_000, present=service.present)
    for n in range(1, 150):
        small.get(LIST, f"page_size={n}&fields=slug", HTTP_ACCEPT=f"*/*, text/x-{'y' * n}")
        memory, _ = small.layer._known
        assert memory.size <= 100_000
    kept = memory._answers
    assert 10 < len(kept) < 150
    assert memory.size == pytest.approx(
        sum(answer.size for answer in set(kept.values())) + sum(500 + sum(map(sys.getsizeof, key)) for key in kept)
    )


def test_what_is_asked_for_stays(service):
    small = Service(limit=100_000, present=service.present)
    for n in range(1, 150):
        small.get(LIST, "page_size=2")
        small.get(LIST, f"page_size={n}&fields=slug")
    assert small.asked == 1 + 149


def test_one_answer_never_takes_all_by_its_many_addresses(service):
    small = Service(limit=100_000, present=service.present)
    for n in range(150):
        small.get(LIST, "page_size=1", HTTP_ACCEPT_ENCODING=f"x-{n}")
    assert small.asked == 1
    memory, _ = small.layer._known
    assert memory.size <= 100_000 // 8


def test_one_answer_never_takes_all(service):
    size = len(service.get(LIST, "page_size=200").body)
    for limit, asked in [(4 * size, 2), (10 * size, 1)]:
        bounded = Service(limit, present=service.present)
        for _ in range(2):
            bounded.get(LIST, "page_size=200")
        assert bounded.asked == asked


def test_nothing_is_kept_when_there_is_no_room(seeded):
    service = Service(limit=0, present=Moody())
    service.present.silent = True  # it is not even asked
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
        ("/api/v1/topics/nato-membership/positions/by-actor/", "as_of=1", False),  # as seen from today
        ("/api/v1/topics/nato-membership/positions/by-actor/", "as_of=1&in_force_on=2025-12-03", True),
        ("/api/v1/codebook/", "", False),
    ],
)
def test_others_may_keep_for_ever_only_what_never_changes(service, path, parameters, lasting):
    headers = service.get(path, parameters).headers
    assert ("immutable" in headers.get("Cache-Control", "")) == bool(lasting)
    if lasting is False:
        assert "max-age=0, must-revalidate, s-maxage=5" in headers["Cache-Control"]
        assert "stale-while-revalidate" in headers["CDN-Cache-Control"]


def test_a_moment_is_not_promised_for_ever(service):
    """A clock that was set back would let a later revision fall before it."""
    headers = service.get(LIST, "as_of=2000-01-01T00:00:00Z").headers
    assert "immutable" not in headers["Cache-Control"]
