"""manage.py check_quotes: check that each quote is in its document."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from factbase.seeding.corrections.overlay import read_seeds
from factbase.seeding.read.quotes import check_quotes


class Command(BaseCommand):
    help = "Check that each quote of the seeds is in the cited sentence, word for word. Needs no database."
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("--documents", type=Path, required=True, help="The folder with the documents.")
        parser.add_argument("--seeds", type=Path, default=settings.BASE_DIR / "seeds", help="The folder of the seeds.")

    def handle(self, *, documents: Path, seeds: Path, **options) -> None:
        content = read_seeds(seeds)
        report = check_quotes(content, documents)
        summary = f"{report.citations} citations with {report.quotes} quotes checked in {report.documents} documents"
        errors = [*map(str, report.problems), *content.describe_problems()]
        if errors:
            raise CommandError("\n".join([*errors, f"{summary}: {len(report.problems)} failed."]))
        self.stdout.write(f"{summary}: all found.")
