"""Whether two actors can be compared on a topic."""

from django.db import models


class Comparison(models.TextChoices):
    """Whether two actors can be compared on a topic on a day, and why not. How they agree, the codebook says."""

    COMPARED = "compared", "Compared"
    ON_PROPOSAL = "on_proposal", "A side only on versions of proposals"
    NOT_ON_PROPOSAL = "not_on_proposal", "A side on the topic, not on the version asked about"
    NO_STANCE = "no_stance", "Words without a side"
    MISSING = "missing", "No word of its own"
