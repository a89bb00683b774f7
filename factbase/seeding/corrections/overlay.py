"""Laying corrections over the rows of the dossiers: the rows of the corrected base, or every problem at once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, ManyToManyField, Model

from factbase.models import Citation, Slug, Withdrawal
from factbase.seeding.read.dossiers import Seeds, read_dossiers
from factbase.seeding.read.problems import SeedProblem, did_you_mean, shown
from factbase.seeding.read.rows import LOAD_ORDER, FixtureRow, Key, days
from factbase.seeding.read.rules import check_together
from factbase.seeding.read.schema.context import kind
from factbase.seeding.row_names import written

from .correction_schema import FILE_OF, Correction, CorrectionNode, CorrectionVerb, cited_as
from .moves import Index, Moves, fields_of, owner, without_days
from .reader import Corrections, read_corrections
from .validation import check_records


def read_seeds(folder: Path) -> Seeds:
    """Read and check all seeds of a folder. Raises SeedError when there are none at all.

    Corrections are laid only over dossiers that are sound: their problems show when those of the dossiers are mended.
    """
    return lay_over(read_dossiers(folder), read_corrections(folder))


def lay_over(seeds: Seeds, corrections: Corrections) -> Seeds:
    """The seeds with corrections laid over them. Over seeds with a problem, nothing is laid."""
    found = Seeds(seeds.rows, seeds.not_cited, sorted([*seeds.problems, *corrections.problems]))
    if not found.problems and corrections.entries:
        overlay = _Overlay(found)
        overlay.lay(corrections.entries)
        found.problems.sort()
    return found


class _Overlay:
    def __init__(self, seeds: Seeds) -> None:
        self.seeds = seeds
        self.dossiers = {(kind(row.model), row.fields["slug"]) for row in seeds.rows if "slug" in row.fields}
        self.rows: Index = {}
        self.changed: dict[tuple[type[Model], Key], CorrectionNode] = {}
        """The corrections that gave rows their fields."""

    def lay(self, entries: list[Correction]) -> None:
        for entry in entries:
            self.check_there(entry)
        self.rows = Moves.of(entries).apply(self.seeds.rows)
        for entry in entries:
            if not entry.drops:
                self.check_slug(entry)
                for node in entry.rows():
                    self.change(node)
        rows = [row for model in LOAD_ORDER for row in self.rows.get(model, {}).values()]
        register = list(self.register(entries))
        self.seeds.rows = [*rows, *register]
        if not self.seeds.problems:
            self.seeds.problems += [*self.loose_ends(rows), *self.loose_slugs(register), *check_together(rows)]
        if not self.seeds.problems:
            self.seeds.problems += check_records(self.rows, [entry for entry in entries if not entry.drops])

    def refuse(self, node: CorrectionNode, message: str, *path: str) -> None:
        self.seeds.problems.append(node.place(*path).problem(message))

    def check_there(self, entry: Correction) -> None:
        """Refuse a correction of what the dossiers do not hold. What is withdrawn they need not hold any more."""
        what, slug = kind(entry.model), entry.in_dossiers
        there = (what, slug) in self.dossiers
        field = "renamed_from" if entry.renamed_from else "record"
        if entry.verb is CorrectionVerb.ADD and there:
            self.refuse(entry, f"{shown(slug)} stands in the dossiers: set what differs instead of adding it", field)
        elif entry.verb is not CorrectionVerb.ADD and not entry.withdrawn and not there:
            near = did_you_mean(slug, [slug for of, slug in self.dossiers if of == what])
            self.refuse(entry, f"the dossiers hold no {what} {shown(slug)} any more{near}", field)

    def check_slug(self, entry: Correction) -> None:
        """Refuse a new slug that is none."""
        if entry.renamed_from or entry.verb is CorrectionVerb.ADD:
            try:
                entry.model._meta.get_field("slug").run_validators(entry.slug)  # type: ignore[union-attr]
            except ValidationError as error:
                self.refuse(entry, f"{shown(entry.slug)}: {' '.join(error.messages)}", "record")
        if entry.renamed_from and (kind(entry.model), entry.slug) in self.dossiers:
            self.refuse(entry, f"{shown(entry.slug)} is the slug of another in the dossiers", "record")

    def change(self, node: CorrectionNode) -> None:
        rows = self.rows.setdefault(node.model, {})
        there = rows.get(node.key)
        if node.verb is CorrectionVerb.ADD:
            if there:
                self.refuse(node, f"{self.called(node)} stands in {there.place} already: set what differs, or leave it")
            else:
                self.put(node, {**fields_of(node.model, node.key), **node.fields})
        elif there is None:
            self.refuse(
                node, f"{self.called(node)} is not in the dossiers any more: mend this correction, or take it out"
            )
        elif node.verb is CorrectionVerb.SET:
            self.put(node, {**without_days(there.fields), **node.fields})
        elif node.verb is CorrectionVerb.REMOVE:
            del rows[node.key]
            cited = cited_as(node.model)
            of_it = [
                (model, key) for model, found in self.rows.items() for key in found if key[:2] == (cited, node.key)
            ]
            for model, key in of_it:
                del self.rows[model][key]

    def put(self, node: CorrectionNode, fields: dict[str, Any]) -> None:
        try:
            worked_out = days(node.model, fields)
        except ValidationError as error:
            self.refuse(node, " ".join(error.messages), str(node.verb))
            return
        self.rows[node.model][node.key] = FixtureRow(node.model, fields | worked_out, node.place())
        self.changed[node.model, node.key] = node

    def called(self, node: CorrectionNode) -> str:
        own = node.key if isinstance(node, Correction) else node.key[1:]
        return f"{node.model._meta.verbose_name} {shown(written(own))}"

    def register(self, entries: list[Correction]) -> Iterator[FixtureRow]:
        """The rows of slugs that lead elsewhere, and of withdrawals."""
        for entry in entries:
            what, slug = kind(entry.model), entry.slug
            leads_to = entry.merged_into or slug
            own = [slug] if entry.merged_into or entry.withdrawn else []
            renamed = [entry.renamed_from] if entry.renamed_from else []
            for former in (*own, *renamed, *entry.former_slugs):
                fields = {"kind": what, "slug": former, "object_id": (leads_to,)}
                yield FixtureRow(
                    Slug, fields, entry.place("former_slugs" if former in entry.former_slugs else "record")
                )
            if entry.withdrawn:
                fields = {"kind": what, "slug": slug, "object_id": (slug,), "reason": entry.withdrawn}
                yield FixtureRow(Withdrawal, fields, entry.place("withdrawn"))

    def loose_ends(self, rows: list[FixtureRow]) -> Iterator[SeedProblem]:
        """References to what is not there, and facts that have lost their evidence."""
        cited = {row.key[:2] for row in self.rows.get(Citation, {}).values()}
        for row in rows:
            for name, target, key in _references(row):
                if key not in self.rows.get(target, {}):
                    near = did_you_mean(str(key[0]), (str(known[0]) for known in self.rows.get(target, {})))
                    what = f"{shown(written(key))} is no known {target._meta.verbose_name}{near}"
                    yield self.problem(row, name, what)
            if (of := cited_as(row.model)) and (of, row.key) not in cited:
                yield row.place.problem("has no citation left: a fact with no citation does not exist")

    def loose_slugs(self, register: list[FixtureRow]) -> Iterator[SeedProblem]:
        """Slugs that lead to nothing, or to two."""
        there = {owner(model, key) for model in FILE_OF for key in self.rows.get(model, {})}
        withdrawn = {row.key for row in register if row.model is Withdrawal}
        leading: dict[Key, FixtureRow] = {}
        for row in register:
            leads_to = (row.fields["kind"], row.fields["object_id"][0])
            if row.model is not Slug:
                continue
            if leads_to not in there | withdrawn:
                yield row.place.problem(f"leads to {shown(leads_to[1])}, which is not there")
            if row.key in there or leading.setdefault(row.key, row) is not row:
                yield row.place.problem(f"{shown(row.fields['slug'])} is the slug of another as well")

    def problem(self, row: FixtureRow, name: str, message: str) -> SeedProblem:
        """What is wrong with a field of a row: it stands in a correction, or in a dossier."""
        node = self.changed.get((row.model, row.key))
        if node and name in node.fields:
            return node.place(str(node.verb), name).problem(message)
        return row.place.problem(f"{name}: {message}")


def _references(row: FixtureRow) -> Iterator[tuple[str, type[Model], Key]]:
    for name, value in row.fields.items():
        field: Any = row.model._meta.get_field(name)
        if isinstance(field, ForeignKey) and value is not None:
            yield name, field.related_model, value
        elif isinstance(field, ManyToManyField):
            yield from ((name, field.related_model, key) for key in value)
