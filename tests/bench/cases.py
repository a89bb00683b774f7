"""Benchmark cases: the requests that are measured, with slugs taken from the database."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tests.bench.peers.servers import PEERS, path_on_peer

from .load import DAYS, day
from .servers import Server

DAY = "2024-06-30"
HEADLINE = "list of a topic and an actor"
VARIED = f"{HEADLINE}, from another day each"
CHECKED_DAYS = (0, DAYS // 2, DAYS - 1)
"""Numbers of days for which the answers of all servers are compared."""


@dataclass(frozen=True)
class Case:
    """One request to one server."""

    name: str
    server: str
    path: str
    """Where it contains `{day}`, each request has another day."""
    headers: tuple[tuple[str, str], ...] = ()
    baseline: str | None = None
    """The name of the case that ratios are relative to; None for the case itself."""
    baseline_server: str = "plain"


def fetch(server: Server, path: str) -> tuple[Mapping[str, str], Any]:
    """Return the headers and the parsed JSON of a response."""
    with urllib.request.urlopen(server.address + path.replace("{day}", day(0))) as response:
        return response.headers, json.load(response)


def fetch_bytes(server: Server, case: Case) -> bytes:
    """Return the body of the response to a case's request, which is empty for a 304. Raise HTTPError for a fault."""
    request = urllib.request.Request(server.address + case.path.replace("{day}", day(0)), headers=dict(case.headers))
    try:
        with urllib.request.urlopen(request) as response:
            return response.read()
    except urllib.error.HTTPError as error:
        if error.code != 304:
            raise
        return b""


def build_cases(servers: Mapping[str, Server]) -> list[Case]:
    """Return all cases. Raise SystemExit when the plain server or a peer returns other facts than the service."""
    cases = build_service_cases(servers)
    constant = f"{HEADLINE}, constant bytes"
    for case in list(cases):
        if case.server != "cold" or case.baseline != case.name or case.baseline_server != "plain":
            continue
        _require_same_facts(servers, case.path)
        cases.append(Case(case.name, "plain", case.path))
        if case.name in (HEADLINE, VARIED):
            cases += _peer_cases(servers, case)
        if case.name == HEADLINE:
            cases.append(Case(constant, "constant", case.path, baseline=HEADLINE))
            cases.append(Case(f"{HEADLINE}, warm again", "warm", case.path, (), constant, "constant"))
    return cases


def build_service_cases(servers: Mapping[str, Server]) -> list[Case]:
    """Return the cases of the service alone. Raise SystemExit when `{day}` does not leave the facts as they are."""
    paths = _paths_on_all_servers(servers["cold"])
    headline = paths[HEADLINE]
    varied = f"{headline}&date_from={{day}}"
    _, without_day = fetch(servers["cold"], headline)
    for number in CHECKED_DAYS:
        _, answer = fetch(servers["cold"], varied.replace("{day}", day(number)))
        if answer["results"] != without_day["results"]:
            raise SystemExit(f"The service returns other facts from {day(number)} than without a day.")
    past = without_day["revision"] - 1
    cases = []
    for name, path in paths.items():
        cases.append(Case(name, "cold", path, baseline=name))
        cases.append(_as_of_case(name, path, past))
    for name, path in _paths_on_the_service(servers["cold"]).items():
        cases.append(Case(name, "cold", path))
        cases.append(_as_of_case(name, path, past))
    headers, _ = fetch(servers["warm"], headline)
    return [
        *cases,
        Case(VARIED, "cold", varied, baseline=VARIED),
        Case(f"{HEADLINE}, warm", "warm", headline, baseline=HEADLINE),
        Case(f"{HEADLINE}, 304", "warm", headline, (("If-None-Match", headers["ETag"]),), baseline=HEADLINE),
    ]


def select(cases: list[Case], names: list[str] | None) -> list[Case]:
    """Return the cases with these names and their baselines, or all. Raise SystemExit for an unknown name."""
    known = {case.name for case in cases}
    if unknown := set(names or ()) - known:
        raise SystemExit(f"There is no case “{unknown.pop()}”. There are: {'; '.join(sorted(known))}.")
    selected = set(names or known)
    while baselines := {case.baseline for case in cases if case.baseline and case.name in selected} - selected:
        selected |= baselines
    return [case for case in cases if case.name in selected]


def _as_of_case(name: str, path: str, revision: int) -> Case:
    as_of_path = f"{path}{'&' if '?' in path else '?'}as_of={revision}"
    return Case(f"{name}, as of", "cold", as_of_path, baseline=name, baseline_server="cold")


