"""Records as JSON-LD 1.1, in the terms of schema.org and PROV-O. Each document contains its context."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse

from api.http.sql.json_builder import format_time
from factbase.history.release_citation import AUTHOR
from factbase.history.snapshot import At

from .format import Format, Head, split_records

MEANT = (
    "A record as a Claim, Event, Person, Organization, NewsArticle, ... of schema.org, with its evidence in PROV-O; "
    "other keys have terms of our own (`fb:`, named as in JSON). Unknown values are left out. A list is a DataFeed; "
    "the Link header has the URL of its next page. The document contains its context."
)
"""The description of the format in the OpenAPI document."""

Record = Mapping[str, Any]

Address = Callable[[str | None], str]
"""Return the absolute IRI of a path on this server, or of the document itself for None."""


@dataclass(frozen=True)
class TermMapping:
    """The JSON-LD term of a key of a record.

    `node` maps the records under the key, and `of` selects them, given each and the record that contains it. `iri` is
    the prefix that makes a value an IRI. `words` maps values to terms; values that it lacks are left out.
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
    """Return the JSON-LD context. Terms without a prefix are schema.org's."""
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


class JsonLd(Format):
    """JSON-LD. A view has the `node` of its records."""

    def page(self, view, at: At, head: Head, records: str) -> HttpResponse:
        feed = list_document(view.url, at, view.summary, view.node, map(json.loads, split_records(records)))
        return self.respond(json.dumps(feed, ensure_ascii=False), head)

    def record(self, view, record: str) -> HttpResponse:
        return self.respond(json.dumps(record_document(view.url, view.node, json.loads(record)), ensure_ascii=False))

    def schema(self, view) -> Any:
        return {"type": "object", "description": MEANT}

    def example(self, view, address: str, value: Any) -> Any:
        return view.example_document(lambda path: f"http://127.0.0.1:8000{path or address}", value)


JSON_LD = JsonLd("jsonld", "application/ld+json", "JSON-LD 1.1 in the terms of schema.org, for programs that use them")


def list_document(address: Address, at: At, name: str, node: Node, records: Iterable[Record]) -> dict[str, Any]:
    """Return a page of records as a DataFeed."""
    return {
        "@context": context(address, node.namespace),
        "@type": "DataFeed",
        "@id": address(None),
        "name": f"{AUTHOR}: {name}",
        "version": at.number,
        **({"dateModified": format_time(at.time)} if at.time else {}),
        "dataFeedElement": [_build_node(address, node, record) for record in records],
    }


def record_document(address: Address, node: Node, record: Record) -> dict[str, Any]:
    """Return the document of one record."""
    return {"@context": context(address, node.namespace), **_build_node(address, node, record)}


def _build_node(address: Address, node: Node, record: Record) -> dict[str, Any]:
    """Return a record as a node, without the keys that are unknown or were not requested."""
    result: dict[str, Any] = {"@type": node.types(record)}
    if node.path and "slug" in record:
        result["@id"] = address(f"{node.path}{record['slug']}/")
    for key, mappings in node.terms.items():
        value = record.get(key)
        members = [each for each in (value if isinstance(value, list) else [value]) if each not in (None, "")]
        for mapping in mappings:
            values: list[Any] = members
            if mapping.node:
                values = [_build_node(address, mapping.node, each) for each in members if mapping.of(each, record)]
            elif mapping.words is not None:
                values = [mapping.words[each] for each in members if each in mapping.words]
            elif mapping.iri:
                values = [f"{mapping.iri}{each}" for each in members]
            if values:
                result.setdefault(mapping.term, []).extend(values)
    return {term: value[0] if isinstance(value, list) and len(value) == 1 else value for term, value in result.items()}
