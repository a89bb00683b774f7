"""Enums of the review of changes."""

from django.db import models


class ReviewState(models.TextChoices):
    """The state of a proposed change."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Waiting for review"
    RETURNED = "returned", "Returned to its author"
    PUBLISHED = "published", "Published"
    DISCARDED = "discarded", "Discarded"
