"""Where slugs lead, and which facts were withdrawn: in the base, and by the word of the seeds."""

from collections import defaultdict
from dataclasses import dataclass

from factbase.history.row_access import Values
from factbase.models import Slug, Withdrawal
from factbase.seeding.load.seed_history import StoredRows, read_stored_rows


@dataclass
class Register:
    """The base's slugs and withdrawals, and the slugs that, as the seeds say, lead to another."""

    slugs: StoredRows
    withdrawals: StoredRows
    by_seeds: list[Values]
    """The fixture rows of slugs: kind, slug, and as `object_id` the key of the fact to which it leads."""

    def __post_init__(self) -> None:
        self._leading = {(row["kind"], row["slug"]): row for row in self.slugs.live.values()}
        self._withdrawn = {(row["kind"], row["object_id"]): row for row in self.withdrawals.live.values()}
        self._former: dict[tuple[str, str], list[str]] = defaultdict(list)
        for row in self.by_seeds:
            self._former[row["kind"], row["object_id"][0]].append(row["slug"])

    @classmethod
    def read(cls, seeds: set[int], by_seeds: list[Values]) -> "Register":
        return cls(read_stored_rows(Slug, seeds), read_stored_rows(Withdrawal, seeds), by_seeds)

    def all(self) -> list[tuple[str, str, int]]:
        """Each slug: its kind, the slug, and the id to which it leads."""
        return [(row["kind"], row["slug"], row["object_id"]) for row in self.slugs.live.values()]

    def leads_to(self, kind: str, slug: str) -> int | None:
        """The id of the fact that has or had a slug, or into which that one was merged; None if none ever had it."""
        row = self._leading.get((kind, slug))
        return row["object_id"] if row else None

    def led_elsewhere(self, kind: str, slug: str) -> int | None:
        """The revision in which an editor made a slug lead to another fact."""
        row = self._leading.get((kind, slug))
        return self.slugs.edited.get(row["id"], {}).get("object_id") if row else None

    def former(self, kind: str, slug: str) -> list[str]:
        """The slugs that, as the seeds say, lead to the fact that has this one."""
        return self._former[kind, slug]

    def withdrawal(self, kind: str, fact: int) -> Values | None:
        """That a fact is withdrawn."""
        return self._withdrawn.get((kind, fact))

    def withdrawn_by_editors(self, kind: str, fact: int) -> bool:
        """Whether an editor, not the seeds, withdrew a fact."""
        row = self.withdrawal(kind, fact)
        return row is not None and bool(self.withdrawals.edited.get(row["id"]))
