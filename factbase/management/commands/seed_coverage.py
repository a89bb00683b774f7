"""manage.py seed_coverage: report the coverage of the documents by the seeds."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from factbase.seeding.read.coverage import Status, measure_coverage
from factbase.seeding.read.dossiers import read_dossiers


class Command(BaseCommand):
    help = (
        "Count cited, declared and uncovered sentences of each document; fail if any is uncovered. Needs no database."
    )
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("--documents", type=Path, required=True, help="The folder with the documents.")
        parser.add_argument("--seeds", type=Path, default=settings.BASE_DIR / "seeds", help="The folder of the seeds.")
        parser.add_argument(
            "--sentences", action="store_true", help="Print every sentence with its position and status."
        )
        parser.add_argument(
            "--allow-uncovered", "--allow-silent", action="store_true", help="Do not fail on uncovered sentences."
        )

    def handle(self, *, documents: Path, seeds: Path, sentences: bool, allow_uncovered: bool, **options) -> None:
        content = read_dossiers(seeds)
        coverage = measure_coverage(content, documents)
        for source, all_sentences in coverage.sentences.items():
            counts = ", ".join(f"{coverage.count(source, status)} {status}" for status in Status)
            self.stdout.write(f"{source}: {counts}")
            for sentence in all_sentences:
                if sentences or (sentence.status == Status.UNCOVERED and not allow_uncovered):
                    self.stdout.write(f"  {sentence.line}.{sentence.number} {sentence.status}: {sentence.text}")
        errors = [*map(str, coverage.problems), *content.describe_problems()]
        if coverage.uncovered and not allow_uncovered:
            errors.append(f"{coverage.uncovered} sentences are uncovered: cite them or declare them in not_cited.")
        if errors:
            raise CommandError("\n".join(errors))
