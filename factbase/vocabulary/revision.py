"""Enums of revisions and of the changes in them."""

from django.db import models


class RevisionKind(models.TextChoices):
    """The kind of a revision."""

    SEED = "seed", "Seed"
    CORRECTION = "correction", "Correction"
    ADDITION = "addition", "Addition"
    WITHDRAWAL = "withdrawal", "Withdrawal"
    RELEASE = "release", "Release"


class ReasonCode(models.TextChoices):
    """The kind of mistake in a published fact."""

    SOURCE_ERROR = "source_error", "Source error"
    MISATTRIBUTION = "misattribution", "Misattribution"
    DATE = "date", "Date"
    TRANSLATION = "translation", "Translation"
    NEW_EVIDENCE = "new_evidence", "New evidence"
    DUPLICATE = "duplicate", "Duplicate"
    OTHER = "other", "Other"


class Verb(models.TextChoices):
    """The effect of a revision on a record."""

    ADDED = "added", "Added"
    CHANGED = "changed", "Changed"
    WITHDRAWN = "withdrawn", "Withdrawn"
    MERGED = "merged", "Merged into another"
