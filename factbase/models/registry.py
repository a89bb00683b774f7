"""The registry of entities. History tables, fixtures and the API's read rights are derived from it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from factbase import models


@dataclass(frozen=True)
class Entity:
    """A kind of fact. An entity with a `resource` is a record; entities whose `part_of` refers to it are its parts."""

    model: type[Model]
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
    def whole(self) -> type[Model] | None:
        """Return the model that it is a part of."""
        return self.model._meta.get_field(self.part_of).related_model if self.part_of else None  # type: ignore[return-value]

    @property
    def name(self) -> str:
        """Return its plural name: the resource of a record, the related name of a part (`voices`)."""
        part_of: Any = self.part_of and self.model._meta.get_field(self.part_of)
        return self.resource or part_of.remote_field.related_name


ENTITIES = (
    Entity(models.Process, "processes", cited=False, searched=False),
    Entity(models.Actor, "actors"),
    Entity(models.ActorName, part_of="actor"),
    Entity(models.Affiliation, part_of="member"),
    Entity(models.Topic, "topics", cited=False),
    Entity(models.Source, "sources", cited=False),
    Entity(models.Proposal, "proposals"),
    Entity(models.Provision, part_of="proposal"),
    Entity(models.Meeting, "meetings"),
    Entity(models.Participation, part_of="meeting"),
    Entity(models.Outcome, part_of="meeting"),
    Entity(models.Position, "positions"),
    Entity(models.Claim, "claims"),
    Entity(models.Voice, part_of="claim"),
    Entity(models.Figure, part_of="claim", cited=False, private=("number",)),
    Entity(models.Identification, "identifications", has_pages=False),
    Entity(models.Discrepancy, "discrepancies"),
    Entity(models.Citation, cited=False),
)
"""The kinds of fact, each after the kinds that it refers to."""

BY_MODEL = {entity.model: entity for entity in ENTITIES}

LOAD_ORDER = tuple(entity.model for entity in ENTITIES)
"""The models of the seeds, each after the models that it refers to."""

REGISTER: tuple[type[Model], ...] = (models.Slug, models.Withdrawal)
"""Tables about former facts: slugs that redirect to another record, and withdrawals."""


def link_tables(model: type[Model]) -> list[type[Model]]:
    """Return the join tables of a model's many-to-many fields."""
    return [getattr(model, field.name).through for field in model._meta.local_many_to_many]
