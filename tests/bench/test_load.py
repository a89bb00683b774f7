"""Both load generators count responses and errors."""

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

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize("seconds", [0.1, 1.0], ids=["threads", "wrk, if installed"])
def test_responses_and_errors_are_counted(address, seconds):
    fine = load.send_requests(f"{address}/fine", (("X-Test", "yes"),), 2, seconds)
    assert fine.requests > 0 and fine.errors == 0 and fine.bytes >= 5
    wrong = load.send_requests(f"{address}/wrong", (), 2, seconds)
    assert wrong.errors == wrong.requests > 0
