"""Coverage of the documents by the seeds: each sentence is cited, declared to hold no fact, or uncovered."""

import enum
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from factbase import models

from .document import SourceDocument
from .dossiers import Declaration, Seeds
from .problems import SeedProblem
from .quotes import open_sources

Locator = tuple[int, int]
"""A line and a sentence in it, both counted from 1."""


class Status(enum.StrEnum):
    """The coverage of a sentence."""

    CITED = "cited"
    DECLARED = "declared"
    UNCOVERED = "uncovered"


@dataclass(frozen=True)
class Sentence:
    """One sentence of a document and its status."""

    line: int
    number: int
    text: str
    status: Status


@dataclass
class Coverage:
    """The sentences of each document by source, and the problems of the declarations."""

    sentences: dict[str, list[Sentence]] = field(default_factory=dict)
    problems: list[SeedProblem] = field(default_factory=list)

    def count(self, source: str, status: Status) -> int:
        return sum(sentence.status == status for sentence in self.sentences[source])

    @property
    def uncovered(self) -> int:
        return sum(self.count(source, Status.UNCOVERED) for source in self.sentences)


def measure_coverage(seeds: Seeds, folder: Path) -> Coverage:
    """Compare the seeds with the documents of a folder. Raises SeedError if the folder does not exist."""
    documents, problems = open_sources(seeds, folder)
    coverage = Coverage(problems=problems)
    declared: dict[str, list[Declaration]] = defaultdict(list)
    for declaration in seeds.not_cited:
        declared[declaration.source].append(declaration)
    for source, document in sorted(documents.items()):
        cited = _collect_cited(seeds, source, document)
        not_cited = _collect_declared(declared[source], document, cited, coverage.problems)
        coverage.sentences[source] = _list_sentences(document, cited, not_cited)
    for name, document in _read_other_documents(seeds, folder).items():
        coverage.sentences[name] = _list_sentences(document, set(), ())
    coverage.problems.sort()
    return coverage


def _read_other_documents(seeds: Seeds, folder: Path) -> dict[str, SourceDocument]:
    """Return the documents of the folder that no source describes, by file name."""
    described = {row.fields["file_name"] for row in seeds.rows if row.model is models.Source}
    return {
        path.name: SourceDocument(path.read_text(encoding="utf-8-sig", errors="replace"))
        for path in sorted(folder.glob("*.txt"))
        if path.name not in described
    }


def _list_sentences(document: SourceDocument, cited: set[Locator], declared: Iterable[Locator]) -> list[Sentence]:
    statuses = dict.fromkeys(declared, Status.DECLARED) | dict.fromkeys(cited, Status.CITED)
    return [
        Sentence(line, number, text, statuses.get((line, number), Status.UNCOVERED))
        for line, in_line in enumerate(document.sentences, 1)
        for number, text in enumerate(in_line, 1)
    ]


def _expand_locator(document: SourceDocument, line: int, sentence: int | None) -> list[Locator]:
    """Return one sentence, or all sentences of a line if `sentence` is None. Raises LookupError."""
    document.text_at(line, sentence)
    return [(line, sentence)] if sentence else [(line, n) for n in range(1, len(document.sentences[line - 1]) + 1)]


def _collect_cited(seeds: Seeds, source: str, document: SourceDocument) -> set[Locator]:
    cited: set[Locator] = set()
    for row in seeds.rows:
        if row.model is models.Citation and row.fields["source"] == (source,):
            with suppress(LookupError):  # check_quotes reports it
                cited.update(_expand_locator(document, row.fields["line"], row.fields["sentence"]))
    return cited


def _collect_declared(
    declarations: list[Declaration], document: SourceDocument, cited: set[Locator], problems: list[SeedProblem]
) -> dict[Locator, Declaration]:
    declared: dict[Locator, Declaration] = {}
    for declaration in declarations:
        location = declaration.location
        try:
            locators = _expand_locator(document, declaration.entry.line, declaration.entry.sentence)
        except LookupError as error:
            problems.append(location.problem(str(error)))
            continue
        for locator in locators:
            name = f"sentence {locator[0]}.{locator[1]}"
            if locator in cited:
                problems.append(location.problem(f"{name} is cited: do not declare it as not cited"))
            if locator in declared:
                problems.append(location.problem(f"{name} is declared twice: first in {declared[locator].location}"))
            declared.setdefault(locator, declaration)
    return declared
