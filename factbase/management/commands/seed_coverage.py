"""manage.py seed_coverage: which sentences of the documents the seeds account for."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from factbase.seeding.read.coverage import Status, cover
from factbase.seeding.read.dossiers import read_dossiers
from factbase.seeding.read.problems import SeedError


class Command(BaseCommand):
    help = "Count cited, declared and silent sentences of each document; fail on a silent one. Needs no database."
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("--documents", type=Path, required=True, help="The folder with the documents.")
        parser.add_argument("--seeds", type=Path, default=settings.BASE_DIR / "seeds", help="The folder of the seeds.")
        parser.add_argument("--sentences", action="store_true", help="Print every sentence with its place and status.")
        parser.add_argument("--allow-silent", action="store_true", help="Do not fail on silent sentences.")

    def handle(self, *, documents: Path, seeds: Path, sentences: bool, allow_silent: bool, **options) -> None:
        try:
            found = read_dossiers(seeds)
            coverage = cover(found, documents)
        except SeedError as error:
            raise CommandError(str(error)) from error
        for source, all_sentences in coverage.sentences.items():
            counts = ", ".join(f"{coverage.count(source, status)} {status}" for status in Status)
            self.stdout.write(f"{source}: {counts}")
            for sentence in all_sentences:
                if sentences or (sentence.status == Status.SILENT and not allow_silent):
                    self.stdout.write(f"  {sentence.line}.{sentence.number} {sentence.status}: {sentence.text}")
        wrong = [str(problem) for problem in coverage.problems]
        if found.problems:
            wrong.append(
                f"The seeds have {len(found.problems)} problems of their own, and what is wrong was not counted: "
                "run `python manage.py compile_seeds`."
            )
        if coverage.silent and not allow_silent:
            wrong.append(f"{coverage.silent} sentences are silent: cite them, or declare them in not_cited.")
        if wrong:
            raise CommandError("\n".join(wrong))
