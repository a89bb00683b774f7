"""Record names given to `--ours` and `--theirs`, which resolve conflicts: `positions/norland-on-the-bridge`."""

from collections.abc import Iterable, Sequence

from django.db.models import Model

from factbase.history.records import BY_KIND
from factbase.history.row_access import Values
from factbase.seeding.read.problems import SeedError, did_you_mean, format_value

from .slug_register import SlugRegister

RecordKey = tuple[str, str]
"""The kind of a record and its slug."""


def parse_record_names(names: Sequence[str], known: Iterable[RecordKey], where: str) -> set[RecordKey]:
    """Return the kinds and slugs of named records. Raises SeedError for all unknown names, with the nearest ones."""
    keys = {f"{BY_KIND[kind].name}/{slug}": (kind, slug) for kind, slug in known if kind in BY_KIND}
    unknown = [name for name in names if name not in keys]
    if unknown:
        lines = [f"{where} no record {format_value(name)}{did_you_mean(name, keys)}" for name in unknown]
        raise SeedError("\n".join([*lines, f"Name a record as the API does: {next(iter(keys), 'positions/x')}."]))
    return {keys[name] for name in names}


def find_in_seeds(
    names: Sequence[str], fixtures: dict[type[Model], list[Values]], register: SlugRegister
) -> set[RecordKey]:
    """Return the seeds' kinds and slugs of named records; a slug that the database has for one is accepted too."""
    if not names:
        return set()
    seeded = {(kind, row["slug"]) for kind, record in BY_KIND.items() for row in fixtures[record.model]}
    slugs = {
        (kind, register.resolve(kind, slug)): slug
        for kind, slug in sorted(seeded)
        if register.redirect_revision(kind, slug) is None
    }
    known = [(row["kind"], row["slug"], row["object_id"]) for row in register.slugs.live.values()]
    aliases = {(kind, slug): (kind, slugs[kind, pk]) for kind, slug, pk in known if (kind, pk) in slugs}
    aliases |= {key: key for key in seeded}
    return {aliases[key] for key in parse_record_names(names, aliases, "The seeds have")}
