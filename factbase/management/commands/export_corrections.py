"""manage.py export_corrections: what editors changed in the base, to seeds/corrections/."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from factbase.seeding.corrections.export import export_corrections
from factbase.seeding.read.problems import SeedError

REMEDY = "Run `python manage.py export_corrections`."


class Command(BaseCommand):
    help = "Write what editors changed to seeds/corrections/, so that a base built from the seeds equals this one."
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("--check", action="store_true", help="Write nothing; fail when the corrections differ.")
        parser.add_argument("--seeds", type=Path, default=settings.BASE_DIR / "seeds", help="The folder of the seeds.")

    def handle(self, *, check: bool, seeds: Path, **options) -> None:
        try:
            differing, number = export_corrections(seeds, write=not check)
        except SeedError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"The corrections cannot be written: {error}") from error
        if check and differing:
            raise CommandError("\n".join([*(f"{seeds.name}/corrections/{line}" for line in differing), REMEDY]))
        self.stdout.write(told(differing, number))


def told(differing: list[str], number: int) -> str:
    """What an export did, for a person."""
    records = f"{number} record{'' if number == 1 else 's'} of the base"
    if not number:
        what = "The base says what the dossiers say: there is nothing to correct"
    else:
        what = f"{records} differ{'s' if number == 1 else ''} from the dossiers"
    if not differing:
        return f"{what}; the corrections hold all of it already." if number else f"{what}."
    return (
        f"{what}; {len(differing)} file{'' if len(differing) == 1 else 's'} of corrections written. Run compile_seeds."
    )
