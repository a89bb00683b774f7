"""What an entry may refer to while it is checked: the slugs of all seeds, right or wrong in the rest."""

import datetime
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db.models import Model
from pydantic import ValidationInfo

from factbase.models.fields.edtf import bounds


def kind(model: type[Model]) -> str:
    """What a model is called where slugs are listed: `actor`, `topic`."""
    return str(model._meta.model_name)


@dataclass
class Known:
    """The entries with a slug, as written: kind (`actor`, `topic`, ...) to slug to data."""

    entries: dict[str, dict[str, dict]] = field(default_factory=dict)

    unreadable: set[str] = field(default_factory=set)
    """Kinds of which a file could not be read: any slug may be in it."""

    def has(self, kind: str, slug: object) -> bool:
        """Whether a slug is known, or may be."""
        return slug in self.slugs(kind) or kind in self.unreadable

    def slugs(self, kind: str) -> dict[str, dict]:
        return self.entries.get(kind, {})

    def is_first(self, kind: str, slug: str, data: object) -> bool:
        """Whether this is the first entry with its slug: a second one is refused, and not compared with the first."""
        return self.slugs(kind).get(slug) is data

    def last_day(self, source: str) -> datetime.date | None:
        """The latest day on which a source may have been published; None when it is unknown or not a date."""
        stated = self.slugs("source").get(source, {}).get("stated")
        try:
            return bounds(stated)[1] if isinstance(stated, str) else None
        except ValidationError:
            return None


@dataclass
class Context:
    """All known entries, and the source of the dossier in which the entry stands (None in a registry)."""

    known: Known
    source: str | None = None


def context(info: ValidationInfo) -> Context:
    """The context of a validation."""
    assert isinstance(info.context, Context)
    return info.context
