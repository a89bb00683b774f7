"""Load fixtures in one transaction, as one revision, and keep editors' corrections."""

from collections.abc import Callable, Sequence
from pathlib import Path

from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from factbase.database.preparation import is_migrated
from factbase.history.describe import EditError, label_by_id
from factbase.history.revision import Revision, current_revision, lock_for_writing, revision
from factbase.history.row_access import Values, record_of, remove, reserve_ids
from factbase.models import Provision, Slug
from factbase.models.registry import LOAD_ORDER
from factbase.seeding.compile.fixtures import read_fixtures
from factbase.seeding.read.problems import SeedError
from factbase.seeding.read.rows import natural_key
from factbase.seeding.read.schema.context import get_kind
from factbase.seeding.row_names import RowNamer
from factbase.vocabulary import RevisionKind

from .conflict_resolution import find_in_seeds
from .load_report import ReportWriter
from .load_result import Count, Report
from .redirects_and_withdrawals import find_withdrawn, load_slugs, load_withdrawals, merge_as_seeded
from .row_matcher import Match, MatchStatus, RowMatcher
from .seed_history import StoredRows, read_stored_rows, seed_revisions
from .slug_register import SlugRegister
from .three_way_merge import merge

REASON = "Facts loaded from the seeds: what the source documents say."
BATCH = 1000
SYNTHETIC_AUTHOR = "synthesis"
"""The author of the first revision of a database of invented facts, made for measurements."""

Fixtures = dict[type[Model], list[Values]]
Progress = Callable[[str, int], None]
"""Callback after each model, with its name and number of rows."""


def load(
    folder: Path, progress: Progress, *, if_empty: bool = False, dry_run: bool = False, theirs: Sequence[str] = ()
) -> Report:
    """Load the fixtures of a folder; for the records named in `theirs`, overwrite editors' changes.

    Raises SeedError, with nothing written, if fixtures are missing or invalid, if a record is unknown or cannot be
    overwritten, if the database is synthetic, not migrated or not reachable, or if it rejects the rows.
    """
    overwritten = f" Editors' changes of {', '.join(sorted({*theirs}))} were overwritten." if theirs else ""
    try:
        require_migrations()
        with revision(author="seeds", kind=RevisionKind.SEED, reason=REASON + overwritten):
            # All writers wait for the locked row, so nothing changes between this load's reads and writes.
            lock_for_writing()
            if if_empty and Revision.objects.exists():
                return Report(skipped=True)
            if Revision.objects.filter(number=1, author=SYNTHETIC_AUTHOR).exists():
                raise SeedError(
                    "This database is synthetic: do not mix seeds with invented facts. Name another in DATABASE_URL."
                )
            report = Load(read_fixtures(folder), progress, theirs).run()
            connection.check_constraints()  # deferred checks, which a dry run would never reach
            transaction.set_rollback(dry_run)
            return report
    except EditError as error:
        reason = "Nothing was loaded: the seeds merge facts that cannot be merged."
        raise SeedError("\n".join([reason, *error.messages])) from error
    except DatabaseError as error:
        raise SeedError(f"Nothing was loaded. Database error: {str(error).strip()}") from error


def require_migrations() -> None:
    """Raise SeedError unless the database is migrated."""
    if not is_migrated():
        raise SeedError("The database is not migrated. Run `python manage.py migrate`.")


