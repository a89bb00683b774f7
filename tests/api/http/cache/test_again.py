"""Questions asked again: only the base is asked, and the answer is the one that Django would give."""

import gc
import json
import threading

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.db import OperationalError, connections
from django.http import HttpResponse
from django.test import override_settings

from api.http.cache.again import LONGEST
from api.http.cache.middleware import RULING
from factbase.models import Actor
from tests.api.http.wsgi_client import LIST, VIEWS, Service, address, edit
from tests.facts import editing

DETAIL = "/api/v1/positions/rutte-on-nato-membership/"


@pytest.fixture
def service(seeded):
    return Service(limit=0, questions=10)


@pytest.fixture
def editable(scratch):
    return Service(limit=0, questions=10)


@pytest.mark.parametrize("coding", ["", "br"])
@pytest.mark.parametrize(("route", "view"), VIEWS, ids=[view.__name__ for _, view in VIEWS])
def test_an_answer_asked_again_is_djangos_byte_for_byte(released, route, view, coding):
    path, parameters = address(route, view)
    service, cold = Service(limit=0, questions=10), Service(limit=0)
    first, *again = (service.get(path, parameters, HTTP_ACCEPT_ENCODING=coding) for _ in range(3))
    assert first == cold.get(path, parameters, HTTP_ACCEPT_ENCODING=coding)
    assert again == [first, first]
    shows_the_present = "-r" in first.headers["ETag"] and "as_of" not in parameters
    assert service.asked == (1 if shows_the_present else 3)


def test_what_was_corrected_is_shown(editable):
    for path, parameters in ((DETAIL, ""), (LIST, "topic=nato-membership"), ("/api/v1/positions/matrix/", "")):
        before = editable.get(path, parameters)
        edit("supports" if b'"opposes"' in editable.get(DETAIL).body else "opposes")
        editable.asked = 0
        after = editable.get(path, parameters)
        assert editable.asked == 0
        assert json.loads(after.body) != json.loads(before.body)
        assert after == Service(limit=0).get(path, parameters)


def test_it_is_kept_in_memory_like_any_answer(scratch):
    service = Service(questions=10)
    service.get(LIST)
    edit()
    service.time_passes()
    again = service.get(LIST)
    assert service.asked == 1
    assert "-r2-" in again.headers["ETag"]
    questions = service.layer._questions
    questions.drop(*questions._questions)
    assert service.get(LIST) == again
    assert service.asked == 1
    service.present.close()


def test_what_is_there_no_more_is_told_by_django(editable):
    path = "/api/v1/actors/russia/"
    for asked in ((path, ""), (LIST, "actor=russia")):
        assert editable.get(*asked).status == 200
    with editing():
        Actor.objects.filter(slug="russia").update(slug="russian-federation")
    assert [editable.get(path).status for _ in range(2)] == [308, 308]
    assert editable.asked == 4
    assert path not in {key[1] for key in editable.layer._questions._questions}  # nor tried in vain a second time
    moved = editable.get(LIST, "actor=russia")
    assert moved == Service(limit=0).get(LIST, "actor=russia")


def test_who_has_a_copy_is_told_so(scratch):
    service = Service(questions=10)
    etag = service.get(LIST).headers["ETag"]
    for tags, status in (('"other"', 200), (etag, 304), (f'"x", {etag}', 304), ('"other"', 200)):
        assert service.get(LIST, HTTP_IF_NONE_MATCH=tags).status == status
    assert service.asked == 1
    edit()
    service.time_passes()
    after = service.get(LIST, HTTP_IF_NONE_MATCH=etag)
    assert (after.status, service.asked) == (200, 1)
    service.present.close()


def test_that_nothing_changed_is_seen_without_reading_it_again(seeded):
    """Whether memory keeps no answers, or not this one."""
    for limit in (0, 10_000):
        service = Service(limit, questions=10)
        etag = service.get(LIST, "page_size=200").headers["ETag"]
        assert service.get(LIST, "page_size=200", HTTP_IF_NONE_MATCH=etag).status == 304
        assert service.asked == 2
        service.present.close()


def test_what_only_the_first_asker_sent_is_forgotten(service):
    assert service.get(LIST, HTTP_IF_NONE_MATCH='"other"').status == 200
    assert service.get(LIST).status == 200
    assert service.asked == 1
    asked = {"HTTP_IF_MATCH": '"other"'}
    assert service.get(LIST, **asked) == Service(limit=0).get(LIST, **asked)
    assert service.asked == 2


