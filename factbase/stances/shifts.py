"""Where the stance in force changed from one day to another."""

from django.db import models


class Shift(models.TextChoices):
    """What sort of change it is."""

    TAKEN = "taken", "A side taken where none was on record"
    CHANGED = "changed", "Another side"
    CONDITION = "condition", "The same side on another condition"
