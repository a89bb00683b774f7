"""Reverting of revisions, as far as their changes are still current.

A later change to a reverted value is a conflict: it is reported and nothing is reverted. Added facts are withdrawn;
withdrawn and merged ones are restored with their ids. Reverting makes a revision, which can be reverted as well.
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

from .describe import EditError, format_value, label_by_id, label_row, summarize_revision
from .history_tables import TRACKED
from .records import Row
from .revision import Revision, lock_for_writing
from .row_access import Values, columns, owner, read, versions, with_parts
from .row_edits import MAX_LINES, Edits
from .withdraw import record_withdrawal


@dataclass(frozen=True)
class Selection:
    """The part of a revision to undo: one row with its parts, or one column of that row."""

    model: Row
    pk: int
    column: str = ""


@dataclass(frozen=True)
class RowChange:
    """A row before and after a revision; None where it did not exist."""

    model: Row
    pk: int
    before: Values | None
    after: Values | None


@dataclass
class Plan:
    """The edits that revert a revision; `apply` makes them."""

    edits: Edits
    withdrawn: list[tuple[Row, Values]] = field(default_factory=list)
    """The facts to withdraw, because the revision added them."""
    summary: list[str] = field(default_factory=list)
    """A line for each edit."""

    @property
    def kind(self) -> RevisionKind:
        return RevisionKind.WITHDRAWAL if self.withdrawn else RevisionKind.CORRECTION

    def apply(self, reason: str) -> None:
        """Make the edits in the transaction that planned them. Raise DatabaseError as `Edits.apply` does."""
        self.edits.apply()
        for model, row in self.withdrawn:
            record_withdrawal(model, row, reason)


def plan_revert(number: int, only: Selection | None = None) -> Plan:
    """Return the plan to undo a revision, or its changes to one row. Raise EditError with all obstacles."""
    lock_for_writing()
    if not Revision.objects.filter(number=number).exists():
        raise EditError(f"There is no revision {number}.")
    edits = Edits()
    conflicts: list[str] = []
    now: dict[Row, dict[int, Values]] = {}
    changes = list(_changes(number, only))
    for model in {change.model for change in changes}:
        now[model] = read(model, [change.pk for change in changes if change.model is model])
    for change in changes:
        _undo(change, now[change.model].get(change.pk), only.column if only else "", number, edits, conflicts)
    if not conflicts and not edits.rows:
        raise EditError(f"Revision {number} changed nothing here that is left to undo.")
    plan = Plan(edits)
    _plan_withdrawals(plan)
    conflicts += edits.find_errors()
    if conflicts:
        raise EditError(
            *conflicts[:MAX_LINES], *([f"And {len(conflicts) - MAX_LINES} more."] if len(conflicts) > MAX_LINES else [])
        )
    plan.summary = edits.describe()
    return plan


def _changes(number: int, only: Selection | None) -> Iterator[RowChange]:
    if only is None:
        for model in TRACKED:
            yield from _row_changes(model, number)
        return
    selected: dict[Row, set[int]] = {}
    for at in (number - 1, number):
        for model, ids in with_parts(only.model, [only.pk], at=at):
            selected.setdefault(model, set()).update(ids)
    for model, pks in selected.items():
        if only.column and model is not only.model:
            continue
        yield from _row_changes(model, number, Q(id__in=pks))
        if issubclass(model, Slugged) and not only.column:
            _refuse_half_a_merge(model, pks, number)
            kind = Q(kind=model._meta.model_name, object_id__in=pks)
            yield from _row_changes(Withdrawal, number, kind)


def _row_changes(model: Row, number: int, condition: Q | None = None) -> Iterator[RowChange]:
    own = columns(model)
    before: dict[int, Values] = {}
    after: dict[int, Values] = {}
    for version in versions(model, Q(rev_from=number) | Q(rev_to=number), condition or Q()):
        row = {name: version[name] for name in own}
        (after if version["rev_from"] == number else before)[row["id"]] = row
    for pk in sorted({*before, *after}):
        yield RowChange(model, pk, before.get(pk), after.get(pk))


def _refuse_half_a_merge(model: Row, ids: set[int], number: int) -> None:
    for slug in _row_changes(Slug, number, Q(kind=model._meta.model_name)):
        if slug.before and slug.after and slug.before["object_id"] in ids:
            merged, target = (label_by_id(model, row["object_id"]) for row in (slug.before, slug.after))
            raise EditError(capfirst(f"{merged} was merged into {target}: undo the whole revision {number}."))


def _undo(change: RowChange, now: Values | None, column: str, number: int, edits: Edits, conflicts: list[str]) -> None:
    """Add the edit that undoes a row's change, or add to the conflicts."""
    model, pk, before, after = change.model, change.pk, change.before, change.after
    if model is Slug and (before is None or after is None):
        return  # slugs are never reused: they stay in the register
    if now == before:
        return
    if now == after and not column:
        edits.put(model, pk, before)
        return
    if before is None or after is None or now is None:
        row = now or before or after or {}
        conflicts.append(capfirst(f"{label_row(model, row)} {_describe_later_change(change, now, number)}."))
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
                f"it is {format_value(field_, now[name])} now, and was {format_value(field_, after[name])} after "
                f"revision {number}."
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


def _describe_later_change(change: RowChange, now: Values | None, number: int) -> str:
    last = versions(change.model, id=change.pk)[-1]
    if now is None:
        return f"was removed later, in {summarize_revision(last['rev_to'])}"
    if change.after is None:
        return f"was restored later, and differs from its state before revision {number}"
    return f"was changed later, in {summarize_revision(last['rev_from'])}"


def _changed_since(model: Row, pk: int, column: str, number: int) -> int:
    """Return the last revision after the given one that changed a column."""
    found = versions(model, id=pk, rev_from__gte=number)
    changed = [later["rev_from"] for one, later in pairwise(found) if one[column] != later[column]]
    return int(changed[-1]) if changed else number


def _plan_withdrawals(plan: Plan) -> None:
    """Withdraw removed facts that are neither merged nor parts of removed ones; end the withdrawal of restored ones."""
    edits = plan.edits
    for model in [model for model in edits.rows if issubclass(model, Slugged)]:
        kind = str(model._meta.model_name)
        now = read(model, edits.rows[model])
        rewithdrawn = {row["object_id"] for row in edits.saved(Withdrawal).values() if row["kind"] == kind}
        redirected = {row["slug"] for row in edits.saved(Slug).values() if row["kind"] == kind}
        for pk in edits.deleted(model):
            whole = owner(model, now[pk])
            removed_with_whole = whole is not None and whole[1] in edits.deleted(whole[0])
            if pk not in rewithdrawn and now[pk]["slug"] not in redirected and not removed_with_whole:
                plan.withdrawn.append((model, now[pk]))
        restored = {*edits.saved(model)} - {*now}
        for pk in Withdrawal.objects.filter(kind=kind, object_id__in=restored).values_list("pk", flat=True):
            edits.put(Withdrawal, pk, None)
