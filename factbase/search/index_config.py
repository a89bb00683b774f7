"""What can be searched: each kind of record, its texts, and the rows of other tables that belong to it."""

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
from factbase.models.search_document import document_of


@dataclass(frozen=True)
class Link:
    """Rows of another table that name actors or topics of a record: `record` is their column with its id."""

    model: type[models.Model]
    record: str
    actors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()

    @property
    def table(self) -> str:
        return self.model._meta.db_table


@dataclass(frozen=True)
class NamedPart:
    """Rows of another table whose texts are found in the name of a record."""

    model: type[models.Model]
    record: str
    cited: str
    """The column of citations that has its id."""

    @property
    def table(self) -> str:
        return self.model._meta.db_table


@dataclass(frozen=True)
class SearchedKind:
    """A kind of record. What is said in SQL is said of a row `r`."""

    model: type[models.Model]
    title: str
    text: str
    cited: str | None
    day: str | None = None
    """The column with the latest day possible."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """What else a result tells, by key."""
    links: tuple[Link, ...] = ()
    parts: tuple[NamedPart, ...] = ()

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def rows(self) -> str:
        """SQL of its rows, each with its `document`."""
        return document_rows(self.model)

    @property
    def own(self) -> Link:
        """The row itself, as it names actors and topics."""
        document = document_of(self.model)
        return Link(self.model, "id", _columns(self.model, document.actors), _columns(self.model, document.topics))


def document_rows(model: type[models.Model]) -> str:
    """SQL of a model's rows, each with its `document`."""
    columns = [field.attname for field in model._meta.local_concrete_fields]
    rows = model._default_manager.annotate(document=document_of(model)).order_by().values_list(*columns, "document")
    return f"({rows.query})"


def texts_of(model: type[models.Model]) -> tuple[str, ...]:
    """The columns with the texts of a model that is searched."""
    return tuple(column for columns in document_of(model).texts for column in columns)


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
"""By name, in the order in which records that match equally well are listed."""
