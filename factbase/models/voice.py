"""Someone who asserts, disputes or relays a claim."""

from django.db import models

from factbase.models.fields.edtf import Dated
from factbase.vocabulary import DateBasis, VoiceRole

from .base import Keyed, KeyedQuerySet, exactly_one, known_values
from .citation import RequireCitation


class Voice(Keyed, Dated):
    """An actor, or a source in its own voice, that asserts, disputes or relays a claim."""

    claim = models.ForeignKey("Claim", models.PROTECT, related_name="voices", help_text="The claim.")
    actor = models.ForeignKey(
        "Actor", models.PROTECT, null=True, blank=True, related_name="voices", help_text="Whose voice it is."
    )
    source = models.ForeignKey(
        "Source",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="voices",
        help_text="The source that says so in its own voice, when no actor does.",
    )
    speaker = models.ForeignKey(
        "Actor",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="voices_spoken",
        help_text="Who spoke for the actor.",
    )
    meeting = models.ForeignKey(
        "Meeting",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="voices",
        help_text="The occasion on which it was said.",
    )
    role = models.CharField(max_length=20, choices=VoiceRole, help_text="What the voice does with the claim.")

    objects = KeyedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["claim", "stated_latest", "id"]
        constraints = [
            *Dated.Meta.constraints,
            *known_values(role=VoiceRole, date_basis=DateBasis),
            exactly_one(
                "actor",
                "source",
                name="voice_is_an_actor_or_a_source",
                message="A voice is an actor's or a source's own.",
            ),
            models.UniqueConstraint(
                fields=["claim", "actor", "source", "role"],
                name="voice_is_unique",
                nulls_distinct=False,
                violation_error_message="This voice is entered already.",
            ),
        ]
        triggers = [RequireCitation()]

    def __str__(self) -> str:
        return self.role
