"""Apply corrections to the rows of the dossiers: the rows of the corrected database, or every problem at once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, ManyToManyField, Model

from factbase.models import Citation, Slug, Withdrawal
from factbase.models.citation import cited_as
from factbase.models.registry import LOAD_ORDER
from factbase.seeding.read.dossiers import Seeds, read_dossiers
from factbase.seeding.read.problems import SeedProblem, did_you_mean, format_value
from factbase.seeding.read.rows import FixtureRow, Key, compute_days
from factbase.seeding.read.rules import check_across_entries
from factbase.seeding.read.schema.context import get_kind
from factbase.seeding.row_names import format_key

from .correction_schema import FILE_NAMES, Correction, CorrectionNode, CorrectionVerb
from .moves import Index, Moves, find_owner, get_key_fields
from .reader import Corrections, read_corrections
from .validation import check_records


def read_seeds(folder: Path) -> Seeds:
    """Read and check all seeds of a folder. Raises SeedError if there are none.

    Corrections are applied only to valid dossiers, so their own problems appear once those of the dossiers are fixed.
    """
    return apply_corrections(read_dossiers(folder), read_corrections(folder))


def apply_corrections(seeds: Seeds, corrections: Corrections) -> Seeds:
    """Return the seeds with corrections applied, or without them if either has problems."""
    corrected = Seeds(seeds.rows, seeds.not_cited, sorted([*seeds.problems, *corrections.problems]))
    if not corrected.problems and corrections.entries:
        _Overlay(corrected).apply(corrections.entries)
        corrected.problems.sort()
    return corrected


class _Overlay:
    def __init__(self, seeds: Seeds) -> None:
        self.seeds = seeds
        self.dossiers = {(get_kind(row.model), row.fields["slug"]) for row in seeds.rows if "slug" in row.fields}
        self.rows: Index = {}
        self.changed: dict[tuple[type[Model], Key], CorrectionNode] = {}
        """The corrections that set or added rows."""

    def apply(self, entries: list[Correction]) -> None:
        for entry in entries:
            self.check_record(entry)
        self.rows = Moves.from_corrections(entries).apply(self.seeds.rows)
        for entry in entries:
            if not entry.drops_record:
                self.check_slug(entry)
                for node in entry.walk():
                    self.change(node)
        rows = [row for model in LOAD_ORDER for row in self.rows.get(model, {}).values()]
        register = list(self.build_register(entries))
        self.seeds.rows = [*rows, *register]
        if not self.seeds.problems:
            self.seeds.problems += [*self.check_references(rows), *self.check_redirects(register)]
            self.seeds.problems += check_across_entries(rows)
        if not self.seeds.problems:
            self.seeds.problems += check_records(self.rows, [entry for entry in entries if not entry.drops_record])

    def report(self, node: CorrectionNode, message: str, *path: str) -> None:
        self.seeds.problems.append(node.locate(*path).problem(message))

    def check_record(self, entry: Correction) -> None:
        """Check that the dossiers have the record, unless it is added or withdrawn."""
        kind, slug = get_kind(entry.model), entry.dossier_slug
        exists = (kind, slug) in self.dossiers
        field = "renamed_from" if entry.renamed_from else "record"
        if entry.verb is CorrectionVerb.ADD and exists:
            self.report(entry, f"{format_value(slug)} is in the dossiers: use set instead of add", field)
        elif entry.verb is not CorrectionVerb.ADD and not entry.withdrawn and not exists:
            hint = did_you_mean(slug, [slug for of, slug in self.dossiers if of == kind])
            self.report(entry, f"the dossiers no longer have the {kind} {format_value(slug)}{hint}", field)

    def check_slug(self, entry: Correction) -> None:
        """Check that a new slug is valid and unused."""
        if entry.renamed_from or entry.verb is CorrectionVerb.ADD:
            try:
                entry.model._meta.get_field("slug").run_validators(entry.slug)  # type: ignore[union-attr]
            except ValidationError as error:
                self.report(entry, f"{format_value(entry.slug)}: {' '.join(error.messages)}", "record")
        if entry.renamed_from and (get_kind(entry.model), entry.slug) in self.dossiers:
            self.report(entry, f"{format_value(entry.slug)} is already used in the dossiers", "record")

    def change(self, node: CorrectionNode) -> None:
        rows = self.rows.setdefault(node.model, {})
        row = rows.get(node.key)
        if node.verb is CorrectionVerb.ADD:
            if row:
                self.report(node, f"{self.describe(node)} is already in {row.location}: use set instead of add")
            else:
                self.put(node, {**get_key_fields(node.model, node.key), **node.fields})
        elif row is None:
            self.report(node, f"{self.describe(node)} is no longer in the dossiers: change or remove this correction")
        elif node.verb is CorrectionVerb.SET:
            self.put(node, {**row.fields, **node.fields})
        elif node.verb is CorrectionVerb.REMOVE:
            del rows[node.key]
            citations = self.rows.get(Citation, {})
            for key in [key for key in citations if key[:2] == (cited_as(node.model), node.key)]:
                del citations[key]

    def put(self, node: CorrectionNode, fields: dict[str, Any]) -> None:
        try:
            computed = compute_days(node.model, fields)
        except ValidationError as error:
            self.report(node, " ".join(error.messages), str(node.verb))
            return
        self.rows[node.model][node.key] = FixtureRow(node.model, fields | computed, node.locate())
        self.changed[node.model, node.key] = node

    def describe(self, node: CorrectionNode) -> str:
        own = node.key if isinstance(node, Correction) else node.key[1:]
        return f"{node.model._meta.verbose_name} {format_value(format_key(own))}"

    def build_register(self, entries: list[Correction]) -> Iterator[FixtureRow]:
        """Yield the rows of redirects and withdrawals."""
        for entry in entries:
            kind, slug = get_kind(entry.model), entry.slug
            target = entry.merged_into or slug
            own = [slug] if entry.merged_into or entry.withdrawn else []
            renamed = [entry.renamed_from] if entry.renamed_from else []
            for former in (*own, *renamed, *entry.former_slugs):
                fields = {"kind": kind, "slug": former, "object_id": (target,)}
                field = "former_slugs" if former in entry.former_slugs else "record"
                yield FixtureRow(Slug, fields, entry.locate(field))
            if entry.withdrawn:
                fields = {"kind": kind, "slug": slug, "object_id": (slug,), "reason": entry.withdrawn}
                yield FixtureRow(Withdrawal, fields, entry.locate("withdrawn"))

    def check_references(self, rows: list[FixtureRow]) -> Iterator[SeedProblem]:
        """Yield a problem for each reference to a missing row and each fact without a citation."""
        cited = {row.key[:2] for row in self.rows.get(Citation, {}).values()}
        for row in rows:
            for name, target, key in _list_references(row):
                if key not in self.rows.get(target, {}):
                    hint = did_you_mean(str(key[0]), (str(known[0]) for known in self.rows.get(target, {})))
                    message = f"{format_value(format_key(key))} is not a known {target._meta.verbose_name}{hint}"
                    yield self.problem(row, name, message)
            if (field := cited_as(row.model)) and (field, row.key) not in cited:
                yield row.location.problem("has no citation left: a fact needs a citation")

    def check_redirects(self, register: list[FixtureRow]) -> Iterator[SeedProblem]:
        """Yield a problem for each redirect without a target and each slug used twice."""
        existing = {find_owner(model, key) for model in FILE_NAMES for key in self.rows.get(model, {})}
        withdrawn = {row.key for row in register if row.model is Withdrawal}
        redirects: dict[Key, FixtureRow] = {}
        for row in register:
            target = (row.fields["kind"], row.fields["object_id"][0])
            if row.model is not Slug:
                continue
            if target not in existing | withdrawn:
                yield row.location.problem(f"redirects to {format_value(target[1])}, which does not exist")
            if row.key in existing or redirects.setdefault(row.key, row) is not row:
                yield row.location.problem(f"{format_value(row.fields['slug'])} is already used")

    def problem(self, row: FixtureRow, name: str, message: str) -> SeedProblem:
        """Return a problem of a field, located in its correction or its dossier."""
        node = self.changed.get((row.model, row.key))
        if node and name in node.fields:
            return node.locate(str(node.verb), name).problem(message)
        return row.location.problem(f"{name}: {message}")


def _list_references(row: FixtureRow) -> Iterator[tuple[str, type[Model], Key]]:
    for name, value in row.fields.items():
        field: Any = row.model._meta.get_field(name)
        if isinstance(field, ForeignKey) and value is not None:
            yield name, field.related_model, value
        elif isinstance(field, ManyToManyField):
            yield from ((name, field.related_model, key) for key in value)
