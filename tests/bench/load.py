"""Asking one URL over and over for a while: with wrk where it is installed, else with threads of this program.

wrk counts whole seconds: what is asked for less is asked by threads.
"""

import http.client
import json
import os
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
import urllib.parse
from dataclasses import dataclass

from .servers import processors

REPORT = """function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('\\nREPORT{"requests":%d,"microseconds":%d,"bytes":%d,"errors":%d,"median":%.1f}\\n',
    summary.requests, summary.duration, summary.bytes, e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50)))
end"""


Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Load:
    """What came of it."""

    requests: int
    seconds: float
    bytes: int
    errors: int
    median: float
    """Half of the answers came within so many milliseconds."""

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


def tool(seconds: float) -> str:
    """What asks for so many seconds."""
    return "wrk" if _by_wrk(seconds) else "threads of Python, which are slower than the fastest rows"


def _by_wrk(seconds: float) -> bool:
    return seconds >= 1 and shutil.which("wrk") is not None


def ask(url: str, headers: Headers, connections: int, seconds: float) -> Load:
    """Ask a URL over so many connections at once for some seconds."""
    return (_wrk if _by_wrk(seconds) else _threads)(url, headers, connections, seconds)


def _wrk(url: str, headers: Headers, connections: int, seconds: float) -> Load:
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(REPORT)
        script.flush()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{round(seconds)}s", "--timeout", "20s", "-s", script.name]
        command += [part for name, value in headers for part in ("-H", f"{name}: {value}")]
        process = subprocess.Popen([*command, url], stdout=subprocess.PIPE, text=True)
        os.sched_setaffinity(process.pid, processors()[1])
        said, _ = process.communicate()
    line = next(line for line in said.splitlines() if line.startswith("REPORT"))
    report = json.loads(line.removeprefix("REPORT"))
    return Load(
        report["requests"],
        report["microseconds"] / 1e6,
        report["bytes"] // max(report["requests"], 1),
        report["errors"],
        report["median"] / 1000,
    )


def _threads(url: str, headers: Headers, connections: int, seconds: float) -> Load:
    parts = urllib.parse.urlsplit(url)
    path = f"{parts.path}?{parts.query}"
    times: list[float] = []
    sizes: list[int] = []
    errors: list[int] = []
    end = time.monotonic() + seconds

    def run() -> None:
        connection = http.client.HTTPConnection(parts.netloc)
        while (began := time.monotonic()) < end:
            connection.request("GET", path, headers=dict(headers))
            response = connection.getresponse()
            sizes.append(len(response.read()))
            times.append(time.monotonic() - began)
            if response.status not in (200, 304):
                errors.append(response.status)

    threads = [threading.Thread(target=run) for _ in range(connections)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - began
    return Load(len(times), took, sum(sizes) // max(len(sizes), 1), len(errors), statistics.median(times) * 1000)
