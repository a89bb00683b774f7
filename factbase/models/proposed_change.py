"""A change that waits: a new fact, or a change to a published one, that is not part of the base yet."""

from django.conf import settings
from django.db import models

from factbase.vocabulary import ReviewState

from .base import known_values

OPEN = (ReviewState.DRAFT, ReviewState.SUBMITTED, ReviewState.RETURNED)
"""The states in which a proposed change can still become part of the base."""


class ProposedChangeQuerySet(models.QuerySet["ProposedChange"]):
    def open(self) -> "ProposedChangeQuerySet":
        """Those that can still become part of the base."""
        return self.filter(state__in=OPEN)

    def to_review(self) -> "ProposedChangeQuerySet":
        """Those that wait for a reviewer."""
        return self.filter(state=ReviewState.SUBMITTED)

    def of(self, kind: str, object_id: int | None) -> "ProposedChangeQuerySet":
        """Those that change one record, or are of a new one of this kind."""
        return self.filter(kind=kind, object_id=object_id)


class ProposedChange(models.Model):
    """What an author typed into the form of a fact, kept apart from the facts until a reviewer publishes it."""

    kind = models.CharField(max_length=40, help_text="The kind of record that is proposed: actor, position, ...")
    object_id = models.BigIntegerField(null=True, blank=True, help_text="The record to change; empty for a new one.")
    title = models.CharField(max_length=200, help_text="What the record is called.")
    form = models.JSONField(help_text="The form as it was sent: each field with its values.")
    state = models.CharField(
        max_length=20, choices=ReviewState, default=ReviewState.DRAFT, help_text="How far it has come."
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="proposed_changes", help_text="Who proposes it."
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reviewed_changes",
        help_text="Who published, returned or discarded it.",
    )
    review_note = models.TextField(blank=True, help_text="What the reviewer says to the author.")
    revision = models.BigIntegerField(null=True, blank=True, help_text="The revision that it became.")
    created = models.DateTimeField(auto_now_add=True, help_text="When it was begun.")
    changed = models.DateTimeField(auto_now=True, help_text="When something last happened to it.")

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
                violation_error_message="A published change has its revision and its reviewer; no other does.",
            ),
        ]

    def __str__(self) -> str:
        return self.title
