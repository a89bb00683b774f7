"""The facts that a source supports, each with its place in the source."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from factbase.models import Citation
from factbase.models.citation import CITED, CitationQuerySet


class FactColumns(NamedTuple):
    """Expressions on the citation of a fact: the record that it is or belongs to, and a summary of the fact."""

    resource: Any
    slug: Any
    title: Any
    summary: Any


def _text(value: str) -> Cast:
    return Cast(Value(value), models.TextField())


def _column(lookup: str) -> Cast:
    return Cast(F(lookup), models.TextField())


def _part_of(resource: str, record: str, title: str, summary: Any) -> FactColumns:
    """Return the expressions for a fact of a record; `record` is the lookup from the citation to the record."""
    return FactColumns(_text(resource), _column(f"{record}__slug"), _column(f"{record}__{title}"), summary)


def _join(first: Any, second: Any, separator: str = ": ") -> Concat:
    return Concat(first, _text(separator), second)


FACT_COLUMNS: Mapping[str, FactColumns] = {
    "actor": _part_of("actors", "actor", "name", _column("actor__name")),
    "actor_name": _part_of("actors", "actor_name__actor", "name", _column("actor_name__name")),
    "affiliation": _part_of(
        "actors",
        "affiliation__member",
        "name",
        Case(
            When(affiliation__organisation__isnull=True, then=_column("affiliation__role")),
            default=_join(_column("affiliation__role"), _column("affiliation__organisation__name"), ", "),
        ),
    ),
    "meeting": _part_of("meetings", "meeting", "title", _column("meeting__title")),
    "participation": _part_of(
        "meetings",
        "participation__meeting",
        "title",
        _join(_column("participation__actor__name"), _column("participation__role")),
    ),
    "outcome": _part_of("meetings", "outcome__meeting", "title", _column("outcome__summary")),
    "position": FactColumns(
        _text("positions"),
        _column("position__slug"),
        _join(_column("position__holder__name"), _column("position__topic__name")),
        _column("position__summary"),
    ),
    "proposal": _part_of("proposals", "proposal", "name", _column("proposal__name")),
    "provision": _part_of("proposals", "provision__proposal", "name", _column("provision__summary")),
    "claim": _part_of("claims", "claim", "summary", _column("claim__summary")),
    "voice": _part_of(
        "claims",
        "voice__claim",
        "summary",
        _join(Coalesce(_column("voice__actor__name"), _column("voice__source__title")), _column("voice__role")),
    ),
    "identification": FactColumns(
        Case(When(identification__meeting__isnull=False, then=_text("meetings")), default=_text("proposals")),
        Coalesce(_column("identification__meeting__slug"), _column("identification__proposal__slug")),
        Coalesce(_column("identification__meeting__title"), _column("identification__proposal__name")),
        _join(_column("identification__verdict"), _column("identification__note")),
    ),
    "discrepancy": _part_of("discrepancies", "discrepancy", "title", _column("reading")),
}
"""The expressions for each kind of fact that a citation can support."""


def kind_of() -> Case:
    """Return the expression for the kind of fact that a citation supports."""
    return Case(*(When(Q(**{f"{kind}__isnull": False}), then=_text(kind)) for kind in CITED))


def place_of() -> tuple[Any, ...]:
    """Return the sort key of citations in a source: line and sentence, with a whole line before its sentences."""
    return F("line"), Coalesce(F("sentence"), 0), F("id")


def citations_with_facts(kind: str) -> CitationQuerySet:
    """Return the citations of one kind of fact, annotated with `fact` (the kind) and the kind's FACT_COLUMNS."""
    return Citation.objects.filter(**{f"{kind}__isnull": False}).annotate(
        fact=_text(kind), **FACT_COLUMNS[kind]._asdict()
    )
