"""WSGI application that returns constant bytes: the upper bound for the HTTP server that runs the service.

The bytes and headers of each URL are those of the server in the environment variable LIKE, fetched once.
"""

import os
import urllib.request
from collections.abc import Callable

_responses: dict[str, tuple[list[tuple[str, str]], bytes]] = {}


def application(environ: dict, start_response: Callable) -> list[bytes]:
    query = environ["QUERY_STRING"]
    if query not in _responses:
        _responses[query] = _fetch(f"{os.environ['LIKE']}{environ['PATH_INFO']}?{query}")
    headers, body = _responses[query]
    start_response("200 OK", headers)
    return [body]


def _fetch(url: str) -> tuple[list[tuple[str, str]], bytes]:
    with urllib.request.urlopen(url) as response:
        hop_by_hop = {"connection", "date", "server", "transfer-encoding"}
        headers = [(name, value) for name, value in response.getheaders() if name.lower() not in hop_by_hop]
        return headers, response.read()
