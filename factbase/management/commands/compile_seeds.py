"""manage.py compile_seeds: compile seeds/ to fixtures/."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from factbase.seeding.compile.atomic_replace import list_differences, replace_files
from factbase.seeding.compile.fixtures import REMEDY, SUFFIX, compile_seeds
from factbase.seeding.corrections.overlay import read_seeds


class Command(BaseCommand):
    help = "Check the seeds and compile them to fixtures. Needs no database."
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("--check", action="store_true", help="Write nothing; fail if the fixtures differ.")
        parser.add_argument("--seeds", type=Path, default=settings.BASE_DIR / "seeds", help="The folder of the seeds.")
        parser.add_argument("--fixtures", type=Path, default=settings.BASE_DIR / "fixtures", help="The output folder.")

    def handle(self, *, check: bool, seeds: Path, fixtures: Path, **options) -> None:
        content = read_seeds(seeds)
        texts = compile_seeds(content)
        if check:
            if differences := list_differences(fixtures, texts, SUFFIX):
                raise CommandError("\n".join([*(f"{fixtures.name}/{line}" for line in differences), REMEDY]))
            self.stdout.write(f"The {len(texts)} fixtures match the seeds.")
            return
        try:
            changed = replace_files(fixtures, texts, SUFFIX)
        except OSError as error:
            raise CommandError(f"The fixtures cannot be written: {error}") from error
        result = f"{len(changed)} changed" if changed else "unchanged"
        self.stdout.write(f"{len(content.rows)} rows in {len(texts)} fixtures: {result}.")
