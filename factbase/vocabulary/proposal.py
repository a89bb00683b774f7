"""Enums of proposals."""

from django.db import models


class ProposalStatus(models.TextChoices):
    """How far the version has come."""

    DRAFT = "draft", "Draft"
    LEAKED = "leaked", "Leaked"
    PRESENTED = "presented", "Presented"
    REVISED = "revised", "Revised"
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Rejected"
