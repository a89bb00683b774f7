"""The real server while its database goes away and comes back: it says so, and needs no help to go on."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from email.message import Message
from pathlib import Path

import pytest

from api.http.problems import CONTENT_TYPE

pytestmark = pytest.mark.slow

START = "from factbase.database import embedded; embedded.start(); print(flush=True); input()"


@pytest.fixture
def data():
    """A folder for a database server of the test's own, which the server's account can enter."""
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


def stop_database(data: Path) -> None:
    file = data / "postgresql" / "postmaster.pid"
    os.kill(int(file.read_text().splitlines()[0]), signal.SIGINT)
    while file.exists():
        time.sleep(0.05)


def test_without_its_database_it_says_so_and_with_it_goes_on(serve, data, monkeypatch):
    monkeypatch.setenv("FACTBASE_DATA", str(data))
    _, address = serve(DATABASE_URL="")
    shown = f"{address}/api/v1/positions/?page_size=1"
    before = [ask(shown) for _ in range(20)]  # kept by every worker
    etag = before[0][1]["ETag"]
    assert {status for status, *_ in before} == {200}

    stop_database(data)
    for url, headers in [
        (shown, {}),
        (shown, {"If-None-Match": etag}),
        (f"{address}/api/v1/positions/?page_size=2", {}),
        (f"{address}/api/v1/positions/?as_of=1", {}),
        (f"{address}/api/v1/actors/russia/", {}),
    ] * 4:
        status, told, body = ask(url, **headers)
        assert status == 503, url
        assert (told["Content-Type"], told["Retry-After"], told["Cache-Control"]) == (CONTENT_TYPE, "5", "no-store")
        assert "ask again" in json.loads(body)["detail"]
    assert ask(f"{address}/api/v1/codebook/")[0] == 200  # no database is needed for it

    again = subprocess.Popen([sys.executable, "-c", START], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert again.stdout
    again.stdout.readline()
    assert [ask(shown)[0] for _ in range(20)] == [200] * 20
    assert ask(shown, **{"If-None-Match": etag})[0] == 304
    again.communicate(b"\n", timeout=30)
