"""Enums of identifications."""

from django.db import models


class Verdict(models.TextChoices):
    """The judgement on two records being the same thing."""

    SAME = "same", "Same"
    POSSIBLY_SAME = "possibly_same", "Possibly the same"
    DISTINCT = "distinct", "Distinct"
