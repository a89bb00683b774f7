"""Slugs: the public ids of records. A record may get a new slug, but its old slug is never given to another one."""

import pgtrigger
from django.core.validators import RegexValidator
from django.db import models

from .route_words import refuse_route_word, route_words

SLUG_SHAPE = r"^[a-z0-9]+(-[a-z0-9]+)*$"


class SlugField(models.SlugField):
    """A public id: lower-case words joined by hyphens."""

    def __init__(self, **options) -> None:
        options.setdefault("max_length", 100)
        options.setdefault("unique", True)
        options.setdefault("help_text", "The public id. It is never reused for another record.")
        super().__init__(**options)
        self.validators = [
            *self.validators,
            RegexValidator(SLUG_SHAPE, "Use lower-case letters, digits and single hyphens."),
            refuse_route_word,
        ]


def slug_constraint() -> models.CheckConstraint:
    """Return the constraint that a slug has the right shape."""
    return models.CheckConstraint(
        name="%(class)s_slug",
        condition=models.Q(slug__regex=SLUG_SHAPE),
        violation_error_message="A slug has lower-case letters, digits and single hyphens.",
    )


class KeepSlug(pgtrigger.Trigger):
    """Register each new slug. Refuse a route word, and a slug that another record has or had."""

    name = "keep_slug"
    when = pgtrigger.After
    operation = pgtrigger.Insert | pgtrigger.UpdateOf("slug")

    def get_func(self, model) -> str:
        kind = model._meta.model_name
        words = ", ".join(f"'{word}'" for word in sorted(route_words()))
        return f"""
            IF NEW.slug IN ({words}) THEN
                RAISE check_violation USING
                    MESSAGE = format('The slug "%s" is a word of the API''s routes.', NEW.slug),
                    HINT = 'Choose another slug.', CONSTRAINT = 'slug_is_no_route_word';
            END IF;
            INSERT INTO factbase_slug AS known (kind, slug, object_id) VALUES ('{kind}', NEW.slug, NEW.id)
            ON CONFLICT (kind, slug) DO UPDATE SET object_id = known.object_id WHERE known.object_id = NEW.id;
            IF NOT FOUND THEN
                RAISE unique_violation USING
                    MESSAGE = format('The slug "%s" was used before by another {kind}.', NEW.slug),
                    HINT = 'Slugs are never reused. Choose another.', CONSTRAINT = 'slug_never_reused';
            END IF;
            RETURN NULL;
        """


class Slug(models.Model):
    """A slug that a record has or had. Written by a trigger only."""

    kind = models.CharField(max_length=40, help_text="The kind of record: actor, topic, position, ...")
    slug = models.CharField(max_length=100, help_text="The slug.")
    object_id = models.BigIntegerField(help_text="The id of the record that has or had the slug.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="slug_is_unique")]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"
