"""Loading fixtures: one transaction, one revision, and no correction of an editor lost."""

from collections.abc import Callable, Sequence
from pathlib import Path

from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from factbase.database.migration_state import is_migrated
from factbase.history.describe import EditError, label_by_id
from factbase.history.revision import Revision, current_revision, lock_for_writing, revision
from factbase.models import Provision, Slug
from factbase.models.registry import LOAD_ORDER
from factbase.seeding.compile.fixtures import read_fixtures
from factbase.seeding.compile.rows import natural_key
from factbase.seeding.read.problems import SeedError
from factbase.seeding.read.schema.context import kind
from factbase.seeding.row_names import RowNamer, record_of
from factbase.seeding.slug_register import Register
from factbase.vocabulary import RevisionKind

from .conflict_resolution import in_seeds
from .load_report import ReportWriter
from .load_result import Count, Report
from .redirects_and_withdrawals import load_slugs, load_withdrawals, merge_as_seeded, withdrawn_ids
from .row_matcher import Fate, Match, Matching, fresh_ids
from .seed_history import StoredRows, Values, read_stored_rows, seed_revisions
from .three_way_merge import merge

REASON = "Facts loaded from the seeds: what the source documents say."
BATCH = 1000

Fixtures = dict[type[Model], list[Values]]
Progress = Callable[[str, int], None]
"""Called after each model with its name and the number of its rows."""


def load(
    folder: Path, progress: Progress, *, if_empty: bool = False, dry_run: bool = False, theirs: Sequence[str] = ()
) -> Report:
    """Load the fixtures of a folder; for the records named in `theirs`, take the seeds' word against the editors'.

    Raises SeedError, with nothing written, when fixtures are missing or broken, when a record is not known or cannot
    be what the seeds say, when the database is not migrated or out of reach, or when it refuses the rows.
    """
    taken = f" The seeds' word was taken against the editors' for {', '.join(sorted({*theirs}))}." if theirs else ""
    try:
        require_migrations()
        with revision(author="seeds", kind=RevisionKind.SEED, reason=REASON + taken):
            # Whoever writes waits for this row: between reading and writing, no editor and no other load comes in.
            lock_for_writing()
            if if_empty and Revision.objects.exists():
                return Report(skipped=True)
            report = Load(read_fixtures(folder), progress, theirs).run()
            connection.check_constraints()  # what is checked at the end of a transaction, now: a dry run has no end
            transaction.set_rollback(dry_run)
            return report
    except EditError as error:
        raise SeedError(
            "\n".join(["Nothing was loaded: the seeds merge what cannot be one.", *error.messages])
        ) from error
    except DatabaseError as error:
        raise SeedError(f"Nothing was loaded. The database says: {str(error).strip()}") from error


def require_migrations() -> None:
    """Raise SeedError unless the database is migrated."""
    if not is_migrated():
        raise SeedError("The database is not migrated. Run `python manage.py migrate`.")


