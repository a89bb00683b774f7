"""Merging of two facts that are one.

References to the merged fact, and its slugs, are changed to the remaining fact. A row that would then be a duplicate
(both actors took part in one meeting, have one name, are cited from one place) is merged into the row that it
duplicates. The report lists the values of merged rows that differ from the remaining ones, to be shown before the
merge is confirmed: history keeps them, the present does not.
"""

from collections import Counter
from typing import Any

from django.db.models import F, ForeignKey, Max
from django.utils.text import capfirst

from factbase.models import (
    Actor,
    ActorName,
    Affiliation,
    Citation,
    Figure,
    Identification,
    Outcome,
    Position,
    Slug,
    Source,
    Topic,
)
from factbase.models.base import Slugged
from factbase.models.registry import BY_MODEL
from factbase.vocabulary import NameKind, Stance

from .describe import EditError, Effect, format_count, format_value, label_by_id, label_row, title
from .records import Row
from .revision import lock_for_writing
from .row_access import Values, find_duplicate, read, references, remove

TWO_PARTIES = {
    Affiliation: [("member_id", "organisation_id")],
    Identification: [("meeting_id", "other_meeting_id"), ("proposal_id", "other_proposal_id")],
    Outcome: [("described_by_id", "relayed_by_id")],
    Position: [("holder_id", "attributed_by_id")],
}
"""Pairs of columns that must not refer to the same row: nobody relays their own words."""


def merge(fact: Slugged, into: Slugged) -> Effect:
    """Merge a fact, with its parts, into another of its kind, inside an open revision.

    Raise EditError with the obstacles if the two cannot be merged, and DatabaseError, for some constraints only at
    COMMIT, if the database refuses the result.
    """
    lock_for_writing()
    model = type(fact)
    if type(into) is not model:
        raise EditError("Only facts of one kind can be merged.")
    if fact.pk == into.pk:
        raise EditError("A fact cannot be merged into itself: choose another.")
    rows = read(model, [fact.pk, into.pk])
    for pk in (fact.pk, into.pk):
        if pk not in rows:
            raise EditError(capfirst(f"{label_by_id(model, pk)} is not in the fact base any more."))
    merged, target = rows[fact.pk], rows[into.pk]
    whole = BY_MODEL[model].part_of or "process"
    if merged.get(f"{whole}_id") != target.get(f"{whole}_id"):
        raise EditError(
            capfirst(f"{label_row(model, merged)} belongs to another {whole} than {label_row(model, target)}.")
        )
    merger = _Merger()
    if model is Actor:
        merger.move_name(merged, target)
    merger.merge_row(model, fact.pk, into.pk)
    return merger.finish_report()


