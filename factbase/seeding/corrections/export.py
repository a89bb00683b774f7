"""Export the differences of the database from the dossiers to seeds/corrections/."""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.db import DatabaseError, transaction

from factbase.history.records import BY_KIND
from factbase.history.revision import Revision, lock_for_writing, revision
from factbase.models import Provision
from factbase.models.registry import LOAD_ORDER
from factbase.seeding.compile.atomic_replace import list_differences, replace_files
from factbase.seeding.compile.fixtures import FIXTURES
from factbase.seeding.load.conflict_resolution import parse_record_names
from factbase.seeding.load.load_result import Report
from factbase.seeding.load.loader import Fixtures, Load, require_migrations
from factbase.seeding.read.dossiers import Seeds, read_dossiers
from factbase.seeding.read.problems import SeedError
from factbase.seeding.read.schema.context import get_kind
from factbase.seeding.row_names import RowName, RowNamer
from factbase.vocabulary import RevisionKind

from .base_rows import BaseRows, read_base
from .correction_schema import MODELS, Correction, Provenance
from .difference import Difference, Fact, add_provisions
from .moves import find_owner
from .overlay import apply_corrections
from .reader import Corrections, read_corrections
from .writer import dump_corrections

SUFFIX = ".yaml"


def export_corrections(
    folder: Path, *, records: Sequence[str] = (), write: bool = True, after_load: bool = False
) -> tuple[list[str], int]:
    """Write the differences of the database, or of some records, from the dossiers of a folder to its corrections.

    Returns the previous differences of the correction files, and the number of corrections. With `after_load`, a
    database that is behind the seeds is compared as if they were loaded. Raises SeedError, with nothing written, if
    the corrections would not reproduce the database.
    """
    dossiers = read_dossiers(folder).require_valid()
    earlier = read_corrections(folder)
    seeds = apply_corrections(dossiers, earlier).require_valid()
    base, report = _read_base(seeds, after_load)
    only = _find_facts(records, base, dossiers) if records else None
    difference = Difference(base, dossiers.rows, earlier.entries, only)
    corrections = difference.corrections()
    _add_provenance(corrections, earlier.entries, base, report)
    texts = dump_corrections(corrections)
    _check_result(texts, dossiers, None if records else base, folder.name)
    target = folder / "corrections"
    differences = list_differences(target, texts, SUFFIX)
    if write and differences:
        replace_files(target, texts, SUFFIX)
    return differences, len(corrections)


def _read_base(seeds: Seeds, after_load: bool) -> tuple[BaseRows, Report]:
    """Return the rows of the database, and the report of a trial load that is rolled back."""
    fixtures: Fixtures = {model: [] for model in FIXTURES}
    for row in seeds.rows:
        fixtures[row.model].append(row.fields)
    try:
        require_migrations()
        with revision(author="seeds", kind=RevisionKind.SEED, reason="Trial load, rolled back."):
            lock_for_writing()
            if not Revision.objects.exists():
                raise SeedError("The database is empty: there is nothing to export.")
            report = Load(fixtures, lambda model, rows: None).run()
            behind = [
                f"{count.added} {name} to add, {count.updated} to update"
                for name, count in report.counts.items()
                if count.added or count.updated
            ]
            if behind and not after_load:
                commands = "`python manage.py compile_seeds` and `python manage.py load_seeds`"
                raise SeedError(f"The database is behind the seeds: {'; '.join(behind)}. First run {commands}.")
            base = read_base()
            transaction.set_rollback(True)
    except DatabaseError as error:
        raise SeedError(f"Nothing was exported. Database error: {str(error).strip()}") from error
    return base, report


def _find_facts(records: Sequence[str], base: BaseRows, dossiers: Seeds) -> set[Fact]:
    """Return the facts with these record names; former slugs are accepted."""
    known = [key for key in base.slugs if key[0] in BY_KIND]
    keys = parse_record_names(records, known, "The database and the seeds have")
    facts = {(BY_KIND[kind].model, base.slugs[kind, slug]) for kind, slug in keys}
    return add_provisions(facts, base, dossiers.rows)


def _add_provenance(corrections: list[Correction], earlier: list[Correction], base: BaseRows, report: Report) -> None:
    """Set the revisions of each correction: those of the earlier corrections, then those since."""
    numbers: dict[tuple[str, str], set[int]] = {}
    for kept in report.kept:
        for key in _list_keys(kept.name, base):
            numbers.setdefault(key, set()).update({kept.revision} - {None})  # type: ignore[arg-type]
    for model, pk, number in report.left_over:
        if model in base.keys and number is not None:
            numbers.setdefault(find_owner(model, base.keys[model][pk]), set()).add(number)
    recorded = {(entry.model, entry.dossier_slug): entry.revisions for entry in earlier}
    revisions = Revision.objects.in_bulk(set().union(*numbers.values()))
    for entry in corrections:
        since = numbers.get((get_kind(entry.model), entry.slug), set())
        before = recorded.get((entry.model, entry.dossier_slug), [])
        new = [_describe_revision(revisions[number]) for number in sorted(since)]
        entry.revisions = [*before, *(item for item in new if item not in before)]


def _list_keys(name: RowName, base: BaseRows) -> Iterator[tuple[str, str]]:
    """Yield the kind and slug of the corrections that may contain a kept row: by its slug, and by its current slug."""
    key = ("provision", name.provision) if name.provision else (name.kind, name.slug)
    yield key
    pk = base.slugs.get(key)
    if pk is not None and (current := base.get_slug(MODELS[key[0]], pk)):
        yield key[0], current


def _describe_revision(item: Revision) -> Provenance:
    return Provenance.model_validate(
        {
            "revision": str(item.number),
            "time": item.time.isoformat(timespec="seconds"),
            "author": item.author,
            "kind": item.kind,
            "code": item.reason_code or None,
            "note": item.reason,
        }
    )


def _check_result(texts: dict[str, str], dossiers: Seeds, base: BaseRows | None, name: str) -> None:
    """Raise SeedError unless the corrections, applied as compile_seeds does, are valid and reproduce the database."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / name
        replace_files(folder / "corrections", texts, SUFFIX)
        corrections: Corrections = read_corrections(folder)
    seeds = apply_corrections(dossiers, corrections)
    if seeds.problems:
        remedy = "fix this in the database" + ("." if base else ", or name the records that these refer to as well.")
        reason = f"The corrections would be invalid. Nothing was written: {remedy}"
        raise SeedError("\n".join([*map(str, seeds.problems), reason]))
    for model in LOAD_ORDER if base else ():
        assert base
        rows = {row.key: row.fields for row in seeds.rows if row.model is model}
        differing = [key for key in rows.keys() | base.rows[model].keys() if rows.get(key) != base.rows[model].get(key)]
        if differing:
            namer = RowNamer({slug: fields["proposal"][0] for (slug,), fields in base.rows[Provision].items()})
            raise SeedError(
                f"Nothing was written: the seeds would not reproduce {namer.name(model, min(differing, key=str))}. "
                "Save it again in the admin, so that its days are computed from its dates."
            )
