"""manage.py release: publish a release of the fact base."""

import time

from django.core.management.base import BaseCommand, CommandError

from factbase.history.releases import operator, release

QUIET_SECONDS = 2


class Command(BaseCommand):
    help = "Publish a release under a tag, in files whose bytes never change. One transaction, one revision."
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("tag", help="The tag by which it is cited, such as 2026.1; not only digits.")
        parser.add_argument("--title", default="", help="The title in a bibliography.")
        parser.add_argument("--author", help="The author of the revision (default: the current operating system user).")

    def handle(self, *, tag: str, title: str, author: str | None, verbosity: int, **options) -> None:
        reported = time.monotonic()

        def progress(resource: str, records: int) -> None:
            nonlocal reported
            if verbosity and time.monotonic() - reported > QUIET_SECONDS:
                reported = time.monotonic()
                self.stderr.write(f"  … {records} {resource} written", self.style.NOTICE)

        try:
            published = release(tag, author=operator() if author is None else author, title=title, progress=progress)
        except KeyboardInterrupt:
            raise CommandError("Interrupted: nothing was released.", returncode=130) from None
        if verbosity:
            for file in published.files.all():
                self.stdout.write(f"{file.sha256}  {file.size:>12}  {file.name}")
            records = sum(published.counts.values())
            self.stdout.write(f"Released {published.tag} as revision {published.revision}: {records} records.")
