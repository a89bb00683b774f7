"""Single measurements: loading seeds, starting the service, exporting all positions, a worker's memory."""

import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from . import processes
from .cases import fetch
from .database import empty_database, run_python
from .servers import SERVE, Server, run_server

FORMATS = ("ndjson", "csv")
ORDERINGS = ("-stated", "slug")


def measure_once(servers: Mapping[str, Server], logs: Path, times: int) -> list[str]:
    """Return the report's lines, each with the best of so many runs: other load on the machine only adds time."""
    return [
        *_measure_load_and_start(logs, times),
        *_measure_exports(servers["cold"], servers["plain"], times),
        _measure_memory(servers["warm"]),
    ]


def _measure_load_and_start(logs: Path, times: int) -> list[str]:
    load_times, start_times = [], []
    for _ in range(times):
        with empty_database() as url:
            start = time.monotonic()
            run_python(url, "manage.py", "load_seeds")
            load_times.append(time.monotonic() - start)
            start = time.monotonic()
            with run_server(SERVE, url, logs / "start.log"):
                start_times.append(time.monotonic() - start)
    return [
        f"`manage.py load_seeds` into an empty database: {min(load_times):.1f} s, including the start of Python and "
        "Django.",
        f"`manage.py serve` on a loaded database, from start to first answer: {min(start_times):.1f} s.",
    ]


def _measure_exports(service: Server, plain: Server, times: int) -> list[str]:
    """Measure all positions with their citations: in one response, and page by page from the plain server."""
    lines = []
    for format in FORMATS:
        rate = max(export_rate(service, format) for _ in range(times))
        lines.append(f"All positions with their citations as {format.upper()}: {rate:,.0f} rows per second.")
    start, rows, path = time.monotonic(), 0, "/api/v1/positions/"
    while path and rows < 500:
        _, page = fetch(plain, path)
        rows += len(page["results"])
        url = urlsplit(page["next"] or "")
        path = f"{url.path}?{url.query}" if url.query else ""
    rate = rows / (time.monotonic() - start)
    return [*lines, f"The same from the plain server, page by page: {rate:,.0f} rows per second."]


def export_rate(service: Server, format: str) -> float:
    """Return the lines per second of an export of all positions with their citations."""
    start, rows = time.monotonic(), 0
    with urllib.request.urlopen(f"{service.address}/api/v1/positions/?format={format}") as response:
        for line in response:
            rows += line.endswith(b"\n")
    return rows / (time.monotonic() - start)


def _measure_memory(warm: Server) -> str:
    """Measure a worker's memory after more responses, from more different URLs, than its caches hold."""
    queries = [f"page_size={size}&ordering={ordering}" for ordering in ORDERINGS for size in range(1, 201)]
    size = sum(int(fetch(warm, f"/api/v1/positions/?{query}")[0]["Content-Length"]) for query in queries)
    return (
        f"Memory of a worker after {len(queries)} lists with {size / 1e6:.0f} MB in total, each from another URL:"
        f" {processes.largest_memory(warm.session) / 1e6:.0f} MB."
    )
