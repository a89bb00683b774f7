"""What the base holds, and what the seeds last said of it."""

from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Model

from factbase.history.revision import Revision, RevisionKind
from factbase.models import Slug

Values = dict[str, Any]
"""A row: column (`actor_id`, `name`) to value, its `id` included."""


@dataclass
class Stored:
    """The rows of a table, and the word of the seeds on each field, by id.

    A field is missing from `seeded` when the seeds never wrote it; a row that is in `seeded` but not in `live` was
    removed by an editor.
    """

    live: dict[int, Values] = field(default_factory=dict)
    seeded: dict[int, Values] = field(default_factory=dict)


def seed_revisions() -> set[int]:
    """The revisions that loads of seeds made."""
    return set(Revision.objects.filter(kind=RevisionKind.SEED).values_list("number", flat=True))


def known_slugs() -> dict[tuple[str, str], int]:
    """Every slug that a fact has or had: (model, slug) to id."""
    return {(kind, slug): fact for kind, slug, fact in Slug.objects.values_list("kind", "slug", "object_id")}


def read_stored(model: type[Model], seeds: set[int]) -> Stored:
    """The rows of a table with what the seeds last said, from its history: two queries."""
    columns = [field.attname for field in model._meta.local_concrete_fields]
    stored = Stored({row["id"]: row for row in model._base_manager.values(*columns)})
    if not seeds:
        return stored
    versions = apps.get_model("factbase", f"{model.__name__}History")._base_manager.order_by("id", "rev_from")
    before: Values = {}
    for version in versions.values(*columns, "rev_from"):
        by_seeds = version.pop("rev_from") in seeds
        first = before.get("id") != version["id"]
        if by_seeds:
            # A seed revision carries along what editors corrected before it: only what it changed is its own word.
            said = {name: value for name, value in version.items() if first or before[name] != value}
            stored.seeded.setdefault(version["id"], {}).update(said)
        before = version
    return stored
