"""What a load did: counts, and where the word of editors stands against that of the seeds."""

from dataclasses import dataclass, field

from django.db.models import Model

from factbase.history.revision import Revision
from factbase.seeding.row_names import RowName

SETTLE = (
    "Where they differ, the editors' word stands. To settle it, name the record as above: `load_seeds --ours RECORD` "
    "writes the editors' word to seeds/corrections/, `load_seeds --theirs RECORD` takes the seeds'."
)


@dataclass(frozen=True)
class Kept:
    """Where an editor's word stands against the seeds', and the revision in which it was given."""

    name: RowName
    what: str
    """What follows the name: `, stance: editors have ...`, `: withdrawn`."""
    revision: int | None
    """None where nobody gave it: where seeds refer to what the base does not have any more."""


@dataclass
class Count:
    """What became of the fixture rows of one model, each counted once; `alone` are rows of the base beside them."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0
    alone: int = 0


@dataclass
class Report:
    """What a load did, or in a dry run would do. `revision` is None when it wrote nothing."""

    counts: dict[str, Count] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    """What gave way where the seeds' word was taken."""
    alone: list[tuple[type[Model], int, int | None]] = field(default_factory=list)
    """The rows that only the base has: model, id, and the last revision in which an editor changed it."""
    revision: int | None = None
    skipped: bool = False

    def lines(self) -> list[str]:
        """What was taken and what was kept, for a person, and what can be done about it."""
        revisions = Revision.objects.in_bulk({kept.revision for kept in self.kept if kept.revision})
        lines = [f"taken: {taken}" for taken in self.taken]
        lines += [f"kept: {kept.name}{kept.what}{_by(revisions.get(kept.revision or 0))}" for kept in self.kept]
        return [*lines, *([SETTLE] if self.kept else [])]


def _by(revision: Revision | None) -> str:
    if revision is None:
        return ""
    code = f", {revision.reason_code}" if revision.reason_code else ""
    return f" (revision {revision.number} by {revision.author}{code}: “{revision.reason}”)"
