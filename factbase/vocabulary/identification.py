"""Enums of identifications."""

from django.db import models


class Verdict(models.TextChoices):
    """Whether the two are one."""

    SAME = "same", "Same"
    POSSIBLY_SAME = "possibly_same", "Possibly the same"
    DISTINCT = "distinct", "Distinct"
