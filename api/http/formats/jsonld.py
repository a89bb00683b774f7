"""Records as linked data: JSON-LD 1.1 in the words of schema.org and PROV-O, by a table of what is called what.

The context stands in each document, so that nobody has to fetch one.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse

from api.http.sql.json_builder import format_time
from factbase.history.bibliography import AUTHOR
from factbase.history.snapshot import At

from .negotiation import JSON_LD

MEANT = (
    "A record as Claim, Event, Person, Organization, NewsArticle, ... of schema.org, with its evidence in PROV-O, and "
    "our own words (`fb:`, named as in JSON) where neither has one. What is unknown is left out. A list is a DataFeed; "
    "its next page is linked in the header Link. The context stands in the document."
)
"""The rules, for the OpenAPI document."""

Record = Mapping[str, Any]

Address = Callable[[str | None], str]
"""The absolute IRI of a path on this server, and without one that of the document."""


@dataclass(frozen=True)
class TermMapping:
    """What a key of a record is called.

    `node` says what the records under it are, and `of` which of them, given each and the record that it is in. `iri`
    begins the IRI that a value is; `words` are the values that there is a word for, others are left out.
    """

    term: str
    node: "Node | None" = None
    of: Callable[[Record, Record], bool] = lambda member, record: True
    iri: str = ""
    words: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Node:
    """A JSON-LD node: its types, the path of its list (the start of its @id), its terms, and the `fb:` namespace."""

    types: Callable[[Record], list[str]]
    path: str
    terms: Mapping[str, tuple[TermMapping, ...]]
    namespace: str


def context(address: Address, namespace: str) -> dict[str, Any]:
    """What the keys mean. Terms without a prefix are schema.org's."""
    return {
        "@vocab": "https://schema.org/",
        "prov": "http://www.w3.org/ns/prov#",
        "fb": {"@id": address(namespace), "@prefix": True},
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "sameAs": {"@type": "@id"},
        "url": {"@type": "@id"},
        "eventStatus": {"@type": "@id"},
        "dateModified": {"@type": "DateTime"},
        "fb:earliest": {"@type": "xsd:date"},
        "fb:latest": {"@type": "xsd:date"},
    }


def list_response(address: Address, at: At, name: str, node: Node, records: Iterable[Record]) -> HttpResponse:
    """The document of a page of records: a DataFeed."""
    feed = {
        "@context": context(address, node.namespace),
        "@type": "DataFeed",
        "@id": address(None),
        "name": f"{AUTHOR}: {name}",
        "version": at.number,
        **({"dateModified": format_time(at.time)} if at.time else {}),
        "dataFeedElement": [_said(address, node, record) for record in records],
    }
    return _response(feed)


def record_response(address: Address, node: Node, record: Record) -> HttpResponse:
    """The document of one record."""
    return _response({"@context": context(address, node.namespace), **_said(address, node, record)})


def _response(document: dict[str, Any]) -> HttpResponse:
    return HttpResponse(json.dumps(document, ensure_ascii=False), content_type=JSON_LD.media_type)


def _said(address: Address, node: Node, record: Record) -> dict[str, Any]:
    """A record as a node; what is unknown, or was not asked for, is left out."""
    found: dict[str, Any] = {"@type": node.types(record)}
    if node.path and "slug" in record:
        found["@id"] = address(f"{node.path}{record['slug']}/")
    for key, ways in node.terms.items():
        value = record.get(key)
        for said in ways:
            members = [each for each in (value if isinstance(value, list) else [value]) if each not in (None, "")]
            if said.node:
                members = [_said(address, said.node, each) for each in members if said.of(each, record)]
            elif said.words is not None:
                members = [said.words[each] for each in members if each in said.words]
            elif said.iri:
                members = [f"{said.iri}{each}" for each in members]
            if members:
                found.setdefault(said.term, []).extend(members)
    return {term: value[0] if isinstance(value, list) and len(value) == 1 else value for term, value in found.items()}
