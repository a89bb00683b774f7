"""What a source is evidence of: each fact that it supports, at the place in it that says so."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from factbase.models import Citation
from factbase.models.citation import CITED, CitationQuerySet


class Told(NamedTuple):
    """From the citation of a fact: the record that it is or belongs to, and the fact in a few words."""

    resource: Any
    slug: Any
    title: Any
    summary: Any


def _text(value: str) -> Cast:
    return Cast(Value(value), models.TextField())


def _column(lookup: str) -> Cast:
    return Cast(F(lookup), models.TextField())


def _part_of(resource: str, record: str, title: str, summary: Any) -> Told:
    """A fact of a record, by the way that leads from the citation to it."""
    return Told(_text(resource), _column(f"{record}__slug"), _column(f"{record}__{title}"), summary)


def _as(first: Any, second: Any, between: str = ": ") -> Concat:
    return Concat(first, _text(between), second)


TOLD: Mapping[str, Told] = {
    "actor": _part_of("actors", "actor", "name", _column("actor__name")),
    "actor_name": _part_of("actors", "actor_name__actor", "name", _column("actor_name__name")),
    "affiliation": _part_of(
        "actors",
        "affiliation__member",
        "name",
        Case(
            When(affiliation__organisation__isnull=True, then=_column("affiliation__role")),
            default=_as(_column("affiliation__role"), _column("affiliation__organisation__name"), ", "),
        ),
    ),
    "meeting": _part_of("meetings", "meeting", "title", _column("meeting__title")),
    "participation": _part_of(
        "meetings",
        "participation__meeting",
        "title",
        _as(_column("participation__actor__name"), _column("participation__role")),
    ),
    "outcome": _part_of("meetings", "outcome__meeting", "title", _column("outcome__summary")),
    "position": Told(
        _text("positions"),
        _column("position__slug"),
        _as(_column("position__holder__name"), _column("position__topic__name")),
        _column("position__summary"),
    ),
    "proposal": _part_of("proposals", "proposal", "name", _column("proposal__name")),
    "provision": _part_of("proposals", "provision__proposal", "name", _column("provision__summary")),
    "claim": _part_of("claims", "claim", "summary", _column("claim__summary")),
    "voice": _part_of(
        "claims",
        "voice__claim",
        "summary",
        _as(Coalesce(_column("voice__actor__name"), _column("voice__source__title")), _column("voice__role")),
    ),
    "identification": Told(
        Case(When(identification__meeting__isnull=False, then=_text("meetings")), default=_text("proposals")),
        Coalesce(_column("identification__meeting__slug"), _column("identification__proposal__slug")),
        Coalesce(_column("identification__meeting__title"), _column("identification__proposal__name")),
        _as(_column("identification__verdict"), _column("identification__note")),
    ),
    "discrepancy": _part_of("discrepancies", "discrepancy", "title", _column("reading")),
}
"""For each kind of fact that a citation may support."""


def kind_of() -> Case:
    """The expression of the kind of fact that a citation supports."""
    return Case(*(When(Q(**{f"{kind}__isnull": False}), then=_text(kind)) for kind in CITED))


def place_of() -> tuple[Any, ...]:
    """What a citation's place in the order of its source goes by: line and sentence, a whole line before its parts."""
    return F("line"), Coalesce(F("sentence"), 0), F("id")


def told(kind: str) -> CitationQuerySet:
    """The citations of a kind of fact, with the `fact`'s kind and what is told of it: `resource`, `slug`, ..."""
    return Citation.objects.filter(**{f"{kind}__isnull": False}).annotate(fact=_text(kind), **TOLD[kind]._asdict())