def test_nothing_that_tells_who_asked_first_is_kept(service):
    secret = "who=someone"
    service.get(LIST, HTTP_COOKIE=secret, HTTP_AUTHORIZATION=secret, REMOTE_ADDR=secret, HTTP_USER_AGENT=secret)
    [question] = service.layer._questions._questions.values()
    request = question._asked.respond.args[0]
    assert request.META.keys() <= {*RULING, "SERVER_NAME", "SERVER_PORT", "wsgi.input"}
    assert request.environ is request.META
    gc.collect()
    assert [kept for kept in gc.get_objects() if isinstance(kept, WSGIRequest)] == [request]


def test_no_cookie_of_one_reaches_another(seeded):
    for service in (Service(limit=0, questions=10), Service(questions=10), Service()):
        first = service.get(LIST, HTTP_COOKIE="csrftoken=x; sessionid=y")
        assert first == service.get(LIST) == Service(limit=0).get(LIST)
        assert "Set-Cookie" not in first.headers
        service.present.close()


def test_links_have_the_prefix_of_whoever_asks(service):
    path = "/api/v1/topics/nato-membership/positions/by-actor/"
    for name in ("/facts", ""):
        assert service.get(path, SCRIPT_NAME=name).status == 200
    for name in ("/facts", "", "/facts"):
        again = service.get(path, SCRIPT_NAME=name)
        assert f'"http://testserver{name}/api/v1/positions/' in again.body.decode()
        assert again == Service(limit=0).get(path, SCRIPT_NAME=name)
    assert service.asked == 2


@pytest.mark.parametrize("format", ["csv&page_size=2", "ndjson&page_size=2", "jsonld"])
def test_other_formats_are_asked_again_too(service, format):
    first, again = (service.get(LIST, f"topic=nato-membership&format={format}") for _ in range(2))
    assert again == first
    assert service.asked == 1


@pytest.mark.parametrize(("path", "query"), [("/api/v1/meetings/", "format=ics"), ("/api/v1/changes/", "format=atom")])
def test_feeds_and_calendars_are_asked_again_too(service, path, query):
    first, again = (service.get(path, query) for _ in range(2))
    assert first.status == 200
    assert again == first
    assert service.asked == 1


def test_threads_ask_the_same_question_at_once(service):
    first = service.get(LIST)
    found = []

    def read() -> None:
        found.extend(service.get(LIST) for _ in range(20))
        connections.close_all()

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert found == [first] * 80
    assert service.asked == 1


def test_no_answer_is_kept_with_its_question(service):
    service.get(LIST)
    service.get(LIST)
    gc.collect()
    assert len(service.layer._questions._questions) == 1
    assert not any(isinstance(kept, HttpResponse) for kept in gc.get_objects())


def test_head_is_answered_and_never_asks_for_others(service):
    service.get(LIST, method="HEAD")
    full = service.get(LIST)
    head = service.get(LIST, method="HEAD")
    assert service.asked == 2
    assert (head.headers, head.body) == (full.headers, b"")


@override_settings(ALLOWED_HOSTS=["one.example", "two.example"])
def test_links_lead_to_the_host_that_was_asked(service):
    for host in ("one.example", "two.example") * 2:
        answer = service.get(LIST, "page_size=1", HTTP_HOST=host)
        assert json.loads(answer.body)["next"].startswith(f"http://{host}/")
    assert service.asked == 2


def test_a_base_that_is_away_is_told_by_django(seeded, monkeypatch):
    service = Service(limit=0, questions=10)
    service.get(LIST)
    with monkeypatch.context() as context:
        context.setattr("api.http.sql.prepared_query._fetch", _gone)
        assert service.get(LIST).status == 503
    assert service.get(LIST).status == 200
    assert service.get(LIST).status == 200
    assert service.asked == 3


def _gone(*_):
    raise OperationalError("gone")


def test_only_so_many_are_kept_those_that_are_asked(seeded):
    service = Service(limit=0, questions=3)
    for size in (1, 2, 3, 1, 4):
        service.get(LIST, f"page_size={size}")
    assert service.asked == 4
    for size in (1, 3, 4):
        service.get(LIST, f"page_size={size}")
    assert service.asked == 4
    service.get(LIST, "page_size=2")
    assert service.asked == 5


def test_long_ones_are_not_kept(service):
    for length, asked in ((LONGEST // 2, 1), (LONGEST, 2)):
        service.asked = 0
        for _ in range(2):
            assert service.get(LIST, HTTP_ACCEPT=f"*/*;x={length * 'y'}").status == 200
        assert service.asked == asked


def test_the_past_is_not_asked_again(service):
    for _ in range(2):
        service.get(LIST, "as_of=1")
    assert service.asked == 2


def test_none_is_kept_where_none_shall_be(seeded):
    service = Service(limit=0, questions=0)
    for _ in range(2):
        service.get(LIST)
    assert service.asked == 2
