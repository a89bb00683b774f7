"""Merging: two facts turn out to be one, and all that is known of either is known of the one that stays.

Whatever refers to the merged fact refers to the other from then on, and its slugs lead there. A row that would then
stand twice (both took part in one meeting, both have one name, both are cited from one place) is itself merged into
the row in whose place it would stand. What the merged rows said otherwise is not in the present any more: the report
lists it, to be shown before anyone confirms, and history keeps it.
"""

from collections import Counter
from dataclasses import dataclass, field
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

from .describe import EditError, counted, label_by_id, label_row, title, value
from .records import Row
from .revision import lock_for_writing
from .row_access import Values, read, references, remove, twin

TWO_PARTIES = {
    Affiliation: [("member_id", "organisation_id")],
    Identification: [("meeting_id", "other_meeting_id"), ("proposal_id", "other_proposal_id")],
    Outcome: [("described_by_id", "relayed_by_id")],
    Position: [("holder_id", "attributed_by_id")],
}
"""Pairs of columns that make no sense when both name the same: nobody relays their own words."""


@dataclass
class Merged:
    """What a merge did, or, as it is undone before it is confirmed, would do. In words."""

    done: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    """What the merged rows said and the present will not say any more."""


def merge(fact: Slugged, into: Slugged) -> Merged:
    """Merge a fact into another of its kind, with all that belongs to it. In an open revision.

    Raises EditError where the two cannot be one, naming what stands in the way, and DatabaseError, some of it only at
    COMMIT, where the survivor cannot take over what it should.
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
            raise EditError(capfirst(f"{label_by_id(model, pk)} is not in the base any more."))
    _refuse_to_mix(model, rows[fact.pk], rows[into.pk])
    merging = _Merging()
    if model is Actor:
        merging.take_over_name(rows[fact.pk], rows[into.pk])
    merging.absorb(model, fact.pk, into.pk)
    return merging.report()


def _refuse_to_mix(model: Row, gone: Values, kept: Values) -> None:
    whole = BY_MODEL[model].part_of or "process"
    if gone.get(f"{whole}_id") != kept.get(f"{whole}_id"):
        raise EditError(capfirst(f"{label_row(model, gone)} belongs to another {whole} than {label_row(model, kept)}."))


class _Merging:
    def __init__(self) -> None:
        self.merged = Merged()
        self.repointed: Counter[tuple[Row, ForeignKey, int]] = Counter()
        self.cited_twice = 0
        self.successors: dict[tuple[Row, int], int] = {}
        """Which row took the place of which."""

    def report(self) -> Merged:
        for (model, key, pk), number in self.repointed.items():
            what = f"{counted(model, number)}: “{key.verbose_name}” becomes {label_by_id(key.related_model, pk)}"
            self.merged.done.append(f"{what}.")
        if self.cited_twice:
            self.merged.done.append(f"{counted(Citation, self.cited_twice)} of places that were cited for both go.")
        return self.merged

    def absorb(self, model: Row, gone: int, kept: int) -> None:
        """Let a row go, once all that refers to it refers to another."""
        rows = read(model, [gone, kept])
        self._refuse_if_related(model, rows[gone], rows[kept])
        self.successors[model, gone] = kept
        self._tell_what_is_lost(model, rows[gone], rows[kept])
        if model is Citation:
            self.cited_twice += 1
        else:
            self.merged.done.append(
                f"{capfirst(label_row(model, rows[gone]))} is merged into {label_row(model, rows[kept])}."
            )
        for other, key in references(model):
            referring = other._base_manager.filter(**{key.attname: gone}).exclude(pk=gone if other is model else 0)
            for pk in list(referring.order_by("pk").values_list("pk", flat=True)):
                self._repoint(other, pk, key, kept)
        Slug.objects.filter(kind=model._meta.model_name, object_id=gone).update(object_id=kept)
        remove(model, [gone])

    def take_over_name(self, gone: Values, kept: Values) -> None:
        """Make the name of one actor another name of the other, with the evidence for the actor as its evidence."""
        names = ActorName.objects.filter(actor__in=[gone["id"], kept["id"]])
        if gone["name"] != kept["name"]:
            name = names.filter(name=gone["name"]).first()
            if name is None:
                name = ActorName.objects.create(actor_id=kept["id"], name=gone["name"], kind=NameKind.ALIAS)
                self.merged.done.append(f"“{name}” becomes another name of {label_row(Actor, kept)}.")
            self._move_citations("actor", gone["id"], "actor_name", name.pk)
        for name in names.filter(actor=gone["id"], name=kept["name"]):
            self._move_citations("actor_name", name.pk, "actor", kept["id"])
            remove(ActorName, [name.pk])

    def _move_citations(self, kind: str, fact: int, to_kind: str, to: int) -> None:
        key: Any = Citation._meta.get_field(to_kind)
        for pk in list(Citation.objects.filter(**{kind: fact}).values_list("pk", flat=True)):
            self._repoint(Citation, pk, key, to, **{f"{kind}_id": None})

    def _repoint(self, model: Row, pk: int, key: ForeignKey, to: int, **changes: int | None) -> None:
        changes = {key.attname: to, **changes}
        row = read(model, [pk])[pk] | changes
        other = twin(model, row)
        if other is not None and model is Figure and not _same_figure(row, read(model, [other])[other]):
            last = Figure.objects.filter(claim=to).aggregate(last=Max("number"))["last"]
            changes["number"] = last + 1  # its place is not what it says
        elif other is not None:
            self.absorb(model, pk, other)
            return
        model._base_manager.filter(pk=pk).update(**changes)
        self.repointed[model, key, to] += 1

    def _tell_what_is_lost(self, model: Row, gone: Values, kept: Values) -> None:
        for column in model._meta.local_concrete_fields:
            told_elsewhere = column.name == "slug" or (model is Actor and column.name == "name")
            if not column.editable or column.primary_key or told_elsewhere:
                continue
            said = gone[column.attname]
            if column.related_model is not None:
                said = self.successors.get((column.related_model, said), said)
            itself = column.related_model is model and said == kept["id"]
            if said not in (None, "", kept[column.attname]) and not itself:
                self.merged.lost.append(
                    capfirst(
                        f"{label_row(model, gone)} has {value(column, said)} as “{column.verbose_name}”; what "
                        f"stays has {value(column, kept[column.attname])}."
                    )
                )
        if model is Source:
            self.merged.lost.append(
                f"Citations of {label_row(model, gone)} keep their lines and sentences, which count in its text: "
                f"check them against the text of {label_row(model, kept)}."
            )

    def _refuse_if_related(self, model: Row, gone: Values, kept: Values) -> None:
        """One fact cannot come before, speak of, or be told from itself."""
        said = []
        for other, key in references(model):
            if other is model and (way := _way(key, kept, gone["id"])):
                chain = " → ".join(f"“{title(model, pk)}”" for pk in way)
                said.append(f"By “{key.verbose_name}”, one would come back to itself: {chain}. Change that first.")
        for other, pairs in TWO_PARTIES.items():
            for one, two in pairs:
                if other._meta.get_field(one.removesuffix("_id")).related_model is not model:
                    continue
                ids = [gone["id"], kept["id"]]
                both = other._base_manager.filter(**{f"{one}__in": ids, f"{two}__in": ids}).exclude(**{one: F(two)})
                said += [
                    capfirst(
                        f"{label_by_id(other, pk)} names both {label_row(model, gone)} and {label_row(model, kept)}, "
                    )
                    + "as two parties. Change or withdraw that first."
                    for pk in both.order_by("pk").values_list("pk", flat=True)
                ]
        if model is Topic and gone["proposition"] != kept["proposition"]:
            sides = Position.objects.filter(topic=gone["id"]).exclude(stance=Stance.NO_STANCE).count()
            if sides:
                said.append(
                    f"{counted(Position, sides)} on {label_row(model, gone)} took sides on another proposition: "
                    f"“{gone['proposition']}”, not “{kept['proposition']}”. If they stand for both, give both topics "
                    "one proposition first; if not, the topics are two."
                )
        if said:
            raise EditError(*said)


def _way(key: ForeignKey, start: Values, gone: int) -> list[int]:
    """The way along a key to its own model from a row to the one that is to be merged into it; empty if none leads."""
    way = [start["id"]]
    onward = start[key.attname]
    while onward is not None and onward not in way:
        way.append(onward)
        if onward == gone:
            return way
        onward = read(key.model, [onward])[onward][key.attname]
    return []


def _same_figure(one: Values, other: Values) -> bool:
    return all(one[name] == other[name] for name in one if name not in ("id", "claim_id", "number"))
