"""manage.py release: freeze the base under a tag."""

import time

from django.core.management.base import BaseCommand, CommandError

from factbase.history.releases import ReleaseError, operator, release

QUIET_SECONDS = 2


class Command(BaseCommand):
    help = "Freeze the base under a tag, in files whose bytes never change. One transaction, one revision."
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("tag", help="The name under which it is cited, such as 2026.1; never all digits.")
        parser.add_argument("--title", default="", help="What it is called in a bibliography.")
        parser.add_argument("--author", help="Who releases it (default: the account that runs this).")

    def handle(self, *, tag: str, title: str, author: str | None, verbosity: int, **options) -> None:
        told = time.monotonic()

        def progress(resource: str, records: int) -> None:
            nonlocal told
            if verbosity and time.monotonic() - told > QUIET_SECONDS:
                told = time.monotonic()
                self.stderr.write(f"  … {records} {resource} written", self.style.NOTICE)

        try:
            made = release(tag, author=operator() if author is None else author, title=title, progress=progress)
        except ReleaseError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            raise CommandError("Interrupted: nothing was released.", returncode=130) from None
        if verbosity:
            for file in made.files.all():
                self.stdout.write(f"{file.sha256}  {file.size:>12}  {file.name}")
            records = sum(made.counts.values())
            self.stdout.write(f"Released {made.tag} as revision {made.revision}: {records} records.")
