"""Base classes, foreign keys and constraints that the models share."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from django.db import models

from .slug import SlugField

AnyModel = TypeVar("AnyModel", bound=models.Model)


def key_fields(model: type[models.Model]) -> tuple[str, ...]:
    """Return the fields of a model's natural key: its slug, or the fields of its first unique constraint."""
    if issubclass(model, Slugged):
        return ("slug",)
    return next(tuple(one.fields) for one in model._meta.constraints if isinstance(one, models.UniqueConstraint))


def key_columns(model: type[models.Model]) -> list[Any]:
    """Return the columns of a model's natural key; of a join table, its two foreign keys."""
    if model._meta.auto_created:
        return [column for column in model._meta.local_concrete_fields if not column.primary_key]
    return [model._meta.get_field(name) for name in key_fields(model)]


def unique_fields(model: type[models.Model]) -> Iterator[tuple[Sequence[str], bool]]:
    """Yield the sets of fields that must be unique, and whether nulls in them count as distinct."""
    for field in model._meta.local_concrete_fields:
        if field.unique and not field.primary_key:
            yield (field.name,), True
    for names in model._meta.unique_together:
        yield names, True
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            yield constraint.fields, constraint.nulls_distinct is not False


class KeyedQuerySet(models.QuerySet[AnyModel]):
    def get_by_natural_key(self, *key: Any) -> AnyModel:
        """Return the row with this natural key, in which each related row is given by its slug."""
        columns = key_columns(self.model)
        lookups = (f"{column.name}__slug" if column.is_relation else column.name for column in columns)
        return self.get(**dict(zip(lookups, key, strict=True)))


class Keyed(models.Model):
    """An entity that fixtures identify by a natural key."""

    objects = KeyedQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        """Return the name, the title, the role, the start of the summary or the slug: the first that the model has."""
        name = next(name for name in ("name", "title", "role", "summary", "slug") if hasattr(self, name))
        return str(getattr(self, name))[: 80 if name == "summary" else None]

    def natural_key(self) -> tuple:
        """Return the natural key, with a slug for each related row."""
        values = (getattr(self, name) for name in key_fields(type(self)))
        return tuple(value.slug if isinstance(value, Slugged) else value for value in values)


class Slugged(Keyed):
    """An entity that is addressed by a slug."""

    slug = SlugField()

    class Meta:
        abstract = True


def optional_foreign_key(to: str, related_name: str, help_text: str, **options: Any) -> models.ForeignKey:
    """Return a nullable foreign key that protects the row it refers to from deletion."""
    return models.ForeignKey(
        to, models.PROTECT, null=True, blank=True, related_name=related_name, help_text=help_text, **options
    )


def exactly_one(*fields: str, name: str, message: str) -> models.CheckConstraint:
    """Return the constraint that exactly one of these columns is not null."""
    count = models.Func(
        *(models.F(field) for field in fields), function="num_nonnulls", output_field=models.IntegerField()
    )
    return models.CheckConstraint(name=name, condition=models.lookups.Exact(count, 1), violation_error_message=message)


def known_values(**values: type[models.Choices] | list[str]) -> list[models.CheckConstraint]:
    """Return one constraint for each column: its value is one of the enum's or of the list's."""
    return [
        models.CheckConstraint(
            name=f"%(class)s_{field}_is_known",
            condition=models.Q(**{f"{field}__in": known if isinstance(known, list) else known.values}),
            violation_error_message=f"“{field}” has a value that is not in the codebook.",
        )
        for field, known in values.items()
    ]
