"""The server ends when it is told to, in whatever way, and two never share a port."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

pytestmark = pytest.mark.slow


def answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=5).close()
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False
    return True


def goes_silent(address: str) -> bool:
    for _ in range(300):
        if not answers(address):
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("turn", range(4))
def test_ctrl_c_stops_it(serve, turn):
    server, address = serve()
    time.sleep(turn * 0.5)
    os.killpg(server.pid, signal.SIGINT)  # the terminal tells the master and its workers at once
    server.wait(30)
    assert goes_silent(address)


def test_its_workers_end_with_it_even_when_it_is_killed(serve):
    server, address = serve()
    server.kill()
    server.wait(30)
    assert goes_silent(address)


def test_a_second_one_on_the_same_port_is_refused(serve):
    _, address = serve()
    port = address.rsplit(":", 1)[1]
    second = subprocess.run(
        [sys.executable, "manage.py", "serve", "--port", port], capture_output=True, text=True, timeout=60
    )
    assert second.returncode != 0
    assert f"make run PORT={int(port) + 1}" in second.stderr
    assert answers(address)
