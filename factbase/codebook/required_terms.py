"""The words of the code that the codebook must define: its enums and its entities."""

import re

from django.db import models as django_models

from factbase import models
from factbase.history.changes import Verb
from factbase.history.revision import ReasonCode, Revision, RevisionKind
from factbase.models import ProposedChange, ReleaseChunk, ReleaseFile, ReviewState, Slug

OF_HISTORY = (RevisionKind, ReasonCode, Verb)
NOT_PUBLISHED = (ReviewState, ProposedChange, Slug, ReleaseFile, ReleaseChunk)
"""Work in progress, bookkeeping and bytes: no words of the public's."""


def enums() -> dict[str, type[django_models.Choices]]:
    """Every enum of the base by its name, in alphabetical order: those of the models, and those of history."""
    found: list[type[django_models.Choices]] = [
        *(word for word in _published() if issubclass(word, django_models.Choices)),
        *OF_HISTORY,
    ]
    return dict(sorted((word.__name__, word) for word in found))


def entities() -> list[type[django_models.Model]]:
    """Every kind of thing that the base is made of."""
    return [*(word for word in _published() if issubclass(word, django_models.Model)), Revision]


def _published() -> list[type]:
    return [word for name in models.__all__ if (word := getattr(models, name)) not in NOT_PUBLISHED]


def slug_of(name: str) -> str:
    """The slug of an enum: speech-act for SpeechAct."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()
