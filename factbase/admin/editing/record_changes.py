"""What was changed in a record, revision by revision, read from the history tables."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.db import models
from django.utils.text import capfirst

from factbase.history.describe import title
from factbase.history.history_tables import STILL_VALID
from factbase.history.revision import Revision


@dataclass(frozen=True)
class PartChange:
    """Rows that are edited together with a record: its citations, a meeting's topics."""

    model: type[models.Model]
    record: str
    """The column that holds the id of the record."""
    title: str


@dataclass(frozen=True)
class RecordVersion:
    """One thing that one revision did to a record or to a row of one of its parts."""

    revision: Revision
    part: PartChange
    row: models.Model
    """The row as the change left it, or as it was before it went."""
    verb: str
    field: models.Field | None = None
    before: Any = None
    after: Any = None

    def __str__(self) -> str:
        if self.field is None:
            what = f" “{in_words(self.row, self.part)}”" if self.part.title else ""
            return capfirst(f"{self.part.title} {self.verb}{what}".strip())
        where = f"{self.part.title} “{self.row}”, " if self.part.title else ""
        values = f"was “{shown(self.field, self.before)}”, became “{shown(self.field, self.after)}”"
        return capfirst(f"{where}{self.field.verbose_name}: {values}")

    @property
    def what(self) -> str:
        """What was changed: a field, a row, or the record itself."""
        if self.field is None:
            return capfirst(f"{self.part.title} {self.verb}".strip())
        where = f"{self.part.title} “{self.row}”, " if self.part.title else ""
        return capfirst(f"{where}{self.field.verbose_name}")

    @property
    def was(self) -> str:
        """The value, or the row, before; empty when it was not there."""
        if self.field is not None:
            return shown(self.field, self.before)
        return in_words(self.row, self.part) if self.verb == "removed" else ""

    @property
    def became(self) -> str:
        """The value, or the row, after; empty when it is not there."""
        if self.field is not None:
            return shown(self.field, self.after)
        return in_words(self.row, self.part) if self.verb == "added" else ""

    @property
    def query(self) -> str:
        """How the page for reverting is told which row, and which column of it, is meant."""
        column = {"column": self.field.attname} if self.field is not None else {}
        return urlencode({"row": f"{self.part.model._meta.model_name}.{self.row.pk}", **column})


def changes(record: models.Model, parts: Iterable[PartChange]) -> list[RecordVersion]:
    """All that was ever changed in a record and its parts, newest first."""
    found = []
    for part in (PartChange(type(record), "id", ""), *parts):
        history = apps.get_model(part.model._meta.app_label, f"{part.model._meta.object_name}History")
        versions = history._default_manager.filter(**{part.record: record.pk}).order_by("id", "rev_from")
        for _, row in groupby(versions, key=attrgetter("id")):
            found += _changes_of_row(part, list(row))
    revisions = Revision.objects.in_bulk({number for number, _ in found})
    found.sort(key=lambda change: -change[0])
    return [RecordVersion(revision=revisions[number], **change) for number, change in found]


def _changes_of_row(part: PartChange, versions: list) -> list[tuple[int, dict]]:
    found: list[tuple[int, dict]] = []
    fields = [field for field in part.model._meta.local_concrete_fields if field.editable and not field.primary_key]
    earlier = None
    for version in versions:
        row = _as_live(part.model, version)
        if earlier is not None and earlier.rev_to < version.rev_from:  # it was away in between
            found.append((earlier.rev_to, {"part": part, "row": _as_live(part.model, earlier), "verb": "removed"}))
            earlier = None
        if earlier is None:
            found.append((version.rev_from, {"part": part, "row": row, "verb": "added"}))
        else:
            for field in fields:
                before, after = getattr(earlier, field.attname), getattr(version, field.attname)
                if before != after:
                    change = {"verb": "changed", "field": field, "before": before, "after": after}
                    found.append((version.rev_from, {"part": part, "row": row, **change}))
        earlier = version
    if earlier is not None and earlier.rev_to != STILL_VALID:
        found.append((earlier.rev_to, {"part": part, "row": _as_live(part.model, earlier), "verb": "removed"}))
    return found


def _as_live(model: type[models.Model], version: models.Model) -> models.Model:
    """The version as an instance of the live model, which knows how it is called."""
    return model(**{field.attname: getattr(version, field.attname) for field in model._meta.local_concrete_fields})


def in_words(row: models.Model, part: PartChange) -> str:
    """All that a row says, but for the record that it belongs to."""
    fields = [field for field in row._meta.local_concrete_fields if field.editable and not field.primary_key]
    values = [(field, getattr(row, field.attname)) for field in fields if field.attname != part.record]
    return "; ".join(
        f"{field.verbose_name}: {shown(field, value)}" for field, value in values if value not in (None, "")
    )


def shown(field: models.Field, value: Any) -> str:
    """A value as a person reads it: the name of a related fact, the label of a choice."""
    if value in (None, ""):
        return "nothing"
    if field.related_model is not None:
        gone = not field.related_model._base_manager.filter(pk=value).exists()
        return title(field.related_model, value) + (", which is gone" if gone else "")
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(dict(field.flatchoices).get(value, value))
