"""Actors: persons, states, organisations and groups."""

from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Value
from django.db.models.expressions import Expression

from factbase.vocabulary import ActorKind

from .actor_name import ActorName
from .base import KeyedQuerySet, Slugged, known_values
from .citation import RequireCitation
from .name_key import having_words, name_indexes
from .search_document import search_index
from .slug import KeepSlug, slug_constraint


class ActorQuerySet(KeyedQuerySet["Actor"]):
    def named(self, name: str | Expression) -> Self:
        """Return the actors with a name that contains these whole words in this order, in any spelling.

        Zelensky finds Зеленський; US does not find Russia.
        """
        words = Value(name) if isinstance(name, str) else name
        by_name = having_words(Actor.objects.all(), words).values("pk")
        by_other_names = having_words(ActorName.objects.all(), words).values("actor")
        return self.filter(pk__in=by_name.union(by_other_names, all=True))


class Actor(Slugged):
    """Anyone who can hold a position, attend a meeting or publish."""

    name = models.CharField(
        max_length=200, help_text="The name that the fact base uses. Other names and spellings are listed separately."
    )
    kind = models.CharField(max_length=40, choices=ActorKind, help_text="The kind of actor.")
    anonymous = models.BooleanField(
        default=False, help_text="True if the source does not say who the actor is (“a senior figure in Kyiv”)."
    )
    country = models.CharField(
        max_length=2,
        blank=True,
        validators=[RegexValidator(r"^[A-Z]{2}$", "Use two capital letters.")],
        help_text="The country that the actor is or belongs to, as an ISO 3166-1 alpha-2 code; empty if none fits.",
    )
    wikidata = models.CharField(
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^Q[1-9][0-9]*$", "Use an id such as Q159.")],
        help_text="The Wikidata id of the actor, such as Q159.",
    )
    description = models.CharField(max_length=300, blank=True, help_text="The actor described in a few words.")

    objects = ActorQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        constraints = [
            slug_constraint(),
            *known_values(kind=ActorKind),
            models.CheckConstraint(
                name="actor_country_is_iso_3166",
                condition=models.Q(country="") | models.Q(country__regex=r"^[A-Z]{2}$"),
                violation_error_message="A country is an ISO 3166-1 code of two capital letters.",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "slug"]),
            models.Index(fields=["country", "slug"]),
            models.Index(fields=["anonymous", "slug"]),
            *name_indexes("actor"),
            search_index("actor", title=["name"], body=["description"], actors=["id"]),
        ]
        triggers = [KeepSlug(), RequireCitation()]
