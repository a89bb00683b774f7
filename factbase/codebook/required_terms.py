"""The terms of the code that the codebook must define: its enums and its entities."""

import re

from django.db import models as django_models

from factbase import vocabulary
from factbase.history.revision import Revision
from factbase.models import Release, Withdrawal
from factbase.models.registry import LOAD_ORDER
from factbase.vocabulary import EvidenceList, ReviewState, Shift, StanceGroup, TimelineKind, TimelinePrecision

NOT_DEFINED = (EvidenceList, ReviewState, Shift, StanceGroup, TimelineKind, TimelinePrecision)
"""Enums of work in progress, and those that only give an answer its structure."""


def enums() -> dict[str, type[django_models.Choices]]:
    """Return the enums that the codebook defines, by name, in alphabetical order."""
    return {name: enum for name in sorted(vocabulary.__all__) if (enum := getattr(vocabulary, name)) not in NOT_DEFINED}


def entities() -> list[type[django_models.Model]]:
    """Return the models that the codebook defines."""
    return [*LOAD_ORDER, Withdrawal, Release, Revision]


def slug_of(name: str) -> str:
    """The slug of an enum: speech-act for SpeechAct."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()
