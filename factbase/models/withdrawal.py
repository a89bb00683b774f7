"""Withdrawals: facts that were taken back, and the reasons."""

from django.db import models


class Withdrawal(models.Model):
    """The withdrawal of a fact. The fact stays in history; restoring it deletes the withdrawal."""

    kind = models.CharField(max_length=40, help_text="The kind of record: actor, topic, position, ...")
    object_id = models.BigIntegerField(help_text="The id of the record in its history table.")
    slug = models.CharField(max_length=100, help_text="The last slug of the record.")
    reason = models.TextField(help_text="The public reason for the withdrawal.")

    class Meta:
        ordering = ["kind", "slug"]
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="withdrawal_is_unique")]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"
