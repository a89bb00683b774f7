"""Configuration of the search: the kinds of records, their texts, and the rows of other tables that belong to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from factbase.models import (
    Actor,
    ActorName,
    Affiliation,
    Claim,
    Discrepancy,
    Meeting,
    Outcome,
    Participation,
    Position,
    Proposal,
    Provision,
    Source,
    Topic,
    Voice,
)
from factbase.models.search_document import search_document_of


@dataclass(frozen=True)
class Link:
    """A table with actors or topics of records. `record` is its column with the record's id."""

    model: type[models.Model]
    record: str
    actors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()

    @property
    def table(self) -> str:
        return self.model._meta.db_table


@dataclass(frozen=True)
class NamedPart:
    """A table with texts of records. `record` is its column with the record's id."""

    model: type[models.Model]
    record: str
    cited: str
    """The column of citations with the part's id."""

    @property
    def table(self) -> str:
        return self.model._meta.db_table


@dataclass(frozen=True)
class SearchedKind:
    """A kind of record. SQL expressions refer to its row as `r`."""

    model: type[models.Model]
    title: str
    text: str
    cited: str | None
    day: str | None = None
    """The column with the latest possible day."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """SQL expressions for further keys of a result."""
    links: tuple[Link, ...] = ()
    parts: tuple[NamedPart, ...] = ()

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def rows(self) -> str:
        """Return SQL for the rows, each with its search `document`."""
        return document_rows(self.model)

    @property
    def own(self) -> Link:
        """Return the link for the actors and topics that the row itself names."""
        document = search_document_of(self.model)
        return Link(self.model, "id", _columns(self.model, document.actors), _columns(self.model, document.topics))


def document_rows(model: type[models.Model]) -> str:
    """Return SQL for a model's rows, each with its search `document`."""
    columns = [field.attname for field in model._meta.local_concrete_fields]
    rows = model._default_manager.annotate(document=search_document_of(model))
    return f"({rows.order_by().values_list(*columns, 'document').query})"


def texts_of(model: type[models.Model]) -> tuple[str, ...]:
    """Return the columns with the searched texts of a model."""
    return tuple(column for columns in search_document_of(model).texts for column in columns)


def _columns(model: type[models.Model], names: Sequence[str]) -> tuple[str, ...]:
    options: Any = model._meta
    return tuple(options.get_field(name).column for name in names)


KINDS: dict[str, SearchedKind] = {
    "actor": SearchedKind(
        Actor,
        title="r.name",
        text="r.description",
        cited="actor_id",
        parts=(
            NamedPart(ActorName, "actor_id", "actor_name_id"),
            NamedPart(Affiliation, "member_id", "affiliation_id"),
        ),
    ),
    "topic": SearchedKind(Topic, title="r.name", text="r.proposition", cited=None),
    "meeting": SearchedKind(
        Meeting,
        title="r.title",
        text="r.description",
        cited="meeting_id",
        day="latest",
        facts={"stated": "r.starts", "status": "r.status"},
        links=(
            Link(Participation, "meeting_id", actors=("actor_id", "side_id")),
            Link(Meeting.topics.through, "meeting_id", topics=("topic_id",)),
            Link(Outcome, "meeting_id", actors=("described_by_id", "relayed_by_id")),
        ),
        parts=(NamedPart(Outcome, "meeting_id", "outcome_id"),),
    ),
    "position": SearchedKind(
        Position,
        title="(SELECT name FROM factbase_actor WHERE id = r.holder_id) || ' on '"
        " || (SELECT name FROM factbase_topic WHERE id = r.topic_id)",
        text="r.summary",
        cited="position_id",
        day="stated_latest",
        facts={"stated": "r.stated", "stance": "r.stance", "attribution": "r.attribution"},
    ),
    "proposal": SearchedKind(
        Proposal,
        title="r.name",
        text="r.description",
        cited="proposal_id",
        day="stated_latest",
        facts={"stated": "r.stated", "status": "r.status"},
        links=(
            Link(Proposal.proposers.through, "proposal_id", actors=("actor_id",)),
            Link(Provision, "proposal_id", actors=("demanded_by_id",), topics=("topic_id",)),
        ),
        parts=(NamedPart(Provision, "proposal_id", "provision_id"),),
    ),
    "claim": SearchedKind(
        Claim,
        title="''",
        text="r.summary",
        cited="claim_id",
        day="stated_latest",
        facts={"stated": "r.stated"},
        links=(Link(Voice, "claim_id", actors=("actor_id", "speaker_id")),),
    ),
    "source": SearchedKind(
        Source, title="r.title", text="''", cited=None, day="stated_latest", facts={"stated": "r.stated"}
    ),
    "discrepancy": SearchedKind(Discrepancy, title="r.title", text="r.note", cited="discrepancy_id"),
}
"""The searched kinds by name. Records with equal ranks are listed in this order."""
