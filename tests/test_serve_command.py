"""The server stops on request, and two servers never share a port."""

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


def stops(address: str) -> bool:
    for _ in range(300):
        if not answers(address):
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("turn", range(4))
def test_ctrl_c_stops_it(serve, turn):
    server, address = serve()
    time.sleep(turn * 0.5)
    os.killpg(server.pid, signal.SIGINT)  # as the terminal does, to the master and its workers
    server.wait(30)
    assert stops(address)


def test_workers_end_when_the_master_is_killed(serve):
    server, address = serve()
    server.kill()
    server.wait(30)
    assert stops(address)


def test_a_second_server_on_the_same_port_is_refused(serve):
    _, address = serve()
    port = address.rsplit(":", 1)[1]
    second = subprocess.run(
        [sys.executable, "manage.py", "serve", "--port", port], capture_output=True, text=True, timeout=60
    )
    assert second.returncode != 0
    assert f"make run PORT={int(port) + 1}" in second.stderr
    assert answers(address)
