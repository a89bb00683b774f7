"""What a correction holds: how a record, and each row that belongs to it, differs from what the dossiers say."""

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from pydantic import BaseModel, ConfigDict

from factbase.history.records import RECORDS
from factbase.models import Citation, Provision
from factbase.models.citation import CITED
from factbase.seeding.read.problems import FileLocation
from factbase.seeding.read.rows import Key, key_fields
from factbase.seeding.read.schema.values import Whole
from factbase.seeding.read.yaml_file import Steps, YamlFile
from factbase.seeding.row_names import PARTS
from factbase.vocabulary import ReasonCode, RevisionKind

FILES: dict[str, type[Model]] = {record.name: record.model for record in RECORDS} | {"provisions": Provision}
"""The files of corrections, without their ending, and the facts in them: whatever has a slug."""

FILE_OF = {model: name for name, model in FILES.items()}


def cited_as(model: type[Model]) -> str | None:
    """The foreign key by which a citation supports such a fact; None for what is not cited."""
    return next((name for name in CITED if name.replace("_", "") == model._meta.model_name), None)


def _nested(model: type[Model]) -> dict[str, type[Model]]:
    parts = {part.name: of for of, (part, whole) in PARTS.items() if whole is model and not part.link}
    own = {name: of for name, of in parts.items() if of not in FILE_OF}
    return own | ({"citations": Citation} if cited_as(model) else {})


CORRECTED: list[type[Model]] = [*FILE_OF, *PARTS, Citation]
NESTED = {model: _nested(model) for model in CORRECTED}
"""The rows that stand in a correction within those of another model, as the records of the API call them."""


def place_names(model: type[Model]) -> tuple[str, ...]:
    """The fields that tell the rows of a model apart within what they belong to."""
    names = key_fields(model)
    return tuple(name for name in names if name not in CITED) if model is Citation else names[1:]


class CorrectionVerb(enum.StrEnum):
    """What a correction does to a row."""

    SET = "set"
    ADD = "add"
    REMOVE = "remove"


class Provenance(BaseModel):
    """A revision in which an editor gave a word that the correction holds, in the base from which it was written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    revision: Whole
    time: str
    author: str
    kind: RevisionKind
    code: ReasonCode | None = None
    note: str


@dataclass
class CorrectionNode:
    """A row and what belongs to it. Its fields are as in a fixture: those to set, or all of an added one."""

    model: type[Model]
    key: Key
    verb: CorrectionVerb | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    parts: list["CorrectionNode"] = field(default_factory=list)
    file: YamlFile = field(default_factory=lambda: YamlFile(""), compare=False)
    path: Steps = field(default=(), compare=False)

    def place(self, *path: str | int) -> FileLocation:
        """Where it stands in its file, or something in it."""
        return self.file.place((*self.path, *path))

    def rows(self) -> Iterator["CorrectionNode"]:
        """It and all that stands in it."""
        yield self
        for part in self.parts:
            yield from part.rows()


@dataclass
class Correction(CorrectionNode):
    """How a fact with a slug differs. Its slug is the one that it has now, or had last."""

    renamed_from: str = ""
    former_slugs: list[str] = field(default_factory=list)
    merged_into: str = ""
    withdrawn: str = ""
    revisions: list[Provenance] = field(default_factory=list)

    @property
    def slug(self) -> str:
        return str(self.key[0])

    @property
    def in_dossiers(self) -> str:
        """The slug that the dossiers have for it."""
        return self.renamed_from or self.slug

    @property
    def drops(self) -> bool:
        """Whether what the dossiers say of it is left out."""
        return bool(self.merged_into or self.withdrawn or self.verb is CorrectionVerb.REMOVE)
