"""Enums of dates."""

from django.db import models


class DateBasis(models.TextChoices):
    """The origin of a date."""

    STATED = "stated", "Stated"
    INFERRED = "inferred", "Inferred"
    EXTERNAL = "external", "External"
