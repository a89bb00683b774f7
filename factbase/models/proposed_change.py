"""Proposed changes: new facts, and edits of published facts, that wait for review."""

from django.conf import settings
from django.db import models

from factbase.vocabulary import ReviewState

from .base import known_values

OPEN = (ReviewState.DRAFT, ReviewState.SUBMITTED, ReviewState.RETURNED)
"""The states in which a proposed change can still be published."""


class ProposedChangeQuerySet(models.QuerySet["ProposedChange"]):
    def open(self) -> "ProposedChangeQuerySet":
        """Return the changes that can still be published."""
        return self.filter(state__in=OPEN)

    def of(self, kind: str, object_id: int | None) -> "ProposedChangeQuerySet":
        """Return the changes of one record, or with None as its id those that propose a new record of this kind."""
        return self.filter(kind=kind, object_id=object_id)


class ProposedChange(models.Model):
    """The content of an admin form, stored apart from the facts until a reviewer publishes it."""

    kind = models.CharField(max_length=40, help_text="The kind of record: actor, position, ...")
    object_id = models.BigIntegerField(
        null=True, blank=True, help_text="The id of the record to change; empty for a new record."
    )
    title = models.CharField(max_length=200, help_text="The title of the record.")
    form = models.JSONField(help_text="The submitted form: each field with its values.")
    state = models.CharField(
        max_length=20, choices=ReviewState, default=ReviewState.DRAFT, help_text="The state of the review."
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="proposed_changes",
        help_text="The user who proposes the change.",
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reviewed_changes",
        help_text="The user who published, returned or discarded the change.",
    )
    review_note = models.TextField(blank=True, help_text="A note from the reviewer to the author.")
    revision = models.BigIntegerField(null=True, blank=True, help_text="The revision that published the change.")
    created = models.DateTimeField(auto_now_add=True, help_text="When the change was first saved.")
    changed = models.DateTimeField(auto_now=True, help_text="When the change was last saved.")

    objects = ProposedChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-changed", "-id"]
        default_permissions = ("view",)
        permissions = [("publish", "Can publish facts, and review what others propose")]
        constraints = [
            *known_values(state=ReviewState),
            models.CheckConstraint(
                name="proposedchange_revision_when_published",
                condition=models.Q(state=ReviewState.PUBLISHED, revision__isnull=False, reviewer__isnull=False)
                | (~models.Q(state=ReviewState.PUBLISHED) & models.Q(revision__isnull=True)),
                violation_error_message="A published change needs a revision and a reviewer. Others have no revision.",
            ),
        ]

    def __str__(self) -> str:
        return self.title
