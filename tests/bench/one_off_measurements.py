"""What is done once: loading, starting, an export of everything, and filling a worker's memory with answers."""

import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from . import processes
from .cases import fetch
from .database import blank, run
from .servers import SERVE, Server, started

FORMATS = ("ndjson", "csv")
ORDERINGS = ("-stated", "slug")


def once(servers: Mapping[str, Server], logs: Path, times: int) -> list[str]:
    """Lines for the report: of so many times the shortest, since what else the machine does only adds."""
    return [*_begun(logs, times), *_exported(servers["cold"], servers["plain"], times), _filled(servers["warm"])]


def _begun(logs: Path, times: int) -> list[str]:
    loading, starting = [], []
    for _ in range(times):
        with blank() as url:
            began = time.monotonic()
            run(url, "manage.py", "load_seeds")
            loading.append(time.monotonic() - began)
            began = time.monotonic()
            with started(SERVE, url, logs / "once.log"):
                starting.append(time.monotonic() - began)
    return [
        f"`manage.py load_seeds` into an empty base: {min(loading):.1f} s, with the start of Python and Django.",
        f"`manage.py serve` on a base that is there, from start to first answer: {min(starting):.1f} s.",
    ]


def _exported(cold: Server, plain: Server, times: int) -> list[str]:
    """All positions with their citations: in one answer, and from the plain server page by page."""
    said = []
    for format in FORMATS:
        rates = []
        for _ in range(times):
            began, rows = time.monotonic(), 0
            with urllib.request.urlopen(f"{cold.address}/api/v1/positions/?format={format}") as response:
                for line in response:
                    rows += line.endswith(b"\n")
            rates.append(rows / (time.monotonic() - began))
        said.append(f"All positions with their citations as {format.upper()}: {max(rates):,.0f} rows a second.")
    began, rows, path = time.monotonic(), 0, "/api/v1/positions/"
    while path and rows < 500:
        _, page = fetch(plain, path)
        rows += len(page["results"])
        url = urlsplit(page["next"] or "")
        path = f"{url.path}?{url.query}" if url.query else ""
    return [
        *said,
        f"The same from the plain server, page by page: {rows / (time.monotonic() - began):,.0f} rows a second.",
    ]


def _filled(warm: Server) -> str:
    """The memory of a worker that was asked for more than it keeps, and in as many ways as it hardly ever is."""
    ways = [f"page_size={size}&ordering={ordering}" for ordering in ORDERINGS for size in range(1, 201)]
    kept = sum(int(fetch(warm, f"/api/v1/positions/?{way}")[0]["Content-Length"]) for way in ways)
    return (
        f"Memory of a worker after {len(ways)} lists of {kept / 1e6:.0f} MB in all, each asked in another way:"
        f" {processes.memory(warm.session) / 1e6:.0f} MB."
    )
