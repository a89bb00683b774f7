"""“Did you mean”: the nearest valid name."""

from collections.abc import Iterable

from django.db import models
from rapidfuzz import fuzz, process

NEAR = 75
"""How alike two names must be, from 0 to 100, for one to be suggested in place of the other."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like this one, if any is near."""
    found = process.extractOne(name[:100], list(known), scorer=fuzz.WRatio, processor=_words, score_cutoff=NEAR)
    return found[0] if found else None


def nearest_slug(slug: str, model: type[models.Model]) -> str | None:
    """The slug most like this one among a model's, found by trigrams with their index, if any is near."""
    near = model._default_manager.order_by(
        models.Func(models.F("slug"), models.Value(slug[:100].lower()), arg_joiner=" <-> ", template="%(expressions)s")
    ).values_list("slug", flat=True)[:10]
    return nearest(slug, near)


def _words(name: str) -> str:
    """As names are compared: neither case nor the kind of separator tells them apart."""
    return name.lower().replace("-", " ").replace("_", " ")
