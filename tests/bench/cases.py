"""What is asked: the same of every server, with slugs of the base at hand."""

import json
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tests.bench.peers.servers import PEERS, at

from .servers import Server

DAY = "2024-06-30"
HEADLINE = "list of a topic and an actor"


@dataclass(frozen=True)
class Question:
    """One request, of one server."""

    name: str
    server: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    measure: str | None = None
    """The question that it is held against, by name, of the server `measured`."""
    measured: str = "plain"


def fetch(server: Server, path: str) -> tuple[Mapping[str, str], Any]:
    """The headers and the JSON of an answer."""
    with urllib.request.urlopen(server.address + path) as response:
        return response.headers, json.load(response)


def questions(servers: Mapping[str, Server]) -> list[Question]:
    """All of them. Raises SystemExit when the plain server or a peer shows other facts than the service."""
    paths = _paths(servers["cold"])
    for path in paths.values():
        _require_same(servers, path)
    _, latest = fetch(servers["cold"], "/api/v1/positions/?page_size=1")
    past = latest["revision"] - 1
    found = []
    for name, path in paths.items():
        found.append(Question(name, "plain", path))
        found.append(Question(name, "cold", path, measure=name))
        found.append(Question(name, "again", path, measure=name))
        earlier = f"{path}{'&' if '?' in path else '?'}as_of={past}"
        found.append(Question(f"{name}, as of", "cold", earlier, measure=name, measured="cold"))
    for name, path in _own(servers["cold"]).items():
        found.append(Question(name, "cold", path))
        found.append(Question(name, "again", path, measure=name, measured="cold"))
        earlier = f"{path}{'&' if '?' in path else '?'}as_of={past}"
        found.append(Question(f"{name}, as of", "cold", earlier, measure=name, measured="cold"))
    first = paths[HEADLINE]
    tag, _ = fetch(servers["warm"], first)
    unchanged = (("If-None-Match", tag["ETag"]),)
    return [
        *found,
        *_of_peers(servers, first),
        Question(f"{HEADLINE}, warm", "warm", first, measure=HEADLINE),
        Question(f"{HEADLINE}, 304", "warm", first, unchanged, measure=HEADLINE),
        Question(f"{HEADLINE}, constant bytes", "constant", first, measure=HEADLINE),
        Question(f"{HEADLINE}, warm again", "warm", first, measure=f"{HEADLINE}, constant bytes", measured="constant"),
    ]


def _paths(server: Server) -> dict[str, str]:
    """The questions that the plain server answers as well."""
    _, newest = fetch(server, "/api/v1/positions/?topic=topic-1&page_size=200")
    often = [position["holder"]["slug"] for position in newest["results"]]
    actor = max(sorted(set(often)), key=often.count)
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


def _own(server: Server) -> dict[str, str]:
    """The questions that only the service answers."""
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


def _require_same(servers: Mapping[str, Server], path: str) -> None:
    (_, ours), (_, plain) = (fetch(servers[name], path) for name in ("cold", "plain"))
    if _shown(ours) != _shown(plain):
        raise SystemExit(f"The plain server answers {path} with other facts: what is compared is not the same.")


def _of_peers(servers: Mapping[str, Server], path: str) -> list[Question]:
    """The list at this path, of each peer that runs. Raises SystemExit when one shows other facts than the service."""
    (_, ours), (_, plain) = (fetch(servers[name], path) for name in ("cold", "plain"))
    keys = plain["results"][0]
    facts = [{key: row[key] for key in keys} for row in ours["results"]]
    asked = [Question(HEADLINE, peer, at(peer, path), measure=HEADLINE) for peer in PEERS if peer in servers]
    for question in asked:
        _, answer = fetch(servers[question.server], question.path)
        if (answer["results"] if isinstance(answer, dict) else answer) != facts:
            raise SystemExit(f"{question.server} answers {question.path} with other facts than the service.")
    return asked


def _shown(answer: dict) -> list:
    """The slugs in an answer, in their order, and what is told of them."""
    rows = answer.get("results", [answer])
    groups = ("in_force", "steps", "speakers", "statements", "attributed")
    told = ("moved", "speakers_agree")
    return [
        row["slug"]
        if "slug" in row
        else (
            row["actor"]["slug"],
            [[(one["slug"], one.get("until")) for one in row[group]] for group in groups],
            [row[name] for name in told],
        )
        for row in rows
    ]
