"""Read a table's rows, with the seeds' last value of each field and the editors' changes since."""

from dataclasses import dataclass, field

from django.db.models import Model

from factbase.history.history_tables import STILL_VALID
from factbase.history.revision import Revision
from factbase.history.row_access import Values, columns, history_of
from factbase.vocabulary import RevisionKind


@dataclass
class StoredRows:
    """The rows of a table and their history, by id.

    `seeded` has the last value that the seeds wrote to each field, if they ever did; `edited` has the revision of each
    field that an editor changed last. `added` has the first values of rows that editors added, and `removed` the
    revision in which a row was removed.
    """

    live: dict[int, Values] = field(default_factory=dict)
    seeded: dict[int, Values] = field(default_factory=dict)
    edited: dict[int, dict[str, int]] = field(default_factory=dict)
    added: dict[int, Values] = field(default_factory=dict)
    removed: dict[int, int] = field(default_factory=dict)

    def still_seeded(self, pk: int) -> Values:
        """Return the fields of a row that no editor changed since the seeds wrote them."""
        edited = self.edited.get(pk, {})
        return {name: value for name, value in self.seeded.get(pk, {}).items() if name not in edited}

    def last_edit(self, pk: int) -> int | None:
        """Return the last revision in which an editor changed a field of a row; None if no field is an editor's."""
        return max(self.edited.get(pk, {}).values(), default=None)


def seed_revisions() -> set[int]:
    """Return the numbers of the revisions made by loads of seeds."""
    return set(Revision.objects.filter(kind=RevisionKind.SEED).values_list("number", flat=True))


def read_stored_rows(model: type[Model], seeds: set[int]) -> StoredRows:
    """Read the rows of a table and their history with two queries; `seeds` are the seed revisions."""
    names = columns(model)
    stored = StoredRows({row["id"]: row for row in model._base_manager.values(*names)})
    if not seeds:
        return stored
    versions = history_of(model)._base_manager.order_by("id", "rev_from")
    previous: Values = {}
    for version in versions.values(*names, "rev_from", "rev_to"):
        pk, rev_from, rev_to = version["id"], version.pop("rev_from"), version.pop("rev_to")
        is_first = previous.get("id") != pk
        # A version also has the values of earlier revisions: only what differs was written by this one.
        changed = {name: value for name, value in version.items() if is_first or previous[name] != value}
        if rev_from in seeds:
            stored.seeded.setdefault(pk, {}).update(changed)
            if pk in stored.edited:
                stored.edited[pk] = {name: number for name, number in stored.edited[pk].items() if name not in changed}
        else:
            if is_first:
                stored.added[pk] = changed
            stored.edited.setdefault(pk, {}).update(dict.fromkeys(changed, rev_from))
        stored.removed.pop(pk, None)
        if rev_to != STILL_VALID:
            stored.removed[pk] = rev_to
        previous = version
    return stored
