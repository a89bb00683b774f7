"""Compare a database with the dossiers: compute the corrections that reproduce the database from them."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Model

from factbase.history.row_access import versions
from factbase.models import Citation, Proposal, Provision
from factbase.models.registry import LOAD_ORDER
from factbase.seeding.read.rows import FixtureRow, Key, sort_key
from factbase.seeding.read.schema.context import get_kind
from factbase.seeding.row_names import cited_model, parent_of

from .base_rows import BaseRows
from .correction_schema import FILE_NAMES, MODELS, Correction, CorrectionNode, CorrectionVerb
from .fields import get_editable_fields
from .moves import Index, Moves, find_owner

Fact = tuple[type[Model], int]
"""A fact with a slug, by its model and id."""


@dataclass
class Difference:
    """Compares a database, or only some of its facts, with the dossiers; other facts keep their earlier corrections."""

    base: BaseRows
    dossiers: list[FixtureRow]
    earlier: list[Correction]
    only: set[Fact] | None = None
    entries: dict[tuple[type[Model], str], Correction] = field(default_factory=dict)
    _nodes: dict[tuple[type[Model], Key], CorrectionNode] = field(default_factory=dict)

    def corrections(self) -> list[Correction]:
        """Return the corrections in the order of their files."""
        unchanged = [entry for entry in self.earlier if not self.includes(entry.model, entry.slug)]
        self._find_moves()
        self._compare(Moves.from_corrections([*unchanged, *self.entries.values()]).apply(self.dossiers))
        order = list(FILE_NAMES)
        entries = sorted([*unchanged, *self.entries.values()], key=lambda entry: (order.index(entry.model), entry.slug))
        for entry in entries:
            entry.former_slugs.sort()
            for node in entry.walk():
                node.parts.sort(key=lambda part: (LOAD_ORDER.index(part.model), sort_key(part.key)))
        return entries

    def includes(self, model: type[Model], slug: str) -> bool:
        """Return whether the fact with a slug is compared."""
        return self.only is None or (model, self.base.slugs.get((get_kind(model), slug))) in self.only

    def _find_moves(self) -> None:
        """Find renamed, merged, withdrawn and removed records, and former slugs."""
        groups: dict[Fact, list[str]] = defaultdict(list)
        for row in self.dossiers:
            pk = self.base.slugs.get((get_kind(row.model), row.fields["slug"])) if row.model in FILE_NAMES else None
            if pk is not None and self.includes(row.model, row.fields["slug"]):
                groups[row.model, pk].append(row.fields["slug"])
        for (model, pk), slugs in groups.items():
            self._find_move(model, pk, slugs)
        for (kind, pk), withdrawal in self.base.withdrawals.items():
            model = MODELS[kind]
            if (model, pk) not in groups and self.includes(model, withdrawal.slug):
                self._get_entry(model, withdrawal.slug).withdrawn = withdrawal.reason
        in_dossiers = {(row.model, row.fields["slug"]) for row in self.dossiers if row.model in FILE_NAMES}
        for (kind, slug), pk in self.base.slugs.items():
            model = MODELS[kind]
            current = self.base.get_slug(model, pk)
            if current not in (None, slug) and (model, slug) not in in_dossiers and self.includes(model, slug):
                self._get_entry(model, str(current)).former_slugs.append(slug)

    def _find_move(self, model: type[Model], pk: int, slugs: list[str]) -> None:
        """Correct the dossiers' slugs for one fact of the database, or for one that is removed from it."""
        current = self.base.get_slug(model, pk)
        if current is None:
            for slug in slugs:
                self._get_entry(model, slug).verb = CorrectionVerb.REMOVE
            return
        own = self._find_own_slug(model, pk, current, slugs)
        for slug in slugs:
            if slug != own:
                self._get_entry(model, slug).merged_into = current
        withdrawal = self.base.withdrawals.get((get_kind(model), pk))
        if own != current or withdrawal:
            entry = self._get_entry(model, current)
            entry.renamed_from = own if own != current else ""
            entry.withdrawn = withdrawal.reason if withdrawal else ""

    def _find_own_slug(self, model: type[Model], pk: int, current: str, slugs: list[str]) -> str:
        """Return the fact's own slug among the dossiers' slugs for it; the other slugs are of merged facts."""
        if current in slugs or len(slugs) == 1:
            return current if current in slugs else slugs[0]
        renamed = [entry.renamed_from for entry in self.earlier if entry.model is model and entry.slug == current]
        former = [version["slug"] for version in versions(model, id=pk)]
        return min(slugs, key=lambda slug: (slug not in renamed, slug not in former, slug))

    def _compare(self, expected: Index) -> None:
        for model in LOAD_ORDER:
            editable = get_editable_fields(model)
            dossier_rows, base_rows = expected.get(model, {}), self.base.rows[model]
            for key, fields in base_rows.items():
                if not self.includes(*self._find_owner(model, key)):
                    continue
                dossier_row = dossier_rows.get(key)
                changed = [name for name in editable if not dossier_row or fields[name] != dossier_row.fields[name]]
                if changed or not dossier_row:
                    node = self._get_node(model, key)
                    node.verb = CorrectionVerb.SET if dossier_row else CorrectionVerb.ADD
                    node.fields = {name: fields[name] for name in changed}
            for key in dossier_rows.keys() - base_rows.keys():
                if self.includes(*self._find_owner(model, key)) and not self._is_removed_with_parent(model, key):
                    self._get_node(model, key).verb = CorrectionVerb.REMOVE

    def _is_removed_with_parent(self, model: type[Model], key: Key) -> bool:
        """Return whether a row is a citation of a removed part."""
        return model is Citation and key[1] not in self.base.rows[cited_model(key[0])]

    def _find_owner(self, model: type[Model], key: Key) -> tuple[type[Model], str]:
        kind, slug = find_owner(model, key)
        return MODELS[kind], slug

    def _get_entry(self, model: type[Model], slug: str) -> Correction:
        return self.entries.setdefault((model, slug), Correction(model, (slug,)))

    def _get_node(self, model: type[Model], key: Key) -> CorrectionNode:
        """Return the correction node of a row, and create it and its parents if they do not exist."""
        if model in FILE_NAMES:
            return self._get_entry(model, key[0])
        if (model, key) not in self._nodes:
            self._nodes[model, key] = CorrectionNode(model, key)
            self._get_node(*parent_of(model, key)).parts.append(self._nodes[model, key])
        return self._nodes[model, key]


def add_provisions(facts: set[Fact], base: BaseRows, dossiers: list[FixtureRow]) -> set[Fact]:
    """Return the facts, with the provisions that each proposal has in the database or the dossiers."""
    rows = [(row.fields["slug"], row.fields["proposal"]) for row in dossiers if row.model is Provision]
    rows += [(fields["slug"], fields["proposal"]) for fields in base.rows[Provision].values()]
    provisions = {
        (Provision, pk)
        for slug, (proposal,) in rows
        if (pk := base.slugs.get(("provision", slug))) is not None
        and (Proposal, base.slugs.get(("proposal", proposal))) in facts
    }
    return facts | provisions
