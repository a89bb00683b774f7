"""The words of the code that the codebook must define: its enums and its entities."""

import re

from django.db import models as django_models

from factbase import models
from factbase.history.revision import Revision, RevisionKind
from factbase.models import Slug


def enums() -> dict[str, type[django_models.Choices]]:
    """Every enum of the base by its name, in alphabetical order: those of the models, and the kinds of revision."""
    found = {name: getattr(models, name) for name in models.__all__}
    known = {name: word for name, word in found.items() if issubclass(word, django_models.Choices)}
    return dict(sorted([*known.items(), (RevisionKind.__name__, RevisionKind)]))


def entities() -> list[type[django_models.Model]]:
    """Every kind of fact; the register of slugs is bookkeeping and not one."""
    found = [getattr(models, name) for name in models.__all__]
    return [*(word for word in found if issubclass(word, django_models.Model) and word is not Slug), Revision]


def slug_of(name: str) -> str:
    """The slug of an enum: speech-act for SpeechAct."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()
