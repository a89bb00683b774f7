"""A set of edits to rows of any tables, applied together or not at all."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.text import capfirst

from factbase.models import Slug, Withdrawal

from .describe import format_count, format_value, label_by_id, label_row, summarize_revision
from .history_tables import TRACKED
from .records import Row
from .row_access import Values, find_duplicate, owner, read, references, remove, versions

MAX_NAMED = 10
"""The number of rows that a sentence names; further ones are counted."""

MAX_LINES = 100
"""The number of lines in a description of edits; further ones are counted."""


@dataclass
class Edits:
    """The new state of rows: by model and id the row, or None to delete it."""

    rows: dict[Row, dict[int, Values | None]] = field(default_factory=dict)

    def put(self, model: Row, pk: int, row: Values | None) -> None:
        self.rows.setdefault(model, {})[pk] = row

    def deleted(self, model: Row) -> list[int]:
        """Return the ids of the rows of a model to delete."""
        return [pk for pk, row in self.rows.get(model, {}).items() if row is None]

    def saved(self, model: Row) -> dict[int, Values]:
        """Return the rows of a model to insert or update, by id."""
        return {pk: row for pk, row in self.rows.get(model, {}).items() if row is not None}

    def find_errors(self) -> list[str]:
        """Return the reasons against the edits: rows that would refer to deleted rows, and duplicates."""
        models = [model for model in TRACKED if model in self.rows]
        finders = (self._find_references, self._find_missing_targets, self._find_duplicates)
        return [error for model in models for find in finders for error in find(model)]

    def _find_references(self, model: Row) -> Iterator[str]:
        deleted = self.deleted(model)
        for other, key in references(model) if deleted else ():
            left = other._base_manager.filter(**{f"{key.attname}__in": deleted}).exclude(
                pk__in=self.rows.get(other, {})
            )
            referring = list(left.order_by("pk").values_list("pk", key.attname)[:MAX_NAMED])
            if referring:
                names = [_label_referrer(other, pk) for pk, _ in referring]
                more = left.count() - len(names)
                what = ", ".join(names) + (f" and {more} more" if more else "")
                yield capfirst(
                    f"{label_by_id(model, referring[0][1])} is still referred to as “{key.verbose_name}”: {what}. "
                    "Change or withdraw that first."
                )

    def _find_missing_targets(self, model: Row) -> Iterator[str]:
        for key in model._meta.local_concrete_fields:
            target = key.related_model
            if target is None:
                continue
            referring = {row[key.attname]: row for row in self.saved(model).values() if row[key.attname] is not None}
            existing = {*read(target, referring), *self.saved(target)} - {*self.deleted(target)}
            for pk in sorted({*referring} - existing):
                last = max((version["rev_to"] for version in versions(target, id=pk)), default=0)
                gone = (
                    "which these edits remove"
                    if pk in self.deleted(target)
                    else f"removed in {summarize_revision(last)}"
                )
                yield capfirst(
                    f"{label_row(model, referring[pk])} refers to {label_by_id(target, pk)} as “{key.verbose_name}”, "
                    f"{gone}. Restore that first."
                )

    def _find_duplicates(self, model: Row) -> Iterator[str]:
        for row in self.saved(model).values():
            other = find_duplicate(model, row, ignore=self.rows[model])
            if other is not None:
                yield capfirst(f"{label_row(model, row)} would be a duplicate: {label_by_id(model, other)} exists.")

    def describe(self) -> list[str]:
        """Return a line for each edit; the parts of a removed or restored row are counted in its line."""
        now = {model: read(model, rows) for model, rows in self.rows.items()}
        parts: dict[tuple[Row, int], Counter[Row]] = {}
        for model in self.rows:
            for pk in self.rows[model]:
                whole = self._whole(model, pk, now)
                parts.setdefault(whole, Counter())
                if whole != (model, pk):
                    parts[whole][model] += 1
        lines: list[str] = []
        for (model, pk), counts in parts.items():
            if len(lines) >= MAX_LINES:
                return [*lines, f"And {len(parts) - MAX_LINES} more."]
            lines += self._describe_row(model, self.rows[model][pk], now[model].get(pk), counts)
        return lines

    def _whole(self, model: Row, pk: int, now: dict[Row, dict[int, Values]]) -> tuple[Row, int]:
        """Return the largest whole that a row belongs to and that is removed, or restored, together with it."""
        row, was = self.rows[model][pk], now[model].get(pk)
        whole = owner(model, row or was or {}) if row is None or was is None else None
        if whole is None or whole[1] not in self.rows.get(whole[0], {}):
            return model, pk
        becomes = self.rows[whole[0]][whole[1]]
        if (becomes is None) != (row is None) or (row is not None and whole[1] in now[whole[0]]):
            return model, pk
        return self._whole(*whole, now)

    def _describe_row(self, model: Row, row: Values | None, now: Values | None, parts: Counter[Row]) -> Iterator[str]:
        counts = ", ".join(format_count(part, number) for part, number in parts.items())
        along = f", with {counts}" if counts else ""
        if model is Withdrawal:
            return  # the line of its fact says it
        if model is Slug and row is not None:
            kind = next(kind for kind in TRACKED if kind._meta.model_name == row["kind"])
            yield f"The slug “{row['slug']}” leads to {label_by_id(kind, row['object_id'])}."
        elif row is None:
            yield capfirst(f"{label_row(model, now or {})} is removed{along}.")
        elif now is None:
            yield capfirst(f"{label_row(model, row)} is restored{along}.")
        else:
            for column in model._meta.local_concrete_fields:
                old, new = now[column.attname], row[column.attname]
                if old != new and column.editable:
                    what = f"“{capfirst(column.verbose_name)}” of {label_row(model, now)}"
                    yield f"{what} changes from {format_value(column, old)} to {format_value(column, new)}."

    def apply(self) -> None:
        """Write the edits. Raise DatabaseError if the database refuses them, for some constraints only at COMMIT.

        Changed rows are deleted and inserted again, since two rows that swap a unique value would collide otherwise.
        Only a changed slug is updated in place, so that the triggers enter the records that show it as changed.
        """
        if Slug in self.rows:  # first: a fact may only have a slug that leads to it
            self._update(Slug, self.saved(Slug))
        inserted: dict[Row, list[Values]] = {}
        for model in reversed(TRACKED):
            if model is Slug or model not in self.rows:
                continue
            now = read(model, self.rows[model])
            saved = self.saved(model)
            renamed = {pk: row for pk, row in saved.items() if pk in now and row.get("slug") != now[pk].get("slug")}
            inserted[model] = [row for pk, row in saved.items() if pk not in renamed and row != now.get(pk)]
            remove(model, [*self.deleted(model), *(row["id"] for row in inserted[model] if row["id"] in now)])
            self._update(model, renamed)
        for model in TRACKED:
            model._base_manager.bulk_create([model(**row) for row in inserted.get(model, ())])

    def _update(self, model: Row, rows: dict[int, Values]) -> None:
        for pk, row in rows.items():
            model._base_manager.filter(pk=pk).update(**{name: value for name, value in row.items() if name != "id"})


def _label_referrer(model: Row, pk: int) -> str:
    """Return the label of a referring row; for a row of a join table, of the row that it belongs to."""
    whole = owner(model, read(model, [pk])[pk]) if model._meta.auto_created else None
    return label_by_id(*whole) if whole else label_by_id(model, pk)
