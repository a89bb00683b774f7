"""The registry of entities. History tables, fixtures and the API's read rights are derived from it."""

from dataclasses import dataclass
from typing import Any

from django.db import models

from .actor import Actor
from .actor_name import ActorName
from .affiliation import Affiliation
from .citation import Citation
from .claim import Claim
from .discrepancy import Discrepancy
from .figure import Figure
from .identification import Identification
from .meeting import Meeting
from .outcome import Outcome
from .participation import Participation
from .position import Position
from .process import Process
from .proposal import Proposal
from .provision import Provision
from .slug import Slug
from .source import Source
from .topic import Topic
from .voice import Voice
from .withdrawal import Withdrawal


@dataclass(frozen=True)
class Entity:
    """A kind of fact. An entity with a `resource` is a record; entities whose `part_of` refers to it are its parts."""

    model: type[models.Model]
    resource: str = ""
    """The name of the record in URLs, changes and releases."""
    part_of: str = ""
    """The name of the foreign key to the entity that it is a part of."""
    has_pages: bool = True
    """True if the API has a list, a detail and a history of the record; False if other records embed it."""
    cited: bool = True
    """True if it needs a citation, which means that Citation has a foreign key to it."""
    searched: bool = True
    """True if the full text search finds the record."""
    private: tuple[str, ...] = ()
    """The names of the fields that the API and the seeds do not show."""

    @property
    def whole(self) -> type[models.Model] | None:
        """Return the model that it is a part of."""
        return self.model._meta.get_field(self.part_of).related_model if self.part_of else None  # type: ignore[return-value]

    @property
    def name(self) -> str:
        """Return its plural name: the resource of a record, the related name of a part (`voices`)."""
        part_of: Any = self.part_of and self.model._meta.get_field(self.part_of)
        return self.resource or part_of.remote_field.related_name


ENTITIES = (
    Entity(Process, "processes", cited=False, searched=False),
    Entity(Actor, "actors"),
    Entity(ActorName, part_of="actor"),
    Entity(Affiliation, part_of="member"),
    Entity(Topic, "topics", cited=False),
    Entity(Source, "sources", cited=False),
    Entity(Proposal, "proposals"),
    Entity(Provision, part_of="proposal"),
    Entity(Meeting, "meetings"),
    Entity(Participation, part_of="meeting"),
    Entity(Outcome, part_of="meeting"),
    Entity(Position, "positions"),
    Entity(Claim, "claims"),
    Entity(Voice, part_of="claim"),
    Entity(Figure, part_of="claim", cited=False, private=("number",)),
    Entity(Identification, "identifications", has_pages=False),
    Entity(Discrepancy, "discrepancies"),
    Entity(Citation, cited=False),
)
"""The kinds of fact, each after the kinds that it refers to."""

BY_MODEL = {entity.model: entity for entity in ENTITIES}

LOAD_ORDER = tuple(entity.model for entity in ENTITIES)
"""The models of the seeds, each after the models that it refers to."""

REGISTER: tuple[type[models.Model], ...] = (Slug, Withdrawal)
"""Tables about former facts: slugs that redirect to another record, and withdrawals."""


def link_tables(model: type[models.Model]) -> list[type[models.Model]]:
    """Return the join tables of a model's many-to-many fields."""
    return [getattr(model, field.name).through for field in model._meta.local_many_to_many]