class _Merger:
    def __init__(self) -> None:
        self.report = Effect()
        self.updated: Counter[tuple[Row, ForeignKey, int]] = Counter()
        """The number of rows by model, changed foreign key and new target."""
        self.duplicate_citations = 0
        self.successors: dict[tuple[Row, int], int] = {}
        """The ids of the remaining rows, by model and id of the merged ones."""

    def finish_report(self) -> Effect:
        for (model, key, pk), number in self.updated.items():
            target = label_by_id(key.related_model, pk)
            self.report.done.append(f"{format_count(model, number)}: “{key.verbose_name}” becomes {target}.")
        if count := self.duplicate_citations:
            self.report.done.append(f"{format_count(Citation, count)} of places that both facts cite: removed.")
        return self.report

    def merge_row(self, model: Row, merged: int, target: int) -> None:
        """Delete a row, after changing all references to it into references to another."""
        rows = read(model, [merged, target])
        self._refuse_if_related(model, rows[merged], rows[target])
        self.successors[model, merged] = target
        self._report_lost_values(model, rows[merged], rows[target])
        if model is Citation:
            self.duplicate_citations += 1
        else:
            self.report.done.append(
                f"{capfirst(label_row(model, rows[merged]))} is merged into {label_row(model, rows[target])}."
            )
        for other, key in references(model):
            referring = other._base_manager.filter(**{key.attname: merged}).exclude(pk=merged if other is model else 0)
            for pk in list(referring.order_by("pk").values_list("pk", flat=True)):
                self._update_reference(other, pk, key, target)
        Slug.objects.filter(kind=model._meta.model_name, object_id=merged).update(object_id=target)
        remove(model, [merged])

    def move_name(self, merged: Values, target: Values) -> None:
        """Add the name of the merged actor to the other actor's names, supported by the merged actor's citations."""
        names = ActorName.objects.filter(actor__in=[merged["id"], target["id"]])
        if merged["name"] != target["name"]:
            name = names.filter(name=merged["name"]).first()
            if name is None:
                name = ActorName.objects.create(actor_id=target["id"], name=merged["name"], kind=NameKind.ALIAS)
                self.report.done.append(f"“{name}” becomes another name of {label_row(Actor, target)}.")
            self._move_citations("actor", merged["id"], "actor_name", name.pk)
        for name in names.filter(actor=merged["id"], name=target["name"]):
            self._move_citations("actor_name", name.pk, "actor", target["id"])
            remove(ActorName, [name.pk])

    def _move_citations(self, kind: str, fact: int, to_kind: str, to: int) -> None:
        key: Any = Citation._meta.get_field(to_kind)
        for pk in list(Citation.objects.filter(**{kind: fact}).values_list("pk", flat=True)):
            self._update_reference(Citation, pk, key, to, **{f"{kind}_id": None})

    def _update_reference(self, model: Row, pk: int, key: ForeignKey, to: int, **changes: int | None) -> None:
        changes = {key.attname: to, **changes}
        row = read(model, [pk])[pk] | changes
        other = find_duplicate(model, row)
        if other is not None and model is Figure and not _same_figure(row, read(model, [other])[other]):
            last = Figure.objects.filter(claim=to).aggregate(last=Max("number"))["last"]
            changes["number"] = last + 1  # numbers only order the figures of a claim
        elif other is not None:
            self.merge_row(model, pk, other)
            return
        model._base_manager.filter(pk=pk).update(**changes)
        self.updated[model, key, to] += 1

    def _report_lost_values(self, model: Row, merged: Values, target: Values) -> None:
        for column in model._meta.local_concrete_fields:
            is_moved = column.name == "slug" or (model is Actor and column.name == "name")
            if not column.editable or column.primary_key or is_moved:
                continue
            lost = merged[column.attname]
            if column.related_model is not None:
                lost = self.successors.get((column.related_model, lost), lost)
            is_self_reference = column.related_model is model and lost == target["id"]
            if lost not in (None, "", target[column.attname]) and not is_self_reference:
                loss = (
                    f"{capfirst(label_row(model, merged))} has {format_value(column, lost)} as “{column.verbose_name}”"
                )
                self.report.lost.append(
                    f"{loss}; the remaining one has {format_value(column, target[column.attname])}."
                )
        if model is Source:
            self.report.lost.append(
                f"Citations of {label_row(model, merged)} keep their lines and sentences, which refer to its text: "
                f"check them against the text of {label_row(model, target)}."
            )

    def _refuse_if_related(self, model: Row, merged: Values, target: Values) -> None:
        """Raise EditError if one of the two rows refers to the other, since a fact cannot refer to itself."""
        errors, labels = [], f"{label_row(model, merged)} and {label_row(model, target)}"
        for other, key in references(model):
            if other is model and (path := _find_path(key, target, merged["id"])):
                cycle = " → ".join(f"“{title(model, pk)}”" for pk in path)
                errors.append(f"“{key.verbose_name}” would form a cycle: {cycle}. Change that first.")
        for other, pairs in TWO_PARTIES.items():
            for one, two in pairs:
                if other._meta.get_field(one.removesuffix("_id")).related_model is not model:
                    continue
                ids = [merged["id"], target["id"]]
                both = other._base_manager.filter(**{f"{one}__in": ids, f"{two}__in": ids}).exclude(**{one: F(two)})
                errors += [
                    f"{capfirst(label_by_id(other, pk))} names both {labels}, as two parties. "
                    "Change or withdraw that first."
                    for pk in both.order_by("pk").values_list("pk", flat=True)
                ]
        if model is Topic and merged["proposition"] != target["proposition"]:
            sides = Position.objects.filter(topic=merged["id"]).exclude(stance=Stance.NO_STANCE).count()
            if sides:
                errors.append(
                    f"{format_count(Position, sides)} on {label_row(model, merged)} took sides on another proposition: "
                    f"“{merged['proposition']}”, not “{target['proposition']}”. If the stances apply to both, give "
                    "both topics the same proposition first. If not, do not merge the topics."
                )
        if errors:
            raise EditError(*errors)


def _find_path(key: ForeignKey, start: Values, merged: int) -> list[int]:
    """Return the ids along a self-referential key from a row to the one to be merged into it; empty if none leads."""
    path = [start["id"]]
    target = start[key.attname]
    while target is not None and target not in path:
        path.append(target)
        if target == merged:
            return path
        target = read(key.model, [target])[target][key.attname]
    return []


def _same_figure(one: Values, other: Values) -> bool:
    return all(one[name] == other[name] for name in one if name not in ("id", "claim_id", "number"))
