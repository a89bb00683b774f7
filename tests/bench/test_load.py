"""Both load generators count responses and errors."""

import datetime
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from . import load

pytestmark = pytest.mark.slow


class Handler(BaseHTTPRequestHandler):
    """Respond with 200 at /fine and with 404 elsewhere."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200 if self.path.startswith("/fine") else 404)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"bytes")
        self.server.paths.append(self.path)  # type: ignore[attr-defined]

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def paths() -> list[str]:
    """Return the list that receives the requested paths."""
    return []


@pytest.fixture
def address(paths) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.paths = paths  # type: ignore[attr-defined]
        Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


both_generators = pytest.mark.parametrize("seconds", [0.1, 1.0], ids=["threads", "wrk, if installed"])


@both_generators
def test_responses_and_errors_are_counted(address, seconds):
    fine = load.send_requests(f"{address}/fine", (("X-Test", "yes"),), 2, seconds)
    assert fine.requests > 0 and fine.errors == 0 and fine.bytes >= 5
    wrong = load.send_requests(f"{address}/wrong", (), 2, seconds)
    assert wrong.errors == wrong.requests > 0


@both_generators
def test_each_request_has_another_day(address, paths, seconds):
    for _ in range(2):
        load.send_requests(f"{address}/fine?topic=one&date_from={{day}}", (("X-Test", "yes"),), 2, seconds)
    days = [path.removeprefix("/fine?topic=one&date_from=") for path in paths]
    assert len(days) > 10 and len(set(days)) == len(days)
    assert {datetime.date.fromisoformat(day).year // 1000 for day in days} == {1}


def test_days_repeat_only_after_all():
    assert len({load.day(number) for number in range(load.DAYS)}) == load.DAYS
    assert load.day(load.DAYS) == load.day(0) == "1000-01-01"
