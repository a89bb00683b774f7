"""manage.py load_seeds: load fixtures/ into the database as one revision."""

import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from factbase.seeding.corrections.export import export_corrections
from factbase.seeding.load.load_result import Report
from factbase.seeding.load.loader import load

QUIET_SECONDS = 2


class Command(BaseCommand):
    help = "Load the fixtures in one transaction, as one revision. Editors' corrections are kept."
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="Do nothing if the database has any revision.")
        parser.add_argument("--dry-run", action="store_true", help="Report the result of a load, and write nothing.")
        for option, effect in (
            ("--theirs", "Overwrite editors' changes of these records by the seeds"),
            ("--ours", "Write editors' changes of these records to the corrections in the seeds"),
        ):
            parser.add_argument(option, nargs="+", default=[], metavar="RECORD", help=f"{effect}: actors/norland, ...")
        parser.add_argument(
            "--fixtures", type=Path, default=settings.BASE_DIR / "fixtures", help="The fixtures folder."
        )
        parser.add_argument(
            "--seeds", type=Path, default=settings.BASE_DIR / "seeds", help="The folder of the seeds, for --ours."
        )

    def handle(
        self,
        *,
        if_empty: bool,
        dry_run: bool,
        theirs: list[str],
        ours: list[str],
        fixtures: Path,
        seeds: Path,
        verbosity: int,
        **options,
    ) -> None:
        started = time.monotonic()

        def progress(model: str, rows: int) -> None:
            if verbosity and time.monotonic() - started > QUIET_SECONDS:
                self.stdout.write(f"  … {rows} rows of {model} done")

        if both := sorted({*ours} & {*theirs}):
            raise CommandError(f"{', '.join(both)}: use --ours or --theirs, not both.")
        try:
            if ours:  # fail before anything is loaded
                export_corrections(seeds, records=ours, write=False, after_load=True)
            report = load(fixtures, progress, if_empty=if_empty, dry_run=dry_run, theirs=theirs)
            written = _export(seeds, ours, dry_run) if ours and not report.skipped else []
        except OSError as error:
            raise CommandError(f"The corrections cannot be written: {error}") from error
        if verbosity:
            self.stdout.write("\n".join([*_lines(report, dry_run), *written]))


def _export(seeds: Path, ours: list[str], dry_run: bool) -> list[str]:
    differences, _ = export_corrections(seeds, records=ours, write=not dry_run, after_load=dry_run)
    subject = f"Corrections of {', '.join(ours)}"
    if not differences:
        return [f"{subject}: already up to date."]
    files = ", ".join(f"{seeds.name}/corrections/{line.split()[0]}" for line in differences)
    return [
        f"{subject}: would be written to {files}." if dry_run else f"{subject}: written to {files}. Run compile_seeds."
    ]


def _lines(report: Report, dry_run: bool) -> list[str]:
    if report.skipped:
        return ["The database already has facts: nothing loaded."]
    if report.revision is None:
        ending = "Nothing new in the seeds: no revision made."
    elif dry_run:
        ending = "Dry run: nothing was written."
    else:
        ending = f"Loaded as revision {report.revision}."
    return [*_table(report), *report.lines(), ending]


def _table(report: Report) -> list[str]:
    columns = ("added", "updated", "unchanged", "kept", "left_over")
    rows = [(model, *(getattr(count, name) for name in columns)) for model, count in report.counts.items()]
    rows.append(("all", *(sum(row[i] for row in rows) for i in range(1, len(columns) + 1))))
    return [
        f"{'':22}" + "".join(f"{name.replace('_', ' '):>13}" for name in columns),
        *(f"{model:22}" + "".join(f"{number:>13}" for number in numbers) for model, *numbers in rows),
    ]
