"""Voices: actors and sources that assert, dispute or relay claims."""

from django.db import models

from factbase.models.fields.edtf import Dated
from factbase.vocabulary import VoiceRole

from .base import Keyed, exactly_one, known_values, optional_foreign_key
from .citation import RequireCitation


class Voice(Keyed, Dated):
    """An actor, or a source in its own voice, that asserts, disputes or relays a claim."""

    claim = models.ForeignKey(
        "Claim",
        models.PROTECT,
        related_name="voices",
        help_text="The claim that the voice asserts, disputes or relays.",
    )
    actor = optional_foreign_key("Actor", "voices", "The actor that speaks.")
    source = optional_foreign_key("Source", "voices", "The source that speaks in its own voice, if no actor does.")
    speaker = optional_foreign_key("Actor", "voices_spoken", "The person or body that spoke for the actor.")
    meeting = optional_foreign_key("Meeting", "voices", "The occasion on which the statement was made.")
    role = models.CharField(
        max_length=20, choices=VoiceRole, help_text="What the voice does: assert, dispute or relay the claim."
    )

    class Meta(Dated.Meta):
        ordering = ["claim", "stated_latest", "id"]
        constraints = [
            *Dated.Meta.constraints,
            *known_values(role=VoiceRole),
            exactly_one(
                "actor",
                "source",
                name="voice_is_an_actor_or_a_source",
                message="A voice needs an actor or a source, not both.",
            ),
            models.UniqueConstraint(
                fields=["claim", "actor", "source", "role"],
                name="voice_is_unique",
                nulls_distinct=False,
                violation_error_message="This claim already has this voice in this role.",
            ),
        ]
        triggers = [RequireCitation()]
