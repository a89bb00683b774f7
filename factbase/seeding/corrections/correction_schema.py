"""Corrections as data: the differences of a record and its rows from the dossiers."""

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from pydantic import BaseModel, ConfigDict

from factbase.models import Citation
from factbase.models.base import Slugged, key_fields
from factbase.models.citation import CITED, cited_as
from factbase.models.registry import ENTITIES
from factbase.seeding.read.problems import FileLocation
from factbase.seeding.read.rows import Key
from factbase.seeding.read.schema.context import get_kind
from factbase.seeding.read.schema.values import Integer
from factbase.seeding.read.yaml_file import KeyPath, YamlFile
from factbase.seeding.row_names import PARTS
from factbase.vocabulary import ReasonCode, RevisionKind

FILES: dict[str, type[Model]] = {entity.name: entity.model for entity in ENTITIES if issubclass(entity.model, Slugged)}
"""The models with a slug, by the name of their correction file without its suffix."""

FILE_NAMES = {model: name for name, model in FILES.items()}
MODELS = {get_kind(model): model for model in FILE_NAMES}


def _list_nested(model: type[Model]) -> dict[str, type[Model]]:
    parts = {part.name: of for of, (part, parent) in PARTS.items() if parent is model and not part.link}
    nested = {name: of for name, of in parts.items() if of not in FILE_NAMES}
    return nested | ({"citations": Citation} if cited_as(model) else {})


NESTED = {model: _list_nested(model) for model in (*FILE_NAMES, *PARTS)} | {Citation: {}}
"""The models nested in each model within a correction, by their names in the API's records."""


def identifying_fields(model: type[Model]) -> tuple[str, ...]:
    """Return the fields that identify a row of a model within its parent."""
    names = key_fields(model)
    return tuple(name for name in names if name not in CITED) if model is Citation else names[1:]


class CorrectionVerb(enum.StrEnum):
    """The change that a correction makes to a row."""

    SET = "set"
    ADD = "add"
    REMOVE = "remove"


class Provenance(BaseModel):
    """A revision that made part of the correction, in the database from which it was exported."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    revision: Integer
    time: str
    author: str
    kind: RevisionKind
    code: ReasonCode | None = None
    note: str


@dataclass
class CorrectionNode:
    """The correction of a row and its parts. `fields` has fixture values: those to set, or all for an added row."""

    model: type[Model]
    key: Key
    verb: CorrectionVerb | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    parts: list["CorrectionNode"] = field(default_factory=list)
    file: YamlFile = field(default_factory=lambda: YamlFile(""), compare=False)
    path: KeyPath = field(default=(), compare=False)

    def locate(self, *path: str | int) -> FileLocation:
        """Return the location of the node, or of a path within it."""
        return self.file.locate((*self.path, *path))

    def walk(self) -> Iterator["CorrectionNode"]:
        """Yield the node and all nodes within it."""
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass
class Correction(CorrectionNode):
    """The correction of a fact with a slug. `slug` is its current slug, or the last one if it is gone."""

    renamed_from: str = ""
    former_slugs: list[str] = field(default_factory=list)
    merged_into: str = ""
    withdrawn: str = ""
    revisions: list[Provenance] = field(default_factory=list)

    @property
    def slug(self) -> str:
        return str(self.key[0])

    @property
    def dossier_slug(self) -> str:
        """The slug of the fact in the dossiers."""
        return self.renamed_from or self.slug

    @property
    def drops_record(self) -> bool:
        """True if the record of the dossiers is left out."""
        return bool(self.merged_into or self.withdrawn or self.verb is CorrectionVerb.REMOVE)
