"""The terms that the codebook must define: the enums and entities of the code."""

import re

from django.db import models as django_models

from factbase.history.revision import Revision
from factbase.models import Release, Withdrawal
from factbase.models.registry import LOAD_ORDER
from factbase.vocabulary import ENUMS, EvidenceList, ReviewState, Shift, StanceGroup, TimelineKind, TimelinePrecision

NOT_DEFINED = (EvidenceList, ReviewState, Shift, StanceGroup, TimelineKind, TimelinePrecision)
"""Enums of unpublished work, and enums that only structure an answer."""


def enums() -> dict[str, type[django_models.Choices]]:
    """Return the enums that the codebook defines, by name, in alphabetical order."""
    return {name: enum for name, enum in sorted(ENUMS.items()) if enum not in NOT_DEFINED}


def entities() -> list[type[django_models.Model]]:
    """Return the models that the codebook defines."""
    return [*LOAD_ORDER, Withdrawal, Release, Revision]


def slug_of(name: str) -> str:
    """Return the slug of an enum: speech-act for SpeechAct."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()
