"""Enums of dates."""

from django.db import models


class DateBasis(models.TextChoices):
    """Where a date comes from."""

    STATED = "stated", "Stated"
    INFERRED = "inferred", "Inferred"
    EXTERNAL = "external", "External"