def _paths_on_all_servers(server: Server) -> dict[str, str]:
    """Return the paths that the plain server has as well, by name of the case."""
    _, newest = fetch(server, "/api/v1/positions/?topic=topic-1&page_size=200")
    holders = [position["holder"]["slug"] for position in newest["results"]]
    actor = max(sorted(set(holders)), key=holders.count)
    position = newest["results"][-1]["slug"]
    positions = "/api/v1/positions/"
    return {
        HEADLINE: f"{positions}?{urlencode({'topic': 'topic-1', 'actor': actor})}",
        "list of a topic": f"{positions}?topic=topic-1",
        "list of an actor": f"{positions}?actor={actor}",
        "list": positions,
        "detail": f"{positions}{position}/",
        "by actor": f"/api/v1/topics/topic-8/positions/by-actor/?in_force_on={DAY}&page_size=10",
    }


def _paths_on_the_service(server: Server) -> dict[str, str]:
    """Return the paths that only the service has, by name of the case."""
    _, newest = fetch(server, "/api/v1/positions/?topic=topic-1&page_size=200")
    actor, name = (newest["results"][0]["holder"][key] for key in ("slug", "name"))
    return {
        "matrix": f"/api/v1/positions/matrix/?in_force_on={DAY}",
        "matrix of topics": f"/api/v1/positions/matrix/?in_force_on={DAY}&topic=topic-1,topic-2,topic-3",
        "agreement": f"/api/v1/actors/{actor}/agreement/?in_force_on={DAY}",
        "resolve a name": f"/api/v1/actors/resolve/?{urlencode({'name': name})}",
        "reconcile a name": f"/api/v1/reconcile/?{urlencode({'queries': json.dumps({'q': {'query': name}})})}",
        "shifts": "/api/v1/positions/shifts/?from=2024-05-31&to=2024-06-30",
        "timeline": "/api/v1/timeline/",
        "timeline of a topic": "/api/v1/timeline/?topic=topic-1",
        "timeline of an actor": f"/api/v1/timeline/?actor={actor}",
        "facts of a source": "/api/v1/sources/source-1/facts/",
        "calendar": "/api/v1/meetings/?format=ics",
        "verify": f"/api/v1/verify/?actor={actor}&topic=topic-1&stance=supports&on={DAY}",
        "verify a text": f"/api/v1/verify/text/?{urlencode({'text': f'Does {name} support the ceasefire?'})}",
        "search for a word of many rows": "/api/v1/search/?q=ceasefire",
        "search for a rare word": "/api/v1/search/?q=codename1",
    }


def _require_same_facts(servers: Mapping[str, Server], path: str) -> None:
    for each in _checked_paths(path):
        (_, service), (_, plain) = (fetch(servers[name], each) for name in ("cold", "plain"))
        if _facts(service) != _facts(plain):
            raise SystemExit(f"The plain server and the service return different facts at {each}.")


def _peer_cases(servers: Mapping[str, Server], case: Case) -> list[Case]:
    """Return this case for each running peer. Raise SystemExit when a peer returns other facts than the service."""
    running = [peer for peer in PEERS if peer in servers]
    for path in _checked_paths(case.path):
        (_, service), (_, plain) = (fetch(servers[name], path) for name in ("cold", "plain"))
        facts = [{key: row[key] for key in plain["results"][0]} for row in service["results"]]
        for peer in running:
            _, answer = fetch(servers[peer], path_on_peer(peer, path))
            if (answer["results"] if isinstance(answer, dict) else answer) != facts:
                raise SystemExit(f"The peer {peer} and the service return different facts at {path}.")
    return [Case(case.name, peer, path_on_peer(peer, case.path), baseline=case.name) for peer in running]


def _checked_paths(path: str) -> list[str]:
    return [path.replace("{day}", day(number)) for number in CHECKED_DAYS] if "{day}" in path else [path]


def _facts(answer: dict) -> list:
    """Return the slugs in an answer, in order, with the derived values of rows that have no slug."""
    rows = answer.get("results", [answer])
    groups = ("in_force", "steps", "speakers", "statements", "attributed")
    flags = ("moved", "speakers_agree")
    return [
        row["slug"]
        if "slug" in row
        else (
            row["actor"]["slug"],
            [[(position["slug"], position.get("until")) for position in row[group]] for group in groups],
            [row[name] for name in flags],
        )
        for row in rows
    ]
