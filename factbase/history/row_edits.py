"""A set of changes to rows of any tables, made together or not at all."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.text import capfirst

from factbase.models import Slug, Withdrawal

from .describe import ENOUGH, counted, first_few, label_by_id, label_row, summarize_revision, value
from .history_tables import TRACKED
from .records import Row
from .row_access import Values, owner, read, references, remove, twin, versions

TOLD = 100
"""How many lines tell what is done; of more, the rest is counted."""


@dataclass
class Edits:
    """What rows shall become: by table and id the row, or None for one that goes."""

    rows: dict[Row, dict[int, Values | None]] = field(default_factory=dict)

    def put(self, model: Row, pk: int, row: Values | None) -> None:
        self.rows.setdefault(model, {})[pk] = row

    def going(self, model: Row) -> list[int]:
        """The ids of the rows of a table that go."""
        return [pk for pk, row in self.rows.get(model, {}).items() if row is None]

    def staying(self, model: Row) -> dict[int, Values]:
        """The rows of a table that come or change."""
        return {pk: row for pk, row in self.rows.get(model, {}).items() if row is not None}

    def obstacles(self) -> list[str]:
        """What stands in the way, in words: references to what goes or is gone, and others in a row's place."""
        found = []
        for model in TRACKED:
            if model in self.rows:
                found += [*self._referring(model), *self._missing(model), *self._in_its_place(model)]
        return found

    def _referring(self, model: Row) -> Iterator[str]:
        going = self.going(model)
        for other, key in references(model) if going else ():
            left = other._base_manager.filter(**{f"{key.attname}__in": going}).exclude(pk__in=self.rows.get(other, {}))
            referring = list(left.order_by("pk").values_list("pk", key.attname)[:ENOUGH])
            if referring:
                total = left.count()
                what = first_few((_by(other, pk) for pk, _ in referring), total)
                yield capfirst(
                    f"{label_by_id(model, referring[0][1])} is still referred to as “{key.verbose_name}”: {what}. "
                    "Change or withdraw that first."
                )

    def _missing(self, model: Row) -> Iterator[str]:
        for key in model._meta.local_concrete_fields:
            target = key.related_model
            if target is None:
                continue
            wanted = {row[key.attname]: row for row in self.staying(model).values() if row[key.attname] is not None}
            there = {*read(target, wanted), *self.staying(target)} - {*self.going(target)}
            for pk in sorted({*wanted} - there):
                last = max((version["rev_to"] for version in versions(target, id=pk)), default=0)
                gone = (
                    f"which is gone since {summarize_revision(last)}" if pk not in self.going(target) else "which goes"
                )
                yield capfirst(
                    f"{label_row(model, wanted[pk])} refers to {label_by_id(target, pk)} as “{key.verbose_name}”, "
                    f"{gone}. Bring that back first."
                )

    def _in_its_place(self, model: Row) -> Iterator[str]:
        for row in self.staying(model).values():
            other = twin(model, row, besides=self.rows[model])
            if other is not None:
                yield capfirst(
                    f"{label_row(model, row)} would stand twice: there is {label_by_id(model, other)} already."
                )

    def in_words(self) -> list[str]:
        """What is done to each row; what belongs to something that goes or comes is counted with it."""
        now = {model: read(model, rows) for model, rows in self.rows.items()}
        along: dict[tuple[Row, int], Counter[Row]] = {}
        for model in self.rows:
            for pk in self.rows[model]:
                whole = self._whole(model, pk, now)
                along.setdefault(whole, Counter())
                if whole != (model, pk):
                    along[whole][model] += 1
        told: list[str] = []
        for (model, pk), parts in along.items():
            if len(told) >= TOLD:
                return [*told, f"And {len(along) - TOLD} more."]
            told += self._of_row(model, self.rows[model][pk], now[model].get(pk), parts)
        return told

    def _whole(self, model: Row, pk: int, now: dict[Row, dict[int, Values]]) -> tuple[Row, int]:
        """The largest whole that a row belongs to and that goes, or comes, as the row does."""
        row, was = self.rows[model][pk], now[model].get(pk)
        whole = owner(model, row or was or {}) if row is None or was is None else None
        if whole is None or whole[1] not in self.rows.get(whole[0], {}):
            return model, pk
        becomes = self.rows[whole[0]][whole[1]]
        if (becomes is None) != (row is None) or (row is not None and whole[1] in now[whole[0]]):
            return model, pk
        return self._whole(*whole, now)

    def _of_row(self, model: Row, row: Values | None, now: Values | None, parts: Counter[Row]) -> Iterator[str]:
        along = ", ".join(counted(part, number) for part, number in parts.items())
        along = f", and with it {along}" if along else ""
        if model is Withdrawal:
            return  # goes where its fact comes, and the other way round
        if model is Slug and row is not None:
            kind = next(kind for kind in TRACKED if kind._meta.model_name == row["kind"])
            yield f"The slug “{row['slug']}” leads to {label_by_id(kind, row['object_id'])}."
        elif row is None:
            yield capfirst(f"{label_row(model, now or {})} goes{along}.")
        elif now is None:
            yield capfirst(f"{label_row(model, row)} comes back{along}.")
        else:
            for column in model._meta.local_concrete_fields:
                old, new = now[column.attname], row[column.attname]
                if old != new and column.editable:
                    what = f"“{capfirst(column.verbose_name)}” of {label_row(model, now)}"
                    yield f"{what} becomes {value(column, new)}; it is {value(column, old)} now."

    def make(self) -> None:
        """Change the rows. Raises DatabaseError for what the database refuses; some of that only at COMMIT.

        Rows are taken out before any is put in: two that exchange their names would collide otherwise. Only a slug is
        changed in its place, so that those who show it are told.
        """
        if Slug in self.rows:  # where a slug leads decides whether its fact may have it
            self._update(Slug, self.staying(Slug))
        inserted: dict[Row, list[Values]] = {}
        for model in reversed(TRACKED):
            if model is Slug or model not in self.rows:
                continue
            now = read(model, self.rows[model])
            staying = self.staying(model)
            renamed = {pk: row for pk, row in staying.items() if pk in now and row.get("slug") != now[pk].get("slug")}
            inserted[model] = [row for pk, row in staying.items() if pk not in renamed and row != now.get(pk)]
            remove(model, [*self.going(model), *(row["id"] for row in inserted[model] if row["id"] in now)])
            self._update(model, renamed)
        for model in TRACKED:
            model._base_manager.bulk_create([model(**row) for row in inserted.get(model, ())])

    def _update(self, model: Row, rows: dict[int, Values]) -> None:
        for pk, row in rows.items():
            model._base_manager.filter(pk=pk).update(**{name: value for name, value in row.items() if name != "id"})


def _by(model: Row, pk: int) -> str:
    """What refers by a row: of a row that only links, what it belongs to."""
    whole = owner(model, read(model, [pk])[pk]) if model._meta.auto_created else None
    return label_by_id(*whole) if whole else label_by_id(model, pk)
