"""Participations of actors in meetings."""

from typing import Self

from django.db import models

from factbase.vocabulary import ParticipationRole

from .base import Keyed, KeyedQuerySet, known_values, optional_foreign_key
from .citation import RequireCitation


class ParticipationQuerySet(KeyedQuerySet["Participation"]):
    def present(self) -> Self:
        """Return the participations of actors who were present, as far as the sources say."""
        return self.exclude(role__in=[ParticipationRole.ABSENT, ParticipationRole.UNCERTAIN])

    def on_side_of(self, actor: int) -> Self:
        """Return the participations of an actor (id), and of the persons and delegations on its side."""
        return self.filter(models.Q(actor=actor) | models.Q(side=actor))


class Participation(Keyed):
    """The role of an actor at a meeting, which includes being absent or uncertain to attend."""

    meeting = models.ForeignKey("Meeting", models.PROTECT, related_name="participations", help_text="The meeting.")
    actor = models.ForeignKey(
        "Actor", models.PROTECT, related_name="participations", help_text="The actor that has the role."
    )
    role = models.CharField(
        max_length=20,
        choices=ParticipationRole,
        help_text="The role of the actor, or that it was absent or uncertain to attend.",
    )
    side = optional_foreign_key("Actor", "side_participations", "The state or body on whose side the actor took part.")
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
                violation_error_message="This actor already has a role at this meeting.",
            ),
        ]
        triggers = [RequireCitation()]
