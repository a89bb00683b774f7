"""Enums of positions."""

from django.db import models


class Stance(models.TextChoices):
    """The side taken, measured against the topic's proposition."""

    SUPPORTS = "supports", "Supports"
    CONDITIONAL = "conditional", "Conditional"
    UNDECIDED = "undecided", "Undecided"
    OPPOSES = "opposes", "Opposes"
    NO_STANCE = "no_stance", "No stance"


class ConditionEffect(models.TextChoices):
    """The effect of meeting the condition of a conditional stance."""

    SUPPORTS_IF = "supports_if", "Supports if"
    GIVES_UP_IF = "gives_up_if", "Gives up if"


class SpeechAct(models.TextChoices):
    """The act that the holder performs by speaking."""

    ASSERTS = "asserts", "Asserts"
    DEMANDS = "demands", "Demands"
    OFFERS = "offers", "Offers"
    ACCEPTS = "accepts", "Accepts"
    COMMITS = "commits", "Commits"
    REJECTS = "rejects", "Rejects"
    THREATENS = "threatens", "Threatens"
    ACCUSES = "accuses", "Accuses"
    DENIES = "denies", "Denies"
    DECLINES_TO_COMMENT = "declines_to_comment", "Declines to comment"


class Attribution(models.TextChoices):
    """The origin of a position: the holder itself, or others who speak about the holder."""

    SELF_DECLARED = "self_declared", "Self-declared"
    RELAYED = "relayed", "Relayed"
    ATTRIBUTED = "attributed", "Attributed"
    NARRATED = "narrated", "Narrated"
