"""Enums of proposals."""

from django.db import models


class ProposalStatus(models.TextChoices):
    """The status of one version of a proposal."""

    DRAFT = "draft", "Draft"
    LEAKED = "leaked", "Leaked"
    PRESENTED = "presented", "Presented"
    REVISED = "revised", "Revised"
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Rejected"