class Load:
    """One load: match each row of the seeds to a row of the database, merge the two, and write, model by model."""

    def __init__(self, fixtures: Fixtures, progress: Progress, theirs: Sequence[str] = ()) -> None:
        self.fixtures = fixtures
        self.progress = progress
        self.report = Report()
        self.merged = merge_as_seeded(fixtures[Slug], seed_revisions())
        self.seeds = seed_revisions()  # includes this revision if anything was merged
        self.matcher = RowMatcher(SlugRegister(self.seeds, fixtures[Slug]))
        self.namer = RowNamer({row["slug"]: row["proposal"][0] for row in fixtures[Provision]})
        self.report_writer = ReportWriter(self.matcher, self.namer, self.report)
        self.withdrawn = find_withdrawn(self)
        self.theirs = find_in_seeds(theirs, fixtures, self.matcher.register)
        self.overwritten: set[tuple[type[Model], int]] = set()
        """The model and id of the records whose editors' changes are overwritten."""
        self.restored: set[tuple[str, int]] = set()
        """The kind and id of withdrawn facts that the load restores."""

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
        stored = self.report_writer.stored[model] = read_stored_rows(model, self.seeds)
        matches = self.matcher.match(model, rows, stored)
        count = self.report.counts[label(model)] = Count()
        theirs = [bool(self.theirs) and self.is_overwritten(model, *pair) for pair in zip(rows, matches, strict=True)]
        self.handle_left_over(model, matches, stored, count)
        inserts = [self.is_inserted(model, *each, stored) for each in zip(rows, matches, theirs, strict=True)]
        values = [self.matcher.to_columns(model, row) for row in rows]
        blocked = self.list_blocked(model, matches, inserts, values)
        added: list[Model] = []
        updated: list[tuple[Values, Values]] = []
        for i, (row, match) in enumerate(zip(rows, matches, strict=True)):
            if match.status is MatchStatus.EXISTING:
                write, kept = self.merge(model, row, match, values[i], stored, theirs[i])
                if write:
                    updated.append((stored.live[match.pk], write))
                count.kept += kept and not write
                count.unchanged += not kept and not write
            elif inserts[i] and i not in blocked:
                added.append(model(**values[i], id=match.pk))
                if match.status is MatchStatus.WITHDRAWN:
                    self.restored.add((get_kind(model), match.pk))
                if match.status is not MatchStatus.NEW and theirs[i]:
                    self.report.overwritten.append(f"{self.report_writer.stored_name(model, row)} is restored")
            else:
                count.kept += 1
                self.report_writer.add_omitted(model, row, match, values[i], inserts[i], theirs[i])
        count.added, count.updated = len(added), len(updated)
        _write(model, added, updated)
        self.progress(label(model), len(rows))

    def is_overwritten(self, model: type[Model], row: Values, match: Match) -> bool:
        """Return whether editors' changes of a row are overwritten because its record is named in `theirs`."""
        name = self.report_writer.seed_name(model, row)
        is_named = (name.kind, name.slug) in self.theirs
        if is_named and not name.steps:
            self.overwritten.add((model, match.pk))
        return is_named

    def handle_left_over(self, model: type[Model], matches: list[Match], stored: StoredRows, count: Count) -> None:
        """Report the rows that only the database has; delete those of overwritten records."""
        left_over = stored.live.keys() - {match.pk for match in matches if match.status is MatchStatus.EXISTING}
        deleted = {pk for pk in left_over if self.overwritten and record_of(model, pk) in self.overwritten}
        count.left_over = len(left_over - deleted)
        self.report.left_over += [(model, pk, stored.last_edit(pk)) for pk in sorted(left_over - deleted)]
        if deleted:
            self.report.overwritten += [f"{label_by_id(model, pk)} is removed" for pk in sorted(deleted)]
            remove(model, sorted(deleted))

    def is_inserted(self, model: type[Model], row: Values, match: Match, theirs: bool, stored: StoredRows) -> bool:
        """Return whether to insert a row that the database does not have: it is new, or it is restored."""
        if match.status is MatchStatus.REMOVED and not match.pk and theirs:
            [match.pk] = reserve_ids(model, 1)  # another row of the seeds uses its former id
            return True
        if match.status is MatchStatus.REMOVED:
            return match.pk != 0 and (theirs or stored.removed.get(match.pk) in self.seeds)
        if match.status is MatchStatus.WITHDRAWN:
            return theirs or not self.matcher.register.withdrawn_by_editors(get_kind(model), match.pk)
        if match.status is MatchStatus.MERGED and theirs and not match.redirected:
            slug = stored.live[match.pk]["slug"]
            name = self.report_writer.seed_name(model, row)
            raise SeedError(f"{name} was merged into “{slug}”. A load cannot undo that: revert the merge in the admin.")
        return match.status is MatchStatus.NEW

    def list_blocked(
        self, model: type[Model], matches: list[Match], inserts: list[bool], values: list[Values]
    ) -> set[int]:
        """Return the indexes of rows that cannot be inserted because they refer to a row that does not exist."""
        existing = self.matcher.existing[model]
        existing |= {match.pk for match, insert in zip(matches, inserts, strict=True) if insert}
        blocked: set[int] = set()
        while True:  # a row that refers to a blocked row of its own model is blocked, too
            candidates = (i for i, insert in enumerate(inserts) if insert and i not in blocked)
            more = {i for i in candidates if self.matcher.missing_references(model, values[i])}
            if not more:
                return blocked
            blocked |= more
            existing -= {matches[i].pk for i in more}

    def merge(
        self, model: type[Model], row: Values, match: Match, values: Values, stored: StoredRows, theirs: bool
    ) -> tuple[Values, bool]:
        """Return the values to write to a row, and whether an editor's value is kept in it; report both."""
        ours = stored.live[match.pk]
        missing = self.matcher.missing_references(model, values)
        valid = values | {column: ours[column] for column in missing}
        merged = merge(ours, ours if theirs else stored.still_seeded(match.pk), valid)
        kept = (*merged.kept, *missing)
        if kept and not match.redirected:
            self.report_writer.add_kept(model, row, kept, ours, values)
        if theirs:
            self.report_writer.add_overwritten(model, row, merged.write, ours, values)
        return merged.write, bool(kept)


def label(model: type[Model]) -> str:
    """Return the name of a model in reports: `meeting`, `meeting topics`."""
    if model._meta.auto_created:
        return model.__name__.replace("_", " ").lower()
    return str(model._meta.verbose_name)


def _write(model: type[Model], added: list[Model], updated: list[tuple[Values, Values]]) -> None:
    model._base_manager.bulk_create(added, batch_size=BATCH)
    if updated:  # an UPDATE makes a revision even if it changes no row
        columns = sorted({column for _, write in updated for column in write})
        names = [column.name for column in model._meta.local_concrete_fields if column.attname in columns]
        rows = [model(**{**ours, **write}) for ours, write in updated]
        model._base_manager.bulk_update(rows, names, batch_size=BATCH)
