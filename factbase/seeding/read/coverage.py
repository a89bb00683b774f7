"""Whether the seeds account for each sentence of each document: cited, or declared to hold no fact."""

import enum
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from factbase import models

from .document import SourceDocument
from .dossiers import Declared, Seeds
from .problems import SeedProblem
from .quotes import open_sources

Locator = tuple[int, int]
"""A line and a sentence in it, each from 1."""


class Status(enum.StrEnum):
    """What the seeds do with a sentence."""

    CITED = "cited"
    DECLARED = "declared"
    SILENT = "silent"


@dataclass(frozen=True)
class Sentence:
    """One sentence of a document and its status."""

    line: int
    number: int
    text: str
    status: Status


@dataclass
class Coverage:
    """The sentences of each document, by source, and what is wrong with the declarations."""

    sentences: dict[str, list[Sentence]] = field(default_factory=dict)
    problems: list[SeedProblem] = field(default_factory=list)

    def count(self, source: str, status: Status) -> int:
        return sum(sentence.status == status for sentence in self.sentences[source])

    @property
    def silent(self) -> int:
        return sum(self.count(source, Status.SILENT) for source in self.sentences)


def cover(seeds: Seeds, folder: Path) -> Coverage:
    """Hold the seeds against the documents of a folder. Raises SeedError when there is no such folder."""
    documents, problems = open_sources(seeds, folder)
    coverage = Coverage(problems=problems)
    declared: dict[str, list[Declared]] = defaultdict(list)
    for declaration in seeds.not_cited:
        declared[declaration.source].append(declaration)
    for source, document in sorted(documents.items()):
        cited = _cited(seeds, source, document)
        silenced = _declared(declared[source], document, cited, coverage.problems)
        coverage.sentences[source] = _listed(document, cited, silenced)
    for name, document in _without_dossier(seeds, folder).items():
        coverage.sentences[name] = _listed(document, set(), {})
    coverage.problems.sort()
    return coverage


def _without_dossier(seeds: Seeds, folder: Path) -> dict[str, SourceDocument]:
    """The texts of the folder that no source describes, by file name: all of each is silent."""
    described = {row.fields["file_name"] for row in seeds.rows if row.model is models.Source}
    return {
        path.name: SourceDocument(path.read_text(encoding="utf-8-sig", errors="replace"))
        for path in sorted(folder.glob("*.txt"))
        if path.name not in described
    }


def _listed(document: SourceDocument, cited: set[Locator], declared: dict[Locator, Declared]) -> list[Sentence]:
    """Every sentence of a document with its status."""
    return [
        Sentence(line, number, text, _status((line, number), cited, declared))
        for line, in_line in enumerate(document.sentences, 1)
        for number, text in enumerate(in_line, 1)
    ]


def _status(place: Locator, cited: set[Locator], declared: dict[Locator, Declared]) -> Status:
    return Status.CITED if place in cited else Status.DECLARED if place in declared else Status.SILENT


def _places(document: SourceDocument, line: int, sentence: int | None) -> list[Locator]:
    """The sentences that a locator means: all of the line when it names none. Raises LookupError."""
    document.text_at(line, sentence)
    return [(line, sentence)] if sentence else [(line, n) for n in range(1, len(document.sentences[line - 1]) + 1)]


def _cited(seeds: Seeds, source: str, document: SourceDocument) -> set[Locator]:
    cited: set[Locator] = set()
    for row in seeds.rows:
        if row.model is models.Citation and row.fields["source"] == (source,):
            try:
                cited.update(_places(document, row.fields["line"], row.fields["sentence"]))
            except LookupError:
                continue  # check_quotes reports it
    return cited


def _declared(
    declarations: list[Declared], document: SourceDocument, cited: set[Locator], problems: list[SeedProblem]
) -> dict[Locator, Declared]:
    found: dict[Locator, Declared] = {}
    for declaration in declarations:
        try:
            places = _places(document, declaration.entry.line, declaration.entry.sentence)
        except LookupError as error:
            problems.append(declaration.place.problem(str(error)))
            continue
        for place in places:
            where = f"sentence {place[0]}.{place[1]}"
            if place in cited:
                problems.append(declaration.place.problem(f"{where} is cited: it cannot hold no fact as well"))
            if place in found:
                problems.append(declaration.place.problem(f"{where} is declared twice: first in {found[place].place}"))
            found.setdefault(place, declaration)
    return found
