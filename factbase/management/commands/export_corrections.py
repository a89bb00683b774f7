"""manage.py export_corrections: write editors' changes to seeds/corrections/."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from factbase.seeding.corrections.export import export_corrections

REMEDY = "Run `python manage.py export_corrections`."


class Command(BaseCommand):
    help = "Write editors' changes to seeds/corrections/, so that a database built from the seeds equals this one."
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("--check", action="store_true", help="Write nothing; fail if the corrections differ.")
        parser.add_argument("--seeds", type=Path, default=settings.BASE_DIR / "seeds", help="The folder of the seeds.")

    def handle(self, *, check: bool, seeds: Path, **options) -> None:
        try:
            differences, number = export_corrections(seeds, write=not check)
        except OSError as error:
            raise CommandError(f"The corrections cannot be written: {error}") from error
        if check and differences:
            raise CommandError("\n".join([*(f"{seeds.name}/corrections/{line}" for line in differences), REMEDY]))
        self.stdout.write(format_result(differences, number))


def format_result(differences: list[str], number: int) -> str:
    if number:
        result = f"{number} record{'' if number == 1 else 's'} differ{'s' if number == 1 else ''} from the dossiers"
    else:
        result = "The database does not differ from the dossiers"
    if not differences:
        return f"{result}; the corrections are up to date." if number else f"{result}: there is nothing to correct."
    files = f"{len(differences)} correction file{'' if len(differences) == 1 else 's'}"
    return f"{result}; {files} written. Run compile_seeds."
