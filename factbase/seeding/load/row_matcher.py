"""Match rows of the seeds to rows of the database: by current key, by the key last seeded, by a former slug."""

import enum
from collections import defaultdict
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db.models import Field, ForeignKey, Model

from factbase.history.row_access import Values, reserve_ids
from factbase.models.base import Slugged, key_columns
from factbase.seeding.compile.fixtures import REMEDY
from factbase.seeding.read.problems import SeedError
from factbase.seeding.read.rows import Key, natural_key
from factbase.seeding.read.schema.context import get_kind

from .seed_history import StoredRows
from .slug_register import SlugRegister


class MatchStatus(enum.Enum):
    """The state in the database of a row of the seeds."""

    EXISTING = enum.auto()
    NEW = enum.auto()
    REMOVED = enum.auto()
    WITHDRAWN = enum.auto()
    MERGED = enum.auto()


@dataclass
class Match:
    """The row of the database for a row of the seeds."""

    status: MatchStatus
    pk: int = 0
    """The id of the row or of its successor; for a new row, an unused id."""
    former_pk: int = 0
    """The id of the row that the seeds once wrote, if it is gone."""
    redirected: bool = False
    """True if the key includes a merged record, whose report covers this row."""


KeyIndex = dict[Key, int]


@dataclass
class RowMatcher:
    """Matches the rows of one model at a time, after the models that it refers to, and collects their ids."""

    register: SlugRegister
    ids: dict[type[Model], KeyIndex] = field(default_factory=dict)
    existing: dict[type[Model], set[int]] = field(default_factory=dict)
    """The ids in the database once the load has finished."""
    _redirected: dict[type[Model], set[Key]] = field(default_factory=lambda: defaultdict(set))
    _successors: dict[type[Model], dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def match(self, model: type[Model], rows: list[Values], stored: StoredRows) -> list[Match]:
        """Return the match of each row."""
        columns = [column.attname for column in key_columns(model)]
        current = {tuple(row[column] for column in columns): pk for pk, row in stored.live.items()}
        seeded = self._index_seeded_keys(model, stored)
        keys = [self._resolve_key(model, row) for row in rows]
        redirected = [self._is_redirected(model, row) for row in rows]
        claimed: set[int] = set()
        new: dict[Key, Match] = {}
        matches = [Match(MatchStatus.NEW, redirected=flag) for flag in redirected]
        # Of rows that resolve to the same key, one that is not redirected comes first, then one that was seeded.
        order = sorted(range(len(rows)), key=lambda i: (keys[i] not in current, redirected[i], keys[i] not in seeded))
        for i in order:
            key, match = keys[i], matches[i]
            if key in current:
                match.pk = current[key]
                match.status = MatchStatus.MERGED if match.pk in claimed else MatchStatus.EXISTING
            elif issubclass(model, Slugged):
                self._match_slug(match, get_kind(model), key[0], seeded.get(key, []), stored, claimed)
            elif key in seeded:
                self._match_seeded(match, seeded[key], stored, claimed)
            if match.status is MatchStatus.EXISTING:
                claimed.add(match.pk)
            elif match.status is MatchStatus.NEW:
                new.setdefault(key, match)
        for match, pk in zip(new.values(), reserve_ids(model, len(new)), strict=True):
            match.pk = pk
        for key, match in zip(keys, matches, strict=True):
            if match.status is MatchStatus.NEW and new[key] is not match:
                match.status, match.pk = MatchStatus.MERGED, new[key].pk
            for former in seeded.get(key, []):
                if former not in stored.live:
                    self._successors[model][former] = match.pk
        self.existing[model] = {*stored.live, *(match.pk for match in new.values())}
        if not model._meta.auto_created:
            natural = [natural_key(model, row) for row in rows]
            self.ids[model] = {key: match.pk for key, match in zip(natural, matches, strict=True)}
            self._redirected[model] = {
                key
                for key, match in zip(natural, matches, strict=True)
                if match.redirected or (match.status is MatchStatus.MERGED and issubclass(model, Slugged))
            }
        return matches

    def to_columns(self, model: type[Model], row: Values) -> Values:
        """Convert a fixture row to column values."""
        return {
            column.attname: self._convert(model, column, row[column.name])
            for column in model._meta.local_concrete_fields
            if column.name in row
        }

    def missing_references(self, model: type[Model], values: Values) -> list[str]:
        """Return the columns that refer to a row that the database does not have."""
        return [
            column.attname
            for column in model._meta.local_concrete_fields
            if isinstance(column, ForeignKey)
            and values.get(column.attname) is not None
            and values[column.attname] not in self.existing[column.related_model]
        ]

    def to_slug(self, model: type[Model], column: str, value: object) -> object:
        """Return the seeds' slug for a foreign key, and any other value unchanged."""
        field = next(field for field in model._meta.local_concrete_fields if field.attname == column)
        if not isinstance(field, ForeignKey) or value is None:
            return value
        keys = (key for key, pk in self.ids[field.related_model].items() if pk == value)
        return next((key[0] for key in keys), f"id {value}")

    def _match_seeded(self, match: Match, seeded: list[int], stored: StoredRows, claimed: set[int]) -> None:
        remaining = [pk for pk in seeded if pk in stored.live and pk not in claimed]
        match.former_pk = seeded[-1]
        if remaining:
            match.status, match.pk = MatchStatus.EXISTING, remaining[0]
        else:
            match.status, match.pk = MatchStatus.REMOVED, 0 if match.former_pk in stored.live else match.former_pk

    def _match_slug(
        self, match: Match, kind: str, slug: str, seeded: list[int], stored: StoredRows, claimed: set[int]
    ) -> None:
        for known in (slug, *self.register.former_slugs(kind, slug)):  # a former slug: the seeds renamed the fact
            pk = self.register.resolve(kind, known)
            if pk is None or (known != slug and pk in claimed):
                continue
            match.pk, match.former_pk = pk, seeded[-1] if seeded else pk
            if pk not in stored.live:
                withdrawn = self.register.withdrawal(kind, pk)
                match.status = MatchStatus.WITHDRAWN if withdrawn else MatchStatus.REMOVED
            else:
                merged = pk in claimed or (seeded and pk not in seeded)
                match.status = MatchStatus.MERGED if merged else MatchStatus.EXISTING
            return

    def _index_seeded_keys(self, model: type[Model], stored: StoredRows) -> dict[Key, list[int]]:
        """Index rows by the key that the seeds wrote last or, if they never did, by the key that an editor added.

        References to merged records count as references to their successors.
        """
        columns = key_columns(model)
        index: dict[Key, list[int]] = defaultdict(list)
        for pk in sorted(stored.added.keys() | stored.seeded.keys()):
            row = stored.added.get(pk, {}) | stored.seeded.get(pk, {})
            index[tuple(self._to_successor(column, row.get(column.attname)) for column in columns)].append(pk)
        return index

    def _to_successor(self, column: Field, value: object) -> object:
        successors = self._successors[column.related_model] if isinstance(column, ForeignKey) else {}
        return successors.get(value, value)  # type: ignore[call-overload]

    def _is_redirected(self, model: type[Model], row: Values) -> bool:
        keys = (column for column in key_columns(model) if isinstance(column, ForeignKey))
        return any(row[key.name] in self._redirected[key.related_model] for key in keys)

    def _resolve_key(self, model: type[Model], row: Values) -> Key:
        return tuple(self._convert(model, column, row[column.name]) for column in key_columns(model))

    def _convert(self, model: type[Model], column: Field, value: object) -> object:
        if isinstance(column, ForeignKey):
            return None if value is None else self._get_id(column.related_model, value)
        try:
            return column.to_python(value)
        except ValidationError as error:
            name = f"{model._meta.verbose_name}: {column.name}"
            raise SeedError(f"Invalid value in the fixtures, {name}: {' '.join(error.messages)} {REMEDY}") from error

    def _get_id(self, model: type[Model], key: object) -> int:
        try:
            return self.ids[model][key]  # type: ignore[index]
        except (KeyError, TypeError) as error:
            name = model._meta.verbose_name
            raise SeedError(f"The fixtures refer to {name} {key}, which they do not contain. {REMEDY}") from error
