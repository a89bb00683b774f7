"""Enums of citations."""

from django.db import models


class Directness(models.TextChoices):
    """The closeness of the cited words to the speaker's own words."""

    DIRECT_QUOTE = "direct_quote", "Direct quote"
    PARTIAL_QUOTE = "partial_quote", "Partial quote"
    PARAPHRASE = "paraphrase", "Paraphrase"


class Credibility(models.IntegerChoices):
    """The credibility of a piece of information (Admiralty system, NATO AJP-2.1)."""

    CONFIRMED = 1, "Confirmed by other sources"
    PROBABLY_TRUE = 2, "Probably true"
    POSSIBLY_TRUE = 3, "Possibly true"
    DOUBTFUL = 4, "Doubtful"
    IMPROBABLE = 5, "Improbable"
    CANNOT_BE_JUDGED = 6, "Truth cannot be judged"


class Part(models.TextChoices):
    """The part of the source that has the cited words."""

    BODY = "body", "Body"
    HEADLINE = "headline", "Headline"
    CAPTION = "caption", "Caption"
    DATELINE = "dateline", "Dateline"
