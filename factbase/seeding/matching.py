"""Which row of the base a row of the seeds is: by its key now, by the key the seeds last gave it, by a former slug."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Field, ForeignKey, Model

from .fixtures import REMEDY
from .problems import SeedError
from .rows import Key, key_fields, natural_key
from .schema.context import kind
from .stored import Stored, Values

NEW = 0
"""In place of an id: the base has no such row."""


@dataclass
class Matching:
    """The ids of the seeds' rows, model by model; each model comes after those that it refers to."""

    slugs: dict[tuple[str, str], int]
    ids: dict[type[Model], dict[Key, int | None]] = field(default_factory=dict)

    def find(self, model: type[Model], rows: list[Values], stored: Stored) -> list[int | None]:
        """The id of each row, a fresh one where the base has none; None for what an editor removed."""
        columns = [_column(model, name).attname for name in _key_names(model)]
        now = {tuple(row[column] for column in columns): fact for fact, row in stored.live.items()}
        then = {tuple(row.get(column) for column in columns): fact for fact, row in sorted(stored.seeded.items())}
        keys = [self._key(model, row) for row in rows]
        taken = {now[key] for key in keys if key in now}
        found: list[int | None] = []
        for key in keys:
            fact = None if key is None else now.get(key) or self._former(model, key, then)
            if fact and key not in now:
                # An editor removed it, renamed it, or gave it a name that the seeds have for another.
                fact = fact if fact in stored.live and fact not in taken else None
            if fact:
                taken.add(fact)
            found.append(fact)
        fresh = iter(_fresh_ids(model, found.count(NEW)))
        found = [next(fresh) if fact == NEW else fact for fact in found]
        if not model._meta.auto_created:
            keyed = zip(rows, found, strict=True)
            self.ids[model] = {natural_key(model, row): fact for row, fact in keyed}
        return found

    def columns(self, model: type[Model], row: Values) -> Values | None:
        """A row of a fixture as columns; None when it belongs to a row that an editor removed."""
        values: Values = {}
        for column in model._meta.local_concrete_fields:
            if column.name not in row:
                continue
            value = row[column.name]
            if isinstance(column, ForeignKey) and value is not None:
                values[column.attname] = self._id(column.related_model, value)
                if values[column.attname] is None:
                    return None
            else:
                values[column.attname] = _read(model, column.name, value)
        return values

    def shown(self, model: type[Model], column: str, value: object) -> object:
        """A value for a person: a foreign key by the slug that the seeds have for it."""
        field = next(field for field in model._meta.local_concrete_fields if field.attname == column)
        if not isinstance(field, ForeignKey) or value is None:
            return value
        keys = (key for key, fact in self.ids[field.related_model].items() if fact == value)
        return next((key[0] for key in keys), f"id {value}")

    def _former(self, model: type[Model], key: Key, then: dict[Key, int]) -> int:
        """The id of a row that had this key when the seeds last wrote it, or this slug at any time; NEW if none had."""
        if key in then or _key_names(model) != ("slug",):
            return then.get(key, NEW)
        return self.slugs.get((kind(model), str(key[0])), NEW)

    def _key(self, model: type[Model], row: Values) -> Key | None:
        values = self.columns(model, {name: row[name] for name in _key_names(model)})
        return tuple(values[_column(model, name).attname] for name in _key_names(model)) if values else None

    def _id(self, model: type[Model], key: Key) -> int | None:
        try:
            return self.ids[model][key]
        except (KeyError, TypeError) as error:
            name = model._meta.verbose_name
            raise SeedError(f"The fixtures refer to {name} {key}, which they do not hold. {REMEDY}") from error


def _key_names(model: type[Model]) -> tuple[str, ...]:
    """The fields that tell rows apart; of a many-to-many table, its two foreign keys."""
    if model._meta.auto_created:
        return tuple(column.name for column in model._meta.local_concrete_fields if column.name != "id")
    return key_fields(model)


def _column(model: type[Model], name: str) -> Field:
    return next(field for field in model._meta.local_concrete_fields if field.name == name)


def _read(model: type[Model], name: str, value: object) -> object:
    try:
        return _column(model, name).to_python(value)
    except ValidationError as error:
        told = " ".join(error.messages)
        raise SeedError(f"The fixtures hold a broken {model._meta.verbose_name}: {name}: {told} {REMEDY}") from error


def _fresh_ids(model: type[Model], count: int) -> list[int]:
    """Ids for new rows, so that rows can refer to each other before they are written."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [fact for (fact,) in cursor.fetchall()]
