"""How a base differs from the dossiers: the corrections that, laid over them, give the base back."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Model

from factbase.history.row_access import versions
from factbase.models import Citation, Proposal, Provision
from factbase.seeding.read.rows import LOAD_ORDER, FixtureRow, Key, sortable
from factbase.seeding.read.schema.context import kind
from factbase.seeding.row_names import PARTS, cited_model

from .base_rows import Base
from .correction_schema import FILE_OF, FILES, Correction, CorrectionNode, CorrectionVerb
from .fields import settable
from .moves import Index, Moves, owner

Fact = tuple[type[Model], int]
"""A fact with a slug, by its model and id."""


@dataclass
class Difference:
    """Compares a base with the dossiers, or some of its facts: of the others, earlier corrections stand."""

    base: Base
    dossiers: list[FixtureRow]
    earlier: list[Correction]
    only: set[Fact] | None = None
    found: dict[tuple[type[Model], str], Correction] = field(default_factory=dict)
    _nodes: dict[tuple[type[Model], Key], CorrectionNode] = field(default_factory=dict)

    def corrections(self) -> list[Correction]:
        """The corrections in the order of their files."""
        standing = [entry for entry in self.earlier if not self.concerns(entry.model, entry.slug)]
        self._find_moves()
        self._compare(Moves.of([*standing, *self.found.values()]).apply(self.dossiers))
        order = list(FILES.values())
        entries = sorted([*standing, *self.found.values()], key=lambda entry: (order.index(entry.model), entry.slug))
        for entry in entries:
            entry.former_slugs.sort()
            for node in entry.rows():
                node.parts.sort(key=lambda part: (LOAD_ORDER.index(part.model), sortable(part.key)))
        return entries

    def concerns(self, model: type[Model], slug: str) -> bool:
        """Whether the fact to which a slug leads is looked at."""
        return self.only is None or (model, self.base.leading.get((kind(model), slug))) in self.only

    def _find_moves(self) -> None:
        """What was renamed, merged, withdrawn or removed, and the slugs that lead to it."""
        groups: dict[Fact, list[str]] = defaultdict(list)
        for row in self.dossiers:
            fact = self.base.leading.get((kind(row.model), row.fields["slug"])) if row.model in FILE_OF else None
            if fact is not None and self.concerns(row.model, row.fields["slug"]):
                groups[row.model, fact].append(row.fields["slug"])
        for (model, pk), slugs in groups.items():
            self._move(model, pk, slugs)
        for (what, pk), withdrawal in self.base.withdrawn.items():
            model = next(model for model in FILE_OF if kind(model) == what)
            if (model, pk) not in groups and self.concerns(model, withdrawal.slug):
                self._entry(model, withdrawal.slug).withdrawn = withdrawal.reason
        in_dossiers = {(kind(row.model), row.fields["slug"]) for row in self.dossiers if row.model in FILE_OF}
        for model in FILE_OF:
            for (what, slug), fact in self.base.leading.items():
                now = self.base.slug(model, fact) if what == kind(model) else None
                if now and slug != now and (what, slug) not in in_dossiers and self.concerns(model, slug):
                    self._entry(model, now).former_slugs.append(slug)

    def _move(self, model: type[Model], fact: int, slugs: list[str]) -> None:
        """Correct the slugs that the dossiers have for what is one fact in the base, or is gone from it."""
        now = self.base.slug(model, fact)
        if now is None:
            for slug in slugs:
                self._entry(model, slug).verb = CorrectionVerb.REMOVE
            return
        own = self._own(model, fact, now, slugs)
        for slug in slugs:
            if slug != own:
                self._entry(model, slug).merged_into = now
        withdrawal = self.base.withdrawn.get((kind(model), fact))
        if own != now or withdrawal:
            entry = self._entry(model, now)
            entry.renamed_from = own if own != now else ""
            entry.withdrawn = withdrawal.reason if withdrawal else ""

    def _own(self, model: type[Model], fact: int, now: str, slugs: list[str]) -> str:
        """Of several slugs that lead to a fact, the one that the dossiers have for it; the others were merged."""
        if now in slugs or len(slugs) == 1:
            return now if now in slugs else slugs[0]
        told = [entry.renamed_from for entry in self.earlier if entry.model is model and entry.slug == now]
        borne = [version["slug"] for version in versions(model, id=fact)]
        return min(slugs, key=lambda slug: (slug not in told, slug not in borne, slug))

    def _compare(self, expected: Index) -> None:
        for model in LOAD_ORDER:
            there, here = expected.get(model, {}), self.base.rows[model]
            for key, fields in here.items():
                if not self.concerns(*self._owner(model, key)):
                    continue
                if key not in there:
                    node = self._node(model, key)
                    node.verb, node.fields = CorrectionVerb.ADD, {name: fields[name] for name in settable(model)}
                elif differing := {n: fields[n] for n in settable(model) if fields[n] != there[key].fields[n]}:
                    node = self._node(model, key)
                    node.verb, node.fields = CorrectionVerb.SET, differing
            for key in there.keys() - here.keys():
                if self.concerns(*self._owner(model, key)) and not self._goes_along(model, key):
                    self._node(model, key).verb = CorrectionVerb.REMOVE

    def _goes_along(self, model: type[Model], key: Key) -> bool:
        """Whether a row is a citation of a part that is itself removed."""
        return model is Citation and key[1] not in self.base.rows[cited_model(key[0])]

    def _owner(self, model: type[Model], key: Key) -> tuple[type[Model], str]:
        what, slug = owner(model, key)
        return next(model for model in FILE_OF if kind(model) == what), slug

    def _entry(self, model: type[Model], slug: str) -> Correction:
        return self.found.setdefault((model, slug), Correction(model, (slug,)))

    def _node(self, model: type[Model], key: Key) -> CorrectionNode:
        """The place of a row among the corrections."""
        if model in FILE_OF:
            return self._entry(model, key[0])
        if (model, key) not in self._nodes:
            whole = (cited_model(key[0]), key[1]) if model is Citation else (PARTS[model][1], key[:1])
            self._nodes[model, key] = CorrectionNode(model, key)
            self._node(*whole).parts.append(self._nodes[model, key])
        return self._nodes[model, key]


def with_provisions(facts: Iterable[Fact], base: Base, dossiers: list[FixtureRow]) -> set[Fact]:
    """Facts, and with each proposal its provisions, in the base or in the dossiers."""
    return {*facts, *_provisions({*facts}, base, dossiers)}


def _provisions(facts: set[Fact], base: Base, dossiers: list[FixtureRow]) -> Iterator[Fact]:
    rows = [(row.fields["slug"], row.fields["proposal"]) for row in dossiers if row.model is Provision]
    rows += [(fields["slug"], fields["proposal"]) for fields in base.rows[Provision].values()]
    for slug, (proposal,) in rows:
        fact = base.leading.get(("provision", slug))
        if fact is not None and (Proposal, base.leading.get(("proposal", proposal))) in facts:
            yield Provision, fact
