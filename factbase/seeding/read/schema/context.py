"""The validation context of an entry: the slugs of all seeds, including invalid entries."""

import datetime
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db.models import Model
from pydantic import ValidationInfo

from factbase.models.fields.edtf import bounds


def get_kind(model: type[Model]) -> str:
    """Return a model's name in the slug register: `actor`, `topic`."""
    return str(model._meta.model_name)


@dataclass
class KnownSlugs:
    """The unchecked entries by kind (`actor`, `topic`, ...) and slug."""

    entries: dict[str, dict[str, dict]] = field(default_factory=dict)

    unreadable: set[str] = field(default_factory=set)
    """The kinds with an unreadable file, which may define any slug."""

    def has(self, kind: str, slug: object) -> bool:
        """Return whether a slug is known or may be in an unreadable file."""
        return slug in self.slugs(kind) or kind in self.unreadable

    def slugs(self, kind: str) -> dict[str, dict]:
        return self.entries.get(kind, {})

    def is_first(self, kind: str, slug: str, data: object) -> bool:
        """Return whether this entry is the first with its slug."""
        return self.slugs(kind).get(slug) is data

    def last_day(self, source: str) -> datetime.date | None:
        """Return the latest possible publication day of a source; None if unknown or invalid."""
        stated = self.slugs("source").get(source, {}).get("stated")
        try:
            return bounds(stated)[1] if isinstance(stated, str) else None
        except ValidationError:
            return None


@dataclass
class Context:
    """All known slugs, and the source of the entry's dossier (None in a registry)."""

    known: KnownSlugs
    source: str | None = None


def get_context(info: ValidationInfo) -> Context:
    assert isinstance(info.context, Context)
    return info.context
