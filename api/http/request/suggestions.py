"""Suggestions for misspelled names."""

from collections.abc import Iterable

from django.db import models
from rapidfuzz import fuzz, process

NEAR = 75
"""The least similarity of a suggestion, from 0 to 100."""

NEIGHBOURS = 200
"""The number of slugs compared on each side in alphabetical order."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name most similar to this one, or None if none is similar enough."""
    best = process.extractOne(name[:100], list(known), scorer=fuzz.WRatio, processor=_normalize, score_cutoff=NEAR)
    return best[0] if best else None


def nearest_slug(slug: str, model: type[models.Model]) -> str | None:
    """Return the most similar slug of a model, or None if none is similar enough.

    It compares the neighbours in alphabetical order, which an index finds in any number of slugs; of a few hundred they
    are all. (The nearest by trigrams took 50 ms in 120,000 slugs, with an index made for it.)
    """
    slugs = model._default_manager.values_list("slug", flat=True)
    name = slug[:100].lower()
    after, before = slugs.filter(slug__gte=name).order_by("slug"), slugs.filter(slug__lt=name).order_by("-slug")
    same_start = slugs.filter(slug__gte=name[:3]).order_by("slug")
    return nearest(slug, after[:NEIGHBOURS].union(before[:NEIGHBOURS], same_start[:NEIGHBOURS], all=True))


def _normalize(name: str) -> str:
    """Return a name in lower case with its separators replaced by spaces."""
    return name.lower().replace("-", " ").replace("_", " ")