class Load:
    """One load: for each row of the seeds it finds its row in the base, merges the two, and writes model by model."""

    def __init__(self, fixtures: Fixtures, progress: Progress, theirs: Sequence[str] = ()) -> None:
        self.fixtures = fixtures
        self.progress = progress
        self.report = Report()
        self.merged = merge_as_seeded(fixtures[Slug], seed_revisions())
        self.seeds = seed_revisions()  # with this one, if it merged anything
        self.matching = Matching(Register.read(self.seeds, fixtures[Slug]))
        self.naming = RowNamer({row["slug"]: row["proposal"][0] for row in fixtures[Provision]})
        self.telling = ReportWriter(self.matching, self.naming, self.report)
        self.withdrawn = withdrawn_ids(self)
        self.theirs = in_seeds(theirs, fixtures, self.matching.register)
        self.settled: set[tuple[type[Model], int]] = set()
        """The records of the base for which the seeds' word is taken."""
        self.back: set[tuple[str, int]] = set()
        """What was withdrawn and comes back: kind and id."""

    def run(self) -> Report:
        for model in LOAD_ORDER:
            rows = self.fixtures[model]
            self.load(model, rows)
            for many in model._meta.many_to_many:
                names = (many.m2m_field_name(), many.m2m_reverse_field_name())
                links = [(natural_key(model, row), target) for row in rows for target in row[many.name]]
                self.load(getattr(model, many.name).through, [dict(zip(names, link, strict=True)) for link in links])
        load_slugs(self)
        load_withdrawals(self)
        self.report.revision = current_revision()
        return self.report

    def load(self, model: type[Model], rows: list[Values]) -> None:
        stored = self.telling.stored[model] = read_stored_rows(model, self.seeds)
        matches = self.matching.find(model, rows, stored)
        count = self.report.counts[label(model)] = Count()
        theirs = [
            bool(self.theirs) and self.is_theirs(model, row, match) for row, match in zip(rows, matches, strict=True)
        ]
        self.pass_by(model, matches, stored, count)
        coming = [self.comes(model, *each, stored) for each in zip(rows, matches, theirs, strict=True)]
        values = [self.matching.columns(model, row) for row in rows]
        barred = self.bar(model, matches, coming, values)
        added: list[Model] = []
        updated: list[tuple[Values, Values]] = []
        for place, (row, match) in enumerate(zip(rows, matches, strict=True)):
            if match.fate is Fate.THERE:
                write, kept = self.merge(model, row, match, values[place], stored, theirs[place])
                if write:
                    updated.append((stored.live[match.fact], write))
                count.kept += kept and not write
                count.unchanged += not kept and not write
            elif coming[place] and place not in barred:
                added.append(model(**values[place], id=match.fact))
                if match.fate is Fate.WITHDRAWN:
                    self.back.add((kind(model), match.fact))
                if match.fate is not Fate.NEW and theirs[place]:
                    self.report.taken.append(f"{self.telling.name(model, row)} comes back")
            else:
                count.kept += 1
                self.telling.absent(model, row, match, values[place], coming[place], theirs[place])
        count.added, count.updated = len(added), len(updated)
        _write(model, added, updated)
        self.progress(label(model), len(rows))

    def is_theirs(self, model: type[Model], row: Values, match: Match) -> bool:
        """Whether the seeds' word is to be taken for a row: whether its record was named."""
        name = self.telling.seeds_name(model, row)
        named = (name.kind, name.slug) in self.theirs
        if named and not name.steps:
            self.settled.add((model, match.fact))
        return named

    def pass_by(self, model: type[Model], matches: list[Match], stored: StoredRows, count: Count) -> None:
        """Leave the rows that only the base has as they are, save those of records that become what the seeds say."""
        live = {model: stored.live for model, stored in self.telling.stored.items()} if self.settled else {}
        alone = stored.live.keys() - {match.fact for match in matches if match.fate is Fate.THERE}
        going = {fact for fact in alone if self.settled and record_of(model, fact, live) in self.settled}
        count.alone = len(alone - going)
        self.report.alone += [(model, fact, stored.last_edit(fact)) for fact in sorted(alone - going)]
        if going:
            self.report.taken += [f"{label_by_id(model, fact)} goes" for fact in sorted(going)]
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE id = ANY(%s)", [sorted(going)])

    def comes(self, model: type[Model], row: Values, match: Match, theirs: bool, stored: StoredRows) -> bool:
        """Whether a row that the base does not have is to be written: it is new, or it comes back."""
        if match.fate is Fate.REMOVED and not match.fact and theirs:
            [match.fact] = fresh_ids(model, 1)  # another row of the seeds has its own
            return True
        if match.fate is Fate.REMOVED:
            return match.fact != 0 and (theirs or stored.ended.get(match.fact) in self.seeds)
        if match.fate is Fate.WITHDRAWN:
            return theirs or not self.matching.register.withdrawn_by_editors(kind(model), match.fact)
        if match.fate is Fate.MERGED and theirs and not match.led:
            slug = stored.live[match.fact]["slug"]
            name = self.telling.seeds_name(model, row)
            raise SeedError(f"{name} was merged into “{slug}”. A load cannot undo that: revert the merge in the admin.")
        return match.fate is Fate.NEW

    def bar(self, model: type[Model], matches: list[Match], coming: list[bool], values: list[Values]) -> set[int]:
        """The places of rows that cannot be written, since they refer to what the base does not have any more."""
        there = self.matching.there[model]
        there |= {match.fact for match, comes in zip(matches, coming, strict=True) if comes}
        barred: set[int] = set()
        while True:  # what refers to a barred row of its own kind is barred as well
            places = (place for place, comes in enumerate(coming) if comes and place not in barred)
            more = {place for place in places if self.matching.missing(model, values[place])}
            if not more:
                return barred
            barred |= more
            there -= {matches[place].fact for place in more}

    def merge(
        self, model: type[Model], row: Values, match: Match, values: Values, stored: StoredRows, theirs: bool
    ) -> tuple[Values, bool]:
        """What to write to a row, and whether an editor's word stands somewhere in it, which is told."""
        ours = stored.live[match.fact]
        missing = self.matching.missing(model, values)
        sound = values | {column: ours[column] for column in missing}
        merged = merge(ours, ours if theirs else stored.still_seeded(match.fact), sound)
        kept = (*merged.kept, *missing)
        if kept and not match.led:
            self.telling.columns(model, row, kept, ours, values)
        if theirs:
            self.telling.taken(model, row, merged.write, ours, values)
        return merged.write, bool(kept)


def label(model: type[Model]) -> str:
    """What a report calls a model: `meeting`, `meeting topics`."""
    if model._meta.auto_created:
        return model.__name__.replace("_", " ").lower()
    return str(model._meta.verbose_name)


def _write(model: type[Model], added: list[Model], updated: list[tuple[Values, Values]]) -> None:
    model._base_manager.bulk_create(added, batch_size=BATCH)
    if updated:  # even an UPDATE that touches no row would make a revision
        columns = sorted({column for _, write in updated for column in write})
        names = [column.name for column in model._meta.local_concrete_fields if column.attname in columns]
        rows = [model(**{**ours, **write}) for ours, write in updated]
        model._base_manager.bulk_update(rows, names, batch_size=BATCH)
