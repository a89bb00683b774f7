"""Changes: which records each revision touched, and what became of each, field by field."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connections, models

from factbase.models import Slug
from factbase.vocabulary import Verb

from .records import BY_KIND, Record, records_at


class Change(models.Model):
    """That a revision touched a record. Written by the triggers that keep history."""

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
    """What became of one record between two revisions."""

    record: Record
    record_id: int
    verb: Verb
    slug: str
    """As it is afterwards; of a record that is gone, as it was."""
    merged_into: str | None
    """The slug of the record that took its place, if it was merged."""
    fields: dict[str, tuple[Any, Any]]
    """Each field that differs, before and after; None stands for unknown, and for all fields of what is not there."""


@dataclass(frozen=True)
class RevisionRange:
    """A record, and the revisions before and after which it is looked at."""

    kind: str
    record_id: int
    before: int
    after: int

    @classmethod
    def of(cls, change: Change) -> "RevisionRange":
        return cls(change.kind, change.record_id, change.revision - 1, change.revision)


def differences(spans: Iterable[RevisionRange], using: str) -> Iterator[tuple[RevisionRange, Difference]]:
    """What became of each record, in the order given; what came to nothing is left out. A query or two a kind."""
    spans = list(spans)
    found: dict[RevisionRange, Difference] = {}
    for kind in {span.kind for span in spans}:
        of_kind = [span for span in spans if span.kind == kind]
        ids = [span.record_id for span in of_kind]
        record = BY_KIND[kind]
        both = records_at(
            record, [*ids, *ids], [*(span.before for span in of_kind), *(span.after for span in of_kind)], using
        )
        gone = [(s, before) for s, before, after in zip(of_kind, both, both[len(ids) :], strict=False) if not after]
        successors = _successors(kind, [(span, before["slug"]) for span, before in gone if before], using)
        for span, before, after in zip(of_kind, both, both[len(ids) :], strict=False):
            if before != after:
                found[span] = _difference(record, span, before, after, successors.get(span))
    return ((span, found[span]) for span in spans if span in found)


def _difference(record: Record, span: RevisionRange, before: Any, after: Any, successor: str | None) -> Difference:
    old, new = before or {}, after or {}
    if not before:
        verb = Verb.ADDED
    elif not after:
        verb = Verb.MERGED if successor else Verb.WITHDRAWN
    else:
        verb = Verb.CHANGED
    fields = {name: (old.get(name), new.get(name)) for name in record.fields if old.get(name) != new.get(name)}
    return Difference(record, span.record_id, verb, (after or before)["slug"], successor, fields)


def _successors(kind: str, gone: list[tuple[RevisionRange, str]], using: str) -> dict[RevisionRange, str]:
    """The slugs of the records into which records were merged: those that their slugs have led to since."""
    if not gone:
        return {}
    sql = (
        "SELECT asked.place, t.slug FROM unnest(%s::text[], %s::bigint[], %s::bigint[]) WITH ORDINALITY"
        " AS asked (slug, id, revision, place)"
        f" JOIN public.{Slug._meta.db_table}_history s ON s.kind = %s AND s.slug = asked.slug"
        " AND s.rev_from <= asked.revision AND s.rev_to > asked.revision AND s.object_id <> asked.id"
        f" JOIN public.{BY_KIND[kind].model._meta.db_table}_history t ON t.id = s.object_id"
        " AND t.rev_from <= asked.revision AND t.rev_to > asked.revision"
    )
    with connections[using].cursor() as cursor:
        cursor.execute(
            sql,
            [[slug for _, slug in gone], [s.record_id for s, _ in gone], [s.after for s, _ in gone], kind],
        )
        return {gone[place - 1][0]: slug for place, slug in cursor.fetchall()}
