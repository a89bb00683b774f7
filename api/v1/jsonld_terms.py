"""What records are in linked data: Claim, Event, Person, Organization and NewsArticle of schema.org, their evidence and
who said what in PROV-O; the rest in words of our own (`fb:`), which are the keys of the JSON.

A position is attributed (`prov:wasAttributedTo`) to its holder only if it is the holder's own word, and to who asserts
or relays it else; whose position it is, `fb:holder` says.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from api.http.formats.jsonld import Node, Record, TermMapping
from api.v1.paths import ROOT, VOCABULARY
from factbase.vocabulary import Attribution, VoiceRole

ACTOR_TYPES = {
    "person": ["Person", "prov:Person"],
    "government_body": ["GovernmentOrganization", "prov:Organization"],
    "media_organisation": ["NewsMediaOrganization", "prov:Organization"],
}
STATUS = {"planned": "https://schema.org/EventScheduled", "cancelled": "https://schema.org/EventCancelled"}
"""What schema.org can say of a meeting; that one was held it has no word for."""


_node = partial(Node, namespace=VOCABULARY)


def _always(*types: str) -> Callable[[Record], list[str]]:
    return lambda record: list(types)


def _terms(**terms: Any) -> Mapping[str, tuple[TermMapping, ...]]:
    """The terms of keys: a word, or one or more ways to say it."""
    return {
        key: (TermMapping(way),) if isinstance(way, str) else (way,) if isinstance(way, TermMapping) else way
        for key, way in terms.items()
    }


OWN = {"cite_as": "fb:cite_as", "stated_earliest": "fb:earliest", "stated_latest": "fb:latest"}
PROCESS = _node(_always("Thing"), f"{ROOT}processes/", _terms(name="name", description="description", **OWN))
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
            "fb:name", _node(_always("fb:Name"), "", _terms(name="name", kind="fb:kind", language="inLanguage"))
        ),
        **OWN,
    ),
)
TOPIC = _node(
    _always("DefinedTerm"),
    f"{ROOT}topics/",
    _terms(name="name", proposition="fb:proposition", description="description", **OWN),
)
TOPIC.terms["broader"] = (TermMapping("fb:broader", TOPIC),)  # type: ignore[index]
SOURCE = _node(
    _always("NewsArticle", "prov:Entity"),
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
        **OWN,
    ),
)
CITATION = _node(
    _always("prov:Derivation"),
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
    _always("Event"),
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
                _always("fb:Participation"),
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
    _always("CreativeWork", "prov:Entity"),
    f"{ROOT}proposals/",
    _terms(
        name="name",
        description="description",
        process=TermMapping("fb:process", PROCESS),
        status="creativeWorkStatus",
        stated="dateCreated",
        proposers=TermMapping("author", ACTOR),
        citations=EVIDENCE,
        **OWN,
    ),
)
PROPOSAL.terms["revises"] = (TermMapping("prov:wasRevisionOf", PROPOSAL),)  # type: ignore[index]
POSITION = _node(
    _always("Claim", "prov:Entity"),
    f"{ROOT}positions/",
    _terms(
        summary="text",
        topic=TermMapping("about", TOPIC),
        holder=(
            TermMapping("fb:holder", ACTOR),
            TermMapping("prov:wasAttributedTo", ACTOR, lambda holder, position: _is_own_word(position)),
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
        **OWN,
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
    _always("Claim", "prov:Entity"),
    f"{ROOT}claims/",
    _terms(
        summary="text",
        kind="fb:kind",
        topic=TermMapping("about", TOPIC),
        process=TermMapping("fb:process", PROCESS),
        stated="dateCreated",
        about="temporalCoverage",
        voices=(
            TermMapping("review", _node(_always("ClaimReview"), "", VOICE), lambda voice, claim: _disputes(voice)),
            TermMapping("fb:voice", _node(_always("fb:Voice"), "", VOICE), lambda voice, claim: not _disputes(voice)),
        ),
        figures=TermMapping(
            "fb:figure",
            _node(
                _always("QuantitativeValue"),
                "",
                _terms(measures="name", low="minValue", high="maxValue", unit="unitText", qualifier="fb:qualifier"),
            ),
        ),
        citations=EVIDENCE,
        **OWN,
    ),
)
DISCREPANCY = _node(
    _always("fb:Discrepancy"),
    f"{ROOT}discrepancies/",
    _terms(
        title="name",
        kind="fb:kind",
        note="description",
        process=TermMapping("fb:process", PROCESS),
        followed="fb:followed",
        reason="fb:reason",
        citations=EVIDENCE,
        **OWN,
    ),
)


def _is_own_word(position: Record) -> bool:
    return position.get("attribution") == Attribution.SELF_DECLARED


def _disputes(voice: Record) -> bool:
    return voice.get("role") == VoiceRole.DISPUTES
