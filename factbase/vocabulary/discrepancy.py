"""Enums of discrepancies."""

from django.db import models


class DiscrepancyKind(models.TextChoices):
    """The kind of difference between sources."""

    SPELLING = "spelling", "Spelling"
    ROLE = "role", "Role"
    PARTICIPANTS = "participants", "Participants"
    DATE = "date", "Date"
    DURATION = "duration", "Duration"
    FIGURE = "figure", "Figure"
    TRANSLATION = "translation", "Translation"
    FRAMING = "framing", "Framing"
    ATTRIBUTION = "attribution", "Attribution"
    IDENTITY = "identity", "Identity"
    VERSION = "version", "Version"
