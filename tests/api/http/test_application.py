"""Tests of the API as a WSGI application: no middleware of Django, the same headers on each answer, few layers."""

import json
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.test import override_settings

from api.http.answer_headers import AnswerHeaders
from api.http.application import with_api
from api.v1.entities.position import PositionList
from tests.api.http.wsgi_client import LIST, Service

BY_ACTOR = "/api/v1/topics/nato-membership/positions/by-actor/"
SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def refuse(environ, start_response):
    raise AssertionError("Django's application was called.")


@pytest.fixture
def service(seeded):
    service = Service()
    service.layer = AnswerHeaders(service.layer)
    yield service
    service.present.close()


def test_django_answers_what_is_not_below_api(seeded):
    application = with_api(refuse, 0)
    with pytest.raises(AssertionError, match="Django's application"):
        application({"REQUEST_METHOD": "GET", "PATH_INFO": "/admin/"}, None)


def test_a_read_passes_no_middleware_and_sends_no_signal(service):
    sent = []
    signals = (request_started, request_finished)
    for signal in signals:
        signal.connect(lambda **_: sent.append(1), weak=False, dispatch_uid="spy")
    try:
        with override_settings(MIDDLEWARE=["no.such.Middleware"]):
            assert service.get(LIST).status == 200
    finally:
        for signal in signals:
            signal.disconnect(dispatch_uid="spy")
    assert sent == []


@pytest.mark.parametrize("path", [LIST, f"{LIST}nothing/", "/api/v1/nothing/", "/api/v1/positions"])
def test_every_answer_has_the_security_headers(service, path):
    for response in (service.get(path), service.get(path)):  # the second one is from the cache, if it is a 200
        assert {name: response.headers.get(name) for name in SECURITY} == SECURITY
        assert response.headers["X-Frame-Options"] == "DENY"
        assert "Strict-Transport-Security" not in response.headers
    assert service.asked == (1 if path == LIST else 2)


@override_settings(
    SECURE_HSTS_SECONDS=60, SECURE_SSL_REDIRECT=True, SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")
)
def test_https_is_required_and_announced(seeded):
    service = Service()
    service.layer = AnswerHeaders(service.layer)
    plain = service.get(LIST, "page_size=1", HTTP_X_FORWARDED_PROTO="http")
    assert (plain.status, plain.headers["Location"]) == (301, "https://testserver/api/v1/positions/?page_size=1")
    assert "Strict-Transport-Security" not in plain.headers
    secure = service.get(LIST, "page_size=1", HTTP_X_FORWARDED_PROTO="https")
    assert secure.status == 200
    assert secure.headers["Strict-Transport-Security"].startswith("max-age=60")
    service.present.close()


def test_an_unknown_host_is_refused(service):
    response = service.get(LIST, HTTP_HOST="evil.example")
    assert response.status == 400
    assert "ALLOWED_HOSTS" in json.loads(response.body)["detail"]


def test_a_fault_is_a_problem_and_is_logged(service, monkeypatch, caplog):
    monkeypatch.setattr(PositionList, "render", lambda *_: 1 / 0)
    response = service.get(LIST)
    assert (response.status, response.headers["Content-Type"]) == (500, "application/problem+json")
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize(("path", "query"), [(LIST, "topic=nato-membership&actor=russia"), (BY_ACTOR, "")])
def test_a_read_runs_through_at_most_twelve_files(seeded, path, query):
    service = Service(limit=0)
    service.layer = AnswerHeaders(service.layer)
    service.get(path, query)
    files = set()

    def note(frame, event, argument):
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(settings.BASE_DIR) and path.relative_to(settings.BASE_DIR).parts[0] in (
            "api",
            "factbase",
        ):
            files.add(str(path))

    sys.setprofile(note)
    try:
        service.get(path, query)
    finally:
        sys.setprofile(None)
    assert len(files) <= 12, sorted(files)
