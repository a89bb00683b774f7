"""Enums of revisions and of what they change."""

from django.db import models


class RevisionKind(models.TextChoices):
    """What sort of change a revision is."""

    SEED = "seed", "Seed"
    CORRECTION = "correction", "Correction"
    ADDITION = "addition", "Addition"
    WITHDRAWAL = "withdrawal", "Withdrawal"
    RELEASE = "release", "Release"


class ReasonCode(models.TextChoices):
    """What was wrong with a published fact, in one word."""

    SOURCE_ERROR = "source_error", "Source error"
    MISATTRIBUTION = "misattribution", "Misattribution"
    DATE = "date", "Date"
    TRANSLATION = "translation", "Translation"
    NEW_EVIDENCE = "new_evidence", "New evidence"
    DUPLICATE = "duplicate", "Duplicate"
    OTHER = "other", "Other"


class Verb(models.TextChoices):
    """What a revision did to a record."""

    ADDED = "added", "Added"
    CHANGED = "changed", "Changed"
    WITHDRAWN = "withdrawn", "Withdrawn"
    MERGED = "merged", "Merged into another"
