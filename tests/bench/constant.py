"""The floor: constant bytes from a bare function, on the HTTP server that serves the service.

They are what the server in LIKE answers when it is asked for them first, with its headers.
"""

import os
import urllib.request
from collections.abc import Callable

_kept: dict[str, tuple[list[tuple[str, str]], bytes]] = {}


def application(environ: dict, start_response: Callable) -> list[bytes]:
    query = environ["QUERY_STRING"]
    if query not in _kept:
        _kept[query] = _fetch(f"{os.environ['LIKE']}{environ['PATH_INFO']}?{query}")
    headers, body = _kept[query]
    start_response("200 OK", headers)
    return [body]


def _fetch(url: str) -> tuple[list[tuple[str, str]], bytes]:
    with urllib.request.urlopen(url) as response:
        hop_by_hop = {"connection", "date", "server", "transfer-encoding"}
        headers = [(name, value) for name, value in response.getheaders() if name.lower() not in hop_by_hop]
        return headers, response.read()
