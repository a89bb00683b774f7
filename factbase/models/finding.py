"""What the base says to a claim that an actor holds a stance."""

from django.db import models


class Finding(models.TextChoices):
    """What the base says to a claim that an actor held a stance on a topic on a day."""

    SUPPORTED = "supported", "Supported"
    CONTRADICTED = "contradicted", "Contradicted"
    MIXED = "mixed", "Mixed"
    NOT_FOUND = "not_found", "Not found"
