"""manage.py check_quotes: prove that each citation stands where it says."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from factbase.seeding.corrections.overlay import read_seeds
from factbase.seeding.read.problems import SeedError
from factbase.seeding.read.quotes import check_quotes


class Command(BaseCommand):
    help = "Check that each citation of the seeds stands in its document, word for word. Needs no database."
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("--documents", type=Path, required=True, help="The folder with the documents.")
        parser.add_argument("--seeds", type=Path, default=settings.BASE_DIR / "seeds", help="The folder of the seeds.")

    def handle(self, *, documents: Path, seeds: Path, **options) -> None:
        try:
            found = read_seeds(seeds)
            checked = check_quotes(found, documents)
        except SeedError as error:
            raise CommandError(str(error)) from error
        summary = f"{checked.citations} citations with {checked.quotes} quotes checked in {checked.documents} documents"
        wrong = [str(problem) for problem in checked.problems]
        if found.problems:
            wrong.append(
                f"The seeds have {len(found.problems)} problems of their own, and what is wrong was not checked: "
                "run `python manage.py compile_seeds`."
            )
        if wrong:
            raise CommandError("\n".join([*wrong, f"{summary}: {len(checked.problems)} do not stand."]))
        self.stdout.write(f"{summary}: all stand.")
