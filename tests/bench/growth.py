"""`python -m tests.bench.growth`: compare the time of each list on a small and on a large database.

Each list is requested from both in turn: with each of its filters alone, in each of its orderings, the first page and a
deep page, without response cache. Medians are compared where both pages have the same number of rows.
"""

from . import django_setup  # noqa: F401, I001  before the modules that need Django

import argparse
import http.client
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from api.http.request.filters import ChoiceFilter, DayFilter, Filter, FlagFilter, SlugFilter
from api.http.list_and_detail_views import ListView
from api.v1 import urls

from . import progress
from .database import synthetic_database
from .servers import NO_CACHE, SERVE, run_server

ROWS = 10
PAGES_BEFORE_DEEP_PAGE = 20
"""Pages of 200 rows, or as many as the list has."""

WARM_UP_REQUESTS = 3


@dataclass
class Client:
    """One connection to the server on one database."""

    connection: http.client.HTTPConnection

    def get(self, path: str) -> tuple[float, dict]:
        """Return the milliseconds until the response was complete, and its JSON. Raise SystemExit on an error."""
        start = time.perf_counter()
        self.connection.request("GET", path)
        response = self.connection.getresponse()
        body = response.read()
        elapsed = 1000 * (time.perf_counter() - start)
        if response.status != 200:
            raise SystemExit(f"{path}: {response.status} {body[:300].decode()}")
        return elapsed, json.loads(body)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.growth", description=__doc__)
    parser.add_argument("--small", type=int, default=1_000, help="positions in one database (default: %(default)s)")
    parser.add_argument("--large", type=int, default=1_000_000, help="positions in the other (default: %(default)s)")
    parser.add_argument("--times", type=int, default=7, help="measurements of each request (default: %(default)s)")
    parser.add_argument("--worst", type=int, default=20, help="slowest requests to show (default: %(default)s)")
    options = parser.parse_args()
    with ExitStack() as stack:
        logs = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        clients = []
        for positions in (options.small, options.large):
            url, summary = stack.enter_context(synthetic_database(positions))
            print(summary, file=sys.stderr)
            server = stack.enter_context(run_server(SERVE, url, logs / f"{positions}.log", **NO_CACHE))
            clients.append(Client(http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=120)))
        results = list(_compare(clients[0], clients[1], options.times))
    equal = [(large / small, small, large, path) for small, large, same, path in results if same]
    print(f"{len(results)} requests; {len(equal)} with the same number of rows from both databases.")
    print(f"Median ratio {statistics.median(ratio for ratio, *_ in equal):.2f}. The largest ratios:")
    print("| ratio | small, ms | large, ms | request |\n|--:|--:|--:|---|")
    for ratio, small, large, path in sorted(equal, reverse=True)[: options.worst]:
        print(f"| {ratio:.2f} | {small:.2f} | {large:.2f} | `{path}` |")
    print("The slowest on the large database:")
    for small, large, _, path in sorted(results, key=lambda result: -result[1])[: options.worst]:
        print(f"| {large / small:.2f} | {small:.2f} | {large:.2f} | `{path}` |")


def _compare(small: Client, large: Client, times: int) -> Iterator[tuple[float, float, bool, str]]:
    """Yield for each request both medians, True if both pages have the same number of rows, and the path."""
    pairs = list(zip(_paths(small), _paths(large), strict=True))
    for number, paths in enumerate(pairs, start=1):
        progress.show(f"Request {number} of {len(pairs)}")
        elapsed: list[list[float]] = [[], []]
        rows = [0, 0]
        for turn in range(times + WARM_UP_REQUESTS):  # the first prepare the query
            for index, client in enumerate((small, large)):
                milliseconds, answer = client.get(paths[index])
                rows[index] = len(answer["results"])
                if turn >= WARM_UP_REQUESTS:
                    elapsed[index].append(milliseconds)
        small_median, large_median = map(statistics.median, elapsed)
        yield small_median, large_median, rows[0] == rows[1], paths[1]


def _paths(client: Client) -> Iterator[str]:
    """Yield the paths to request; those of two databases differ only in slugs and cursors."""
    _, newest = client.get("/api/v1/positions/?page_size=200&fields=holder.slug")
    holders = [position["holder"]["slug"] for position in newest["results"]]
    actor = max(sorted(set(holders)), key=holders.count)
    for pattern in urls.urlpatterns:
        view = getattr(pattern.callback, "view_class", None)
        if not (isinstance(view, type) and issubclass(view, ListView)) or "<" in str(pattern.pattern):
            continue
        route = f"/api/v1/{pattern.pattern}"
        queries = [{}, *({name: _value(name, filter, client, actor)} for name, filter in view.filters.items())]
        for query in queries:
            for ordering in view.orderings:
                yield f"{route}?{urlencode({**query, 'ordering': ordering, 'page_size': ROWS})}"
        yield _deep_page(client, f"{route}?ordering={next(iter(view.orderings))}")


def _deep_page(client: Client, path: str) -> str:
    """Return the path of a page many rows after the first."""
    next_path = f"{path}&page_size=200"
    for _ in range(PAGES_BEFORE_DEEP_PAGE):
        _, answer = client.get(next_path)
        if answer["next"] is None:
            break
        url = urlsplit(answer["next"])
        next_path = f"{url.path}?{url.query}"
    return next_path.replace("page_size=200", f"page_size={ROWS}")


def _value(name: str, filter: Filter, client: Client, actor: str) -> str:
    """Return a valid value for a filter; `actor` holds many positions."""
    if isinstance(filter, SlugFilter):
        kind = str(filter.model._meta.model_name)
        if kind == "actor":
            return actor
        plural = {"process": "processes", "discrepancy": "discrepancies"}.get(kind, f"{kind}s")
        _, answer = client.get(f"/api/v1/{plural}/?ordering=slug&page_size=1&fields=slug")
        return str(answer["results"][0]["slug"])
    if isinstance(filter, ChoiceFilter):
        return filter.known[0]
    if isinstance(filter, DayFilter):
        return "2024-06-01"
    return "true" if isinstance(filter, FlagFilter) else {"language": "en", "country": "UA"}.get(name, "word")


if __name__ == "__main__":
    main()
