"""An actor at a meeting."""

from typing import Self

from django.db import models

from factbase.vocabulary import ParticipationRole

from .base import Keyed, KeyedQuerySet, known_values
from .citation import RequireCitation


class ParticipationQuerySet(KeyedQuerySet["Participation"]):
    def present(self) -> Self:
        """Those who were there, as far as the sources say."""
        return self.exclude(role__in=[ParticipationRole.ABSENT, ParticipationRole.UNCERTAIN])

    def on_side_of(self, actor: int) -> Self:
        """The actor (id) itself, and the persons and delegations on its side."""
        return self.filter(models.Q(actor=actor) | models.Q(side=actor))


class Participation(Keyed):
    """An actor at a meeting, absent from it, or uncertain to attend."""

    meeting = models.ForeignKey("Meeting", models.PROTECT, related_name="participations", help_text="The meeting.")
    actor = models.ForeignKey("Actor", models.PROTECT, related_name="participations", help_text="Who took part.")
    role = models.CharField(
        max_length=20, choices=ParticipationRole, help_text="In what role the actor was there, or that it was not."
    )
    side = models.ForeignKey(
        "Actor",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="side_participations",
        help_text="The state or body on whose side the actor sat.",
    )
    described_as = models.CharField(
        max_length=200, blank=True, help_text="How the source describes the participant: “the US side”."
    )

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "id"]
        constraints = [
            *known_values(role=ParticipationRole),
            models.UniqueConstraint(
                fields=["meeting", "actor"],
                name="participation_is_unique",
                violation_error_message="This actor is entered for this meeting already.",
            ),
        ]
        triggers = [RequireCitation()]

    def __str__(self) -> str:
        return self.role
