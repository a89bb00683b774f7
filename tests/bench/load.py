"""Load generator: requests one URL repeatedly, with wrk where it is installed, else with threads of Python.

wrk takes whole seconds only, so durations below a second always use threads. `{day}` in a URL stands for a day, another
one for each request.
"""

import http.client
import itertools
import json
import os
import random
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
import urllib.parse
from dataclasses import dataclass

from .servers import split_processors

WRK_SCRIPT = """function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('\\nREPORT{"requests":%d,"microseconds":%d,"bytes":%d,"errors":%d,"median":%.1f}\\n',
    summary.requests, summary.duration, summary.bytes, e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50)))
end
"""
WRK_SCRIPT_FOR_DAYS = """local number = %d
function request()
  number = number + 1
  local day = string.format("%%04d-%%02d-%%02d",
    1000 + math.floor(number / 336) %% 1000, math.floor(number / 28) %% 12 + 1, number %% 28 + 1)
  return wrk.format(nil, (wrk.path:gsub("{day}", day)))
end
"""
DAYS = 336_000
"""The number of different days: the first 28 of each month in the years from 1000 to 1999."""


Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class LoadResult:
    """Counts and times of one run."""

    requests: int
    seconds: float
    bytes: int
    """Mean size of a response."""
    errors: int
    median: float
    """Median latency in milliseconds."""

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.requests / self.seconds


def tool_name(seconds: float) -> str:
    """Return the name of the load generator that is used for this duration."""
    return "wrk" if _uses_wrk(seconds) else "threads of Python (slower than the fastest rows)"


def _uses_wrk(seconds: float) -> bool:
    return seconds >= 1 and shutil.which("wrk") is not None


def day(number: int) -> str:
    """Return one of the days that `{day}` stands for."""
    return f"{1000 + number // 336 % 1000}-{number // 28 % 12 + 1:02}-{number % 28 + 1:02}"


def send_requests(url: str, headers: Headers, connections: int, seconds: float) -> LoadResult:
    """Request a URL over so many connections at once for some seconds."""
    first_day = random.randrange(DAYS)  # so that two runs, too, hardly have a day in common
    return (_run_wrk if _uses_wrk(seconds) else _run_threads)(url, headers, connections, seconds, first_day)


def _run_wrk(url: str, headers: Headers, connections: int, seconds: float, first_day: int) -> LoadResult:
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(WRK_SCRIPT + (WRK_SCRIPT_FOR_DAYS % first_day if "{day}" in url else ""))
        script.flush()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{round(seconds)}s", "--timeout", "20s", "-s", script.name]
        command += [part for name, value in headers for part in ("-H", f"{name}: {value}")]
        process = subprocess.Popen([*command, url], stdout=subprocess.PIPE, text=True)
        os.sched_setaffinity(process.pid, split_processors()[1])
        output, _ = process.communicate()
    line = next(line for line in output.splitlines() if line.startswith("REPORT"))
    report = json.loads(line.removeprefix("REPORT"))
    return LoadResult(
        report["requests"],
        report["microseconds"] / 1e6,
        report["bytes"] // max(report["requests"], 1),
        report["errors"],
        report["median"] / 1000,
    )


def _run_threads(url: str, headers: Headers, connections: int, seconds: float, first_day: int) -> LoadResult:
    parts = urllib.parse.urlsplit(url)
    path = f"{parts.path}?{parts.query}"
    times: list[float] = []
    sizes: list[int] = []
    errors: list[int] = []
    numbers = itertools.count(first_day)
    end = time.monotonic() + seconds

    def run() -> None:
        connection = http.client.HTTPConnection(parts.netloc)
        while (start := time.monotonic()) < end:
            connection.request("GET", path.replace("{day}", day(next(numbers))), headers=dict(headers))
            response = connection.getresponse()
            sizes.append(len(response.read()))
            times.append(time.monotonic() - start)
            if response.status not in (200, 304):
                errors.append(response.status)

    threads = [threading.Thread(target=run) for _ in range(connections)]
    start = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = time.monotonic() - start
    mean_size = sum(sizes) // max(len(sizes), 1)
    return LoadResult(len(times), elapsed, mean_size, len(errors), statistics.median(times) * 1000)
