"""What the base holds, what the seeds last said of it, and where editors spoke since."""

from dataclasses import dataclass, field

from django.db.models import Model

from factbase.history.history_tables import STILL_VALID
from factbase.history.revision import Revision
from factbase.history.row_access import Values, columns, history_of
from factbase.vocabulary import RevisionKind


@dataclass
class StoredRows:
    """The rows of a table, and the word of the seeds and of editors on each field, by id.

    A field is missing from `seeded` when the seeds never wrote it, and stands in `edited`, with the revision, when an
    editor was the last to change it. A row that stands in `born` was added by an editor, with these values; one that
    stands in `ended` was removed in that revision.
    """

    live: dict[int, Values] = field(default_factory=dict)
    seeded: dict[int, Values] = field(default_factory=dict)
    edited: dict[int, dict[str, int]] = field(default_factory=dict)
    born: dict[int, Values] = field(default_factory=dict)
    ended: dict[int, int] = field(default_factory=dict)

    def still_seeded(self, fact: int) -> Values:
        """The fields of a row in which the word of the seeds was the last."""
        edited = self.edited.get(fact, {})
        return {name: value for name, value in self.seeded.get(fact, {}).items() if name not in edited}

    def last_edit(self, fact: int) -> int | None:
        """The last revision in which an editor changed what stands in a row."""
        return max(self.edited.get(fact, {}).values(), default=None)


def seed_revisions() -> set[int]:
    """The revisions that loads of seeds made."""
    return set(Revision.objects.filter(kind=RevisionKind.SEED).values_list("number", flat=True))


def read_stored_rows(model: type[Model], seeds: set[int]) -> StoredRows:
    """The rows of a table with what the seeds and editors last said, from its history: two queries."""
    names = columns(model)
    stored = StoredRows({row["id"]: row for row in model._base_manager.values(*names)})
    if not seeds:
        return stored
    versions = history_of(model)._base_manager.order_by("id", "rev_from")
    before: Values = {}
    for version in versions.values(*names, "rev_from", "rev_to"):
        fact, began, ended = version["id"], version.pop("rev_from"), version.pop("rev_to")
        first = before.get("id") != fact
        # A revision carries along what others wrote before it: only what it changed is its own word.
        said = {name: value for name, value in version.items() if first or before[name] != value}
        if began in seeds:
            stored.seeded.setdefault(fact, {}).update(said)
            if fact in stored.edited:
                stored.edited[fact] = {name: number for name, number in stored.edited[fact].items() if name not in said}
        else:
            if first:
                stored.born[fact] = said
            stored.edited.setdefault(fact, {}).update(dict.fromkeys(said, began))
        stored.ended.pop(fact, None)
        if ended != STILL_VALID:
            stored.ended[fact] = ended
        before = version
    return stored
