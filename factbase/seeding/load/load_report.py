"""What a load tells of rows in which an editor's word stands, and of those in which it gives way."""

from dataclasses import dataclass, field, replace

from django.db.models import Model

from factbase.history.records import BY_KIND
from factbase.history.row_access import Values
from factbase.models import Citation
from factbase.models.citation import CITED
from factbase.seeding.read.problems import SeedError
from factbase.seeding.read.rows import natural_key
from factbase.seeding.read.schema.context import kind
from factbase.seeding.row_names import PARTS, RowName, RowNamer

from .load_result import Kept, Report
from .row_matcher import Fate, Match, Matching
from .seed_history import StoredRows
from .three_way_merge import together


@dataclass
class ReportWriter:
    """Fills the report of a load."""

    matching: Matching
    naming: RowNamer
    report: Report
    stored: dict[type[Model], StoredRows] = field(default_factory=dict)
    """What was read of each model."""

    def seeds_name(self, model: type[Model], row: Values) -> RowName:
        """A row of the seeds by the slug that they have for its record."""
        if model._meta.auto_created:
            one, two = row.values()
            return self.naming.name(model, (*one, *two))
        return self.naming.name(model, natural_key(model, row))

    def name(self, model: type[Model], row: Values) -> RowName:
        """A row of the seeds by the slug that its record has in the base."""
        name = self.seeds_name(model, row)
        record = BY_KIND[name.kind].model
        fact = self.matching.ids[record].get((name.slug,), 0)
        there = self.stored[record].live.get(fact)
        return replace(name, slug=there["slug"]) if there else name

    def columns(self, model: type[Model], row: Values, columns: tuple[str, ...], ours: Values, theirs: Values) -> None:
        """Columns in which an editor's word stands."""
        edited = self.stored[model].edited.get(ours["id"], {})
        for column in columns:
            given = [edited[other] for other in together(column) if other in edited]
            what = self._differs(model, row, column, ours, theirs)
            self.report.kept.append(Kept(self.name(model, row), what, max(given, default=None)))

    def taken(self, model: type[Model], row: Values, columns: Values, ours: Values, theirs: Values) -> None:
        """Columns in which an editor's word gives way."""
        for column in columns:
            self.report.taken.append(f"{self.name(model, row)}{self._differs(model, row, column, ours, theirs)}")

    def absent(self, model: type[Model], row: Values, match: Match, values: Values, comes: bool, theirs: bool) -> None:
        """A row that is not written; nothing is said of what is told with that to which it belongs.

        Raises SeedError when the seeds' word was to be taken for it.
        """
        missing = self.matching.missing(model, values)
        if match.led or any(column in missing for column in _wholes(model)):
            return
        name = self.name(model, row)
        if comes:
            column = missing[0].removesuffix("_id")
            what = f", {column}: “{row[column][0]}” is not in the base any more"
            if theirs:
                raise SeedError(f"{name}{what}: name that record as well, or revert what took it out.")
            self.report.kept.append(Kept(name, what, None))
        elif match.fate is Fate.MERGED:
            self._merged(model, row, match)
        else:
            stored = self.stored[model]
            by = stored.ended.get(match.was) or stored.last_edit(match.was)
            what = ": withdrawn" if match.fate is Fate.WITHDRAWN else ": removed"
            self.report.kept.append(Kept(name, what, by))

    def _merged(self, model: type[Model], row: Values, match: Match) -> None:
        if "slug" in row:
            into = self.stored[model].live[match.fact]["slug"]
            by = self.matching.register.led_elsewhere(kind(model), row["slug"])
            self.report.kept.append(Kept(self.seeds_name(model, row), f": merged into “{into}”", by))

    def _differs(self, model: type[Model], row: Values, column: str, ours: Values, theirs: Values) -> str:
        name = column.removesuffix("_id")
        said = row[name][0] if isinstance(row.get(name), tuple) else theirs[column]
        shown = self.matching.shown(model, column, ours[column])
        return f", {name}: editors have {_quoted(shown)}, the seeds {_quoted(said)}"


def _quoted(value: object) -> str:
    return "nothing" if value in (None, "") else f'"{value}"'


def _wholes(model: type[Model]) -> list[str]:
    """The columns that say to what a row belongs."""
    if model is Citation:
        return [f"{name}_id" for name in CITED]
    return [PARTS[model][0].parent] if model in PARTS else []
