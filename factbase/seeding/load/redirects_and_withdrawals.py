"""Load the seeds' merges, redirects and withdrawals.

The database in which editors made them has them already. They are loaded into another one: a new database, or one that
was loaded before the corrections were exported to the seeds.
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
from factbase.history.row_access import Values, reserve_ids, versions
from factbase.history.withdraw import withdraw
from factbase.models import Slug, Withdrawal
from factbase.models.base import Slugged

from .load_result import Count, KeptEdit
from .seed_history import read_stored_rows
from .three_way_merge import merge

if TYPE_CHECKING:
    from .loader import Load


def merge_as_seeded(slugs: list[Values], seeds: set[int]) -> int:
    """Merge facts that the seeds have merged, unless an editor changed them; return the number of merges."""
    pks = {(row["kind"], row["slug"]): row["object_id"] for row in Slug.objects.values()} if slugs else {}
    merged = 0
    for row in slugs:
        model = _get_model(row["kind"])
        pk, target = pks.get((row["kind"], row["slug"])), pks.get((row["kind"], row["object_id"][0]))
        if pk is None or target is None or pk == target:
            continue
        facts = {fact.pk: fact for fact in model._base_manager.filter(pk__in=[pk, target])}
        if len(facts) == 2 and not read_stored_rows(model, seeds).edited.get(pk):
            merge_facts(facts[pk], facts[target])
            merged += 1
    return merged


def load_slugs(load: "Load") -> None:
    """Add the seeds' redirects to other facts and to withdrawn ones."""
    count = load.report.counts["slug"] = Count(updated=load.merged)
    added = []
    for row in load.fixtures[Slug]:
        kind, [target] = row["kind"], row["object_id"]
        model = _get_model(kind)
        current = load.matcher.register.resolve(kind, row["slug"])
        pk = load.withdrawn.get((kind, target)) or load.matcher.ids[model].get((target,), 0)
        if current == pk:
            count.unchanged += 1
        elif current is None and (pk in load.matcher.existing[model] or (kind, target) in load.withdrawn):
            added.append(Slug(kind=kind, slug=row["slug"], object_id=pk))
        else:
            count.kept += 1
            _keep(load, row, f": the seeds merge it into “{target}”", None)
    count.added = len(added)
    Slug.objects.bulk_create(added)


def find_withdrawn(load: "Load") -> dict[tuple[str, str], int]:
    """Return the ids of the facts withdrawn by the seeds; unused ids for facts that the database never had."""
    register, pks = load.matcher.register, {}
    new: dict[type[Model], list[tuple[str, str]]] = defaultdict(list)
    for row in load.fixtures[Withdrawal]:
        key = (row["kind"], row["slug"])
        resolved = (register.resolve(row["kind"], slug) for slug in (row["slug"], *register.former_slugs(*key)))
        pk = next((pk for pk in resolved if pk is not None), None)
        if pk is None:
            new[_get_model(row["kind"])].append(key)
        else:
            pks[key] = pk
    for model, keys in new.items():
        pks |= dict(zip(keys, reserve_ids(model, len(keys)), strict=True))
    return pks


def load_withdrawals(load: "Load") -> None:
    """Withdraw facts as the seeds do, unless an editor changed them, and delete withdrawals of restored facts."""
    register, stored = load.matcher.register, load.matcher.register.withdrawals
    rows = load.fixtures[Withdrawal]
    seeded = {load.withdrawn[row["kind"], row["slug"]] for row in rows}
    others = [row for row in stored.live.values() if row["object_id"] not in seeded]
    restored = [row["id"] for row in others if (row["kind"], row["object_id"]) in load.restored]
    count = load.report.counts["withdrawal"] = Count(left_over=len(others) - len(restored))
    if restored:
        Withdrawal.objects.filter(pk__in=restored).delete()
    for row in rows:
        pk = load.withdrawn[row["kind"], row["slug"]]
        values = {**row, "object_id": pk}
        current = register.withdrawal(row["kind"], pk)
        if current is None:
            _withdraw(load, values, count)
            continue
        merged = merge(current, stored.still_seeded(current["id"]), values)
        if merged.write:
            Withdrawal.objects.filter(pk=current["id"]).update(**merged.write)
        count.updated += bool(merged.write)
        count.kept += bool(merged.kept and not merged.write)
        count.unchanged += not merged.write and not merged.kept
        for column in merged.kept:
            detail = f': withdrawn, {column}: editors have "{current[column]}", the seeds "{row[column]}"'
            _keep(load, row, detail, stored.edited[current["id"]].get(column))


def _withdraw(load: "Load", values: Values, count: Count) -> None:
    model, pk = _get_model(values["kind"]), values["object_id"]
    earlier = versions(Withdrawal, kind=values["kind"], object_id=pk)
    restored = earlier[-1]["rev_to"] if earlier else None
    edited = load.report_writer.stored[model].last_edit(pk)
    if pk not in load.matcher.existing[model]:
        count.added += 1
        Withdrawal.objects.create(**values)
        if values["kind"] in BY_KIND:  # its 410 answer gives the revision, although the fact was never in this database
            key = {"revision": open_revision(), "kind": values["kind"], "record_id": pk}
            Change.objects.bulk_create([Change(**key)], ignore_conflicts=True)
    elif restored and restored not in load.seeds:
        count.kept += 1
        _keep(load, values, ": restored; the seeds withdraw it", restored)
    elif edited:
        count.kept += 1
        _keep(load, values, ": edited; the seeds withdraw it", edited)
    else:
        try:
            withdraw(model._base_manager.get(pk=pk), values["reason"])
            count.added += 1
        except EditError as refused:
            count.kept += 1
            _keep(load, values, f": the seeds withdraw it, but {' '.join(refused.messages)}", None)


def _keep(load: "Load", row: Values, detail: str, revision: int | None) -> None:
    name = load.namer.name(_get_model(row["kind"]), (row["slug"],))
    load.report.kept.append(KeptEdit(name, detail, revision))


def _get_model(kind: str) -> type[Slugged]:
    return apps.get_model("factbase", kind)
