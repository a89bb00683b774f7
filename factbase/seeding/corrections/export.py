"""From a base to seeds/corrections/: what editors changed in it, so that seeds and editors agree."""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.db import DatabaseError, transaction

from factbase.history.records import BY_KIND
from factbase.history.revision import Revision, lock_for_writing, revision
from factbase.models import Provision
from factbase.models.registry import LOAD_ORDER
from factbase.seeding.compile.atomic_replace import differences, replace_files
from factbase.seeding.compile.fixtures import FIXTURES
from factbase.seeding.load.conflict_resolution import read_names
from factbase.seeding.load.load_result import Report
from factbase.seeding.load.loader import Fixtures, Load, require_migrations
from factbase.seeding.read.dossiers import Seeds, read_dossiers
from factbase.seeding.read.problems import SeedError
from factbase.seeding.read.schema.context import kind
from factbase.seeding.row_names import RowName, RowNamer
from factbase.vocabulary import RevisionKind

from .base_rows import Base, read_base
from .correction_schema import FILE_OF, Correction, Provenance
from .difference import Difference, Fact, with_provisions
from .moves import owner
from .overlay import lay_over
from .reader import Corrections, read_corrections
from .writer import written

ENDING = ".yaml"
BEHIND = (
    "The base is behind the seeds: {behind}. Run `python manage.py compile_seeds` and `python manage.py load_seeds` "
    "first."
)


def export_corrections(
    folder: Path, *, records: Sequence[str] = (), write: bool = True, after_load: bool = False
) -> tuple[list[str], int]:
    """Write how the base differs from the dossiers of a folder, or of some records only, to its corrections.

    Returns which files differed before, each with how, and the number of corrections. With `after_load`, a base that
    is behind the seeds is looked at as if they were loaded. Raises SeedError when seeds and base cannot be brought
    together, with nothing written.
    """
    dossiers = read_dossiers(folder).sound()
    earlier = read_corrections(folder)
    seeds = lay_over(dossiers, earlier).sound()
    base, report = _read(seeds, after_load)
    only = _named(records, base, dossiers) if records else None
    difference = Difference(base, dossiers.rows, earlier.entries, only)
    corrections = difference.corrections()
    _give_provenance(corrections, earlier.entries, base, report)
    texts = written(corrections)
    _try(texts, dossiers, None if records else base, folder.name)
    target = folder / "corrections"
    differing = differences(target, texts, ENDING)
    if write and differing:
        replace_files(target, texts, ENDING)
    return differing, len(corrections)


def _read(seeds: Seeds, after_load: bool) -> tuple[Base, Report]:
    """The base, and how it stands to the seeds: what editors changed, and in which revisions. Writes nothing."""
    fixtures: Fixtures = {model: [] for model in FIXTURES}
    for row in seeds.rows:
        fixtures[row.model].append(row.fields)
    try:
        require_migrations()
        with revision(author="seeds", kind=RevisionKind.SEED, reason="A trial that is not kept."):
            lock_for_writing()
            if not Revision.objects.exists():
                raise SeedError("The base holds nothing yet: there is nothing to export.")
            report = Load(fixtures, lambda model, rows: None).run()
            behind = [
                f"{count.added} {what} to add, {count.updated} to update"
                for what, count in report.counts.items()
                if count.added or count.updated
            ]
            if behind and not after_load:
                raise SeedError(BEHIND.format(behind="; ".join(behind)))
            base = read_base()
            transaction.set_rollback(True)
    except DatabaseError as error:
        raise SeedError(f"Nothing was exported. The database says: {str(error).strip()}") from error
    return base, report


def _named(records: Sequence[str], base: Base, dossiers: Seeds) -> set[Fact]:
    """The facts of the base that are named by a slug that leads to them."""
    known = [key for key in base.leading if key[0] in BY_KIND]
    named = read_names(records, known, "Base and seeds hold")
    facts = {(BY_KIND[of].model, base.leading[of, slug]) for of, slug in named}
    return with_provisions(facts, base, dossiers.rows)


def _give_provenance(corrections: list[Correction], earlier: list[Correction], base: Base, report: Report) -> None:
    """Say with each correction in which revisions editors gave it: those told before, and those since."""
    numbers: dict[tuple[str, str], set[int]] = {}
    for kept in report.kept:
        for key in _keys(kept.name, base):
            numbers.setdefault(key, set()).update({kept.revision} - {None})  # type: ignore[arg-type]
    for model, fact, number in report.alone:
        if model in base.keys and number is not None:
            numbers.setdefault(owner(model, base.keys[model][fact]), set()).add(number)
    told = {(entry.model, entry.in_dossiers): entry.revisions for entry in earlier}
    revisions = Revision.objects.in_bulk({number for found in numbers.values() for number in found})
    for entry in corrections:
        since = numbers.get((kind(entry.model), entry.slug), set())
        before = told.get((entry.model, entry.in_dossiers), [])
        new = [_provenance(revisions[number]) for number in sorted(since)]
        entry.revisions = [*before, *(one for one in new if one not in before)]


def _keys(name: RowName, base: Base) -> Iterator[tuple[str, str]]:
    """The corrections that may hold what a report tells of."""
    key = ("provision", name.provision) if name.provision else (name.kind, name.slug)
    yield key
    fact = base.leading.get(key)
    model = next(model for model in FILE_OF if kind(model) == key[0])
    if fact is not None and (now := base.slug(model, fact)):
        yield key[0], now


def _provenance(one: Revision) -> Provenance:
    return Provenance.model_validate(
        {
            "revision": str(one.number),
            "time": one.time.isoformat(timespec="seconds"),
            "author": one.author,
            "kind": one.kind,
            "code": one.reason_code or None,
            "note": one.reason,
        }
    )


def _try(texts: dict[str, str], dossiers: Seeds, base: Base | None, name: str) -> None:
    """Lay the corrections over the dossiers as the compiler will. Raises SeedError unless that gives the base back."""
    with tempfile.TemporaryDirectory() as aside:
        folder = Path(aside) / name
        replace_files(folder / "corrections", texts, ENDING)
        corrections: Corrections = read_corrections(folder)
    seeds = lay_over(dossiers, corrections)
    if seeds.problems:
        raise SeedError(
            "\n".join(
                [
                    *map(str, seeds.problems),
                    "So the corrections would be refused. Nothing was written: mend this in the base"
                    + (" first." if base else ", or name the records that these refer to as well."),
                ]
            )
        )
    for model in LOAD_ORDER if base else ():
        assert base
        rows = {row.key: row.fields for row in seeds.rows if row.model is model}
        differing = [key for key in rows.keys() | base.rows[model].keys() if rows.get(key) != base.rows[model].get(key)]
        if differing:
            naming = RowNamer({slug: fields["proposal"][0] for (slug,), fields in base.rows[Provision].items()})
            raise SeedError(
                f"Nothing was written: {naming.name(model, min(differing, key=str))} would not come out as it is in "
                "the base. Save it once more in the admin, so that its dates are worked out again."
            )
