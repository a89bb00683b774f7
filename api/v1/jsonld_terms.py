"""The mapping of records to JSON-LD: types and terms of schema.org and PROV-O.

Records are Claim, Event, Person, Organization, NewsArticle etc. of schema.org; evidence and attribution use PROV-O. A
key with no standard term has a term of our own with the prefix `fb:`, named like the key.

A self-declared position is attributed (`prov:wasAttributedTo`) to its holder, any other to the actor that asserts or
relays it. `fb:holder` always gives the holder.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from api.http.formats.jsonld import Node, Record, TermMapping
from factbase.vocabulary import Attribution, VoiceRole

from .paths import ROOT, VOCABULARY

ACTOR_TYPES = {
    "person": ["Person", "prov:Person"],
    "government_body": ["GovernmentOrganization", "prov:Organization"],
    "media_organisation": ["NewsMediaOrganization", "prov:Organization"],
}
STATUS = {"planned": "https://schema.org/EventScheduled", "cancelled": "https://schema.org/EventCancelled"}
"""The `eventStatus` of a meeting by status; schema.org has no value for a held meeting."""


_node = partial(Node, namespace=VOCABULARY)


def _constant(*types: str) -> Callable[[Record], list[str]]:
    return lambda record: list(types)


def _terms(**terms: Any) -> Mapping[str, tuple[TermMapping, ...]]:
    """Return the mappings of each key, given as a term, a mapping, or a tuple of mappings."""
    return {
        key: (TermMapping(term),) if isinstance(term, str) else (term,) if isinstance(term, TermMapping) else term
        for key, term in terms.items()
    }


COMMON = {"cite_as": "fb:cite_as", "stated_earliest": "fb:earliest", "stated_latest": "fb:latest"}
PROCESS = _node(_constant("Thing"), f"{ROOT}processes/", _terms(name="name", description="description", **COMMON))
ACTOR = _node(
    lambda actor: ACTOR_TYPES.get(actor.get("kind", ""), ["Organization", "prov:Organization"]),
    f"{ROOT}actors/",
    _terms(
        name="name",
        kind="fb:kind",
        description="description",
        country="fb:country",
        wikidata=TermMapping("sameAs", iri="http://www.wikidata.org/entity/"),
        names=TermMapping(
            "fb:name", _node(_constant("fb:Name"), "", _terms(name="name", kind="fb:kind", language="inLanguage"))
        ),
        **COMMON,
    ),
)
TOPIC = _node(
    _constant("DefinedTerm"),
    f"{ROOT}topics/",
    _terms(name="name", proposition="fb:proposition", description="description", **COMMON),
)
TOPIC.terms["broader"] = (TermMapping("fb:broader", TOPIC),)  # type: ignore[index]
SOURCE = _node(
    _constant("NewsArticle", "prov:Entity"),
    f"{ROOT}sources/",
    _terms(
        title="headline",
        publisher=TermMapping("publisher", ACTOR),
        original_publisher=TermMapping("fb:original_publisher", ACTOR),
        agency=TermMapping("fb:agency", ACTOR),
        author="creditText",
        stated="datePublished",
        language="inLanguage",
        place_line="dateline",
        url="url",
        rights="copyrightNotice",
        sha256="fb:sha256",
        reliability="fb:reliability",
        **COMMON,
    ),
)
CITATION = _node(
    _constant("prov:Derivation"),
    "",
    _terms(
        source=TermMapping("prov:entity", SOURCE),
        line="fb:line",
        sentence="fb:sentence",
        quote="fb:quote",
        directness="fb:directness",
        credibility="fb:credibility",
        part="fb:part",
        reading="fb:reading",
    ),
)
EVIDENCE = TermMapping("prov:qualifiedDerivation", CITATION)
MEETING = _node(
    _constant("Event"),
    f"{ROOT}meetings/",
    _terms(
        title="name",
        description="description",
        kind="fb:kind",
        format="fb:format",
        status=(TermMapping("fb:status"), TermMapping("eventStatus", words=STATUS)),
        starts="startDate",
        ends="endDate",
        earliest="fb:earliest",
        latest="fb:latest",
        place="location",
        process=TermMapping("fb:process", PROCESS),
        host=TermMapping("organizer", ACTOR),
        topics=TermMapping("about", TOPIC),
        according_to=TermMapping("fb:according_to", ACTOR),
        participations=TermMapping(
            "fb:participation",
            _node(
                _constant("fb:Participation"),
                "",
                _terms(
                    actor=TermMapping("fb:actor", ACTOR),
                    side=TermMapping("fb:side", ACTOR),
                    role="fb:role",
                    citations=EVIDENCE,
                ),
            ),
        ),
        citations=EVIDENCE,
        cite_as="fb:cite_as",
    ),
)
PROPOSAL = _node(
    _constant("CreativeWork", "prov:Entity"),
    f"{ROOT}proposals/",
    _terms(
        name="name",
        description="description",
        process=TermMapping("fb:process", PROCESS),
        status="creativeWorkStatus",
        stated="dateCreated",
        proposers=TermMapping("author", ACTOR),
        citations=EVIDENCE,
        **COMMON,
    ),
)
PROPOSAL.terms["revises"] = (TermMapping("prov:wasRevisionOf", PROPOSAL),)  # type: ignore[index]
POSITION = _node(
    _constant("Claim", "prov:Entity"),
    f"{ROOT}positions/",
    _terms(
        summary="text",
        topic=TermMapping("about", TOPIC),
        holder=(
            TermMapping("fb:holder", ACTOR),
            TermMapping("prov:wasAttributedTo", ACTOR, lambda holder, position: _is_self_declared(position)),
        ),
        stance="fb:stance",
        condition="fb:condition",
        condition_effect="fb:condition_effect",
        speech_act="fb:speech_act",
        attribution="fb:attribution",
        speaker=TermMapping("fb:speaker", ACTOR),
        attributed_by=TermMapping("prov:wasAttributedTo", ACTOR),
        stated="dateCreated",
        meeting=TermMapping("fb:meeting", MEETING),
        about_meeting=TermMapping("about", MEETING),
        proposal=TermMapping("about", PROPOSAL),
        citations=EVIDENCE,
        **COMMON,
    ),
)
VOICE = _terms(
    role="fb:role",
    actor=TermMapping("author", ACTOR),
    speaker=TermMapping("fb:speaker", ACTOR),
    source=TermMapping("fb:source", SOURCE),
    meeting=TermMapping("fb:meeting", MEETING),
    stated="dateCreated",
    citations=EVIDENCE,
)
CLAIM = _node(
    _constant("Claim", "prov:Entity"),
    f"{ROOT}claims/",
    _terms(
        summary="text",
        kind="fb:kind",
        topic=TermMapping("about", TOPIC),
        process=TermMapping("fb:process", PROCESS),
        stated="dateCreated",
        about="temporalCoverage",
        voices=(
            TermMapping("review", _node(_constant("ClaimReview"), "", VOICE), lambda voice, claim: _disputes(voice)),
            TermMapping("fb:voice", _node(_constant("fb:Voice"), "", VOICE), lambda voice, claim: not _disputes(voice)),
        ),
        figures=TermMapping(
            "fb:figure",
            _node(
                _constant("QuantitativeValue"),
                "",
                _terms(measures="name", low="minValue", high="maxValue", unit="unitText", qualifier="fb:qualifier"),
            ),
        ),
        citations=EVIDENCE,
        **COMMON,
    ),
)
DISCREPANCY = _node(
    _constant("fb:Discrepancy"),
    f"{ROOT}discrepancies/",
    _terms(
        title="name",
        kind="fb:kind",
        note="description",
        process=TermMapping("fb:process", PROCESS),
        followed="fb:followed",
        reason="fb:reason",
        citations=EVIDENCE,
        **COMMON,
    ),
)


def _is_self_declared(position: Record) -> bool:
    return position.get("attribution") == Attribution.SELF_DECLARED


def _disputes(voice: Record) -> bool:
    return voice.get("role") == VoiceRole.DISPUTES
