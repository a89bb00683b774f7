"""A fact that was withdrawn: its page says why, in its place."""

from django.db import models

from .base import Slugged


class WithdrawalQuerySet(models.QuerySet["Withdrawal"]):
    def of(self, model: type[Slugged]) -> "WithdrawalQuerySet":
        """The withdrawals of facts of one kind."""
        return self.filter(kind=model._meta.model_name)


class Withdrawal(models.Model):
    """That a fact, which stays in history, is no longer held to be one. Restoring the fact removes it."""

    kind = models.CharField(max_length=40, help_text="The kind of fact: actor, topic, position, ...")
    object_id = models.BigIntegerField(help_text="The fact, as history knows it.")
    slug = models.CharField(max_length=100, help_text="The slug that it had last.")
    reason = models.TextField(help_text="Why it was withdrawn, for the public.")

    objects = WithdrawalQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="withdrawal_is_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"
