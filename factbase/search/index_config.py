"""Configuration of the search: the kinds of records, their texts, and the rows of other tables that belong to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from factbase import models
from factbase.models.citation import cited_as
from factbase.models.fields.edtf import Dated, Spanning
from factbase.models.registry import ENTITIES
from factbase.models.search_document import has_search_document, search_document_of


@dataclass(frozen=True)
class SearchedTable:
    """A table of records, or of rows that belong to records."""

    model: type[Model]

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def cited(self) -> str | None:
        """Return the column of citations with the row's id; None if citations do not support the rows."""
        name = cited_as(self.model)
        return f"{name}_id" if name else None


@dataclass(frozen=True)
class Link(SearchedTable):
    """A table with actors or topics of records. `record` is its column with the record's id."""

    record: str
    actors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True)
class NamedPart(SearchedTable):
    """A table with texts of records. `record` is its column with the record's id."""

    record: str


@dataclass(frozen=True)
class SearchedKind(SearchedTable):
    """A kind of record. SQL expressions refer to its row as `r`."""

    title: str
    text: str
    facts: Mapping[str, str] = field(default_factory=dict)
    """SQL expressions for further keys of a result."""
    links: tuple[Link, ...] = ()

    @property
    def day(self) -> str | None:
        """Return the column with the latest possible day, if the records have dates."""
        if issubclass(self.model, Dated):
            return "stated_latest"
        return "latest" if issubclass(self.model, Spanning) else None

    @property
    def parts(self) -> list[NamedPart]:
        """Return the tables with searched texts that are parts of the record."""
        parts = (entity for entity in ENTITIES if entity.whole is self.model and has_search_document(entity.model))
        return [NamedPart(part.model, f"{part.part_of}_id") for part in parts]

    @property
    def rows(self) -> str:
        """Return SQL for the rows, each with its search `document`."""
        return document_rows(self.model)

    @property
    def own(self) -> Link:
        """Return the link for the actors and topics that the row itself names."""
        document = search_document_of(self.model)
        return Link(self.model, "id", _columns(self.model, document.actors), _columns(self.model, document.topics))


def document_rows(model: type[Model]) -> str:
    """Return SQL for a model's rows, each with its search `document`."""
    columns = [field.attname for field in model._meta.local_concrete_fields]
    rows = model._default_manager.annotate(document=search_document_of(model))
    return f"({rows.order_by().values_list(*columns, 'document').query})"


def texts_of(model: type[Model]) -> tuple[str, ...]:
    """Return the columns with the searched texts of a model."""
    return tuple(column for columns in search_document_of(model).texts for column in columns)


def _columns(model: type[Model], names: Sequence[str]) -> tuple[str, ...]:
    options: Any = model._meta
    return tuple(options.get_field(name).column for name in names)


KINDS: dict[str, SearchedKind] = {
    "actor": SearchedKind(models.Actor, title="r.name", text="r.description"),
    "topic": SearchedKind(models.Topic, title="r.name", text="r.proposition"),
    "meeting": SearchedKind(
        models.Meeting,
        title="r.title",
        text="r.description",
        facts={"stated": "r.starts", "status": "r.status"},
        links=(
            Link(models.Participation, "meeting_id", actors=("actor_id", "side_id")),
            Link(models.Meeting.topics.through, "meeting_id", topics=("topic_id",)),
            Link(models.Outcome, "meeting_id", actors=("described_by_id", "relayed_by_id")),
        ),
    ),
    "position": SearchedKind(
        models.Position,
        title="(SELECT name FROM factbase_actor WHERE id = r.holder_id) || ' on '"
        " || (SELECT name FROM factbase_topic WHERE id = r.topic_id)",
        text="r.summary",
        facts={"stated": "r.stated", "stance": "r.stance", "attribution": "r.attribution"},
    ),
    "proposal": SearchedKind(
        models.Proposal,
        title="r.name",
        text="r.description",
        facts={"stated": "r.stated", "status": "r.status"},
        links=(
            Link(models.Proposal.proposers.through, "proposal_id", actors=("actor_id",)),
            Link(models.Provision, "proposal_id", actors=("demanded_by_id",), topics=("topic_id",)),
        ),
    ),
    "claim": SearchedKind(
        models.Claim,
        title="''",
        text="r.summary",
        facts={"stated": "r.stated"},
        links=(Link(models.Voice, "claim_id", actors=("actor_id", "speaker_id")),),
    ),
    "source": SearchedKind(models.Source, title="r.title", text="''", facts={"stated": "r.stated"}),
    "discrepancy": SearchedKind(models.Discrepancy, title="r.title", text="r.note"),
}
"""The searched kinds by name. Records with equal ranks are listed in this order."""
