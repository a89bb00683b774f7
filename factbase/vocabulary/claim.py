"""Enums of claims, their voices and figures."""

from django.db import models


class ClaimKind(models.TextChoices):
    """The kind of statement in a claim."""

    BATTLEFIELD = "battlefield", "Battlefield"
    FIGURE = "figure", "Figure"
    DECISION = "decision", "Decision"
    COMMITMENT = "commitment", "Commitment"
    HISTORY = "history", "History"
    ACCUSATION = "accusation", "Accusation"
    ASSESSMENT = "assessment", "Assessment"
    FORECAST = "forecast", "Forecast"
    CAUSE = "cause", "Cause"
    STATE_OF_TALKS = "state_of_talks", "State of the talks"


class VoiceRole(models.TextChoices):
    """The role of a voice: asserting, disputing or relaying a claim."""

    ASSERTS = "asserts", "Asserts"
    DISPUTES = "disputes", "Disputes"
    RELAYS = "relays", "Relays"


class Qualifier(models.TextChoices):
    """The exactness of a number."""

    EXACTLY = "exactly", "Exactly"
    ABOUT = "about", "About"
    ALMOST = "almost", "Almost"
    OVER = "over", "Over"
    AT_LEAST = "at_least", "At least"
    UP_TO = "up_to", "Up to"
    ORDER_OF_MAGNITUDE = "order_of_magnitude", "Order of magnitude"
    UNQUALIFIED = "unqualified", "Unqualified"
