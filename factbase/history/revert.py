"""Reverting: what a revision did to rows is undone, as far as the present is still what the revision made of it.

What was changed again since is a conflict: it is told, and nothing is done. What was added goes, as a withdrawal; what
was withdrawn or merged comes back with its ids. To revert is a revision as any other, so that it can be reverted too.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.text import capfirst

from factbase.models import Slug, Withdrawal
from factbase.models.base import Slugged
from factbase.vocabulary import RevisionKind

from .describe import EditError, label_by_id, label_row, summarize_revision, value
from .history_tables import TRACKED
from .records import Row
from .revision import Revision, lock_for_writing
from .row_access import Values, columns, owner, read, versions, with_parts
from .row_edits import TOLD, Edits
from .withdraw import record_withdrawal


@dataclass(frozen=True)
class Selection:
    """What of a revision is undone: one row with all that belongs to it, or one column of that row alone."""

    model: Row
    pk: int
    column: str = ""


@dataclass(frozen=True)
class Touched:
    """A row that a revision touched, as it was before and after; None where it was not there."""

    model: Row
    pk: int
    before: Values | None
    after: Values | None


@dataclass
class Plan:
    """What reverting will do. Nothing is done before `apply`."""

    edits: Edits
    withdrawn: list[tuple[Row, Values]] = field(default_factory=list)
    """The facts that go as withdrawals, because the revision had added them."""
    summary: list[str] = field(default_factory=list)
    """What will be done, in words."""

    @property
    def kind(self) -> RevisionKind:
        """The kind of revision that it is."""
        return RevisionKind.WITHDRAWAL if self.withdrawn else RevisionKind.CORRECTION

    def apply(self, reason: str) -> None:
        """Do it, inside the open revision in which it was planned. Raises DatabaseError as `Edits.make` does."""
        self.edits.make()
        for model, row in self.withdrawn:
            record_withdrawal(model, row, reason)


def plan_revert(number: int, only: Selection | None = None) -> Plan:
    """What it takes to undo a revision, or what it did to one row. In an open transaction.

    Raises EditError with all that stands in the way: what was changed again since and by whom, references to what
    would go or is gone, and when there is nothing to undo.
    """
    lock_for_writing()
    if not Revision.objects.filter(number=number).exists():
        raise EditError(f"There is no revision {number}.")
    edits = Edits()
    conflicts: list[str] = []
    now: dict[Row, dict[int, Values]] = {}
    touched = list(_touched(number, only))
    for model in {row.model for row in touched}:
        now[model] = read(model, [row.pk for row in touched if row.model is model])
    for row in touched:
        _undo(row, now[row.model].get(row.pk), only.column if only else "", number, edits, conflicts)
    if not conflicts and not edits.rows:
        raise EditError(f"Nothing of what revision {number} did here is left to undo.")
    plan = Plan(edits)
    _settle_withdrawals(plan)
    conflicts += edits.obstacles()
    if conflicts:
        raise EditError(*conflicts[:TOLD], *([f"And {len(conflicts) - TOLD} more."] if len(conflicts) > TOLD else []))
    plan.summary = edits.in_words()
    return plan


def revert(number: int, reason: str, only: Selection | None = None) -> list[str]:
    """Undo a revision, or what it did to one row. In an open revision; returns what was done, in words.

    Raises as `plan_revert` and `Plan.apply` do.
    """
    plan = plan_revert(number, only)
    plan.apply(reason)
    return plan.summary


def _touched(number: int, only: Selection | None) -> Iterator[Touched]:
    if only is None:
        for model in TRACKED:
            yield from _touched_rows(model, number)
        return
    selected: dict[Row, set[int]] = {}
    for at in (number - 1, number):
        for model, ids in with_parts(only.model, [only.pk], at=at):
            selected.setdefault(model, set()).update(ids)
    for model, among in selected.items():
        if only.column and model is not only.model:
            continue
        yield from _touched_rows(model, number, Q(id__in=among))
        if issubclass(model, Slugged) and not only.column:
            _refuse_half_a_merge(model, among, number)
            kind = Q(kind=model._meta.model_name, object_id__in=among)
            yield from _touched_rows(Withdrawal, number, kind)


def _touched_rows(model: Row, number: int, condition: Q | None = None) -> Iterator[Touched]:
    own = columns(model)
    before: dict[int, Values] = {}
    after: dict[int, Values] = {}
    for version in versions(model, Q(rev_from=number) | Q(rev_to=number), condition or Q()):
        row = {name: version[name] for name in own}
        (after if version["rev_from"] == number else before)[row["id"]] = row
    for pk in sorted({*before, *after}):
        yield Touched(model, pk, before.get(pk), after.get(pk))


def _refuse_half_a_merge(model: Row, among: set[int], number: int) -> None:
    for slug in _touched_rows(Slug, number, Q(kind=model._meta.model_name)):
        if slug.before and slug.after and slug.before["object_id"] in among:
            gone, kept = (label_by_id(model, row["object_id"]) for row in (slug.before, slug.after))
            raise EditError(capfirst(f"{gone} was merged into {kept}: undo the whole revision {number}."))


def _undo(touched: Touched, now: Values | None, column: str, number: int, edits: Edits, conflicts: list[str]) -> None:
    """Enter among the edits what undoes a row, or among the conflicts why it cannot be undone."""
    model, pk, before, after = touched.model, touched.pk, touched.before, touched.after
    if model is Slug and (before is None or after is None):
        return  # given once, and never to another: it stays in the register
    if now == before:
        return
    if now == after and not column:
        edits.put(model, pk, before)
        return
    if before is None or after is None or now is None:
        known = now or before or after or {}
        conflicts.append(capfirst(f"{label_row(model, known)} {_what_became(touched, now, number)}."))
        return
    undone = dict(now)
    for field_ in model._meta.local_concrete_fields:
        name = field_.attname
        wanted = field_.editable and (not column or name == column)
        if not wanted or before[name] == after[name] or now[name] == before[name]:
            continue
        if now[name] == after[name]:
            undone[name] = before[name]
        else:
            since = summarize_revision(_changed_since(model, pk, name, number))
            conflicts.append(
                f"“{capfirst(field_.verbose_name)}” of {label_row(model, now)} was changed again in {since}: "
                f"it is {value(field_, now[name])} now, and was {value(field_, after[name])} after revision {number}."
            )
    if undone == now:
        return
    instance = model(**undone)
    try:
        instance.work_out_dates() if hasattr(instance, "work_out_dates") else None
    except ValidationError as error:
        conflicts.append(capfirst(f"{label_row(model, now)}: {' '.join(error.messages)}"))
        return
    edits.put(model, pk, {name: getattr(instance, name) for name in columns(model)})


def _what_became(touched: Touched, now: Values | None, number: int) -> str:
    kept = versions(touched.model, id=touched.pk)
    if now is None:
        return f"was removed since, in {summarize_revision(kept[-1]['rev_to'])}"
    if touched.after is None:
        return f"was brought back since and is not what it was before revision {number}"
    return f"was changed since, in {summarize_revision(kept[-1]['rev_from'])}"


def _changed_since(model: Row, pk: int, column: str, number: int) -> int:
    """The last revision after one in which a column changed."""
    kept = versions(model, id=pk, rev_from__gte=number)
    changed = [later["rev_from"] for one, later in pairwise(kept) if one[column] != later[column]]
    return int(changed[-1]) if changed else number


def _settle_withdrawals(plan: Plan) -> None:
    """What goes is withdrawn, unless it goes into another or together with its whole; what comes is so no more."""
    edits = plan.edits
    for model in [model for model in edits.rows if issubclass(model, Slugged)]:
        kind = str(model._meta.model_name)
        now = read(model, edits.rows[model])
        returning = {row["object_id"] for row in edits.staying(Withdrawal).values() if row["kind"] == kind}
        leading_away = {row["slug"] for row in edits.staying(Slug).values() if row["kind"] == kind}
        for pk in edits.going(model):
            whole = owner(model, now[pk])
            goes_along = whole is not None and whole[1] in edits.going(whole[0])
            if pk not in returning and now[pk]["slug"] not in leading_away and not goes_along:
                plan.withdrawn.append((model, now[pk]))
        coming = {*edits.staying(model)} - {*now}
        for pk in Withdrawal.objects.filter(kind=kind, object_id__in=coming).values_list("pk", flat=True):
            edits.put(Withdrawal, pk, None)
