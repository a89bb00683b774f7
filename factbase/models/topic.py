"""An issue under negotiation, in a tree."""

from typing import Any, Self

from django.db import models

from .base import KeyedQuerySet, Slugged
from .search_document import search_index
from .slug import KeepSlug, slug_constraint


class TopicQuerySet(KeyedQuerySet["Topic"]):
    def with_narrower(self, slugs: Any) -> Self:
        """The topics that bear, or bore, one of these slugs, and all below them."""
        return self.filter(
            pk__in=models.expressions.RawSQL(
                "WITH RECURSIVE narrower(id) AS (SELECT object_id FROM factbase_slug WHERE kind = 'topic'"
                " AND slug = ANY(%s::text[]) UNION"
                " SELECT t.id FROM factbase_topic t JOIN narrower n ON t.broader_id = n.id) SELECT id FROM narrower",
                [slugs],
            )
        )


class Topic(Slugged):
    """An issue under negotiation. A stance is measured against its proposition."""

    process = models.ForeignKey(
        "Process", models.PROTECT, related_name="topics", help_text="The process it belongs to."
    )
    name = models.CharField(max_length=200, help_text="The name of the topic.")
    proposition = models.CharField(
        max_length=300,
        blank=True,
        help_text="The sentence that a stance is measured against; where there is none, only no_stance is possible.",
    )
    description = models.TextField(blank=True, help_text="What falls under the topic, in our own words.")
    broader = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="narrower", help_text="The broader topic."
    )
    pax_code = models.CharField(
        max_length=40, blank=True, help_text="The issue code of the PA-X Peace Agreements Database, where one matches."
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

    def __str__(self) -> str:
        return self.name
