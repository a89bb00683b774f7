"""Loading what the seeds say of facts that are not there: slugs that lead elsewhere, and withdrawals.

In the base in which editors merged or withdrew, all this is known. It has work to do in another base: a new one, or
one that was loaded before the corrections were written back to the seeds.
"""

from collections import defaultdict
from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Model

from factbase.history.changes import Change
from factbase.history.describe import EditError
from factbase.history.merge import merge as merge_facts
from factbase.history.records import BY_KIND
from factbase.history.revision import open_revision
from factbase.history.row_access import versions
from factbase.history.withdraw import withdraw
from factbase.models import Slug, Withdrawal
from factbase.models.base import Slugged

from .load_result import Count, Kept
from .row_matcher import fresh_ids
from .seed_history import Values, read_stored_rows
from .three_way_merge import merge

if TYPE_CHECKING:
    from .loader import Load


def merge_as_seeded(slugs: list[Values], seeds: set[int]) -> int:
    """Merge what the seeds hold to be one and the base has as two, unless an editor wrote to it. How many they were."""
    leading = {(row["kind"], row["slug"]): row["object_id"] for row in Slug.objects.values()} if slugs else {}
    merged = 0
    for row in slugs:
        model = _model(row["kind"])
        here, there = leading.get((row["kind"], row["slug"])), leading.get((row["kind"], row["object_id"][0]))
        if here is None or there is None or here == there:
            continue
        found = {fact.pk: fact for fact in model._base_manager.filter(pk__in=[here, there])}
        if len(found) == 2 and not read_stored_rows(model, seeds).edited.get(here):
            merge_facts(found[here], found[there])
            merged += 1
    return merged


def load_slugs(load: "Load") -> None:
    """Enter the slugs that, as the seeds say, lead to another fact, or to one that is withdrawn."""
    count = load.report.counts["slug"] = Count(updated=load.merged)
    added = []
    for row in load.fixtures[Slug]:
        name, [leads_to] = row["kind"], row["object_id"]
        model = _model(name)
        ours = load.matching.register.leads_to(name, row["slug"])
        fact = load.withdrawn.get((name, leads_to)) or load.matching.ids[model].get((leads_to,), 0)
        if ours == fact:
            count.unchanged += 1
        elif ours is None and (fact in load.matching.there[model] or (name, leads_to) in load.withdrawn):
            added.append(Slug(kind=name, slug=row["slug"], object_id=fact))
        else:
            count.kept += 1
            told = Kept(load.naming.name(model, (row["slug"],)), f": the seeds merge it into “{leads_to}”", None)
            load.report.kept.append(told)
    count.added = len(added)
    Slug.objects.bulk_create(added)


def withdrawn_ids(load: "Load") -> dict[tuple[str, str], int]:
    """The ids of the facts that, as the seeds say, are withdrawn: fresh ones, of those that the base never had."""
    found: dict[tuple[str, str], int] = {}
    new: dict[type[Model], list[tuple[str, str]]] = defaultdict(list)
    for row in load.fixtures[Withdrawal]:
        key = (row["kind"], row["slug"])
        known = (load.matching.register.leads_to(row["kind"], slug) for slug in (row["slug"], *_former(load, row)))
        fact = next((fact for fact in known if fact is not None), None)
        if fact is None:
            new[_model(row["kind"])].append(key)
        else:
            found[key] = fact
    for model, keys in new.items():
        found |= dict(zip(keys, fresh_ids(model, len(keys)), strict=True))
    return found


def load_withdrawals(load: "Load") -> None:
    """Enter withdrawals, withdraw what is still there and no editor wrote to, and forget those of what came back."""
    register, stored = load.matching.register, load.matching.register.withdrawals
    rows = load.fixtures[Withdrawal]
    facts = {load.withdrawn[row["kind"], row["slug"]] for row in rows}
    alone = [row for row in stored.live.values() if row["object_id"] not in facts]
    back = [row["id"] for row in alone if (row["kind"], row["object_id"]) in load.back]
    count = load.report.counts["withdrawal"] = Count(alone=len(alone) - len(back))
    if back:
        Withdrawal.objects.filter(pk__in=back).delete()
    for row in rows:
        fact = load.withdrawn[row["kind"], row["slug"]]
        values = {**row, "object_id": fact}
        there = register.withdrawal(row["kind"], fact)
        if there is None:
            _withdraw(load, values, count)
            continue
        merged = merge(there, stored.still_seeded(there["id"]), values)
        if merged.write:
            Withdrawal.objects.filter(pk=there["id"]).update(**merged.write)
        count.updated += bool(merged.write)
        count.kept += bool(merged.kept and not merged.write)
        count.unchanged += not merged.write and not merged.kept
        for column in merged.kept:
            what = f': withdrawn, {column}: editors have "{there[column]}", the seeds "{row[column]}"'
            _keep(load, row, what, stored.edited[there["id"]].get(column))


def _withdraw(load: "Load", values: Values, count: Count) -> None:
    model, fact = _model(values["kind"]), values["object_id"]
    of_before = versions(Withdrawal, kind=values["kind"], object_id=fact)
    restored = of_before[-1]["rev_to"] if of_before else None
    edited = load.telling.stored[model].last_edit(fact)
    if fact not in load.matching.there[model]:
        count.added += 1
        Withdrawal.objects.create(**values)
        if values["kind"] in BY_KIND:  # its page says since which revision, though it never stood here
            key = {"revision": open_revision(), "kind": values["kind"], "record_id": fact}
            Change.objects.bulk_create([Change(**key)], ignore_conflicts=True)
    elif restored and restored not in load.seeds:
        count.kept += 1
        _keep(load, values, ": restored; the seeds have it withdrawn", restored)
    elif edited:
        count.kept += 1
        _keep(load, values, ": edited; the seeds have it withdrawn", edited)
    else:
        try:
            withdraw(model._base_manager.get(pk=fact), values["reason"])
            count.added += 1
        except EditError as refused:
            count.kept += 1
            _keep(load, values, f": the seeds have it withdrawn, but {' '.join(refused.messages)}", None)


def _keep(load: "Load", row: Values, what: str, revision: int | None) -> None:
    load.report.kept.append(Kept(load.naming.name(_model(row["kind"]), (row["slug"],)), what, revision))


def _former(load: "Load", row: Values) -> list[str]:
    return load.matching.register.former(row["kind"], row["slug"])


def _model(kind: str) -> type[Slugged]:
    return apps.get_model("factbase", kind)
