"""Check that each quote is in the cited line or sentence of its document."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from factbase import models

from .document import SourceDocument, normalize, open_document
from .dossiers import Seeds
from .problems import SeedError, SeedProblem, format_value


@dataclass
class QuoteReport:
    """The result of a check: numbers of documents, citations and quotes, and the problems."""

    documents: int = 0
    citations: int = 0
    quotes: int = 0
    problems: list[SeedProblem] = field(default_factory=list)


def open_sources(seeds: Seeds, folder: Path) -> tuple[dict[str, SourceDocument], list[SeedProblem]]:
    """Return the document of each source by slug, and a problem for each that cannot be used."""
    if not folder.is_dir():
        raise SeedError(f"There is no folder {folder} with the documents.")
    documents, problems = {}, []
    for row in seeds.rows:
        if row.model is models.Source:
            try:
                documents[row.fields["slug"]] = open_document(folder, row.fields["file_name"], row.fields["sha256"])
            except SeedError as error:
                problems.append(row.location.problem(str(error)))
    return documents, problems


def check_quotes(seeds: Seeds, folder: Path) -> QuoteReport:
    """Look up each citation in the documents of a folder. Raises SeedError if the folder does not exist."""
    documents, problems = open_sources(seeds, folder)
    report = QuoteReport(documents=len(documents), problems=problems)
    for row in seeds.rows:
        source = row.fields["source"][0] if row.model is models.Citation else None
        if source not in documents:
            continue  # not a citation, or its document is a problem already
        quote = row.fields["quote"]
        report.citations += 1
        report.quotes += bool(quote)
        try:
            text = documents[source].text_at(row.fields["line"], row.fields["sentence"])
        except LookupError as error:
            report.problems.append(row.location.problem(f"in {source} {error}"))
            continue
        if not contains_quote(text, quote):
            where = f"line {row.fields['line']}" + (f", sentence {s}" if (s := row.fields["sentence"]) else "")
            elsewhere = _describe_matches(quote, documents[source])
            message = f"quote: {format_value(quote)} is not in {source}, {where}{elsewhere}"
            report.problems.append(row.location.problem(message))
    report.problems.sort()
    return report


def contains_quote(text: str, quote: str) -> bool:
    """Return whether a text contains a quote as whole words, after both are normalized."""
    words = normalize(quote)
    start = r"(?<!\w)" if re.match(r"\w", words) else ""
    end = r"(?!\w)" if re.search(r"\w$", words) else ""
    return re.search(f"{start}{re.escape(words)}{end}", normalize(text)) is not None


def _describe_matches(quote: str, document: SourceDocument) -> str:
    matches = [
        f"line {line}, sentence {number}"
        for line, sentences in enumerate(document.sentences, 1)
        for number, sentence in enumerate(sentences, 1)
        if contains_quote(sentence, quote)
    ]
    return f", but in {' and in '.join(matches)}" if matches else ""
