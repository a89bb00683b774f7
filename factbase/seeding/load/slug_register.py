"""Slugs, redirects and withdrawals, in the database and in the seeds."""

from collections import defaultdict

from factbase.history.row_access import Values
from factbase.models import Slug, Withdrawal

from .seed_history import read_stored_rows


class SlugRegister:
    """The database's slugs and withdrawals, and the redirects of the seeds."""

    def __init__(self, seeds: set[int], redirects: list[Values]) -> None:
        """Read the database. `redirects` are fixture rows: kind, slug, and the target's natural key as `object_id`."""
        self.slugs = read_stored_rows(Slug, seeds)
        self.withdrawals = read_stored_rows(Withdrawal, seeds)
        self._slugs = {(row["kind"], row["slug"]): row for row in self.slugs.live.values()}
        self._withdrawals = {(row["kind"], row["object_id"]): row for row in self.withdrawals.live.values()}
        self._former: dict[tuple[str, str], list[str]] = defaultdict(list)
        for row in redirects:
            self._former[row["kind"], row["object_id"][0]].append(row["slug"])

    def resolve(self, kind: str, slug: str) -> int | None:
        """Return the id of the fact that a slug belongs or redirects to; None if it was never used."""
        row = self._slugs.get((kind, slug))
        return row["object_id"] if row else None

    def redirect_revision(self, kind: str, slug: str) -> int | None:
        """Return the revision in which an editor redirected a slug to another fact."""
        row = self._slugs.get((kind, slug))
        return self.slugs.edited.get(row["id"], {}).get("object_id") if row else None

    def former_slugs(self, kind: str, slug: str) -> list[str]:
        """Return the slugs that the seeds redirect to this one."""
        return self._former[kind, slug]

    def withdrawal(self, kind: str, pk: int) -> Values | None:
        return self._withdrawals.get((kind, pk))

    def withdrawn_by_editors(self, kind: str, pk: int) -> bool:
        """Return whether an editor, not the seeds, withdrew a fact."""
        row = self.withdrawal(kind, pk)
        return row is not None and bool(self.withdrawals.edited.get(row["id"]))
