"""manage.py loaddata: Django's command, but facts are loaded only into an empty fact base, like `load_seeds`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import loaddata
from django.db import DEFAULT_DB_ALIAS, DatabaseError
from psycopg.errors import InsufficientPrivilege

from factbase.seeding.compile.fixtures import FIXTURES, fixture_name
from factbase.seeding.load.loader import load

FACT_FIXTURES = {Path(fixture_name(model)).stem for model in FIXTURES}


class Command(loaddata.Command):
    def handle(self, *fixture_labels: str, **options: Any) -> None:
        facts = [label for label in fixture_labels if Path(label).stem in FACT_FIXTURES]
        if facts:
            self._load_facts(facts, options["database"], options["verbosity"])
        if others := [label for label in fixture_labels if label not in facts]:
            super().handle(*others, **options)

    def _load_facts(self, labels: Sequence[str], database: str, verbosity: int) -> None:
        folders = {Path(label).parent for label in labels}
        if {Path(label).stem for label in labels} != FACT_FIXTURES or len(folders) > 1 or database != DEFAULT_DB_ALIAS:
            raise CommandError("Load fixtures of facts together, with `python manage.py load_seeds`.")
        report = load(folders.pop(), lambda model, rows: None, if_empty=True)
        if report.skipped:
            raise CommandError(
                "The fact base is not empty: loaddata would overwrite the corrections of editors. "
                "`python manage.py load_seeds` loads the seeds and keeps corrections."
            )
        if verbosity:
            added = sum(count.added for count in report.counts.values())
            self.stdout.write(
                f"Installed {added} object(s) from {len(labels)} fixture(s), as revision {report.revision}"
            )

    def loaddata(self, fixture_labels: Sequence[str]) -> None:
        try:
            super().loaddata(fixture_labels)
        except DatabaseError as error:
            if not isinstance(error.__cause__, InsufficientPrivilege):
                raise
            raise CommandError(
                f"{error}\nTo load facts as a revision, use `python manage.py load_seeds`; to copy a whole fact base, "
                "use PostgreSQL's pg_dump and pg_restore."
            ) from error
