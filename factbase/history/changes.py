"""The records that each revision changed, and the differences of their fields."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connections, models

from factbase.models import Slug
from factbase.vocabulary import Verb

from .records import BY_KIND, Record, records_at


class Change(models.Model):
    """A record changed by a revision. Written by the triggers that keep history."""

    pk = models.CompositePrimaryKey("revision", "kind", "record_id")
    revision = models.BigIntegerField(help_text="The revision.")
    kind = models.CharField(max_length=40, help_text="The kind of record.")
    record_id = models.BigIntegerField(help_text="The record.")

    class Meta:
        app_label = "factbase"
        indexes = [models.Index(fields=["kind", "record_id", "revision"])]

    def __str__(self) -> str:
        return f"r{self.revision} {self.kind} {self.record_id}"


@dataclass(frozen=True)
class Difference:
    """The differences of one record between two revisions."""

    record: Record
    record_id: int
    verb: Verb
    slug: str
    """The slug afterwards, or the last one of a removed record."""
    merged_into: str | None
    """The slug of the record into which it was merged, if it was."""
    fields: dict[str, tuple[Any, Any]]
    """The values before and after of each field that differs; None if unknown, or if the record does not exist."""


@dataclass(frozen=True)
class RevisionRange:
    """A record and the two revisions to compare it at."""

    kind: str
    record_id: int
    before: int
    after: int

    @classmethod
    def of(cls, change: Change) -> "RevisionRange":
        return cls(change.kind, change.record_id, change.revision - 1, change.revision)


def differences(ranges: Iterable[RevisionRange], using: str) -> Iterator[tuple[RevisionRange, Difference]]:
    """Return the differences of records in the given order, without unchanged ones. One or two queries per kind."""
    ranges = list(ranges)
    found: dict[RevisionRange, Difference] = {}
    for kind in {item.kind for item in ranges}:
        record, of_kind = BY_KIND[kind], [item for item in ranges if item.kind == kind]
        ids, revisions = [item.record_id for item in of_kind], [item.before for item in of_kind]
        both = records_at(record, [*ids, *ids], [*revisions, *(item.after for item in of_kind)], using)
        pairs = [*zip(of_kind, both, both[len(ids) :], strict=False)]
        removed = [(item, before["slug"]) for item, before, after in pairs if before and not after]
        successors = _successors(kind, removed, using)
        for item, before, after in pairs:
            if before != after:
                found[item] = _difference(record, item, before, after, successors.get(item))
    return ((item, found[item]) for item in ranges if item in found)


def _difference(record: Record, revisions: RevisionRange, before: Any, after: Any, successor: str | None) -> Difference:
    old, new = before or {}, after or {}
    if not before:
        verb = Verb.ADDED
    elif not after:
        verb = Verb.MERGED if successor else Verb.WITHDRAWN
    else:
        verb = Verb.CHANGED
    fields = {name: (old.get(name), new.get(name)) for name in record.fields if old.get(name) != new.get(name)}
    return Difference(record, revisions.record_id, verb, (after or before)["slug"], successor, fields)


def _successors(kind: str, removed: list[tuple[RevisionRange, str]], using: str) -> dict[RevisionRange, str]:
    """Return the slugs of the records into which removed records were merged: those to which their slugs lead."""
    if not removed:
        return {}
    sql = (
        "SELECT item.ordinal, t.slug FROM unnest(%s::text[], %s::bigint[], %s::bigint[]) WITH ORDINALITY"
        " AS item (slug, id, revision, ordinal)"
        f" JOIN public.{Slug._meta.db_table}_history s ON s.kind = %s AND s.slug = item.slug"
        " AND s.rev_from <= item.revision AND s.rev_to > item.revision AND s.object_id <> item.id"
        f" JOIN public.{BY_KIND[kind].model._meta.db_table}_history t ON t.id = s.object_id"
        " AND t.rev_from <= item.revision AND t.rev_to > item.revision"
    )
    with connections[using].cursor() as cursor:
        ids, revisions = [item.record_id for item, _ in removed], [item.after for item, _ in removed]
        cursor.execute(sql, [[slug for _, slug in removed], ids, revisions, kind])
        return {removed[ordinal - 1][0]: slug for ordinal, slug in cursor.fetchall()}
