"""Which row of the base a row of the seeds is: by its key now, by the key the seeds last gave it, by a former slug."""

import enum
from collections import defaultdict
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Field, ForeignKey, Model

from factbase.history.row_access import Values
from factbase.seeding.compile.fixtures import REMEDY
from factbase.seeding.read.problems import SeedError
from factbase.seeding.read.rows import Key, key_fields, natural_key
from factbase.seeding.read.schema.context import kind

from .seed_history import StoredRows
from .slug_register import Register


class Fate(enum.Enum):
    """What became of a row of the seeds in the base."""

    THERE = enum.auto()
    NEW = enum.auto()
    REMOVED = enum.auto()
    WITHDRAWN = enum.auto()
    MERGED = enum.auto()


@dataclass
class Match:
    """A row of the seeds in the base."""

    fate: Fate
    fact: int = 0
    """The id of its row, or of what took its place; of a new row, a fresh one."""
    was: int = 0
    """The id of the row that the seeds once wrote, where that one is gone."""
    led: bool = False
    """Whether its key leads through a merged record: what became of it is told with that record."""


Keyed = dict[Key, int]


@dataclass
class Matching:
    """The ids of the seeds' rows, model by model; each model comes after those that it refers to."""

    register: Register
    ids: dict[type[Model], Keyed] = field(default_factory=dict)
    there: dict[type[Model], set[int]] = field(default_factory=dict)
    """The ids that the base has, or will have when all is written."""
    _led: dict[type[Model], set[Key]] = field(default_factory=lambda: defaultdict(set))
    _successors: dict[type[Model], dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def find(self, model: type[Model], rows: list[Values], stored: StoredRows) -> list[Match]:
        """What became of each row."""
        columns = [_column(model, name).attname for name in _key_names(model)]
        now = {tuple(row[column] for column in columns): fact for fact, row in stored.live.items()}
        then = self._then(model, stored)
        keys = [self._key(model, row) for row in rows]
        led = [self._is_led(model, row) for row in rows]
        claimed: set[int] = set()
        new: dict[Key, Match] = {}
        matches = [Match(Fate.NEW, led=led_there) for led_there in led]
        # A row that stands under its own key comes before one that leads there, and of these one that had its own.
        for place in sorted(range(len(rows)), key=lambda at: (keys[at] not in now, led[at], keys[at] not in then)):
            key, match = keys[place], matches[place]
            self._match(match, model, key, now, then.get(key, []), stored, claimed)
            if match.fate is Fate.THERE:
                claimed.add(match.fact)
            elif match.fate is Fate.NEW:
                new.setdefault(key, match)
        for match, fact in zip(new.values(), fresh_ids(model, len(new)), strict=True):
            match.fact = fact
        for key, match in zip(keys, matches, strict=True):
            if match.fate is Fate.NEW and new[key] is not match:
                match.fate, match.fact = Fate.MERGED, new[key].fact
            for former in then.get(key, []):
                if former not in stored.live:
                    self._successors[model][former] = match.fact
        self.there[model] = {*stored.live, *(match.fact for match in new.values())}
        if not model._meta.auto_created:
            natural = [natural_key(model, row) for row in rows]
            self.ids[model] = {key: match.fact for key, match in zip(natural, matches, strict=True)}
            self._led[model] = {
                key
                for key, match in zip(natural, matches, strict=True)
                if match.led or (match.fate is Fate.MERGED and _key_names(model) == ("slug",))
            }
        return matches

    def columns(self, model: type[Model], row: Values) -> Values:
        """A row of a fixture as columns."""
        return {
            column.attname: self._value(model, column, row[column.name])
            for column in model._meta.local_concrete_fields
            if column.name in row
        }

    def missing(self, model: type[Model], values: Values) -> list[str]:
        """The columns that refer to what the base does not have any more."""
        return [
            column.attname
            for column in model._meta.local_concrete_fields
            if isinstance(column, ForeignKey)
            and values.get(column.attname) is not None
            and values[column.attname] not in self.there[column.related_model]
        ]

    def shown(self, model: type[Model], column: str, value: object) -> object:
        """A value for a person: a foreign key by the slug that the seeds have for it."""
        field = next(field for field in model._meta.local_concrete_fields if field.attname == column)
        if not isinstance(field, ForeignKey) or value is None:
            return value
        keys = (key for key, fact in self.ids[field.related_model].items() if fact == value)
        return next((key[0] for key in keys), f"id {value}")

    def _match(
        self,
        match: Match,
        model: type[Model],
        key: Key,
        now: Keyed,
        then: list[int],
        stored: StoredRows,
        claimed: set[int],
    ) -> None:
        fact = now.get(key)
        if fact is not None:
            match.fate, match.fact = Fate.MERGED if fact in claimed else Fate.THERE, fact
        elif _key_names(model) == ("slug",):
            self._match_slug(match, kind(model), key[0], then, stored, claimed)
        elif then:
            still = [fact for fact in then if fact in stored.live and fact not in claimed]
            match.was = then[-1]
            if still:
                match.fate, match.fact = Fate.THERE, still[0]
            else:
                match.fate, match.fact = Fate.REMOVED, 0 if match.was in stored.live else match.was

    def _match_slug(
        self, match: Match, kind: str, slug: str, then: list[int], stored: StoredRows, claimed: set[int]
    ) -> None:
        for known in (slug, *self.register.former(kind, slug)):  # a former one: the seeds renamed it
            fact = self.register.leads_to(kind, known)
            if fact is None or (known != slug and fact in claimed):
                continue
            match.fact, match.was = fact, then[-1] if then else fact
            if fact not in stored.live:
                match.fate = Fate.WITHDRAWN if self.register.withdrawal(kind, fact) else Fate.REMOVED
            else:
                match.fate = Fate.MERGED if fact in claimed or (then and fact not in then) else Fate.THERE
            return

    def _then(self, model: type[Model], stored: StoredRows) -> dict[Key, list[int]]:
        """The ids of the rows that had a key when the seeds last wrote it, or else when an editor added the row.

        What was merged since counts as one.
        """
        columns = [_column(model, name) for name in _key_names(model)]
        then: dict[Key, list[int]] = defaultdict(list)
        for fact in sorted(stored.born.keys() | stored.seeded.keys()):
            row = stored.born.get(fact, {}) | stored.seeded.get(fact, {})
            then[tuple(self._since(column, row.get(column.attname)) for column in columns)].append(fact)
        return then

    def _since(self, column: Field, value: object) -> object:
        successors = self._successors[column.related_model] if isinstance(column, ForeignKey) else {}
        return successors.get(value, value)  # type: ignore[call-overload]

    def _is_led(self, model: type[Model], row: Values) -> bool:
        columns = (_column(model, name) for name in _key_names(model))
        return any(isinstance(c, ForeignKey) and row[c.name] in self._led[c.related_model] for c in columns)

    def _key(self, model: type[Model], row: Values) -> Key:
        return tuple(self._value(model, _column(model, name), row[name]) for name in _key_names(model))

    def _value(self, model: type[Model], column: Field, value: object) -> object:
        if isinstance(column, ForeignKey):
            return None if value is None else self._id(column.related_model, value)
        try:
            return column.to_python(value)
        except ValidationError as error:
            told = " ".join(error.messages)
            name = f"{model._meta.verbose_name}: {column.name}"
            raise SeedError(f"The fixtures hold a broken {name}: {told} {REMEDY}") from error

    def _id(self, model: type[Model], key: object) -> int:
        try:
            return self.ids[model][key]  # type: ignore[index]
        except (KeyError, TypeError) as error:
            name = model._meta.verbose_name
            raise SeedError(f"The fixtures refer to {name} {key}, which they do not hold. {REMEDY}") from error


def _key_names(model: type[Model]) -> tuple[str, ...]:
    """The fields that tell rows apart; of a many-to-many table, its two foreign keys."""
    if model._meta.auto_created:
        return tuple(column.name for column in model._meta.local_concrete_fields if column.name != "id")
    return key_fields(model)


def _column(model: type[Model], name: str) -> Field:
    return model._meta.get_field(name)  # type: ignore[return-value]


def fresh_ids(model: type[Model], number: int) -> list[int]:
    """Ids for new rows, so that rows can refer to each other before they are written."""
    if not number:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, number],
        )
        return [fact for (fact,) in cursor.fetchall()]
