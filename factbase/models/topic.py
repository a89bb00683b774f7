"""Topics: issues under negotiation, in a tree."""

from typing import Any, Self

from django.db import models

from .base import KeyedQuerySet, Slugged, optional_foreign_key
from .search_document import search_index
from .slug import KeepSlug, slug_constraint


class TopicQuerySet(KeyedQuerySet["Topic"]):
    def with_narrower(self, slugs: Any) -> Self:
        """Return the topics that have, or had, one of these slugs, and all topics below them."""
        return self.filter(
            pk__in=models.expressions.RawSQL(
                "WITH RECURSIVE narrower(id) AS (SELECT object_id FROM factbase_slug WHERE kind = 'topic'"
                " AND slug = ANY(%s::text[]) UNION"
                " SELECT t.id FROM factbase_topic t JOIN narrower n ON t.broader_id = n.id) SELECT id FROM narrower",
                [slugs],
            )
        )


class Topic(Slugged):
    """An issue under negotiation, with the proposition that stances are measured against."""

    process = models.ForeignKey("Process", models.PROTECT, related_name="topics", help_text="The peace process.")
    name = models.CharField(max_length=200, help_text="The name of the topic.")
    proposition = models.CharField(
        max_length=300,
        blank=True,
        help_text="The sentence that a stance is measured against. Without one, the only possible stance is no_stance.",
    )
    description = models.TextField(blank=True, help_text="The scope of the topic, in our own words.")
    broader = optional_foreign_key("self", "narrower", "The broader topic.")
    pax_code = models.CharField(
        max_length=40, blank=True, help_text="The issue code of the PA-X Peace Agreements Database, if one matches."
    )

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        constraints = [
            slug_constraint(),
            models.UniqueConstraint(fields=["process", "name"], name="topic_name_is_unique"),
            models.CheckConstraint(
                name="topic_is_not_its_own_broader",
                condition=models.Q(broader__isnull=True) | ~models.Q(broader=models.F("id")),
                violation_error_message="A topic cannot be broader than itself.",
            ),
        ]
        indexes = [search_index("topic", title=["name"], body=["proposition"], rest=["description"], topics=["id"])]
        triggers = [KeepSlug()]
