"""Report the rows of a load in which an editor's change is kept or overwritten."""

from dataclasses import dataclass, field, replace

from django.db.models import Model

from factbase.history.records import BY_KIND
from factbase.history.row_access import Values
from factbase.models import Citation
from factbase.models.citation import CITED
from factbase.seeding.read.problems import SeedError
from factbase.seeding.read.rows import natural_key
from factbase.seeding.read.schema.context import get_kind
from factbase.seeding.row_names import PARTS, RowName, RowNamer

from .load_result import KeptEdit, Report
from .row_matcher import Match, MatchStatus, RowMatcher
from .seed_history import StoredRows
from .three_way_merge import get_column_group


@dataclass
class ReportWriter:
    """Adds kept and overwritten changes to the report of a load."""

    matcher: RowMatcher
    namer: RowNamer
    report: Report
    stored: dict[type[Model], StoredRows] = field(default_factory=dict)
    """The stored rows of each model read so far."""

    def seed_name(self, model: type[Model], row: Values) -> RowName:
        """Return the name of a row of the seeds, with the seeds' slug of its record."""
        if model._meta.auto_created:
            first, second = row.values()
            return self.namer.name(model, (*first, *second))
        return self.namer.name(model, natural_key(model, row))

    def stored_name(self, model: type[Model], row: Values) -> RowName:
        """Return the name of a row of the seeds, with the database's slug of its record."""
        name = self.seed_name(model, row)
        record = BY_KIND[name.kind].model
        stored = self.stored[record].live.get(self.matcher.ids[record].get((name.slug,), 0))
        return replace(name, slug=stored["slug"]) if stored else name

    def add_kept(self, model: type[Model], row: Values, columns: tuple[str, ...], ours: Values, theirs: Values) -> None:
        """Report the columns in which an editor's value is kept."""
        edited = self.stored[model].edited.get(ours["id"], {})
        for column in columns:
            revisions = [edited[other] for other in get_column_group(column) if other in edited]
            detail = self._describe_difference(model, row, column, ours, theirs)
            self.report.kept.append(KeptEdit(self.stored_name(model, row), detail, max(revisions, default=None)))

    def add_overwritten(self, model: type[Model], row: Values, columns: Values, ours: Values, theirs: Values) -> None:
        """Report the columns in which an editor's value is overwritten."""
        for column in columns:
            difference = self._describe_difference(model, row, column, ours, theirs)
            self.report.overwritten.append(f"{self.stored_name(model, row)}{difference}")

    def add_omitted(
        self, model: type[Model], row: Values, match: Match, values: Values, insert: bool, theirs: bool
    ) -> None:
        """Report a row that is not written, unless the report of its parent or of a merged record covers it.

        `insert` means that only a missing reference prevents writing it; then `theirs` raises SeedError.
        """
        missing = self.matcher.missing_references(model, values)
        if match.redirected or any(column in missing for column in _parent_columns(model)):
            return
        name, stored = self.stored_name(model, row), self.stored[model]
        if insert:
            column = missing[0].removesuffix("_id")
            detail = f", {column}: “{row[column][0]}” is no longer in the database"
            if theirs:
                raise SeedError(f"{name}{detail}: name that record as well, or revert its removal.")
            self.report.kept.append(KeptEdit(name, detail, None))
        elif match.status is MatchStatus.MERGED:
            if "slug" in row:
                target = stored.live[match.pk]["slug"]
                revision = self.matcher.register.redirect_revision(get_kind(model), row["slug"])
                self.report.kept.append(KeptEdit(self.seed_name(model, row), f": merged into “{target}”", revision))
        else:
            revision = stored.removed.get(match.former_pk) or stored.last_edit(match.former_pk)
            detail = ": withdrawn" if match.status is MatchStatus.WITHDRAWN else ": removed"
            self.report.kept.append(KeptEdit(name, detail, revision))

    def _describe_difference(self, model: type[Model], row: Values, column: str, ours: Values, theirs: Values) -> str:
        name = column.removesuffix("_id")
        seeded = row[name][0] if isinstance(row.get(name), tuple) else theirs[column]
        edited = self.matcher.to_slug(model, column, ours[column])
        return f", {name}: editors have {_format(edited)}, the seeds {_format(seeded)}"


def _format(value: object) -> str:
    return "nothing" if value in (None, "") else f'"{value}"'


def _parent_columns(model: type[Model]) -> list[str]:
    if model is Citation:
        return [f"{name}_id" for name in CITED]
    return [PARTS[model][0].parent] if model in PARTS else []
