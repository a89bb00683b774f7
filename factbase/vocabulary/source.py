"""Enums of sources."""

from django.db import models


class Reliability(models.TextChoices):
    """The reliability of a source (Admiralty system, NATO AJP-2.1)."""

    A = "A", "Completely reliable"
    B = "B", "Usually reliable"
    C = "C", "Fairly reliable"
    D = "D", "Not usually reliable"
    E = "E", "Unreliable"
    F = "F", "Cannot be judged"
