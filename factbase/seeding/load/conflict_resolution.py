"""Records that a person names to settle what seeds and editors disagree on: `positions/norland-on-the-bridge`."""

from collections.abc import Iterable, Sequence

from django.db.models import Model

from factbase.history.records import BY_KIND, BY_NAME
from factbase.history.row_access import Values
from factbase.seeding.read.problems import SeedError, did_you_mean, shown

from .slug_register import Register

RecordKey = tuple[str, str]
"""The kind of a record and its slug."""


def read_names(names: Sequence[str], known: Iterable[RecordKey], where: str) -> set[RecordKey]:
    """The records named. Raises SeedError, for all that are not among the known ones at once, with the nearest."""
    kinds = {record.kind: record.name for record in BY_NAME.values()}
    written = {f"{kinds[kind]}/{slug}": (kind, slug) for kind, slug in known if kind in kinds}
    unknown = [name for name in names if name not in written]
    if unknown:
        told = (f"{where} no record {shown(name)}{did_you_mean(name, written)}" for name in unknown)
        raise SeedError("\n".join([*told, f"A record is written as in the API: {next(iter(written), 'positions/x')}."]))
    return {written[name] for name in names}


def in_seeds(names: Sequence[str], fixtures: dict[type[Model], list[Values]], register: Register) -> set[RecordKey]:
    """The records of the seeds that are named, by the seeds' slug or by one that leads to the same in the base."""
    if not names:
        return set()
    seeded = {(kind, row["slug"]) for kind, record in BY_KIND.items() for row in fixtures[record.model]}
    facts = {
        (kind, register.leads_to(kind, slug)): slug
        for kind, slug in sorted(seeded)
        if register.led_elsewhere(kind, slug) is None
    }
    aliases = {(kind, slug): (kind, facts[kind, fact]) for kind, slug, fact in register.all() if (kind, fact) in facts}
    aliases |= {key: key for key in seeded}
    return {aliases[key] for key in read_names(names, aliases, "The seeds hold")}


def refuse_both(ours: Sequence[str], theirs: Sequence[str]) -> None:
    """Raise SeedError when a record is to be settled in favour of both."""
    if both := sorted({*ours} & {*theirs}):
        raise SeedError(f"{', '.join(both)}: --ours or --theirs, not both.")
