"""Whether each citation stands where it says: the proof that the evidence is there."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from factbase import models

from .document import SourceDocument, fold, open_document
from .dossiers import Seeds
from .problems import SeedError, SeedProblem, shown


@dataclass
class Checked:
    """What a check of quotes looked at, and what it found wrong."""

    documents: int = 0
    citations: int = 0
    quotes: int = 0
    problems: list[SeedProblem] = field(default_factory=list)


def open_sources(seeds: Seeds, folder: Path) -> tuple[dict[str, SourceDocument], list[SeedProblem]]:
    """The document of each source by slug, and what is wrong with those that cannot be used."""
    if not folder.is_dir():
        raise SeedError(f"There is no folder {folder} with the documents.")
    documents, problems = {}, []
    for row in seeds.rows:
        if row.model is models.Source:
            try:
                documents[row.fields["slug"]] = open_document(folder, row.fields["file_name"], row.fields["sha256"])
            except SeedError as error:
                problems.append(row.place.problem(str(error)))
    return documents, problems


def check_quotes(seeds: Seeds, folder: Path) -> Checked:
    """Look up each citation in the documents of a folder. Raises SeedError when there is no such folder."""
    documents, problems = open_sources(seeds, folder)
    checked = Checked(documents=len(documents), problems=problems)
    for row in seeds.rows:
        source = row.fields["source"][0] if row.model is models.Citation else None
        if source not in documents:
            continue  # not a citation, or its document is among the problems already
        quote = row.fields["quote"]
        checked.citations += 1
        checked.quotes += bool(quote)
        try:
            text = documents[source].text_at(row.fields["line"], row.fields["sentence"])
        except LookupError as error:
            checked.problems.append(row.place.problem(f"in {source} {error}"))
            continue
        if not stands_in(quote, text):
            where = f"line {row.fields['line']}" + (f", sentence {s}" if (s := row.fields["sentence"]) else "")
            checked.problems.append(
                row.place.problem(
                    f"quote: {shown(quote)} does not stand in {source}, {where}{_elsewhere(quote, documents[source])}"
                )
            )
    checked.problems.sort()
    return checked


def stands_in(quote: str, text: str) -> bool:
    """Whether a quote stands in a text in whole words, whatever quotation marks and spaces it is set in."""
    words = fold(quote)
    start = r"(?<!\w)" if re.match(r"\w", words) else ""
    end = r"(?!\w)" if re.search(r"\w$", words) else ""
    return re.search(f"{start}{re.escape(words)}{end}", fold(text)) is not None


def _elsewhere(quote: str, document: SourceDocument) -> str:
    """Where the quote does stand, when it does."""
    found = [
        f"line {line}, sentence {number}"
        for line, sentences in enumerate(document.sentences, 1)
        for number, sentence in enumerate(sentences, 1)
        if stands_in(quote, sentence)
    ]
    return f", but in {' and in '.join(found)}" if found else ""
