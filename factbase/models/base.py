"""What entities with a public id share."""

from typing import TypeVar

from django.db import models

from .slug import SlugField

Entity = TypeVar("Entity", bound=models.Model)


class SluggedQuerySet(models.QuerySet[Entity]):
    def get_by_natural_key(self, slug: str) -> Entity:
        return self.get(slug=slug)


class Slugged(models.Model):
    """An entity that is addressed by a slug."""

    slug = SlugField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.slug

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


def exactly_one(*fields: str, name: str, message: str) -> models.CheckConstraint:
    """The constraint that exactly one of these columns is set."""
    count = models.Func(
        *(models.F(field) for field in fields), function="num_nonnulls", output_field=models.IntegerField()
    )
    return models.CheckConstraint(name=name, condition=models.lookups.Exact(count, 1), violation_error_message=message)


def known_values(**values: type[models.Choices] | list[str]) -> list[models.CheckConstraint]:
    """The constraints that these columns hold nothing but their enum's values."""
    return [
        models.CheckConstraint(
            name=f"%(class)s_{field}_is_known",
            condition=models.Q(**{f"{field}__in": known if isinstance(known, list) else known.values}),
            violation_error_message=f"“{field}” has a value that the codebook does not know.",
        )
        for field, known in values.items()
    ]
