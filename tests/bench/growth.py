"""`python -m tests.bench.growth`: what a thousand times as many positions do to the time of each list.

Each list is asked of a small and of a large base in turn, by each of its filters alone, in each of its orders, at the
first page and at a deep one, with nothing kept in memory. Where both pages have as many rows, medians are compared.
"""

from . import django_setup  # noqa: F401, I001  before what needs Django

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
from api.http.resources import ListView
from api.v1 import urls

from . import progress
from .database import synthetic
from .servers import SERVE, WITHOUT_MEMORY, started

ROWS = 10
DEEP = 20
"""Pages of 200 rows before the deep one, or as many as the smaller base has."""


@dataclass
class Base:
    """A server on a base, asked over one connection."""

    connection: http.client.HTTPConnection

    def ask(self, path: str) -> tuple[float, dict]:
        """Milliseconds until the whole answer is there, and the answer."""
        began = time.perf_counter()
        self.connection.request("GET", path)
        response = self.connection.getresponse()
        body = response.read()
        took = 1000 * (time.perf_counter() - began)
        if response.status != 200:
            raise SystemExit(f"{path}: {response.status} {body[:300].decode()}")
        return took, json.loads(body)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.growth", description=__doc__)
    parser.add_argument("--small", type=int, default=1_000, help="positions of the small base (default: %(default)s)")
    parser.add_argument("--large", type=int, default=1_000_000, help="and of the large one (default: %(default)s)")
    parser.add_argument("--times", type=int, default=7, help="how often each is asked (default: %(default)s)")
    parser.add_argument("--worst", type=int, default=20, help="how many of the worst to show (default: %(default)s)")
    options = parser.parse_args()
    with ExitStack() as stack:
        logs = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        bases = []
        for positions in (options.small, options.large):
            url, made = stack.enter_context(synthetic(positions))
            print(made, file=sys.stderr)
            server = stack.enter_context(started(SERVE, url, logs / f"{positions}.log", **WITHOUT_MEMORY))
            bases.append(Base(http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=120)))
        found = list(_compare(bases[0], bases[1], options.times))
    equal = [(large / small, small, large, path) for small, large, same, path in found if same]
    print(f"{len(found)} questions; {len(equal)} with as many rows from both bases.")
    print(f"Median of ratios {statistics.median(ratio for ratio, *_ in equal):.2f}; the worst:")
    print("| ratio | small, ms | large, ms | question |\n|--:|--:|--:|---|")
    for ratio, small, large, path in sorted(equal, reverse=True)[: options.worst]:
        print(f"| {ratio:.2f} | {small:.2f} | {large:.2f} | `{path}` |")
    print("The slowest of all on the large base:")
    for small, large, _, path in sorted(found, key=lambda one: -one[1])[: options.worst]:
        print(f"| {large / small:.2f} | {small:.2f} | {large:.2f} | `{path}` |")


def _compare(small: Base, large: Base, times: int) -> Iterator[tuple[float, float, bool, str]]:
    """The medians of both bases for each question, and whether both answers have as many rows."""
    asked = list(zip(_questions(small), _questions(large), strict=True))
    for number, paths in enumerate(asked, start=1):
        progress.show(f"Question {number} of {len(asked)}")
        taken: list[list[float]] = [[], []]
        rows = [0, 0]
        for turn in range(times + 3):  # the first are not prepared yet
            for place, base in enumerate((small, large)):
                took, answer = base.ask(paths[place])
                rows[place] = len(answer["results"])
                if turn >= 3:
                    taken[place].append(took)
        before, after = map(statistics.median, taken)
        yield before, after, rows[0] == rows[1], paths[1]


def _questions(base: Base) -> Iterator[str]:
    """The same for each base, but for the slugs in them."""
    _, newest = base.ask("/api/v1/positions/?page_size=200&fields=holder.slug")
    often = [position["holder"]["slug"] for position in newest["results"]]
    actor = max(sorted(set(often)), key=often.count)
    for pattern in urls.urlpatterns:
        view = getattr(pattern.callback, "view_class", None)
        if not (isinstance(view, type) and issubclass(view, ListView)) or "<" in str(pattern.pattern):
            continue
        route = f"/api/v1/{pattern.pattern}"
        filters = [{}, *({name: _value(name, narrowing, base, actor)} for name, narrowing in view.filters.items())]
        for given in filters:
            for ordering in view.orderings:
                yield f"{route}?{urlencode({**given, 'ordering': ordering, 'page_size': ROWS})}"
        yield _deep(base, f"{route}?ordering={next(iter(view.orderings))}")


def _deep(base: Base, path: str) -> str:
    """The address of a page that lies deep."""
    following = f"{path}&page_size=200"
    for _ in range(DEEP):
        _, answer = base.ask(following)
        if answer["next"] is None:
            break
        url = urlsplit(answer["next"])
        following = f"{url.path}?{url.query}"
    return following.replace("page_size=200", f"page_size={ROWS}")


def _value(name: str, narrowing: Filter, base: Base, actor: str) -> str:
    """A value that the filter takes; `actor` is one that holds many positions."""
    if isinstance(narrowing, SlugFilter):
        kind = str(narrowing.model._meta.model_name)
        if kind == "actor":
            return actor
        plural = {"process": "processes", "discrepancy": "discrepancies"}.get(kind, f"{kind}s")
        _, answer = base.ask(f"/api/v1/{plural}/?ordering=slug&page_size=1&fields=slug")
        return str(answer["results"][0]["slug"])
    if isinstance(narrowing, ChoiceFilter):
        return narrowing.known[0]
    if isinstance(narrowing, DayFilter):
        return "2024-06-01"
    return "true" if isinstance(narrowing, FlagFilter) else {"language": "en", "country": "UA"}.get(name, "word")


if __name__ == "__main__":
    main()
