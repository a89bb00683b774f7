"""The real server while its database stops and returns."""

import json
import os
import signal
import tempfile
import urllib.error
import urllib.request
from email.message import Message
from pathlib import Path

import pytest

from api.http.problems import CONTENT_TYPE
from factbase.database import embedded

from .cluster import busy_backend, wait_for

pytestmark = pytest.mark.slow


@pytest.fixture
def data():
    """Return a folder for a separate database server, which the server's account can enter."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "data"


def ask(address: str, **headers: str) -> tuple[int, Message, bytes]:
    request = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def test_outage_is_reported_and_the_database_restarted(serve, data, monkeypatch):
    monkeypatch.setenv("FACTBASE_DATA", str(data))
    _, address = serve(DATABASE_URL="")
    shown = f"{address}/api/v1/positions/?page_size=1"
    before = [ask(shown) for _ in range(20)]  # cached by every worker
    etag = before[0][1]["ETag"]
    assert {status for status, *_ in before} == {200}

    host = embedded.parameters()["HOST"]
    with busy_backend(host=host, port=5432, user="factbase", dbname="factbase"):  # blocks a restart
        os.kill(int((data / "postgresql" / "postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)
        wait_for(lambda: ask(shown)[0] == 503)
        for url, headers in [
            (shown, {}),
            (shown, {"If-None-Match": etag}),
            (f"{address}/api/v1/positions/?page_size=2", {}),
            (f"{address}/api/v1/positions/?as_of=1", {}),
            (f"{address}/api/v1/actors/russia/", {}),
        ] * 4:
            status, received, body = ask(url, **headers)
            assert status == 503, url
            assert (received["Content-Type"], received["Retry-After"], received["Cache-Control"]) == (
                CONTENT_TYPE,
                "5",
                "no-store",
            )
            assert "Try again" in json.loads(body)["detail"]
        assert ask(f"{address}/api/v1/codebook/")[0] == 200  # needs no database

    wait_for(lambda: ask(shown)[0] == 200)
    assert [ask(shown)[0] for _ in range(20)] == [200] * 20
    assert ask(shown, **{"If-None-Match": etag})[0] == 304
