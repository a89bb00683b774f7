"""The result of a load: counts, and the conflicts between editors and seeds."""

from dataclasses import dataclass, field

from django.db.models import Model

from factbase.history.revision import Revision
from factbase.seeding.row_names import RowName

HINT = (
    "Editors' changes are kept where they conflict with the seeds. To resolve a conflict, name the record as above: "
    "`load_seeds --ours RECORD` writes the editors' changes to seeds/corrections/, `load_seeds --theirs RECORD` "
    "replaces them by the seeds."
)


@dataclass(frozen=True)
class KeptEdit:
    """An editor's change that is kept against the seeds, and its revision."""

    name: RowName
    detail: str
    """The text after the name: `, stance: editors have ...`, `: withdrawn`."""
    revision: int | None
    """None if no editor made it: the seeds refer to a fact that is not in the database."""


@dataclass
class Count:
    """The fixture rows of one model by result, and the `left_over` rows that only the database has."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0
    left_over: int = 0


@dataclass
class Report:
    """The result of a load or a dry run. `revision` is None if nothing was written."""

    counts: dict[str, Count] = field(default_factory=dict)
    kept: list[KeptEdit] = field(default_factory=list)
    overwritten: list[str] = field(default_factory=list)
    """The editors' changes that `--theirs` replaced."""
    left_over: list[tuple[type[Model], int, int | None]] = field(default_factory=list)
    """The rows that only the database has: model, id, and the last revision in which an editor changed the row."""
    revision: int | None = None
    skipped: bool = False

    def lines(self) -> list[str]:
        """Return one line for each overwritten and each kept change, then a hint if any were kept."""
        revisions = Revision.objects.in_bulk({edit.revision for edit in self.kept if edit.revision})
        lines = [f"overwritten: {text}" for text in self.overwritten]
        lines += [f"kept: {edit.name}{edit.detail}{_by(revisions.get(edit.revision or 0))}" for edit in self.kept]
        return [*lines, *([HINT] if self.kept else [])]


def _by(revision: Revision | None) -> str:
    if revision is None:
        return ""
    code = f", {revision.reason_code}" if revision.reason_code else ""
    return f" (revision {revision.number} by {revision.author}{code}: “{revision.reason}”)"
