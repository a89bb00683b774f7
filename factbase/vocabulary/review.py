"""Enums of the review of changes."""

from django.db import models


class ReviewState(models.TextChoices):
    """How far a proposed change has come."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Waiting for review"
    RETURNED = "returned", "Returned to its author"
    PUBLISHED = "published", "Published"
    DISCARDED = "discarded", "Discarded"
